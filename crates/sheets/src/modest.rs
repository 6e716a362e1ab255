//! Workbooks of somebody outside. A file of a few bytes can unpack to gigabytes, and one cell far
//! down makes a table of all the cells above it: here no more is read than people fill in by hand.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Reader, Xlsx};

use crate::columns::Columns;
use crate::table::{
    RowOfTable, SheetTable, UnreadableTable, bad_book, is_workbook, sparse_rows, too_large,
    unpacks_to_more,
};
use crate::text;

/// No file is larger.
const BYTES_MAX: usize = 512 * 1024;
/// No workbook unpacks to more.
const UNPACKED_MAX: u64 = 32 * 1024 * 1024;
/// No sheet has more rows with something in them.
const ROWS_MAX: usize = 5_000;
/// No workbook has more sheets that are looked at.
const SHEETS_MAX: usize = 10;

/// Finds the names of the columns in a file that somebody outside hands over, CSV or .xlsx, and
/// stands before the first row.
pub fn open<C: Columns>(bytes: Vec<u8>) -> Result<SheetTable<C>, UnreadableTable> {
    if bytes.len() > BYTES_MAX {
        return Err(too_large());
    }
    if !is_workbook(&bytes) {
        return SheetTable::open(bytes, None, &BTreeMap::new());
    }
    let mut refused = None;
    for rows in sheets_of(bytes)? {
        match SheetTable::of_rows(rows) {
            Ok(table) => return Ok(table),
            Err(why) => refused = refused.or(Some(why)),
        }
    }
    Err(refused.unwrap_or_else(|| bad_book("there is no sheet")))
}

/// The records of any table, CSV or .xlsx, each with its number, whatever its columns are called:
/// of text, or of the first sheet of a workbook that has any.
pub fn any_records(bytes: Vec<u8>) -> Result<Vec<(usize, Vec<String>)>, UnreadableTable> {
    if !is_workbook(&bytes) {
        return text::records(&bytes);
    }
    let sheets = sheets_of(bytes)?;
    let first = sheets.into_iter().find(|rows| !rows.is_empty());
    let record = |row: RowOfTable| {
        let cells = row.cells.iter().map(str::to_owned);
        (row.number as usize, cells.collect())
    };
    Ok(first.unwrap_or_default().into_iter().map(record).collect())
}

/// The rows of the sheets of an .xlsx, one list a sheet.
fn sheets_of(bytes: Vec<u8>) -> Result<Vec<Vec<RowOfTable>>, UnreadableTable> {
    if !bytes.starts_with(b"PK") {
        return Err(bad_book("an .xls of before 2007"));
    }
    if unpacks_to_more(&bytes, UNPACKED_MAX) {
        return Err(too_large());
    }
    let book = Xlsx::new(Cursor::new(bytes));
    let mut book = book.map_err(|why| bad_book(&why.to_string()))?;
    let names = book.sheet_names();
    let mut sheets = Vec::new();
    for name in names.iter().take(SHEETS_MAX) {
        sheets.push(rows_of(&mut book, name)?);
    }
    Ok(sheets)
}

fn rows_of(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    name: &str,
) -> Result<Vec<RowOfTable>, UnreadableTable> {
    sparse_rows(book, name, ROWS_MAX)
}
