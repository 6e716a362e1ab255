//! The schemas are complete in both languages, and nothing in the tables of words is dead.

use std::collections::BTreeSet;

use super::*;

/// Every type and every key of a document by the names the tables of words use.
fn names(document: &Value, root_type: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let mut of_type = |name: &str, form: &Value| {
        found.push((name.to_owned(), form.clone()));
        let keys = form["properties"].as_object().into_iter().flatten();
        for (key, form) in keys {
            found.push((format!("{name}.{key}"), form.clone()));
        }
    };
    of_type(root_type, document);
    for (name, form) in document["definitions"].as_object().expect("types") {
        of_type(name, form);
    }
    found
}

fn all_names() -> Vec<(String, Value)> {
    let kinds = Which::value_variants().iter();
    kinds
        .flat_map(|which| names(document(*which), which.root_type()))
        .collect()
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn every_key_and_type_is_explained_in_chinese_and_english() {
    let of_payers_or_levels = |name: &str| name.starts_with("Shares.") || name.ends_with("ByLevel");
    let missing: Vec<String> = all_names()
        .into_iter()
        .filter(|(name, form)| {
            let text = form["description"].as_str().unwrap_or_default();
            let english = text.chars().any(|c| c.is_ascii_lowercase());
            let in_both = is_chinese(text) && english;
            !in_both && !of_payers_or_levels(name)
        })
        .map(|(name, _)| name)
        .collect();
    assert!(
        missing.is_empty(),
        "say these in crates/cli/src/policy/schema/chinese*.rs: \
         {missing:#?}"
    );
}

#[test]
fn no_chinese_line_is_dead_or_double() {
    let mut known = BTreeSet::new();
    for (name, _) in all_names() {
        if let Some((_, key)) = name.split_once('.') {
            known.insert(key.to_owned());
        }
        known.insert(name);
    }
    for table in [
        chinese::CHINESE,
        chinese_procedures::CHINESE,
        chinese_cases::CHINESE,
        chinese_files::CHINESE,
    ] {
        let mut seen = BTreeSet::new();
        for (name, _) in table {
            assert!(known.contains(*name), "{name} explains nothing; remove it");
            assert!(seen.insert(name), "{name} is explained twice");
        }
    }
}

#[test]
fn the_committed_schemas_are_the_ones_of_these_types() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/schema");
    for which in Which::value_variants() {
        let committed = std::fs::read_to_string(folder.join(which.file_name()));
        assert!(
            committed.is_ok_and(|committed| committed == format!("{}\n", text(*which))),
            "{} is stale; run: cargo run -- policy schema --into policies/schema",
            which.file_name()
        );
    }
}

#[test]
fn nothing_in_the_schema_can_be_null() {
    for which in Which::value_variants() {
        assert!(!text(*which).contains("null"), "{}", which.file_name());
    }
}

#[test]
fn rows_of_one_figure_are_still_the_ones_named() {
    let pack = document(Which::Pack);
    for (row, ways) in EXACTLY_ONE {
        for way in ways {
            let form = &pack["definitions"][row]["properties"][way];
            assert!(form.is_object(), "{row} has no {way}");
        }
    }
}
