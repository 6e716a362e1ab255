//! Cells of a workbook as text, the way a CSV of the same would have them.

use calamine::{Data, ExcelDateTime};

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

/// The greatest number of which a spreadsheet keeps every digit.
const EXACT_MOST: f64 = 999_999_999_999_999.0;

/// What a cell shows. A number too long to be kept whole is written as `4.40301E+17`, as Excel does
/// in a CSV: its last digits are lost.
pub(crate) fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(true) => "是".to_owned(),
        Data::Bool(false) => "否".to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) if number.abs() > EXACT_MOST => format!("{number:.5E}"),
        // The shortest text that reads as this number again, which is what was typed.
        Data::Float(number) => number.to_string(),
        Data::DateTime(moment) => day(moment),
    }
}

fn day(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return moment.as_f64().to_string();
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_people_call_them() {
        let names = [(0, "A1"), (25, "Z1"), (26, "AA1"), (701, "ZZ1")];
        for (column, name) in names {
            assert_eq!(cell_name(column, 1), name);
        }
    }

    #[test]
    fn a_number_is_shown_as_it_was_typed() {
        let rows = [
            (1234.56, "1234.56"),
            (440300.0, "440300"),
            (0.1, "0.1"),
            (440300198513010000.0, "4.40300E17"),
        ];
        for (number, text) in rows {
            assert_eq!(shown(&Data::Float(number)), text);
        }
    }
}
