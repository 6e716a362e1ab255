//! A table as people see it: which columns it has, and what stands in a cell.

use domain::text::Sep;
use domain::{Bilingual, Region};

use super::cells::{self, Cell, guarded};
use super::columns::{Column, ColumnKind, TableForm};
use super::paste::IDENTITY;
use super::rewrite::rank;
use super::rows::FileRow;

/// Keys a new row always needs, so that they have a column even where no row has one yet.
const ALWAYS: [&str; 7] = [
    "from",
    "until",
    "says.zh",
    "says.en",
    "basis.source",
    "basis.at",
    "basis.confidence",
];

/// Every leaf the rows have, and what a new row needs, in the order of the row's type.
pub fn columns(form: &TableForm, rows: &[&FileRow]) -> Vec<Column> {
    let mut paths: Vec<&str> = Vec::new();
    let used = rows.iter();
    let used = used.flat_map(|row| row.leaves.iter().map(|(path, _)| path.as_str()));
    for path in used.chain(ALWAYS) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    if rows.is_empty() {
        paths.extend(form.keys());
    }
    let columns = paths.iter().filter_map(|path| form.column(path));
    in_order(form, columns.collect())
}

/// Every column a row may have, those no row has yet too.
pub fn every(form: &TableForm, rows: &[&FileRow]) -> Vec<Column> {
    let mut all = columns(form, rows);
    for column in form.every() {
        if all.iter().all(|known| known.path != column.path) {
            all.push(column);
        }
    }
    in_order(form, all)
}

fn in_order(form: &TableForm, mut columns: Vec<Column>) -> Vec<Column> {
    columns.sort_by_key(|column| rank(form, &column.path));
    columns
}

/// The columns of the figures: what the rows say, since when and on what it rests. Whom a row is
/// about is told in words beside them; sentences and what no row has are on the page of a row.
pub fn figures(form: &TableForm, rows: &[&FileRow]) -> Vec<Column> {
    const BASIS: [&str; 2] = ["basis.source", "basis.at"];
    let is_figure = |column: &Column| {
        let is_aside = IDENTITY.contains(&column.top()) || is_sentence(column);
        !is_aside && (column.top() != "basis" || BASIS.contains(&column.path.as_str()))
    };
    let mut found = columns(form, rows);
    if rows.is_empty() {
        found.clear();
    }
    found.retain(is_figure);
    found
}

/// Whether a column holds sentences in one of the languages.
pub fn is_sentence(column: &Column) -> bool {
    column.path.ends_with(".zh") || column.path.ends_with(".en")
}

/// A value in words: what stands in a closed list, or is described in the files, by its name.
pub fn spoken(column: &Column, cell: &Cell) -> Bilingual {
    let one = |cell: &Cell| {
        let text = plain(cell);
        let words = column.words().unwrap_or_default();
        let named = words.iter().find(|(word, _)| *word == text);
        if let Some((word, names)) = named {
            let of = |zh| cells::called(names, word, zh);
            return Bilingual::new(of(true), of(false));
        }
        match (cell, is_place(column)) {
            (Cell::YesNo(true), _) => domain::say!("是", "yes"),
            (Cell::YesNo(false), _) => domain::say!("否", "no"),
            (_, true) => place(&text),
            _ => Bilingual::new(text.clone(), text),
        }
    };
    match cell {
        Cell::List(items) => Bilingual::join(items.iter().map(one), Sep::List),
        single => one(single),
    }
}

fn is_place(column: &Column) -> bool {
    column.kinds.iter().any(|kind| match kind {
        ColumnKind::List(item) => **item == ColumnKind::Region,
        other => *other == ColumnKind::Region,
    })
}

fn place(code: &str) -> Bilingual {
    let region: Result<Region, _> = code.parse();
    region.map_or_else(|_| Bilingual::new(code, code), domain::region_names::label)
}

/// A value as the text of a cell of a spreadsheet; none for a list that no cell can hold.
pub fn text_of(column: &Column, cell: &Cell) -> Option<String> {
    let text = match cell {
        Cell::List(items) => {
            let fits = |item: &Cell| cells::parts(&plain(item)).len() == 1;
            if items.is_empty() || !items.iter().all(fits) {
                return None;
            }
            items.iter().map(plain).collect::<Vec<_>>().join("、")
        }
        _ => plain(cell),
    };
    Some(guarded(&column.kinds, &text))
}

/// A value in a line, as it is read on a page or typed into a field.
pub fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Whole(number) => number.to_string(),
        Cell::YesNo(answer) => answer.to_string(),
        Cell::List(items) => items.iter().map(plain).collect::<Vec<_>>().join("、"),
    }
}
