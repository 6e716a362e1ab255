//! What the shipped policies must have between them: every row exercised, every contradiction
//! recorded with who decided it, every golden example as a case.

use std::collections::{BTreeMap, BTreeSet};

use workbench::case::{CaseRun, run_all};
use workbench::coverage::{Coverage, Exercised};

use crate::shipped::{FILES, LIBRARY};

#[test]
fn every_row_is_exercised_by_a_case() {
    let runs = run_all(&FILES, &LIBRARY);
    let coverage = Coverage::of(&LIBRARY, &FILES, &Exercised::by(&runs, &LIBRARY));
    let missed: Vec<String> = coverage
        .unexercised
        .iter()
        .map(|row| format!("{}: {}", row.place, row.address))
        .chain(
            coverage
                .unexercised_procedures
                .iter()
                .map(|row| format!("{} {}", row.address, row.from)),
        )
        .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert!(coverage.packs.len() > 40, "the library lost its packs");
}

#[test]
fn every_golden_example_is_a_case_that_passes() {
    let runs = run_all(&FILES, &LIBRARY);
    let failed: Vec<String> = runs.iter().filter_map(CaseRun::failure).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let names: Vec<&str> = runs.iter().map(|run| run.name.as_str()).collect();
    let missing: Vec<String> = (1..=72)
        .map(|number| format!("G{number:02}"))
        .filter(|golden| !names.iter().any(|name| name.contains(golden.as_str())))
        .collect();
    assert!(missing.is_empty(), "no case is called {missing:?}");
}

/// Every dispute of every file, read as plain TOML, so that those of procedures count as well.
fn disputes() -> BTreeMap<String, Vec<toml::Table>> {
    let mut found: BTreeMap<String, Vec<toml::Table>> = BTreeMap::new();
    for file in FILES.iter().filter(|file| !file.name.contains("cases/")) {
        let content: toml::Table = file.text.parse().expect("readable TOML");
        let rows = content.get("dispute").and_then(toml::Value::as_array);
        for row in rows.into_iter().flatten() {
            let row = row.as_table().expect("a table");
            let id = row["id"].as_str().expect("a number").to_owned();
            found.entry(id).or_default().push(row.clone());
        }
    }
    found
}

#[test]
fn every_contradiction_is_recorded_with_both_versions_and_who_decided() {
    let disputes = disputes();
    let missing: Vec<String> = (1..=33)
        .map(|number| format!("X{number:02}"))
        .filter(|id| !disputes.contains_key(id))
        .collect();
    assert!(missing.is_empty(), "{missing:?} are not recorded");
    for (id, rows) in &disputes {
        for row in rows {
            let versions = row["version"].as_array().expect("versions");
            let sources: BTreeSet<&str> = versions
                .iter()
                .filter_map(|version| version["source"].as_str())
                .collect();
            assert!(sources.len() >= 2, "{id} has one version only");
            let in_force = row["in_force"].as_str().expect("the one in force");
            assert!(sources.contains(in_force), "{id}: {in_force} is no version");
            for key in ["why", "decided_on", "decided_by"] {
                assert!(row.contains_key(key), "{id} does not say {key}");
            }
        }
    }
}
