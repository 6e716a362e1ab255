//! What the form of a bill says: the visit, and rows typed or pasted. What is wrong is told at its
//! field.

use std::collections::BTreeMap;

use desk::hospital::BillAtDesk;
use desk::{DeskError, VisitFlags};
use domain::bill::BillLine;
use domain::catalogue::Item;
use domain::facility::Care;
use domain::ids::PersonId;
use domain::{Bilingual, Money, say};
use jiff::civil::Date;
use national::codes::MedType;
use national::request::{Diagnosis, findings};

use super::shown::OfFacility;
use crate::pages::at_facility::{doctor, insurance_named, needed_day, sent_day};
use crate::pages::form::LIST;
use crate::pages::given::{FormValues, day, not_a_day};

/// What is wrong, by the name of the field.
pub(super) type FieldFaults = BTreeMap<String, Bilingual>;

/// No form has more rows.
pub(super) const ROWS_MAX: usize = 200;
/// The fields of a row.
pub(super) const CELLS: [&str; 4] = ["item", "quantity", "price", "day"];

/// The rows as they are typed, then those that were pasted; empty ones are left out.
pub(super) fn rows(values: &FormValues) -> Vec<[String; 4]> {
    let typed = (1..=ROWS_MAX).map(|row| CELLS.map(|cell| values.text(&format!("{cell}-{row}"))));
    let pasted = values.text(LIST);
    let pasted: Vec<[String; 4]> = pasted.lines().map(cells).collect();
    let all = typed
        .chain(pasted)
        .filter(|row| row.iter().any(|cell| !cell.is_empty()));
    all.take(ROWS_MAX + 1).collect()
}

/// The cells of a pasted line: divided by tabs, else by commas, else by spaces.
fn cells(line: &str) -> [String; 4] {
    let cut: Vec<&str> = if line.contains('\t') {
        line.split('\t').collect()
    } else if line.contains([',', '，']) {
        line.split([',', '，']).collect()
    } else {
        line.split_whitespace().collect()
    };
    let cell = |at: usize| cut.get(at).map_or("", |text| text.trim()).to_owned();
    [0, 1, 2, 3].map(cell)
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

fn line(
    (number, row): (usize, &[String; 4]),
    (from, place): (Date, &OfFacility),
    faults: &mut FieldFaults,
) -> Option<BillLine> {
    let before = faults.len();
    let mut at = |cell: usize, wrong: Bilingual| {
        faults.insert(format!("{}-{number}", CELLS[cell]), wrong);
    };
    let [named, quantity, price, used_on] = row;
    let found = match named.as_str() {
        "" => Err(say!("写项目的名称或编码", "give name or code of the item")),
        text => item(text, place),
    };
    let found = found.map_err(|wrong| at(0, wrong)).ok();
    let quantity = decimal(quantity, 4).filter(|quantity| *quantity > 0);
    if quantity.is_none() {
        at(1, not_a_number(4));
    }
    let price = decimal(price, 6);
    if price.is_none() {
        at(2, not_a_number(6));
    }
    let used_on = match used_on.as_str() {
        "" => Some(from),
        text => day(text),
    };
    if used_on.is_none() {
        at(3, not_a_day(&row[3]));
    }
    if faults.len() > before {
        return None;
    }
    let (code, name) = found?;
    let mut line = BillLine {
        serial: number.to_string(),
        code,
        name,
        price: price?,
        quantity: quantity?,
        amount: Money::ZERO,
        used_on: used_on?,
        approved_by_hospital: false,
        refused_by_hospital: false,
        refund_of: None,
    };
    line.amount = line.amount_at(line.price);
    Some(line)
}

/// Takes what was read, or notes at its field why it was not.
fn noted<T>(read: Result<T, DeskError>, faults: &mut FieldFaults) -> Option<T> {
    match read {
        Ok(read) => Some(read),
        Err(error) => {
            let field = field_of(&error).unwrap_or_default();
            let rule = match &error {
                DeskError::Field { rule, .. } => rule.clone(),
                _ => error.message(),
            };
            faults.insert(field, rule);
            None
        }
    }
}

/// The field of the form an error is about, if it has it.
pub(super) fn field_of(error: &DeskError) -> Option<String> {
    match error {
        DeskError::Field {
            field: "medfee_sumamt" | "quoted" | "form",
            ..
        } => None,
        DeskError::Field {
            field: "doctor", ..
        } => Some("doctor_name".to_owned()),
        DeskError::Field { field, .. } => Some((*field).to_owned()),
        DeskError::UnknownItem { serial, .. } | DeskError::ItemNotInForce { serial, .. } => {
            Some(format!("item-{serial}"))
        }
        DeskError::DateOrder { .. } => Some("until".to_owned()),
        _ => None,
    }
}

fn check_names(values: &FormValues, faults: &mut FieldFaults) {
    for (field, zh, en) in [
        ("doctor_name", "请填医师姓名", "give the doctor's name"),
        (
            "diagnosis_code",
            "请填诊断编码",
            "give the code of the diagnosis",
        ),
        ("diagnosis_name", "请填诊断名称", "give the diagnosis"),
    ] {
        if values.get(field).is_none() {
            faults.insert(field.to_owned(), Bilingual::new(zh, en));
        }
    }
}

/// The lines, as far as they can be read.
fn lines(
    values: &FormValues,
    place: (Date, &OfFacility),
    faults: &mut FieldFaults,
) -> Vec<BillLine> {
    let typed = rows(values);
    if typed.is_empty() {
        faults.insert(
            "item-1".to_owned(),
            say!("至少写一项费用", "give one item at least"),
        );
    }
    if typed.len() > ROWS_MAX {
        let rule = say!(
            "一张单最多 {ROWS_MAX} 行",
            "a form has at most {ROWS_MAX} rows"
        );
        faults.insert(LIST.to_owned(), rule);
    }
    let numbered = (1..).zip(&typed);
    numbered
        .filter_map(|row| line(row, place, faults))
        .collect()
}

/// What the form says. What is wrong with it, by field.
pub(super) fn bill(
    values: &FormValues,
    (person, place): (&PersonId, &OfFacility),
) -> Result<BillAtDesk, FieldFaults> {
    let mut faults = FieldFaults::new();
    let from = sent_day(values, "from").and_then(|day| needed_day(day, "from"));
    let from = noted(from, &mut faults);
    let until = noted(sent_day(values, "until"), &mut faults).flatten();
    let doctor = noted(doctor(values), &mut faults);
    let care = values.get("care").and_then(Care::from_word);
    if care.is_none() {
        faults.insert(
            "care".to_owned(),
            say!("选一种类别", "choose a kind of care"),
        );
    }
    check_names(values, &mut faults);
    let lines = lines(values, (from.unwrap_or(place.today), place), &mut faults);
    let (Some(from), Some(doctor), Some(care), true) = (from, doctor, care, faults.is_empty())
    else {
        return Err(faults);
    };
    Ok(BillAtDesk {
        person: person.clone(),
        insured_by: insurance_named(values),
        care,
        from,
        until,
        flags: flags(values),
        doctor,
        findings: found(values, care),
        diseases: disease(values).into_iter().collect(),
        lines,
        use_account: values.get("account").is_some(),
    })
}

fn flags(values: &FormValues) -> VisitFlags {
    let ticked = |name: &str| values.get(name).is_some();
    VisitFlags {
        emergency: ticked("emergency"),
        referral: ticked("referral"),
        trauma: ticked("trauma"),
        third_party: ticked("third_party"),
    }
}

fn disease(values: &FormValues) -> Option<String> {
    values.get("disease").map(str::to_owned)
}

/// The diagnosis as the interface keeps it.
fn found(values: &FormValues, care: Care) -> serde_json::Value {
    let main = Diagnosis {
        code: values.text("diagnosis_code"),
        name: Some(values.text("diagnosis_name")),
        kind: None,
        order: Some("1".to_owned()),
        main: true,
        valid: true,
    };
    let disease = disease(values);
    let mut found = findings(Some(MedType::code_of(care)), disease.as_deref(), &[main]);
    found["doctor"] = serde_json::json!({
        "code": values.text("doctor_code"),
        "name": values.text("doctor_name"),
    });
    found
}

/// What the person was told to pay.
pub(super) fn told_before(values: &FormValues) -> Option<Money> {
    values.get("quoted")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_divided_by_tabs_commas_or_spaces() {
        let read = |line: &str| cells(line).map(|cell| cell.trim().to_owned());
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
}
