//! Rows of lists: pasted from a table, read out of a file, or sent back by a page that showed them.
//! On a page a row is one text, so that it is mended where it stands.

use desk::accounts::Claimed;
use desk::employer::Posting;
use domain::Bilingual;
use domain::region_names::typed;
use domain::signs::half_width;
use domain::text::Sep;
use jiff::civil::Date;
use sheets::{Columns, UnreadableTable, words};

use crate::pages::form::LIST;
use crate::pages::given::{FormValues, day, not_a_day};
use crate::pages::handed::rows_of;

/// No list is longer.
pub(super) const ROWS_MAX: usize = 300;

/// What stands where a row names nobody.
const NOBODY: &str = "？";

/// A row of a posting has no fewer cells.
const FEWEST: usize = 4;

/// Rows by their numbers.
#[derive(Debug, Default)]
pub(super) struct RowsSent {
    /// Number, as the file or the list counts, and text.
    pub rows: Vec<(usize, String)>,
    /// How many there were beyond the most that are looked at.
    pub left_out: usize,
}

impl RowsSent {
    fn cut(mut rows: Vec<(usize, String)>) -> RowsSent {
        let left_out = rows.len().saturating_sub(ROWS_MAX);
        rows.truncate(ROWS_MAX);
        RowsSent { rows, left_out }
    }

    /// The rows of a form whose names begin so, and those of a pasted list.
    pub(super) fn of_form(values: &FormValues, prefix: &str) -> RowsSent {
        let numbered = values.after(prefix).filter_map(|number| {
            let text = values.text(&format!("{prefix}{number}"));
            Some((number.parse().ok()?, text))
        });
        let mut rows: Vec<(usize, String)> = numbered.collect();
        rows.sort_unstable();
        let list = values.text(LIST);
        let pasted = list.lines().filter(|line| !line.trim().is_empty());
        let pasted = pasted.enumerate().map(|(at, line)| (at + 1, line));
        // Who copies a whole table copies the names of its columns too.
        let pasted = pasted.filter(|(_, line)| cells(line).first().is_none_or(|it| it != "姓名"));
        rows.extend(pasted.map(|(number, line)| (number, line.to_owned())));
        RowsSent::cut(rows)
    }

    /// The rows of a file with these columns.
    pub(super) fn of_file<C: Columns>(bytes: Vec<u8>) -> Result<RowsSent, UnreadableTable> {
        let rows = rows_of::<C>(bytes)?.into_iter();
        let rows = rows.map(|(number, mut cells)| {
            if cells[0].is_empty() {
                NOBODY.clone_into(&mut cells[0]);
            }
            (number, cells.join("\t").trim_end().to_owned())
        });
        let rows = rows.collect();
        Ok(RowsSent::cut(rows))
    }
}

/// The cells of a row: apart by tabs, as from a spreadsheet, or by commas.
pub(super) fn cells(text: &str) -> Vec<String> {
    let cells: Vec<&str> = match text.contains('\t') {
        true => text.split('\t').collect(),
        false => text.split([',', '，']).collect(),
    };
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// Who a row is about: its first cell.
pub(super) fn name_in(text: &str) -> String {
    cells(text).into_iter().next().unwrap_or_default()
}

/// The number of whoever a row is about, written one way.
pub(super) fn number_in(text: &str) -> Option<String> {
    let number = cells(text).into_iter().nth(1)?;
    let plain: String = half_width(&number).split_whitespace().collect();
    (!plain.is_empty()).then(|| plain.to_uppercase())
}

/// What is wrong with a row, and what to do.
pub(super) type WrongRow = (Bilingual, Bilingual);

/// Who a row is about, as it says.
pub(super) fn claimed(cells: &[String]) -> Result<Claimed, WrongRow> {
    let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
    let (name, number) = (cell(0), cell(1));
    if name.is_empty() || name == NOBODY || number.is_empty() {
        return Err((
            Bilingual::new("没有填姓名或证件号码", "name or number is missing"),
            Bilingual::new("两样都填上", "fill in both"),
        ));
    }
    if words::is_shortened(&number) {
        return Err((
            Bilingual::new(
                "表格把证件号码当成了数字，后几位已经丢了",
                "the spreadsheet took the number for an amount, and its last digits are lost",
            ),
            Bilingual::new(
                "把这一列设为「文本」，重新填号码",
                "make the column text and type the number again",
            ),
        ));
    }
    Ok(Claimed { name, number })
}

/// A day as tables write it.
pub(super) fn day_in(text: &str) -> Result<Date, WrongRow> {
    let typed = half_width(text);
    let read = words::day(&typed).and_then(|read| day(&read.to_string()));
    read.ok_or_else(|| {
        (
            not_a_day(&typed),
            Bilingual::new("写成 2026-12-01 这样", "write it like 2026-12-01"),
        )
    })
}

/// For how long, as tables write it: 6 or 6个月。
fn months_in(text: &str) -> Result<u8, WrongRow> {
    let digits = half_width(text);
    let digits = digits.trim().trim_end_matches("月").trim_end_matches("个");
    let read = digits.trim().parse().ok();
    let read = read.filter(|months| (1..=240).contains(months));
    read.ok_or_else(|| {
        (
            Bilingual::new(
                format!("「{text}」不是月数"),
                format!("“{text}” is no number of months"),
            ),
            Bilingual::new("写成 6 这样的数字", "write a number such as 6"),
        )
    })
}

/// All that is wrong with a row, and what to do about each.
fn together(faults: Vec<WrongRow>) -> WrongRow {
    let (mut says, mut nexts): (Vec<Bilingual>, Vec<Bilingual>) = faults.into_iter().unzip();
    says.dedup();
    nexts.dedup();
    (
        Bilingual::join(says, Sep::Semicolon),
        Bilingual::join(nexts, Sep::Semicolon),
    )
}

/// Takes what was read, or notes why it was not.
fn noted<T>(read: Result<T, WrongRow>, faults: &mut Vec<WrongRow>) -> Option<T> {
    read.map_err(|why| faults.push(why)).ok()
}

/// Reads a row of a list of postings. Who has to mend it sees all that is wrong at once.
pub(super) fn posting(text: &str) -> Result<Posting, WrongRow> {
    let cells = cells(text);
    let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
    if cells.len() < FEWEST {
        return Err((
            Bilingual::new("列不够", "columns are missing"),
            Bilingual::new(
                "一行写姓名、证件号码、去哪儿、从哪天起、电话、地址、去几个月",
                "name, number, where to, from, telephone, address, months",
            ),
        ));
    }
    let mut faults = Vec::new();
    let who = noted(claimed(&cells), &mut faults);
    let destination = typed::place(&cell(2)).map_err(|why| {
        let next = Bilingual::new("写成城市名，如「成都市」", "write the name of a city");
        (why, next)
    });
    let destination = noted(destination, &mut faults);
    let starts_on = noted(day_in(&cell(3)), &mut faults);
    let months = match cell(6) {
        text if text.is_empty() => None,
        text => noted(months_in(&text), &mut faults),
    };
    match (who, destination, starts_on) {
        (Some(who), Some(destination), Some(starts_on)) if faults.is_empty() => Ok(Posting {
            who,
            months,
            destination,
            starts_on,
            phone: cell(4),
            address: cell(5),
        }),
        _ => Err(together(faults)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_with_a_row_is_told_at_once() {
        let (says, next) = posting("示例甲\t4.4E+17\t没有的地方\t昨天\t\t\t很久").unwrap_err();
        for told in ["后几位已经丢了", "没有的地方", "昨天", "很久"] {
            assert!(says.zh.contains(told), "{told}: {}", says.zh);
        }
        for told in ["文本", "城市名", "2026-12-01", "数字"] {
            assert!(next.zh.contains(told), "{told}: {}", next.zh);
        }
        let one = posting("示例甲\t440300198513010015\t成都市\t昨天").unwrap_err();
        assert!(
            one.0.zh.contains("昨天") && !one.0.zh.contains("；"),
            "{}",
            one.0.zh
        );
    }
}
