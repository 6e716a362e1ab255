//! The bytes of a CSV file: written so that Excel and WPS open it as it is meant, and read
//! whatever they make of it when they save.

use anyhow::anyhow;
use domain::Bilingual;
use encoding_rs::{Encoding, GB18030, UTF_8};

use crate::say::wrong;

/// A byte-order mark makes Excel read UTF-8; without it Chinese turns into other letters.
const MARK: &str = "\u{feff}";

/// The records as CSV with byte-order mark and CRLF.
pub fn written(records: &[Vec<String>]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(MARK.as_bytes().to_vec());
    for record in records {
        writer.write_record(record)?;
    }
    writer.into_inner().map_err(|error| anyhow!("{error}"))
}

/// The records of a file, each with its number; blank ones are left out.
pub fn records(bytes: &[u8]) -> anyhow::Result<Vec<(usize, Vec<String>)>> {
    let text = decoded(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let mut found = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record: Vec<String> = record?.iter().map(str::to_owned).collect();
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            found.push((at + 1, record));
        }
    }
    Ok(found)
}

/// UTF-8, UTF-16 with its mark («Unicode text»), or GB18030, which Excel saves on a Chinese
/// Windows.
fn decoded(bytes: &[u8]) -> anyhow::Result<String> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return in_encoding(encoding, &bytes[length..]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => in_encoding(GB18030, bytes),
    }
}

fn in_encoding(encoding: &'static Encoding, bytes: &[u8]) -> anyhow::Result<String> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if had_errors {
        let name = if encoding == UTF_8 {
            "UTF-8"
        } else {
            encoding.name()
        };
        return Err(wrong(
            "unreadable-text",
            &Bilingual::new(
                format!("文件不是 CSV，或按 {name} 读不出来"),
                format!("this is no CSV, or not readable as {name}"),
            ),
            &Bilingual::new(
                "请在 Excel 里另存为「CSV UTF-8（逗号分隔）」",
                "in Excel save it as «CSV UTF-8 (comma delimited)»",
            ),
        ));
    }
    Ok(text.into_owned())
}

/// What separates the cells: whichever stands most often in the first line.
fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|byte| *byte == sign).count();
    let signs = [b',', b'\t', b';'];
    signs
        .into_iter()
        .rev()
        .max_by_key(|sign| count(*sign))
        .unwrap_or(b',')
}

/// `B7`: how people call a cell. Columns count from 0, records from 1.
pub fn cell_name(column: usize, record: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{record}")
}
