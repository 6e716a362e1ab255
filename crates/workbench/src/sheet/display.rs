//! A table as people see it: which columns it has, and what stands in a cell.

use super::cells::{self, Cell, guarded};
use super::columns::{Column, TableForm};
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
    let mut columns: Vec<Column> = paths.iter().filter_map(|path| form.column(path)).collect();
    columns.sort_by_key(|column| rank(form, &column.path));
    columns
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
