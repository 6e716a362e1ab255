//! A table as the file that was asked for: a workbook, or text that spreadsheets read.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use sheets::text::{workbook, written};

use crate::pages::form::Sent;

/// The rows in a file of this name, which no browser keeps.
pub(super) fn table_file(sent: &Sent, name: &str, records: &[Vec<String>]) -> Response {
    let (kind, ending, bytes) = match sent.values.get("format") {
        Some("xlsx") => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            workbook(records),
        ),
        _ => ("text/csv; charset=utf-8", "csv", written(records)),
    };
    let name = format!("attachment; filename=\"{name}.{ending}\"");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name.as_str()),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, bytes).into_response()
}
