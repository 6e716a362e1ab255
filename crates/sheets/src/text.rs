//! The bytes of a CSV file: written so that Excel and WPS open it as it is meant, and read
//! whatever they make of it when they save.

use csv::StringRecord;
use domain::say;
use encoding_rs::{Encoding, GB18030, UTF_8};

use crate::table::UnreadableTable;

/// A byte-order mark makes Excel read UTF-8; without it Chinese turns into other letters.
const MARK: &str = "\u{feff}";

/// The records as CSV with byte-order mark and CRLF.
pub fn written(records: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(MARK.as_bytes().to_vec());
    for record in records {
        let written = writer.write_record(record);
        written.expect("records of one width go into memory");
    }
    writer.into_inner().expect("memory takes everything")
}

/// The records as a workbook, each cell a text: nothing in it is ever a formula or a number that
/// loses its last digits.
pub fn workbook(records: &[Vec<String>]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, record) in (0..).zip(records) {
        for (column, cell) in (0..).zip(record) {
            let cell: String = cell.chars().take(CELL_LONGEST).collect();
            let put = sheet.write_string(row, column, cell);
            put.expect("the cells are few and short");
        }
    }
    book.save_to_buffer().expect("memory takes everything")
}

/// A cell of a workbook holds no more characters.
const CELL_LONGEST: usize = 32_767;

/// A cell that is never taken for a formula, whoever wrote what is in it.
pub fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

/// A number that a spreadsheet keeps to its last digit: it takes it for a text.
pub fn as_text(number: &str) -> String {
    match number.chars().all(|sign| sign.is_ascii_digit()) && number.len() > 11 {
        true => format!("\t{number}"),
        false => harmless(number),
    }
}

/// The records of a file, each with its number; blank ones are left out.
pub fn records(bytes: &[u8]) -> Result<Vec<(usize, Vec<String>)>, UnreadableTable> {
    let text = decoded(bytes)?;
    let mut found = Vec::new();
    for (at, record) in reader(text).records().enumerate() {
        let record: StringRecord = record.map_err(|error| broken(&error))?;
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            found.push((at + 1, record.iter().map(str::to_owned).collect()));
        }
    }
    Ok(found)
}

/// Reads the records of a text, whatever separates their cells.
pub(crate) fn reader(text: String) -> csv::Reader<std::io::Cursor<Vec<u8>>> {
    // Where a line ends in two signs, lines are counted one short.
    let text = match text.contains("\r\n") {
        true => text.replace("\r\n", "\n"),
        false => text,
    };
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(std::io::Cursor::new(text.into_bytes()))
}

/// A record that ends nowhere.
pub(crate) fn broken(error: &csv::Error) -> UnreadableTable {
    let line = error.position().map_or(0, csv::Position::line);
    UnreadableTable {
        code: "bad-table",
        says: say!(
            "第 {line} 行读不出来：{error}",
            "line {line} does not read: {error}"
        ),
        next: say!(
            "看看这一行的引号是否成对",
            "see whether the quotes of that line come in pairs"
        ),
    }
}

/// UTF-8, UTF-16 with its mark («Unicode text»), or GB18030, which Excel saves on a Chinese
/// Windows.
pub fn decoded(bytes: &[u8]) -> Result<String, UnreadableTable> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return in_encoding(encoding, &bytes[length..]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => in_encoding(GB18030, bytes),
    }
}

fn in_encoding(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, UnreadableTable> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if had_errors {
        let name = match encoding == UTF_8 {
            true => "UTF-8",
            false => encoding.name(),
        };
        return Err(UnreadableTable {
            code: "unreadable-text",
            says: say!(
                "文件不是 CSV，或按 {name} 读不出来",
                "this is no CSV, or not readable as {name}"
            ),
            next: say!(
                "请在 Excel 里另存为「CSV UTF-8（逗号分隔）」",
                "in Excel save it as «CSV UTF-8 (comma delimited)»"
            ),
        });
    }
    Ok(text.into_owned())
}

/// What separates the cells: whichever stands most often in the first line that has any, for a
/// title may stand above the names of the columns.
fn separator(text: &str) -> u8 {
    let signs = [b',', b'\t', b';'];
    let has_one = |line: &&str| line.bytes().any(|byte| signs.contains(&byte));
    let line = text.lines().find(has_one).unwrap_or_default();
    let count = |sign: &u8| line.bytes().filter(|byte| byte == sign).count();
    let most = signs.into_iter().rev().max_by_key(count);
    most.unwrap_or(b',')
}
