//! The rows of one table in the text of a file: what they hold, and where every part stands, so
//! that a change touches nothing else.

use std::collections::BTreeMap;
use std::ops::Range;

use toml_edit::{Document, Item, Table, Value};

use super::cells::Cell;

/// One row as it stands in a file.
#[derive(Debug)]
pub struct FileRow {
    /// Its lines: comments directly above, the header, all keys; with the last line break.
    pub lines: Range<usize>,
    /// End of the header's line, with its line break.
    pub header_end: usize,
    /// Its top-level keys in order.
    pub keys: Vec<RowKey>,
    /// Every leaf in order, by path.
    pub leaves: Vec<(String, Cell)>,
    /// Where the value of each leaf stands, by path.
    pub places: BTreeMap<String, Range<usize>>,
}

/// A top-level key of a row.
#[derive(Debug)]
pub struct RowKey {
    /// The word.
    pub name: String,
    /// Where the value stands; none when it is spread over lines of its own.
    pub value: Option<Range<usize>>,
    /// Its lines, with the line break.
    pub lines: Range<usize>,
}

impl FileRow {
    /// Number of the row in the table with a mark of what it holds, such as `r3-9f2c1a`.
    pub fn id(&self, number: usize, hash: fn(&str) -> String) -> String {
        let hash = hash(&format!("{:?}", self.leaves));
        format!("r{number}-{}", &hash[..6])
    }
}

/// The rows of a table, in the order of the file. The text must be TOML.
pub fn rows(text: &str, table: &str) -> Result<Vec<FileRow>, toml_edit::TomlError> {
    let document = Document::parse(text)?;
    let Some(Item::ArrayOfTables(tables)) = document.as_table().get(table) else {
        return Ok(Vec::new());
    };
    Ok(tables.iter().map(|row| read(text, row)).collect())
}

/// One table of a file as a row.
pub(crate) fn read(text: &str, row: &Table) -> FileRow {
    let header = row.span().unwrap_or_default();
    let header_end = line_end(text, header.end);
    let mut found = Vec::new();
    let mut keys = Vec::new();
    let mut end = header_end;
    for (name, item) in row.iter() {
        flatten(name, item, &mut found);
        let start = row
            .key(name)
            .and_then(toml_edit::Key::span)
            .unwrap_or_default()
            .start;
        let last = line_end(text, last_byte(item));
        let value = item.as_value().and_then(Value::span);
        keys.push(RowKey {
            name: name.to_owned(),
            value,
            lines: line_start(text, start)..last,
        });
        end = end.max(last);
    }
    let places = found
        .iter()
        .filter_map(|(path, value)| Some((path.clone(), value.span()?)));
    FileRow {
        places: places.collect(),
        lines: with_comments(text, line_start(text, header.start))..end,
        header_end,
        keys,
        leaves: found
            .into_iter()
            .map(|(path, value)| (path, cell(value)))
            .collect(),
    }
}

/// Every leaf below an item. A list of single values is one leaf; a list of tables is numbered.
fn flatten<'a>(path: &str, item: &'a Item, leaves: &mut Vec<(String, &'a Value)>) {
    match item {
        Item::Value(value) => flatten_value(path, value, leaves),
        Item::Table(table) => {
            for (key, item) in table.iter() {
                flatten(&format!("{path}.{key}"), item, leaves);
            }
        }
        Item::ArrayOfTables(tables) => {
            for (at, table) in tables.iter().enumerate() {
                for (key, item) in table.iter() {
                    flatten(&format!("{path}.{}.{key}", at + 1), item, leaves);
                }
            }
        }
        Item::None => {}
    }
}

fn flatten_value<'a>(path: &str, value: &'a Value, leaves: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::InlineTable(table) => {
            for (key, value) in table.iter() {
                flatten_value(&format!("{path}.{key}"), value, leaves);
            }
        }
        Value::Array(list) if list.iter().any(|item| item.is_inline_table()) => {
            for (at, value) in list.iter().enumerate() {
                flatten_value(&format!("{path}.{}", at + 1), value, leaves);
            }
        }
        single => leaves.push((path.to_owned(), single)),
    }
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::String(text) => Cell::Text(text.value().clone()),
        Value::Integer(number) => Cell::Whole(*number.value()),
        Value::Boolean(answer) => Cell::YesNo(*answer.value()),
        Value::Array(list) => Cell::List(list.iter().map(cell).collect()),
        // A day or fraction without quotes, which the check refuses anyway.
        other => Cell::Text(other.to_string().trim().to_owned()),
    }
}

/// The end of everything below an item.
pub(crate) fn last_byte(item: &Item) -> usize {
    let own = item.span().map_or(0, |span| span.end);
    let inner = match item {
        Item::Table(table) => table.iter().map(|(_, item)| last_byte(item)).max(),
        Item::ArrayOfTables(tables) => {
            let rows = tables.iter().flat_map(|table| table.iter());
            rows.map(|(_, item)| last_byte(item)).max()
        }
        _ => None,
    };
    own.max(inner.unwrap_or(0))
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The end of the line something stands in, with its line break.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline + 1)
}

/// How the heading of a part of a file begins; it belongs to no single row.
const HEADING: &str = "# ─";

/// The start of the comment lines that stand directly above, up to a heading.
fn with_comments(text: &str, start: usize) -> usize {
    let mut first = start;
    while first > 0 {
        let above = line_start(text, first - 1);
        let line = text[above..first].trim_start();
        // The first lines of a file are about the file.
        if above == 0 || !line.starts_with('#') || line.starts_with(HEADING) {
            break;
        }
        first = above;
    }
    first
}
