//! What became of a list as a table to keep: opened with WPS, mended in its rows, handed in again.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sheets::text::{as_text, harmless, written};

/// A table under these names of columns. Cells before `free` are what was handed in; numbers in
/// them keep their last digit.
pub(super) fn attached((head, free): (&[&str], usize), rows: Vec<Vec<String>>) -> Response {
    let head: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
    let width = head.len();
    let rows = rows.into_iter().map(|row| {
        let mut row: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(at, cell)| match at < free {
                true => as_text(cell),
                false => harmless(cell),
            })
            .collect();
        row.resize(width, String::new());
        row
    });
    let records: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"result.csv\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
    (headers, written(&records)).into_response()
}

/// So many cells of what was handed in, however many there are.
pub(super) fn padded(mut cells: Vec<String>, width: usize) -> Vec<String> {
    cells.resize(width, String::new());
    cells
}
