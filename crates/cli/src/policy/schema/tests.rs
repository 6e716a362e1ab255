//! The schemas are complete in both languages, and the committed ones are up to date.

use super::*;

/// Every type and every key of a document by its name.
fn names(document: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let mut of_type = |name: &str, form: &Value| {
        found.push((name.to_owned(), form.clone()));
        let keys = form["properties"].as_object().into_iter().flatten();
        for (key, form) in keys {
            found.push((format!("{name}.{key}"), form.clone()));
        }
    };
    of_type("", document);
    for (name, form) in document["definitions"].as_object().expect("types") {
        of_type(name, form);
    }
    found
}

fn all_names() -> Vec<(String, Value)> {
    let kinds = FileForm::value_variants().iter();
    kinds.flat_map(|which| names(document(*which))).collect()
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
        "write the Chinese under the English above these fields and types: {missing:#?}"
    );
}

#[test]
fn the_committed_schemas_are_the_ones_of_these_types() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/schema");
    for which in FileForm::value_variants() {
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
    for which in FileForm::value_variants() {
        assert!(!text(*which).contains("null"), "{}", which.file_name());
    }
}

#[test]
fn exactly_one_of_several_keys_is_one_of_the_keys_there_are() {
    let rows = document(FileForm::Pack)["definitions"]
        .as_object()
        .expect("types");
    let mut named = 0;
    for (name, row) in rows.iter().filter(|(_, row)| row["properties"].is_object()) {
        for way in row["oneOf"].as_array().into_iter().flatten() {
            let key = way["required"][0].as_str().expect("a key");
            assert!(row["properties"][key].is_object(), "{name} has no {key}");
            named += 1;
        }
    }
    assert!(named > 0, "no row says exactly one of several keys");
}
