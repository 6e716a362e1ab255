//! The reference is complete, its examples can be read, and the committed file is what it says.

use std::collections::BTreeSet;
use std::path::Path;

use domain::files::NamedText;
use domain::policy::library::Library;
use domain::rules::Table;
use workbench::case::run_all;

use super::example::of_table;
use super::*;
use crate::policy::schema::FileForm;

fn no_hash(text: &str) -> String {
    text.len().to_string()
}

fn files() -> Vec<NamedText> {
    let files = example::FILES.iter();
    let files = files.map(|(_, name, text)| NamedText {
        name: (*name).to_owned(),
        text: (*text).to_owned(),
    });
    files.collect()
}

#[test]
fn the_committed_reference_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/policy-reference.md");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == markdown(),
        "docs/policy-reference.md is stale; run: cargo xtask docs"
    );
}

#[test]
fn every_example_can_be_read_and_every_case_holds() {
    let files = files();
    let problems = |problems: Vec<domain::files::Problem>| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        lines.join("\n")
    };
    let library = Library::parse(&files, no_hash).unwrap_or_else(|p| panic!("{}", problems(p)));
    let runs = run_all(&files, &library);
    assert!(runs.len() >= 9, "the examples lost their cases");
    let failed: Vec<String> = runs.iter().filter_map(|run| run.failure()).collect();
    assert_eq!(failed, Vec::<String>::new());
}

#[test]
fn every_table_has_an_example() {
    let examples = example::all();
    for chapter in &CHAPTERS {
        let shown = |key: &str| !of_table(&examples, chapter.which, key).is_empty();
        let missing: Vec<&String> = chapter
            .tables()
            .map(|(key, _)| key)
            .filter(|key| chapter.which != FileForm::Case && *key != "person" && !shown(key))
            .collect();
        assert!(missing.is_empty(), "no example of {missing:?}");
    }
    let pack: BTreeSet<String> = CHAPTERS[0].tables().map(|(key, _)| key.clone()).collect();
    for table in Table::ALL {
        assert!(pack.contains(&table.word().replace('-', "_")), "{table}");
    }
}

#[test]
fn every_example_belongs_to_a_table() {
    for example in example::all() {
        let chapters = CHAPTERS.iter();
        let chapter = chapters
            .clone()
            .find(|chapter| chapter.which == example.which);
        let known = |key: &str| {
            chapter.is_some_and(|chapter| chapter.tables().any(|(table, _)| table == key))
        };
        assert!(
            example.table == "top" || known(example.table),
            "there is no table {}",
            example.table
        );
    }
}

#[test]
fn every_link_inside_the_reference_leads_somewhere() {
    let text = markdown();
    let mut links = text.split("](#").skip(1);
    let broken = links.find_map(|rest| {
        let anchor = rest.split(')').next()?;
        let target = format!("<a id=\"{anchor}\">");
        (!text.contains(&target)).then_some(anchor)
    });
    assert_eq!(broken, None);
}
