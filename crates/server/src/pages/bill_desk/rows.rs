//! The rows of the form of a bill, typed or pasted, as lines. What is wrong is told at its cell. A
//! row that gives something back says which row, and is that row with the opposite sign.

use std::collections::BTreeMap;

use desk::hospital::StayHere;
use domain::bill::BillLine;
use domain::catalogue::Item;
use domain::ids::MessageId;
use domain::{Bilingual, Money, say};
use jiff::civil::Date;
use sheets::bills::BillColumn;

use super::place::OfFacility;
use crate::pages::form::LIST;
use crate::pages::given::{FormValues, day, not_a_day};
use crate::pages::handed::rows_of;

/// What is wrong, by the name of the field.
pub(super) type FieldFaults = BTreeMap<String, Bilingual>;

/// No form has more rows.
pub(super) const ROWS_MAX: usize = 200;
/// The fields of a row, in the order of the columns of a table.
pub(super) const CELLS: [&str; 6] = ["item", "quantity", "price", "day", "mark", "back"];
/// What the name of a field begins with that gives back a line of the stay.
pub(super) const GIVES: &str = "gives-";

/// A row as it is typed.
pub(super) type RowTyped = [String; 6];

/// The rows that are filled, by their numbers: as they are typed, then those that were pasted.
pub(super) fn rows(values: &FormValues) -> Vec<(usize, RowTyped)> {
    let typed = (1..=ROWS_MAX).map(|number| {
        let cells = CELLS.map(|cell| values.text(&format!("{cell}-{number}")));
        (number, cells)
    });
    let filled = typed.filter(|(_, row)| row.iter().any(|cell| !cell.is_empty()));
    let mut all: Vec<(usize, RowTyped)> = filled.collect();
    let before = all.last().map_or(0, |(number, _)| *number);
    all.extend(after(before, pasted(&values.text(LIST))));
    all
}

/// Rows of a table behind those that are there. Which row one gives back is counted within the
/// table.
fn after(before: usize, rows: Vec<RowTyped>) -> impl Iterator<Item = (usize, RowTyped)> {
    rows.into_iter().enumerate().map(move |(at, mut row)| {
        if let Ok(back) = row[5].parse::<usize>() {
            row[5] = back.saturating_add(before).to_string();
        }
        (before + at + 1, row)
    })
}

/// The form with the rows of a table behind those that are typed.
pub(super) fn with_rows(values: &FormValues, rows_handed: Vec<RowTyped>) -> FormValues {
    let before = rows(values).last().map_or(0, |(number, _)| *number);
    let mut all = values.clone();
    for (number, row) in after(before, rows_handed) {
        for (cell, text) in CELLS.iter().zip(&row).filter(|(_, text)| !text.is_empty()) {
            all = all.with(&format!("{cell}-{number}"), text);
        }
    }
    all
}

/// The rows of a pasted list. One that names its columns may have them in any order.
fn pasted(list: &str) -> Vec<RowTyped> {
    let first = list.lines().next().unwrap_or_default();
    if first.contains("数量") && first.contains("单价") {
        let rows = rows_of::<BillColumn>(list.as_bytes().to_vec());
        if let Ok(rows) = rows {
            return rows.into_iter().map(|(_, row)| of_table(row)).collect();
        }
    }
    let lines = list.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| of_table(cells(line))).collect()
}

/// The cells of a row, as many as there are columns.
pub(super) fn of_table(row: Vec<String>) -> RowTyped {
    let mut cells = row.into_iter();
    [(); 6].map(|()| cells.next().unwrap_or_default())
}

/// The cells of a pasted line: divided by tabs, else by commas, else by spaces.
fn cells(line: &str) -> Vec<String> {
    let cut: Vec<&str> = if line.contains('\t') {
        line.split('\t').collect()
    } else if line.contains([',', '，']) {
        line.split([',', '，']).collect()
    } else {
        line.split_whitespace().collect()
    };
    cut.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// A decimal in units of so many places, exactly.
fn decimal(text: &str, places: usize) -> Option<i64> {
    let text = text.trim_start_matches(['¥', '￥']).trim_end_matches('元');
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let decimals = decimals.trim_end_matches('0');
    let fits = !whole.is_empty() && whole.len() <= 9 && decimals.len() <= places;
    match fits && digits(whole) && digits(decimals) {
        true => format!("{whole}{decimals:0<places$}").parse().ok(),
        false => None,
    }
}

/// The item of the catalogue a cell names: by code, by name, or by a part of one name only.
fn item(text: &str, place: &OfFacility) -> Result<(String, String), Bilingual> {
    let items = place.items();
    let by_code = |one: &&Item| one.code.eq_ignore_ascii_case(text);
    if let Some(one) = items.iter().find(by_code) {
        return Ok((one.code.clone(), one.name.clone()));
    }
    let of = |fits: &dyn Fn(&str) -> bool| -> BTreeMap<&str, &str> {
        let fitting = items.iter().filter(|one| fits(&one.name));
        let fitting = fitting.map(|one| (one.code.as_str(), one.name.as_str()));
        fitting.collect()
    };
    let mut found = of(&|name| name == text);
    if found.is_empty() {
        found = of(&|name| name.contains(text));
    }
    let mut first = found.iter();
    match (first.next(), first.next()) {
        (Some((code, name)), None) => Ok(((*code).to_owned(), (*name).to_owned())),
        (Some(_), Some(_)) => {
            let told = found.iter().take(5);
            let told: Vec<String> = told.map(|(code, name)| format!("{name} {code}")).collect();
            let told = Bilingual::new(told.join("、"), told.join(", "));
            Err(say!(
                "有多项：{told}。写其中一个编码",
                "several fit: {told}; give one of the codes";
                told = told
            ))
        }
        _ => Err(say!(
            "目录里没有「{text}」，核对名称或编码",
            "“{text}” is not in the catalogue; check name or code"
        )),
    }
}

/// Why a cell is not a quantity or a price.
fn not_a_number(places: u32) -> Bilingual {
    say!(
        "写数字，最多 {places} 位小数，不写单位",
        "give a number with at most {places} decimals and no unit"
    )
}

/// How a line is paid, as its cell says: approved as a restricted item, taken out of insurance.
fn marked(text: &str) -> Result<(bool, bool), Bilingual> {
    match text {
        "" => Ok((false, false)),
        "approved" | "限定" | "符合限定" => Ok((true, false)),
        "own" | "自费" => Ok((false, true)),
        _ => Err(say!(
            "只能是空的、「限定」或「自费」",
            "leave it empty, or say approved or own"
        )),
    }
}

/// The lines of a form, as far as they can be read.
pub(super) struct LinesRead<'a> {
    /// The day of the visit.
    pub from: Date,
    /// Where.
    pub place: &'a OfFacility,
    /// The stay the form goes on with, and the number of the form.
    pub stay: Option<(&'a StayHere, &'a MessageId)>,
    /// What is wrong.
    pub faults: FieldFaults,
}

impl LinesRead<'_> {
    /// The lines.
    pub(super) fn read(&mut self, values: &FormValues) -> Vec<BillLine> {
        let typed = rows(values);
        if typed.len() > ROWS_MAX || typed.last().is_some_and(|(last, _)| *last > ROWS_MAX) {
            let rule = say!(
                "一张单最多 {ROWS_MAX} 行",
                "a form has at most {ROWS_MAX} rows"
            );
            self.faults.insert(LIST.to_owned(), rule);
        }
        let mut lines: BTreeMap<usize, BillLine> = BTreeMap::new();
        let (back, charged): (Vec<_>, Vec<_>) =
            typed.iter().partition(|(_, row)| !row[5].is_empty());
        for (number, row) in charged {
            if let Some(line) = self.charged(*number, row) {
                lines.insert(*number, line);
            }
        }
        for (number, row) in back {
            if let Some(line) = self.gives_back(*number, row, &lines) {
                lines.insert(*number, line);
            }
        }
        let last = typed.last().map_or(0, |(number, _)| *number);
        let mut lines: Vec<BillLine> = lines.into_values().collect();
        lines.extend(self.of_stay(values, last));
        if typed.is_empty() && lines.is_empty() && self.stay.is_none() {
            let rule = say!("至少写一项费用", "give one item at least");
            self.faults.insert("item-1".to_owned(), rule);
        }
        lines
    }

    fn wrong(&mut self, (cell, number): (usize, usize), why: Bilingual) {
        self.faults.insert(format!("{}-{number}", CELLS[cell]), why);
    }

    /// The number of a line within the visit. A form that goes on with a stay puts its own before.
    fn serial(&self, number: usize) -> String {
        match self.stay {
            Some((_, form)) => format!("{form}-{number}"),
            None => number.to_string(),
        }
    }

    fn charged(&mut self, number: usize, row: &RowTyped) -> Option<BillLine> {
        let before = self.faults.len();
        let [named, quantity, price, used_on, mark, _] = row;
        let found = match named.as_str() {
            "" => Err(say!("写项目的名称或编码", "give name or code of the item")),
            text => item(text, self.place),
        };
        let found = found.map_err(|why| self.wrong((0, number), why)).ok();
        if quantity.starts_with('-') {
            let why = say!(
                "退费的行要写退第几行",
                "a row that gives back says which row"
            );
            self.wrong((5, number), why);
        }
        let quantity = decimal(quantity.trim_start_matches('-'), 4);
        let quantity = quantity.filter(|quantity| *quantity > 0);
        if quantity.is_none() {
            self.wrong((1, number), not_a_number(4));
        }
        let price = decimal(price, 6);
        if price.is_none() {
            self.wrong((2, number), not_a_number(6));
        }
        let used_on = match used_on.as_str() {
            "" => Some(self.from),
            text => day(text),
        };
        if used_on.is_none() {
            self.wrong((3, number), not_a_day(&row[3]));
        }
        let mark = marked(mark).map_err(|why| self.wrong((4, number), why));
        if self.faults.len() > before {
            return None;
        }
        let ((code, name), (approved_by_hospital, refused_by_hospital)) = (found?, mark.ok()?);
        let mut line = BillLine {
            serial: self.serial(number),
            code,
            name,
            price: price?,
            quantity: quantity?,
            amount: Money::ZERO,
            used_on: used_on?,
            approved_by_hospital,
            refused_by_hospital,
            refund_of: None,
        };
        line.amount = line.amount_at(line.price);
        Some(line)
    }

    /// A row that gives back another of the form: nothing but how much has to be said again.
    fn gives_back(
        &mut self,
        number: usize,
        row: &RowTyped,
        charged: &BTreeMap<usize, BillLine>,
    ) -> Option<BillLine> {
        let of = row[5].parse().ok();
        let Some(of) = of.and_then(|of: usize| charged.get(&of)) else {
            let why = say!(
                "没有这一行，或那一行自己有错",
                "there is no such row, or it is wrong itself"
            );
            self.wrong((5, number), why);
            return None;
        };
        let quantity = decimal(row[1].trim_start_matches('-'), 4);
        let fits = quantity.filter(|quantity| (1..=of.quantity).contains(quantity));
        let Some(quantity) = fits else {
            let why = say!(
                "退的数量比 0 大，不超过那一行的数量",
                "more than nothing, and no more than that row has"
            );
            self.wrong((1, number), why);
            return None;
        };
        Some(opposite(of, (self.serial(number), quantity)))
    }

    /// Lines of the stay that are given back, each by the quantity beside it.
    fn of_stay(&mut self, values: &FormValues, last: usize) -> Vec<BillLine> {
        let Some((stay, form)) = self.stay else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        for serial in values.after(GIVES) {
            let text = values.text(&format!("{GIVES}{serial}"));
            let of = stay.lines.iter().find(|one| one.line.serial == serial);
            let quantity = decimal(&text, 4).filter(|quantity| *quantity > 0);
            let (Some(of), Some(quantity)) = (of, quantity) else {
                let why = say!("写退多少", "say how much is given back");
                self.faults.insert(format!("{GIVES}{serial}"), why);
                continue;
            };
            let number = last + lines.len() + 1;
            let mut line = opposite(&of.line, (self.serial(number), quantity));
            let (left, money) = stay.left_of(serial, form);
            if quantity == left {
                line.amount = -money;
            }
            lines.push(line);
        }
        lines
    }
}

/// What gives back so much of a line.
fn opposite(of: &BillLine, (serial, quantity): (String, i64)) -> BillLine {
    let mut line = BillLine {
        serial,
        quantity: -quantity,
        refund_of: Some(of.serial.clone()),
        ..of.clone()
    };
    line.amount = match quantity == of.quantity {
        true => -of.amount,
        false => line.amount_at(line.price),
    };
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_divided_by_tabs_commas_or_spaces() {
        let read = |line: &str| of_table(cells(line))[..4].to_vec();
        for line in [
            "示例\t2\t3.50",
            "示例，2，3.50",
            "示例，2，3.50",
            "示例  2 3.50",
        ] {
            assert_eq!(read(line), ["示例", "2", "3.50", ""], "{line}");
        }
        assert_eq!(read("示例 片\t1\t2"), ["示例 片", "1", "2", ""]);
    }

    #[test]
    fn decimals_are_read_exactly() {
        for (text, places, units) in [
            ("3.5", 6, Some(3_500_000)),
            ("¥3.50元", 6, Some(3_500_000)),
            ("2", 4, Some(20_000)),
            ("0.00001", 4, None),
            ("-1", 4, None),
            ("1e3", 4, None),
            ("", 4, None),
        ] {
            assert_eq!(decimal(text, places), units, "{text}");
        }
    }

    #[test]
    fn pasted_rows_may_name_their_columns_and_stand_behind_those_typed() {
        let values = FormValues::default().with("item-2", "甲");
        let list = "单价\t项目\t数量\t退第几行\n3.50\t乙\t2\t\n\t\t1\t1";
        let rows = rows(&values.with(LIST, list));
        let told: Vec<String> = rows
            .iter()
            .map(|(number, row)| format!("{number}:{}", row.join("|")))
            .collect();
        assert_eq!(told, ["2:甲|||||", "3:乙|2|3.50|||", "4:|1||||3"]);
    }
}
