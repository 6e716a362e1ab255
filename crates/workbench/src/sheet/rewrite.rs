//! The rows of a CSV laid over the rows of a file: what changes, and the text with exactly that
//! changed. Everything else stays byte for byte.

use std::collections::BTreeMap;

use super::cells::{self, Cell};
use super::columns::{Column, TableForm};
use super::rows::{FileRow, rows};

/// A row as it came in: which row of the file it was, and its leaves.
#[derive(Debug)]
pub struct IncomingRow {
    /// Number of the row in the file, from 0; none for a new row.
    pub row: Option<usize>,
    /// Every leaf that is not blank.
    pub leaves: BTreeMap<String, Cell>,
}

/// What an import does to one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowRewrite {
    /// A leaf changes; blank is not there.
    Leaf {
        /// Number of the row, from 1.
        row: usize,
        /// The leaf.
        path: String,
        /// Before.
        before: Option<Cell>,
        /// After.
        after: Option<Cell>,
    },
    /// A row is new.
    Added(BTreeMap<String, Cell>),
    /// A row is gone.
    Removed {
        /// Number of the row, from 1.
        row: usize,
        /// What it held.
        leaves: Vec<(String, Cell)>,
    },
    /// The rows stand in another order, and order means something in this table.
    Reordered,
}

/// Tables whose rows act, or are offered, in the order of the file.
const ORDERED: [&str; 3] = ["layer", "adjustment", "category"];

/// Keys that come first in a row, and those that come last.
const FIRST: [&str; 7] = ["name", "id", "title", "counter", "of", "step", "when"];
const LAST: [&str; 4] = ["from", "until", "says", "basis"];

/// Where a key stands in a row: names, when, figures, days, words, basis.
pub fn rank(form: &TableForm, path: &str) -> (usize, usize, String) {
    let top = path.split('.').next().unwrap_or(path);
    let of = |list: &[&str]| list.iter().position(|key| *key == top);
    let own = || {
        form.keys()
            .iter()
            .position(|key| *key == top)
            .unwrap_or(usize::MAX)
    };
    let (group, at) = match (of(&FIRST), of(&LAST)) {
        (Some(at), _) => (0, at),
        (_, Some(at)) => (2, at),
        _ => (1, own()),
    };
    (group, at, inner_rank(path))
}

/// Within a key: levels upwards, Chinese before English, the rest as the alphabet has it.
fn inner_rank(path: &str) -> String {
    const ORDER: [&str; 16] = [
        "zh",
        "en",
        "community",
        "primary",
        "secondary",
        "tertiary",
        "source",
        "at",
        "confidence",
        "verified",
        "verified_on",
        "says",
        "index",
        "years_back",
        "share",
        "at_least",
    ];
    let inner = path.split('.').skip(1);
    let inner = inner.map(|step| match ORDER.iter().position(|known| *known == step) {
        Some(at) => format!("{at:02}"),
        None => format!("~{step:0>3}"),
    });
    inner.collect::<Vec<_>>().join(".")
}

/// A row that cannot be changed where it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Spread {
    /// Number of the row, from 1.
    pub row: usize,
    /// The key.
    pub key: String,
}

/// The table of one file with the given rows in place of its own.
#[derive(Clone, Copy)]
pub struct Rewrite<'a> {
    /// The file.
    pub text: &'a str,
    /// Its table.
    pub table: &'a str,
    /// What rows may hold.
    pub form: &'a TableForm,
    /// The columns that came in; a leaf without a column is left as it is.
    pub columns: &'a [Column],
    /// The rows that came in.
    pub given: &'a [IncomingRow],
}

/// A place in the text and what stands there instead.
type Splice = (std::ops::Range<usize>, String);

impl Rewrite<'_> {
    /// The new text and what differs; nothing differs when every row is as it was.
    pub fn run(&self) -> Result<(String, Vec<RowRewrite>), Spread> {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            let text = format!("{}\n", self.text);
            return Rewrite {
                text: &text,
                ..*self
            }
            .run();
        }
        let standing = rows(self.text, self.table).unwrap_or_default();
        let mut changes = Vec::new();
        let mut edited: Vec<Option<String>> = standing.iter().map(|_| None).collect();
        for given in self.given {
            if let Some(row) = given.row {
                let splices = self.edit(&standing[row], row, &given.leaves, &mut changes)?;
                let lines = standing[row].lines.clone();
                edited[row] = Some(spliced(self.text, lines, splices));
            }
        }
        let mut splices = self.places(&standing, &edited, &mut changes);
        self.remove(&standing, &edited, &mut splices, &mut changes);
        if changes.is_empty() {
            return Ok((self.text.to_owned(), changes));
        }
        let new = spliced(self.text, 0..self.text.len(), splices);
        let is_dos = self.text.contains("\r\n");
        let new = if is_dos {
            new.replace("\r\n", "\n").replace('\n', "\r\n")
        } else {
            new
        };
        Ok((new, changes))
    }

    /// The text with other leaves in one row, which need not stand in a table of rows.
    pub(crate) fn row(
        &self,
        row: &FileRow,
        leaves: &BTreeMap<String, Cell>,
    ) -> Result<String, Spread> {
        let splices = self.edit(row, 0, leaves, &mut Vec::new())?;
        Ok(spliced(self.text, 0..self.text.len(), splices))
    }

    /// What changes inside one row, relative to the whole text. A leaf that only takes another
    /// value is changed where it stands, and nothing around it.
    fn edit(
        &self,
        row: &FileRow,
        at: usize,
        leaves: &BTreeMap<String, Cell>,
        changes: &mut Vec<RowRewrite>,
    ) -> Result<Vec<Splice>, Spread> {
        let mut touched: Vec<(&str, Option<Vec<Splice>>)> = Vec::new();
        let mut after: Vec<(String, Cell)> = row.leaves.clone();
        for column in self.columns {
            let given = leaves.get(&column.path);
            let stands = row.leaves.iter().find(|(path, _)| *path == column.path);
            let stands = stands.map(|(_, cell)| cell);
            if is_same(column, stands, given) {
                continue;
            }
            changes.push(RowRewrite::Leaf {
                row: at + 1,
                path: column.path.clone(),
                before: stands.cloned(),
                after: given.cloned(),
            });
            let place = row.places.get(&column.path).cloned();
            let splice = place.zip(given.map(literal));
            add_splice(&mut touched, top(&column.path), splice);
            after.retain(|(path, _)| *path != column.path);
            if let Some(given) = given {
                let place = row.leaves.iter().position(|(path, _)| *path == column.path);
                let place = place.unwrap_or(after.len()).min(after.len());
                after.insert(place, (column.path.clone(), given.clone()));
            }
        }
        let mut splices = Vec::new();
        for (key, in_place) in touched {
            match in_place {
                Some(in_place) => splices.extend(in_place),
                None => splices.push(self.edit_key(row, at, key, &after)?),
            }
        }
        Ok(splices)
    }

    fn edit_key(
        &self,
        row: &FileRow,
        at: usize,
        key: &str,
        after: &[(String, Cell)],
    ) -> Result<Splice, Spread> {
        let leaves: Vec<&(String, Cell)> =
            after.iter().filter(|(path, _)| top(path) == key).collect();
        let value = (!leaves.is_empty()).then(|| rendered(&leaves, key));
        let standing = row.keys.iter().find(|standing| standing.name == key);
        match (standing, value) {
            (Some(standing), None) => Ok((standing.lines.clone(), String::new())),
            (Some(standing), Some(value)) => match &standing.value {
                Some(place) => Ok((place.clone(), value)),
                None => Err(Spread {
                    row: at + 1,
                    key: key.to_owned(),
                }),
            },
            (None, value) => {
                let rank_of = |name: &str| rank(self.form, name);
                let before = row
                    .keys
                    .iter()
                    .filter(|other| rank_of(&other.name) < rank_of(key));
                let end = before
                    .map(|other| other.lines.end)
                    .max()
                    .unwrap_or(row.header_end);
                let line = value.map_or_else(String::new, |value| format!("{key} = {value}\n"));
                Ok((end..end, line))
            }
        }
    }

    /// Kept rows in their places – in the given order where order means something – and new rows
    /// behind the row they were put under.
    fn places(
        &self,
        standing: &[FileRow],
        edited: &[Option<String>],
        changes: &mut Vec<RowRewrite>,
    ) -> Vec<Splice> {
        let kept: Vec<usize> = self.given.iter().filter_map(|given| given.row).collect();
        let mut places = kept.clone();
        if ORDERED.contains(&self.table) {
            places.sort_unstable();
        }
        if places != kept {
            changes.push(RowRewrite::Reordered);
        }
        let mut splices: Vec<Splice> = Vec::new();
        for (row, place) in kept.iter().zip(&places) {
            if let Some(text) = &edited[*row] {
                splices.push((standing[*place].lines.clone(), text.clone()));
            }
        }
        let mut places = places.into_iter();
        let mut last: Option<usize> = None;
        for given in self.given {
            if given.row.is_some() {
                last = places.next();
                continue;
            }
            changes.push(RowRewrite::Added(given.leaves.clone()));
            let text = self.new_row(&given.leaves);
            splices.push(match (last, standing.first()) {
                (Some(place), _) => behind(self.text, standing[place].lines.end, &text),
                (None, Some(first)) => {
                    let start = first.lines.start;
                    (start..start, format!("{text}\n"))
                }
                (None, None) => behind(self.text, self.text.len(), &text),
            });
        }
        splices
    }

    fn remove(
        &self,
        standing: &[FileRow],
        edited: &[Option<String>],
        splices: &mut Vec<Splice>,
        changes: &mut Vec<RowRewrite>,
    ) {
        for (at, row) in standing.iter().enumerate() {
            if edited[at].is_some() {
                continue;
            }
            changes.push(RowRewrite::Removed {
                row: at + 1,
                leaves: row.leaves.clone(),
            });
            let rest = &self.text[row.lines.end..];
            let blank = rest.len()
                - rest
                    .strip_prefix('\n')
                    .or(rest.strip_prefix("\r\n"))
                    .unwrap_or(rest)
                    .len();
            splices.push((row.lines.start..row.lines.end + blank, String::new()));
        }
    }

    /// A row as it is written when it is new.
    pub(crate) fn new_row(&self, leaves: &BTreeMap<String, Cell>) -> String {
        let mut ordered: Vec<(String, Cell)> = leaves
            .iter()
            .map(|(path, cell)| (path.clone(), cell.clone()))
            .collect();
        ordered.sort_by_key(|(path, _)| rank(self.form, path));
        let mut text = format!("[[{}]]\n", self.table);
        let mut done: Vec<&str> = Vec::new();
        for (path, _) in &ordered {
            let key = top(path);
            if !done.contains(&key) {
                done.push(key);
                let leaves: Vec<&(String, Cell)> = ordered
                    .iter()
                    .filter(|(path, _)| top(path) == key)
                    .collect();
                text.push_str(&format!("{key} = {}\n", rendered(&leaves, key)));
            }
        }
        text
    }
}

/// Adds what changes under a key: in its place, if everything that changes under the key has one.
fn add_splice<'k>(
    touched: &mut Vec<(&'k str, Option<Vec<Splice>>)>,
    key: &'k str,
    splice: Option<Splice>,
) {
    match touched.iter_mut().find(|(known, _)| *known == key) {
        None => touched.push((key, splice.map(|splice| vec![splice]))),
        Some((_, splices)) => match (splices.as_mut(), splice) {
            (Some(list), Some(splice)) => list.push(splice),
            _ => *splices = None,
        },
    }
}

/// A new row behind the line that ends at a place.
fn behind(text: &str, end: usize, row: &str) -> Splice {
    let breaks = if text[..end].is_empty() || text[..end].ends_with('\n') {
        ""
    } else {
        "\n"
    };
    (end..end, format!("{breaks}\n{row}"))
}

fn top(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

/// Whether a cell says what stands there already, however either is written.
fn is_same(column: &Column, stands: Option<&Cell>, given: Option<&Cell>) -> bool {
    match (stands, given) {
        (Some(stands), Some(given)) => {
            stands == given || normal(column, stands) == normal(column, given)
        }
        (None, None) => true,
        _ => false,
    }
}

/// A value the way its kind writes it: one of several ways to write an amount or a list of one.
fn normal(column: &Column, cell: &Cell) -> Cell {
    match cell {
        Cell::Text(text) => cells::read(&column.kinds, text).unwrap_or_else(|_| cell.clone()),
        Cell::List(items) => match items.as_slice() {
            [only] => normal(column, only),
            _ => cell.clone(),
        },
        _ => cell.clone(),
    }
}

/// The value of one top-level key from its leaves.
fn rendered(leaves: &[&(String, Cell)], key: &str) -> String {
    let mut steps: Vec<(&str, Vec<(&str, &Cell)>)> = Vec::new();
    let mut whole = None;
    for (path, cell) in leaves {
        match path
            .strip_prefix(key)
            .and_then(|rest| rest.strip_prefix('.'))
        {
            Some(rest) => steps.push((rest, vec![("", cell)])),
            None => whole = Some(cell),
        }
    }
    match whole {
        Some(cell) => literal(cell),
        None => nested(
            &steps
                .iter()
                .map(|(rest, cells)| (*rest, cells[0].1))
                .collect::<Vec<_>>(),
        ),
    }
}

/// `{ a = …, b = { … } }`, or a list where the keys are numbers.
fn nested(leaves: &[(&str, &Cell)]) -> String {
    let mut keys: Vec<&str> = Vec::new();
    for (path, _) in leaves {
        if !keys.contains(&top(path)) {
            keys.push(top(path));
        }
    }
    let is_list = keys
        .iter()
        .all(|key| key.bytes().all(|byte| byte.is_ascii_digit()));
    let values = keys.iter().map(|key| {
        let below = |path: &&str| {
            path.strip_prefix(key)
                .map(|rest| rest.trim_start_matches('.').to_owned())
        };
        let inner: Vec<(String, &Cell)> = leaves
            .iter()
            .filter(|(path, _)| top(path) == *key)
            .map(|(path, cell)| (below(path).unwrap_or_default(), *cell))
            .collect();
        let value = match inner.as_slice() {
            [(rest, cell)] if rest.is_empty() => literal(cell),
            _ => nested(
                &inner
                    .iter()
                    .map(|(rest, cell)| (rest.as_str(), *cell))
                    .collect::<Vec<_>>(),
            ),
        };
        if is_list {
            value
        } else {
            format!("{key} = {value}")
        }
    });
    let values = values.collect::<Vec<_>>().join(", ");
    if is_list {
        format!("[{values}]")
    } else {
        format!("{{ {values} }}")
    }
}

fn literal(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => toml_edit::Value::from(text.as_str()).to_string(),
        Cell::Whole(number) => number.to_string(),
        Cell::YesNo(answer) => answer.to_string(),
        Cell::List(items) => {
            let items: Vec<String> = items.iter().map(literal).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

/// A part of the text with its splices put in; none of them may overlap.
fn spliced(text: &str, part: std::ops::Range<usize>, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|(place, _)| (place.start, place.end));
    let mut new = String::with_capacity(part.len());
    let mut at = part.start;
    for (place, instead) in splices {
        new.push_str(&text[at..place.start]);
        new.push_str(&instead);
        at = place.end;
    }
    new.push_str(&text[at..part.end]);
    new
}
