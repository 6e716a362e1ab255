//! Every statement has a class, the text of each says no less than its class, and an engine that
//! keeps rows by their key looks no further. Every table is marked; migrations are fit for an
//! engine of many machines.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "statements/lint.rs"]
mod lint;
#[path = "statements/source.rs"]
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use source::Sources;
use store::Db;
use store::grid::conformance::{Layout, conformance};
use store::grid::statements::{Looks, Registered, registered};
use store::grid::tables::TABLES;
use store::testing::{TestSchema, migrations, partitioned, row_counts, test_keys};

/// Writes the list of statements from the sources; classes that stand in it are kept.
const WRITE: &str = "SUIXING_WRITE_STATEMENTS";

/// The list as the sources have it. What looks everywhere without a reason has none yet.
fn list() -> String {
    let known: BTreeMap<String, Registered> = registered()
        .into_iter()
        .map(|it| (it.sql.clone(), it))
        .collect();
    let mut list = String::from(
        "-- Every statement of the store: the file, where it looks, and for those that look\n\
         -- everywhere why. Written by the test `statements`; the reasons are kept.\n",
    );
    let mut seen = BTreeSet::new();
    for (file, sql) in Sources::read().statements() {
        if !seen.insert((file.clone(), sql.clone())) {
            continue;
        }
        let looks = lint::looks(&sql).unwrap_or(Looks::Everywhere);
        let why = known
            .get(&sql)
            .filter(|it| it.looks == looks)
            .map(|it| it.why.as_str());
        let why = match (looks, why.unwrap_or_default()) {
            (Looks::Everywhere, "") => ": NO REASON GIVEN".to_owned(),
            (_, "") => String::new(),
            (_, why) => format!(": {why}"),
        };
        list.push_str(&format!("\n-- {file}: {looks}{why}\n{};\n", wrapped(&sql)));
    }
    list
}

/// A statement in lines that fit; a line ends where there is a space and no text.
fn wrapped(sql: &str) -> String {
    let (mut lines, mut line, mut quoted) = (Vec::new(), String::new(), false);
    for word in sql.split(' ') {
        if !line.is_empty() {
            if !quoted && line.len() + word.len() > 96 {
                lines.push(std::mem::take(&mut line));
            } else {
                line.push(' ');
            }
        }
        line.push_str(word);
        quoted ^= word.matches('\'').count() % 2 == 1;
    }
    lines.push(line);
    lines.join("\n")
}

#[test]
fn no_statement_is_without_a_class() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("statements.sql");
    let list = list();
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &list).unwrap();
    }
    let stands = std::fs::read_to_string(&path).unwrap();
    assert!(
        stands == list,
        "{} is not what the sources have; {WRITE}=1 cargo test -p store --test statements \
         writes it, and whatever looks everywhere needs a reason there",
        path.display()
    );
    assert!(
        !list.contains("NO REASON GIVEN"),
        "a statement looks everywhere, and why?"
    );
    let read = store::grid::statements::read(&list);
    assert!(read.len() > 100, "{}", read.len());
    for it in &read {
        let looks = lint::looks(&it.sql).unwrap_or(Looks::Everywhere);
        assert_eq!(looks, it.looks, "{}", it.sql);
    }
}

#[test]
fn every_call_names_a_statement_that_the_list_can_have() {
    assert_eq!(Sources::read().unreadable_calls(), Vec::<String>::new());
}

#[test]
fn every_table_is_marked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fresh.db");
    drop(Db::open_sqlite(&path, test_keys()).unwrap());
    let tables = row_counts(&format!("sqlite:{}", path.display()));
    let tables: BTreeSet<&str> = tables.keys().map(String::as_str).collect();
    let marked: BTreeSet<&str> = TABLES.iter().map(|(table, _)| *table).collect();
    assert_eq!(
        tables, marked,
        "tables, and the marks of crates/store/src/grid/tables.rs"
    );
}

/// Migrations from before there was anything to distribute: they run before it is done.
const BEFORE: i64 = 11;

#[test]
fn migrations_are_fit_for_an_engine_of_many_machines() {
    for (number, text) in migrations().filter(|(number, _)| *number > BEFORE) {
        for statement in text.split(';') {
            let words: Vec<&str> = statement.split_whitespace().collect();
            let alters = words.windows(2).any(|pair| pair == ["ALTER", "TABLE"]);
            let is_named = statement.contains("CONSTRAINT ");
            let constrains = ["CHECK", "UNIQUE", "REFERENCES"];
            let constrains = constrains
                .iter()
                .any(|it| words.iter().any(|word| word.starts_with(it)));
            let is_index = words.windows(2).any(|pair| pair == ["UNIQUE", "INDEX"]);
            assert!(
                !alters || !constrains || is_named,
                "migration {number}: a constraint added to a table needs a name: {statement}"
            );
            assert!(
                !alters || !constrains || !words.contains(&"COLUMN"),
                "migration {number}: a constraint is added by a statement of its own: {statement}"
            );
            let table = words
                .iter()
                .position(|word| *word == "ON")
                .map(|at| words[at + 1]);
            let key = table
                .and_then(store::grid::tables::placed)
                .and_then(|it| it.key());
            if let (true, Some(key)) = (is_index, key) {
                let columns = statement
                    .split_once('(')
                    .map(|(_, columns)| columns.trim_start());
                assert!(
                    columns.is_some_and(|columns| columns.starts_with(key)),
                    "migration {number}: a unique index begins with the key: {statement}"
                );
            }
        }
    }
}

#[test]
fn an_engine_that_keeps_rows_by_their_key_looks_no_further_than_declared() {
    let schema = TestSchema::create();
    drop(Db::open_postgres(schema.url(), 1, test_keys()).unwrap());
    let whole = conformance(schema.url()).unwrap();
    assert_eq!(whole.layout, Layout::Whole);
    for finding in &whole.findings {
        assert!(finding.places.is_ok(), "{finding:?}");
    }
    partitioned::partition(schema.url());
    let spread = conformance(schema.url()).unwrap();
    assert_eq!(spread.layout, Layout::Partitioned);
    assert_eq!(spread.findings.len(), registered().len());
    let other = spread.other_than_declared();
    assert!(other.is_empty(), "{other:#?}");
}
