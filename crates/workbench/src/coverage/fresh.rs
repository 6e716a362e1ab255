//! Rows that are new or changed between two states of a folder, and whether a case proves them.

use std::collections::BTreeMap;

use domain::files::{NamedText, holds_cases};
use toml::de::{DeTable, DeValue};

use super::Coverage;
use super::places::{Spot, spot};
use crate::judge::Finding;
use domain::text::Bilingual;

/// New and changed rows, and those of them that no case exercises.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fresh {
    /// How many rows are new or changed.
    pub rows: usize,
    /// One finding for each that no case exercises.
    pub unproved: Vec<Finding>,
}

/// Compares two states of a folder; the coverage is that of the later one. A row is changed when
/// anything but its source or its sentence is.
pub fn fresh(before: &[NamedText], after: &[NamedText], coverage: &Coverage) -> Fresh {
    let mut known: BTreeMap<Written, usize> = BTreeMap::new();
    for row in before.iter().flat_map(rows_of) {
        *known.entry(row.written).or_default() += 1;
    }
    let mut fresh: Vec<Spot> = Vec::new();
    for row in after.iter().flat_map(rows_of) {
        match known.get_mut(&row.written).filter(|left| **left > 0) {
            Some(left) => *left -= 1,
            None => fresh.push(row.spot),
        }
    }
    let packs = coverage.unexercised.iter();
    let packs = packs.map(|row| (&row.place, row.address.to_string()));
    let procedures = coverage.unexercised_procedures.iter();
    let procedures = procedures.map(|row| (&row.place, row.address.clone()));
    let unproved = packs
        .chain(procedures)
        .filter(|(place, _)| fresh.contains(place));
    Fresh {
        unproved: unproved
            .map(|(place, address)| finding(place, &address))
            .collect(),
        rows: fresh.len(),
    }
}

fn finding(place: &Spot, address: &str) -> Finding {
    Finding {
        code: "row-without-case".to_owned(),
        file: place.file.clone(),
        line: place.line,
        column: 1,
        case: None,
        message: Bilingual::new(
            format!("新的一行 {address} 没有算例用到"),
            format!("no case exercises the new row {address}"),
        ),
        next: Bilingual::new(
            "请加一个算例，改动这一行的数字它就不再通过",
            "add a case that would fail if the figure of this row were another",
        ),
        differences: Vec::new(),
        cause: None,
    }
}

/// A row as it is written, without source and sentence: file, table, content.
type Written = (String, String, String);

struct Row {
    written: Written,
    spot: Spot,
}

/// Every row of a file that is not about cases: whatever stands in a list and says on what it
/// rests.
fn rows_of(file: &NamedText) -> Vec<Row> {
    let mut rows = Vec::new();
    if holds_cases(&file.name) {
        return rows;
    }
    if let Ok(table) = DeTable::parse(&file.text) {
        collect(file, "", table.get_ref(), &mut rows);
    }
    rows
}

fn collect(file: &NamedText, path: &str, table: &DeTable<'_>, rows: &mut Vec<Row>) {
    for (key, value) in table {
        let DeValue::Array(list) = value.get_ref() else {
            continue;
        };
        let path = format!("{path}/{}", key.get_ref());
        for element in list {
            let DeValue::Table(inner) = element.get_ref() else {
                continue;
            };
            if inner.contains_key("basis") {
                let file_name = file.name.clone();
                rows.push(Row {
                    written: (file_name, path.clone(), content(inner)),
                    spot: spot(file, element),
                });
            }
            collect(file, &path, inner, rows);
        }
    }
}

/// Key and value of everything but the source and the sentence.
fn content(row: &DeTable<'_>) -> String {
    let mut parts: Vec<String> = row
        .iter()
        .filter(|(key, _)| !matches!(&**key.get_ref(), "basis" | "says"))
        .map(|(key, value)| format!("{}={}", key.get_ref(), words(value.get_ref())))
        .collect();
    parts.sort_unstable();
    parts.join("\n")
}

fn words(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(is) => is.to_string(),
        DeValue::Datetime(day) => day.to_string(),
        DeValue::Array(list) => {
            let list: Vec<String> = list.iter().map(|one| words(one.get_ref())).collect();
            format!("[{}]", list.join(","))
        }
        DeValue::Table(table) => format!("{{{}}}", content(table)),
    }
}
