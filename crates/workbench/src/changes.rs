//! What differs between two states of one folder of policies: files, the rows in them, and the
//! cases, because a release that drops a case or expects something else says so.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::case::rows::{CaseRow, rows_of};
use domain::files::NamedText;
use domain::files::holds_cases;
use domain::word_list;

word_list! {
    /// What happened to a file.
    FileFate {
        /// New.
        Added = "added", "新增", "added";
        /// Gone.
        Removed = "removed", "删除", "removed";
        /// Another text.
        Changed = "changed", "修改", "changed";
    }
}

/// Everything that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Changes {
    /// Files with another text, by name.
    pub files: Vec<FileChange>,
    /// Cases that are no longer there.
    pub cases_dropped: Vec<CaseName>,
    /// Cases that ask or expect something else.
    pub cases_changed: Vec<CaseChange>,
    /// Cases that are new.
    pub cases_added: usize,
}

/// A file with another text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FileChange {
    /// File name.
    pub name: String,
    /// What happened to it.
    pub fate: FileFate,
    /// Rows that differ; none for files of cases.
    pub rows: Vec<RowChange>,
}

/// A row that differs, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RowChange {
    /// The table, such as `rate`.
    pub table: String,
    /// What was there.
    pub before: Option<String>,
    /// What is there now.
    pub after: Option<String>,
}

/// A case by its place and name.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct CaseName {
    /// File name.
    pub file: String,
    /// Its name.
    pub name: String,
}

/// A case that asks or expects something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CaseChange {
    /// File name.
    pub file: String,
    /// Its name.
    pub name: String,
    /// What it expected.
    pub expected_before: String,
    /// What it expects now.
    pub expects_now: String,
    /// Whether who, where or how much is asked differs too.
    pub asks_otherwise: bool,
}

/// What differs between two states of a folder.
pub fn changes(before: &[NamedText], after: &[NamedText]) -> Changes {
    let (old, new) = (by_name(before), by_name(after));
    let names = old.keys().chain(new.keys());
    let mut names: Vec<&str> = names.copied().collect();
    names.sort_unstable();
    names.dedup();
    let files = names.iter().filter_map(|name| {
        let (before, after) = (old.get(name).copied(), new.get(name).copied());
        file_change(name, before, after)
    });
    let mut changes = Changes {
        files: files.collect(),
        ..Changes::default()
    };
    compare_cases(&mut changes, cases(before), cases(after));
    changes
}

fn by_name(files: &[NamedText]) -> BTreeMap<&str, &str> {
    let pairs = files.iter().map(|f| (f.name.as_str(), f.text.as_str()));
    pairs.collect()
}

fn file_change(name: &str, before: Option<&str>, after: Option<&str>) -> Option<FileChange> {
    let fate = match (before, after) {
        (None, Some(_)) => FileFate::Added,
        (Some(_), None) => FileFate::Removed,
        (Some(before), Some(after)) if before != after => FileFate::Changed,
        _ => return None,
    };
    let rows = match holds_cases(name) {
        true => Vec::new(),
        false => row_changes(before.unwrap_or_default(), after.unwrap_or_default()),
    };
    Some(FileChange {
        name: name.to_owned(),
        fate,
        rows,
    })
}

/// Rows of one text that the other has not, table by table, in the order of the texts.
fn row_changes(before: &str, after: &str) -> Vec<RowChange> {
    let (old, new) = (rows(before), rows(after));
    let mut found = Vec::new();
    let only_in = |rows: &[(String, String)], others: &[(String, String)]| {
        let mut others = others.to_vec();
        let mut left: Vec<(String, String)> = Vec::new();
        for row in rows {
            match others.iter().position(|other| other == row) {
                Some(same) => drop(others.remove(same)),
                None => left.push(row.clone()),
            }
        }
        left
    };
    for (table, row) in only_in(&old, &new) {
        found.push(RowChange {
            table,
            before: Some(row),
            after: None,
        });
    }
    for (table, row) in only_in(&new, &old) {
        found.push(RowChange {
            table,
            before: None,
            after: Some(row),
        });
    }
    found.sort_by(|a, b| a.table.cmp(&b.table));
    found
}

/// Every row of every table, and what stands outside tables, each as one text.
fn rows(text: &str) -> Vec<(String, String)> {
    let Ok(whole) = toml::from_str::<toml::Table>(text) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for (table, value) in whole {
        match value {
            toml::Value::Array(items) if items.iter().any(toml::Value::is_table) => {
                rows.extend(items.iter().map(|row| (table.clone(), row.to_string())));
            }
            toml::Value::Table(fields) => {
                let line = |(name, field): (&String, &toml::Value)| format!("{name} = {field}");
                rows.extend(fields.iter().map(|field| (table.clone(), line(field))));
            }
            plain => rows.push((table, plain.to_string())),
        }
    }
    rows
}

/// A case as it is written: what it asks, and what it expects.
#[derive(Clone, Debug, PartialEq)]
struct Written {
    at: CaseName,
    asks: toml::Table,
    expects: toml::Table,
}

/// All cases of a folder; the second of one name is distinguished by its number.
fn cases(files: &[NamedText]) -> Vec<Written> {
    let mut found: Vec<Written> = Vec::new();
    for file in files.iter().filter(|file| holds_cases(&file.name)) {
        for asks in tables(file) {
            let name = asks.get("name").and_then(toml::Value::as_str);
            let name = name.unwrap_or_default().to_owned();
            found.push(Written::of(&file.name, name, asks));
        }
    }
    found
}

/// The cases of one file, each whole. An unreadable file has none; the check has said so.
fn tables(file: &NamedText) -> Vec<toml::Table> {
    let rows = rows_of(file).unwrap_or_default();
    rows.into_iter()
        .filter_map(|row: CaseRow<'_>| row.read().ok())
        .collect()
}

impl Written {
    fn of(file: &str, name: String, mut asks: toml::Table) -> Written {
        let mut expects = toml::Table::new();
        for part in ["expect", "expect_not", "ledger"] {
            if let Some(value) = asks.remove(part) {
                expects.insert(part.to_owned(), value);
            }
        }
        // Where a case comes from changes neither what it asks nor what it expects.
        for part in ["name", "source", "proof"] {
            asks.remove(part);
        }
        let file = file.to_owned();
        Written {
            at: CaseName { file, name },
            asks,
            expects,
        }
    }
}

/// Pairs the cases by file and name, then by name alone, for a case may move to another file.
fn compare_cases(changes: &mut Changes, before: Vec<Written>, mut after: Vec<Written>) {
    let mut unpaired = Vec::new();
    for old in before {
        match after.iter().position(|new| new.at == old.at) {
            Some(same) => compare_case(changes, &old, &after.remove(same)),
            None => unpaired.push(old),
        }
    }
    for old in unpaired {
        match after.iter().position(|new| new.at.name == old.at.name) {
            Some(moved) => compare_case(changes, &old, &after.remove(moved)),
            None => changes.cases_dropped.push(old.at),
        }
    }
    changes.cases_added = after.len();
}

fn compare_case(changes: &mut Changes, old: &Written, new: &Written) {
    let asks_otherwise = old.asks != new.asks;
    if asks_otherwise || old.expects != new.expects {
        changes.cases_changed.push(CaseChange {
            file: new.at.file.clone(),
            name: new.at.name.clone(),
            expected_before: old.expects.to_string(),
            expects_now: new.expects.to_string(),
            asks_otherwise,
        });
    }
}
