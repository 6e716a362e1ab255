//! Reading the rules: show, explain, diff, disputes, coverage; each also asked wrongly.

use serde_json::Value;

use super::{refused, said, suixing};

const RATE: &str = "440300/employee/rate/pooled/one+on-job";

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&said(arguments)).expect("the answer is JSON")
}

/// Every row: what is asked, the code that comes back, and a word of the advice.
fn all_refused(rows: &[(&[&str], &str, &str)]) {
    for (arguments, code, advice) in rows {
        let told = refused(&[&["policy"], *arguments].concat());
        let code = format!("[{code}]");
        let both = told.contains(&code) && told.contains(advice);
        assert!(both && told.lines().count() >= 2, "{arguments:?}: {told}");
    }
}

#[test]
fn show_prints_the_address_and_the_source_of_every_row() {
    let shown = said(&["policy", "show", "440300", "employee", "--on", "2026-01-01"]);
    assert!(
        shown.contains(RATE) && shown.contains("未核对原文"),
        "{shown}"
    );
    let english = said(&["policy", "show", "440300", "employee", "--english"]);
    assert!(english.contains("reimbursement rates"), "{english}");
    all_refused(&[
        (&["show", "4403", "employee"], "bad-region", "440300"),
        (&["show", "440300", "worker"], "unknown-scheme", "resident"),
        (&["show", "449900", "employee"], "unknown-pack", "/employee"),
        (
            &["show", "440300", "employee", "--on", "today"],
            "bad-day",
            "2026-11-21",
        ),
    ]);
}

#[test]
fn explain_tells_a_figure_by_address_value_clause_and_word() {
    let told = said(&["policy", "explain", RATE, "--on", "2026-01-01"]);
    for part in [
        "一级 94%",
        "SZ-01",
        "X25",
        "--according-to X25:S000",
        "cases/",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let figure = json(&["policy", "explain", RATE, "--on", "2026-01-01", "--json"]);
    assert_eq!(figure["figure"]["history"][0]["basis"]["source"], "Z5");
    for words in ["SZ-01", "10478.40", "440300 起付线"] {
        let found = json(&["policy", "explain", words, "--json", "--on", "2026-01-01"]);
        let hits = found["hits"]["figures"].as_array().map_or(1, Vec::len);
        assert!(hits > 0, "{words}: {found}");
    }
    all_refused(&[
        (&["explain", "87.31%"], "unknown-figure", "policy show"),
        (
            &["explain", "440300/employee/rate/poled"],
            "unknown-figure",
            "rate/pooled",
        ),
        (
            &["explain", "440300/employee/rates/pooled"],
            "bad-address",
            "ceiling",
        ),
        (
            &["explain", "94%", "--on", "2026-02-30"],
            "bad-day",
            "2026-11-21",
        ),
    ]);
}

#[test]
fn diff_tells_two_days_in_words_and_in_money() {
    let days = ["440300/employee@2023-09-30", "440300/employee@2023-10-01"];
    let told = said(&["policy", "diff", days[0], days[1]]);
    assert!(told.contains("统筹基金起付线（首次住院）"), "{told}");
    assert!(told.contains("17,730.00 → 17,460.00  −270.00"), "{told}");
    assert!(
        told.contains("[rule-not-known]"),
        "refusals are told: {told}"
    );
    let same = said(&["policy", "diff", "440300/employee", "440300/employee"]);
    assert!(same.contains("没有差别"), "{same}");
    let found = json(&["policy", "diff", days[0], days[1], "--json"]);
    assert_eq!(found["before"]["on"], "2023-09-30");
    all_refused(&[
        (
            &["diff", "somewhere", days[0]],
            "bad-side",
            "440300/employee",
        ),
        (
            &["diff", "440300/worker", days[0]],
            "bad-address",
            "employee",
        ),
        (
            &["diff", "440300/employee@2023", days[0]],
            "bad-day",
            "2026-11-21",
        ),
        (
            &["diff", "deadbeefdead", days[0]],
            "unknown-pack",
            "policy list",
        ),
    ]);
}

#[test]
fn disputes_tell_every_version_and_who_decided() {
    let told = said(&["policy", "disputes", "--region", "440300"]);
    for part in ["X01", "--according-to X01:S000", "procedures", "现行 Z1"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let listed = json(&["policy", "disputes", "--json"]);
    let ids = listed.as_array().expect("a list").iter();
    let ids: Vec<&str> = ids.filter_map(|one| one["id"].as_str()).collect();
    for number in 1..=33 {
        let id = format!("X{number:02}");
        assert!(ids.contains(&id.as_str()), "{id} is not recorded");
    }
    all_refused(&[
        (&["disputes", "--region", "44030"], "bad-region", "440300"),
        (
            &["disputes", "--region", "449900"],
            "unknown-pack",
            "policy list",
        ),
    ]);
}

#[test]
fn test_keeps_its_contract_and_names_rows_without_a_case() {
    let tested = json(&["policy", "test", "--json"]);
    assert_eq!(tested["failed"], 0);
    assert!(
        tested["passed"]
            .as_u64()
            .is_some_and(|passed| passed > 1000)
    );
    assert_eq!(tested["coverage"], Value::Null);
    let folder = tempfile::TempDir::new().expect("a folder");
    let place = folder.path().join("449900");
    std::fs::create_dir(&place).expect("a folder inside");
    let pack = include_str!("../../../workbench/tests/workbench/yunxi.toml");
    std::fs::write(place.join("employee.toml"), pack).expect("a file");
    let path = folder.path().to_str().expect("a plain path");
    let output = suixing(&["policy", "test", path, "--coverage"]);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success(), "{told}");
    assert!(
        told.contains("449900/employee.toml:49: 449900/employee/deductible/pooled/always"),
        "{told}"
    );
}
