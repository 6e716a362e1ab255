//! Workbooks of somebody outside. A file of a few bytes can unpack to gigabytes, and one cell far
//! down makes a table of all the cells above it: here no more is read than people fill in by hand.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use csv::StringRecord;
use domain::say;

use crate::cells::shown;
use crate::columns::Columns;
use crate::table::{RowOfTable, SheetTable, UnreadableTable, bad_book, is_workbook};

/// No file is larger.
const BYTES_MAX: usize = 512 * 1024;
/// No workbook says that it unpacks to more.
const UNPACKED_MAX: u64 = 32 * 1024 * 1024;
/// Nothing beyond is read.
const COLUMNS_MAX: u32 = 100;
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

/// The rows of the sheets of an .xlsx, one list a sheet.
fn sheets_of(bytes: Vec<u8>) -> Result<Vec<Vec<RowOfTable>>, UnreadableTable> {
    if !bytes.starts_with(b"PK") {
        return Err(bad_book("an .xls of before 2007"));
    }
    if unpacked(&bytes) > UNPACKED_MAX {
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

/// The rows of a sheet that have something in them, as they stand: a cell far down or far out makes
/// no table of all the cells before it.
pub(crate) fn sparse_rows(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    name: &str,
    rows_max: usize,
) -> Result<Vec<RowOfTable>, UnreadableTable> {
    let bad = |why: calamine::XlsxError| bad_book(&why.to_string());
    let mut reader = book.worksheet_cells_reader(name).map_err(bad)?;
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    while let Some(cell) = reader.next_cell().map_err(bad)? {
        let (row, column) = cell.get_position();
        let text = shown(&Data::from(cell.get_value().clone()));
        if column >= COLUMNS_MAX || text.trim().is_empty() {
            continue;
        }
        rows.entry(row).or_default().insert(column, text);
        if rows.len() > rows_max {
            return Err(too_large());
        }
    }
    let row = |(number, cells): (u32, BTreeMap<u32, String>)| {
        let last = cells.keys().next_back().copied().unwrap_or(0);
        let cell = |at| cells.get(&at).map_or("", String::as_str);
        RowOfTable {
            number: u64::from(number) + 1,
            cells: (0..=last).map(cell).collect::<StringRecord>(),
        }
    };
    Ok(rows.into_iter().map(row).collect())
}

/// What the list at the end of a zip archive says its files unpack to.
pub(crate) fn unpacked(bytes: &[u8]) -> u64 {
    const ENTRY: &[u8] = b"PK\x01\x02";
    let entries = bytes.windows(28).filter(|entry| entry.starts_with(ENTRY));
    let size = |entry: &[u8]| {
        let size: [u8; 4] = entry[24..28].try_into().unwrap_or_default();
        u64::from(u32::from_le_bytes(size))
    };
    entries.map(size).sum()
}

pub(crate) fn too_large() -> UnreadableTable {
    UnreadableTable {
        code: "table-too-large",
        says: say!("文件太大", "the file is too large"),
        next: say!(
            "只留要办的那张表和那些行，或分成几份",
            "keep only the sheet and the rows it is about, or hand it in in parts"
        ),
    }
}
