//! The table is of every address and of none that is not there.

use std::collections::BTreeSet;
use std::path::Path;

use crate::access::table;
use crate::api::openapi;

/// Every address and method of the table, none twice.
fn rows() -> BTreeSet<(String, String)> {
    let mut seen = BTreeSet::new();
    for row in table::rows() {
        let one = (row.method.to_owned(), row.path.to_owned());
        assert!(seen.insert(one), "{} {} stands twice", row.method, row.path);
    }
    seen
}

#[test]
fn every_call_stands_in_the_table_and_no_other() {
    let document = serde_json::to_value(openapi()).unwrap();
    let mut calls = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            calls.insert((method.to_uppercase(), path.clone()));
        }
    }
    let listed = rows().into_iter();
    let listed: BTreeSet<_> = listed
        .filter(|(_, path)| path.starts_with("/api/v1/"))
        .collect();
    assert_eq!(listed, calls);
}

/// Where the parenthesis closes that was open before.
fn closes(text: &str) -> usize {
    let mut open = 1;
    for (at, letter) in text.char_indices() {
        open += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if open == 0 {
            return at;
        }
    }
    text.len()
}

fn read_all(folder: &Path, into: &mut Vec<String>) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => read_all(&path, into),
            false => into.push(std::fs::read_to_string(path).unwrap()),
        }
    }
}

#[test]
fn every_page_stands_in_the_table_and_no_other() {
    // As the sources add them: `.route("/path", get(one).post(other))`.
    let mut pages = BTreeSet::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = vec![std::fs::read_to_string(folder.join("pages.rs")).unwrap()];
    read_all(&folder.join("pages"), &mut sources);
    for source in &sources {
        for rest in source.split(".route(").skip(1) {
            let path = rest.split('"').nth(1).expect("a path in quotes");
            let end = closes(rest);
            let said: String = rest[..end].chars().filter(|c| !c.is_whitespace()).collect();
            let said = said.split("\",").nth(1).unwrap_or_default().to_owned();
            for (word, method) in [("get(", "GET"), ("post(", "POST"), ("put(", "PUT")] {
                if said.starts_with(word) || said.contains(&format!(".{word}")) {
                    pages.insert((method.to_owned(), path.to_owned()));
                }
            }
        }
    }
    let listed = rows().into_iter();
    let listed: BTreeSet<_> = listed
        .filter(|(_, path)| !path.starts_with("/api/v1/"))
        .collect();
    let beside = BTreeSet::from([("GET".to_owned(), "/api/openapi.json".to_owned())]);
    let listed: BTreeSet<_> = listed.difference(&beside).cloned().collect();
    assert_eq!(listed, pages);
}
