//! A table in a file: CSV in any encoding Excel saves, or a workbook (.xlsx, .xls, .ods).

use std::collections::{BTreeMap, VecDeque};
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use csv::StringRecord;
use domain::{Bilingual, say};
use zip::ZipArchive;

use crate::cells::shown;
use crate::columns::{Columns, Header, Renamed};
use crate::text;

/// Why a file is no table we can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableTable {
    /// Its stable code.
    pub code: &'static str,
    /// What is wrong.
    pub says: Bilingual,
    /// What to do.
    pub next: Bilingual,
}

/// A row as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowOfTable {
    /// Its line or row, counted as the spreadsheet counts.
    pub number: u64,
    pub(crate) cells: StringRecord,
}

impl RowOfTable {
    /// Its cells.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter()
    }

    /// What stands in our columns, in their order; nothing where a column is not there.
    pub fn in_order<C: Columns>(&self, header: &Header<C>) -> Vec<String> {
        let cell = |column: &C| {
            let cell = header.place(*column).and_then(|at| self.cells.get(at));
            let cell = cell.unwrap_or_default();
            cell.trim().trim_matches(['\u{feff}', '\u{a0}']).to_owned()
        };
        C::ALL.iter().map(cell).collect()
    }

    fn is_blank(&self) -> bool {
        self.cells().all(|cell| cell.trim().is_empty())
    }
}

/// The rows of a file after the names of its columns.
pub struct SheetTable<C: Columns> {
    /// Which column is where.
    pub header: Header<C>,
    before: VecDeque<RowOfTable>,
    source: Source,
}

enum Source {
    Text(Box<csv::Reader<Cursor<Vec<u8>>>>),
    Book(std::vec::IntoIter<RowOfTable>),
}

/// Above the names of the columns there may be so many rows of titles.
const TITLES_MOST: usize = 15;

/// Nothing beyond is read of a workbook.
const COLUMNS_MAX: u32 = 100;
/// A workbook may always unpack to this much …
const UNPACKED_LEAST: u64 = 64 * 1024 * 1024;
/// … and a large one to so many times its size: what people write packs to a tenth.
const UNPACKED_TIMES: u64 = 30;

impl<C: Columns> SheetTable<C> {
    /// Finds the names of the columns and stands before the first row. `sheet` names a sheet of a
    /// workbook; unless given, the first that has such columns is read.
    pub fn open(
        bytes: Vec<u8>,
        sheet: Option<&str>,
        renamed: &Renamed,
    ) -> Result<SheetTable<C>, UnreadableTable> {
        if !is_workbook(&bytes) {
            let source = Source::Text(Box::new(text::reader(text::decoded(&bytes)?)));
            return SheetTable::begin(source, renamed);
        }
        if bytes.starts_with(b"PK") {
            let most = UNPACKED_LEAST.max(bytes.len() as u64 * UNPACKED_TIMES);
            if unpacks_to_more(&bytes, most) {
                return Err(too_large());
            }
            if let Ok(book) = Xlsx::new(Cursor::new(bytes.clone())) {
                return SheetTable::of_book(book, sheet, renamed);
            }
        }
        let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes));
        let book = book.as_mut().map_err(|why| bad_book(&why.to_string()))?;
        let names = book.sheet_names();
        if let Some(sheet) = sheet
            && !names.iter().any(|name| name == sheet)
        {
            return Err(no_sheet(sheet, &names));
        }
        let mut refused = None;
        for name in names
            .iter()
            .filter(|name| sheet.is_none_or(|s| *s == **name))
        {
            let rows = book.worksheet_range(name);
            let rows = rows.map_err(|why| bad_book(&why.to_string()))?;
            let above = rows.start().map_or(0, |(first, _)| u64::from(first));
            let row = |(number, cells): (u64, &[calamine::Data])| RowOfTable {
                number,
                cells: cells.iter().map(shown).collect(),
            };
            let rows: Vec<RowOfTable> = (above + 1..).zip(rows.rows()).map(row).collect();
            match SheetTable::begin(Source::Book(rows.into_iter()), renamed) {
                Ok(table) => return Ok(table),
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        Err(refused.unwrap_or_else(|| bad_book("there is no sheet")))
    }

    /// The sheet that fits of an .xlsx.
    fn of_book(
        mut book: Xlsx<Cursor<Vec<u8>>>,
        sheet: Option<&str>,
        renamed: &Renamed,
    ) -> Result<SheetTable<C>, UnreadableTable> {
        let names = book.sheet_names();
        if let Some(sheet) = sheet
            && !names.iter().any(|name| name == sheet)
        {
            return Err(no_sheet(sheet, &names));
        }
        let mut refused = None;
        let asked = names
            .iter()
            .filter(|name| sheet.is_none_or(|s| s == **name));
        for name in asked {
            let rows = sparse_rows(&mut book, name, usize::MAX)?;
            match SheetTable::begin(Source::Book(rows.into_iter()), renamed) {
                Ok(table) => return Ok(table),
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        Err(refused.unwrap_or_else(|| bad_book("there is no sheet")))
    }

    /// The same of rows of a workbook that were read otherwise.
    pub(crate) fn of_rows(rows: Vec<RowOfTable>) -> Result<SheetTable<C>, UnreadableTable> {
        SheetTable::begin(Source::Book(rows.into_iter()), &Renamed::new())
    }

    fn begin(mut source: Source, renamed: &Renamed) -> Result<SheetTable<C>, UnreadableTable> {
        let mut before = VecDeque::new();
        while before.len() < TITLES_MOST
            && let Some(row) = source.next()
        {
            before.push_back(row?);
        }
        let known = |row: &RowOfTable| Header::<C>::count(row, renamed);
        let best = before.iter().map(known).max().unwrap_or(0);
        let at = before.iter().position(|row| known(row) == best);
        let header = Header::read(at.and_then(|at| before.get(at)), renamed)?;
        before.drain(..=at.unwrap_or(0).min(before.len().saturating_sub(1)));
        Ok(SheetTable {
            header,
            before,
            source,
        })
    }
}

impl<C: Columns> Iterator for SheetTable<C> {
    type Item = Result<RowOfTable, UnreadableTable>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let row = match self.before.pop_front() {
                Some(row) => Ok(row),
                None => self.source.next()?,
            };
            match row {
                Ok(row) if row.is_blank() => {}
                row => return Some(row),
            }
        }
    }
}

impl Iterator for Source {
    type Item = Result<RowOfTable, UnreadableTable>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Source::Text(reader) => {
                let mut cells = StringRecord::new();
                match reader.read_record(&mut cells) {
                    Ok(false) => None,
                    Ok(true) => Some(Ok(RowOfTable {
                        number: cells.position().map_or(0, csv::Position::line),
                        cells,
                    })),
                    Err(error) => Some(Err(text::broken(&error))),
                }
            }
            Source::Book(rows) => rows.next().map(Ok),
        }
    }
}

/// A zip archive, or the compound file of before 2007.
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

pub(crate) fn bad_book(why: &str) -> UnreadableTable {
    UnreadableTable {
        code: "bad-workbook",
        says: say!(
            "打不开这个工作簿：{why}",
            "this workbook does not open: {why}"
        ),
        next: say!(
            "有密码的先去掉密码；或在 Excel 里另存为「CSV UTF-8（逗号分隔）」",
            "take a password away first, or in Excel save it as «CSV UTF-8 (comma delimited)»"
        ),
    }
}

fn no_sheet(sheet: &str, names: &[String]) -> UnreadableTable {
    let names = names.join("，");
    UnreadableTable {
        code: "no-such-sheet",
        says: say!(
            "工作簿里没有「{sheet}」这张表",
            "there is no sheet «{sheet}» in the workbook"
        ),
        next: say!("有这些：{names}", "there are: {names}"),
    }
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

/// Whether the files of a zip archive come to more than so many bytes: they are unpacked and
/// counted, whatever the archive says of them.
pub(crate) fn unpacks_to_more(bytes: &[u8], most: u64) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return false;
    };
    let mut left = most;
    let mut some = vec![0; 64 * 1024];
    for at in 0..archive.len() {
        let Ok(mut file) = archive.by_index(at) else {
            continue;
        };
        // One that breaks off counts as far as it came.
        while let Ok(count @ 1..) = file.read(&mut some) {
            match left.checked_sub(count as u64) {
                Some(rest) => left = rest,
                None => return true,
            }
        }
    }
    false
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
