//! What is exported comes back as it was – from the bytes we wrote, and from what Excel and WPS
//! make of them.

use domain::files::NamedText;
use proptest::prelude::*;
use sheets::cells::cell_name;
use sheets::text;

use super::cells::{self, Cell};
use super::columns::{ColumnKind, TableForm};
use super::export::{RowsByFile, records};
use super::incoming::IncomingSheet;
use super::rows::rows;
use super::{Address, TableFile};
use crate::policies;

/// Every table with rows of every shipped file.
fn tables(texts: &[NamedText]) -> Vec<(Address, TableForm, RowsByFile)> {
    let mut tables = Vec::new();
    for file in texts {
        let Some((region, base)) = file
            .name
            .strip_suffix(".toml")
            .and_then(|name| name.split_once('/'))
        else {
            continue;
        };
        if !["region", "employee", "resident", "procedures"].contains(&base) {
            continue;
        }
        for table in TableForm::names(TableFile::of_base(base)) {
            let address = Address {
                region: region.to_owned(),
                base: base.to_owned(),
                table: table.clone(),
            };
            let form =
                TableForm::find(TableFile::of_base(base), &table).expect("a table of this name");
            let rows = rows(&file.text, &table).expect("the file is TOML");
            if !rows.is_empty() {
                tables.push((address.clone(), form, vec![(address, rows)]));
            }
        }
    }
    tables
}

/// Imports the bytes and asserts that nothing changes.
fn comes_back(address: &Address, bytes: &[u8], texts: &[NamedText]) {
    let sheet = IncomingSheet::read(bytes).unwrap_or_else(|error| panic!("{address}: {error}"));
    let replaced = sheet
        .replace(texts)
        .unwrap_or_else(|error| panic!("{address}: {error}"));
    assert_eq!(replaced.len(), 1);
    assert_eq!(replaced[0].changes, [], "{address}");
    let file = texts
        .iter()
        .find(|file| file.name == address.file())
        .expect("the file");
    assert!(
        replaced[0].text == file.text,
        "{address}: the text is not the same"
    );
}

#[test]
fn every_table_of_every_shipped_file_comes_back_byte_for_byte() {
    let texts = policies::embedded().expect("the shipped policies");
    let tables = tables(&texts);
    assert!(tables.len() > 50, "only {} tables", tables.len());
    for (address, form, found) in &tables {
        let records = records(form, found).expect("a table that fits into cells");
        comes_back(address, &text::written(&records), &texts);
    }
}

#[test]
fn every_leaf_of_every_shipped_table_has_a_column() {
    let texts = policies::embedded().expect("the shipped policies");
    for (address, form, found) in tables(&texts) {
        for (path, _) in found
            .iter()
            .flat_map(|(_, rows)| rows)
            .flat_map(|row| &row.leaves)
        {
            assert!(
                form.column(path).is_some(),
                "{address} has no column for {path}"
            );
        }
    }
}

/// What a spreadsheet makes of one cell when it opens a CSV and saves it again.
fn as_saved(text: &str, way: usize) -> String {
    let day: Option<jiff::civil::Date> = text.parse().ok();
    if let Some(day) = day.filter(|_| text.len() == 10) {
        let (year, month, date) = (day.year(), day.month(), day.day());
        let first = jiff::civil::date(1899, 12, 30);
        return match way {
            0 => format!("{year}/{month}/{date}"),
            1 => format!("{year}年{month}月{date}日"),
            2 => (day - first).get_days().to_string(),
            _ => format!("{year}/{month}/{date} 0:00"),
        };
    }
    let digits = text
        .strip_suffix('%')
        .filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    if let Some(digits) = digits {
        let percent: u32 = digits.parse().expect("a number");
        return match way {
            0 => format!("{percent}.00%"),
            1 if percent < 100 => format!("0.{percent:02}"),
            _ => format!(" {} ", text.replace('%', "％")),
        };
    }
    if let Some((yuan, "00")) = text.split_once('.')
        && !yuan.is_empty()
        && yuan.bytes().all(|byte| byte.is_ascii_digit())
    {
        let grouped = match yuan.len() {
            4.. => format!("{},{}", &yuan[..yuan.len() - 3], &yuan[yuan.len() - 3..]),
            _ => yuan.to_owned(),
        };
        // Two groups are enough for what is below a million.
        let grouped = if yuan.len() > 6 {
            yuan.to_owned()
        } else {
            grouped
        };
        return match way {
            0 => yuan.to_owned(),
            1 => format!("{grouped}.00"),
            2 => yuan
                .chars()
                .map(|d| char::from_u32(d as u32 + 0xfee0).unwrap_or(d))
                .collect(),
            _ => format!("¥{yuan}.00"),
        };
    }
    match (text, way) {
        ("true", 1) => "TRUE".to_owned(),
        ("false", 1) => "FALSE".to_owned(),
        ("true", 2) => "是".to_owned(),
        _ => format!("{text}  "),
    }
}

/// The bytes as the program saves them: CSV UTF-8, CSV on a Chinese Windows, Unicode text, WPS.
fn saved(records: &[Vec<String>], way: usize) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(if way == 2 { b'\t' } else { b',' })
        .from_writer(Vec::new());
    for record in records {
        writer.write_record(record).expect("a record");
    }
    let text = String::from_utf8(writer.into_inner().expect("bytes")).expect("UTF-8");
    match way {
        0 => format!("\u{feff}{text}").into_bytes(),
        1 => encoding_rs::GB18030.encode(&text).0.into_owned(),
        2 => [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect(),
        _ => text.into_bytes(),
    }
}

#[test]
fn what_excel_and_wps_save_comes_back_too() {
    let texts = policies::embedded().expect("the shipped policies");
    for (address, form, found) in &tables(&texts) {
        let mut records = records(form, found).expect("a table that fits into cells");
        for way in 0..4 {
            for cell in records.iter_mut().skip(1).flatten() {
                *cell = as_saved(cell, way);
            }
            comes_back(address, &saved(&records, way), &texts);
            records = super::export::records(form, found).expect("again");
        }
    }
}

/// The text of the file after an import, which must be TOML and the same outside the table.
fn imported(address: &Address, records: &[Vec<String>], texts: &[NamedText]) -> String {
    let bytes = text::written(records);
    let sheet = IncomingSheet::read(&bytes).unwrap_or_else(|error| panic!("{address}: {error}"));
    let mut replaced = sheet
        .replace(texts)
        .unwrap_or_else(|error| panic!("{address}: {error}"));
    let text = replaced.remove(0).text;
    let file = texts
        .iter()
        .find(|file| file.name == address.file())
        .expect("the file");
    let (mut before, mut after): (toml::Table, toml::Table) = (
        toml::from_str(&file.text).expect("TOML"),
        toml::from_str(&text).expect("TOML"),
    );
    before.remove(&address.table);
    after.remove(&address.table);
    assert_eq!(before, after, "{address}: another table changed");
    let comments = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
    assert!(
        comments(&text) + 3 >= comments(&file.text),
        "{address}: comments were lost"
    );
    text
}

/// What the rows of a file hold, as cells, without the ids.
fn held(form: &TableForm, address: &Address, text: &str, header: &[String]) -> Vec<Vec<String>> {
    let found = vec![(address.clone(), rows(text, &address.table).expect("TOML"))];
    let records = records(form, &found).expect("a table that fits into cells");
    let place = |name: &String| records[0].iter().position(|known| known == name);
    let places: Vec<Option<usize>> = header.iter().skip(2).map(place).collect();
    let cells = |record: &Vec<String>| {
        let cell = |at: &Option<usize>| at.map(|at| record[at].clone()).unwrap_or_default();
        places.iter().map(cell).collect()
    };
    records.iter().skip(1).map(cells).collect()
}

#[test]
fn every_edit_of_every_table_is_what_the_file_then_holds() {
    let texts = policies::embedded().expect("the shipped policies");
    let places = ["440300", "national", "110000"];
    let tables = tables(&texts).into_iter();
    for (address, form, found) in tables.filter(|(address, ..)| places.contains(&&*address.region))
    {
        let good = records(&form, &found).expect("a table that fits into cells");
        let mut edits = Vec::new();
        let last = good.len() - 1;
        if last > 1 {
            edits.extend([1, last].map(|gone| {
                let mut records = good.clone();
                records.remove(gone);
                records
            }));
            // The first two rows exchange what they say under one key, key by key.
            edits.extend(form.keys().into_iter().map(|key| {
                let mut records = good.clone();
                let (first, second) = records.split_at_mut(2);
                for (column, header) in good[0].iter().enumerate().skip(2) {
                    let path = super::incoming::key_of(header);
                    if path == key || path.starts_with(&format!("{key}.")) {
                        std::mem::swap(&mut first[1][column], &mut second[0][column]);
                    }
                }
                records
            }));
        }
        let mut copied = good.clone();
        copied.insert(1, good[last].clone());
        copied.push(good[1].clone());
        copied[1][0].clear();
        edits.push(copied);
        for records in edits {
            let text = imported(&address, &records, &texts);
            let wanted: Vec<Vec<String>> = records
                .iter()
                .skip(1)
                .map(|row| row[2..].to_vec())
                .collect();
            assert_eq!(
                held(&form, &address, &text, &good[0]),
                wanted,
                "{address}\n{text}"
            );
        }
    }
}

#[test]
fn rows_that_act_in_order_take_the_order_of_the_table() {
    let texts = policies::embedded().expect("the shipped policies");
    for (table, is_ordered) in [("layer", true), ("ceiling", false)] {
        let (address, form, found) = tables(&texts)
            .into_iter()
            .find(|(address, ..)| address.to_string() == format!("440300/employee/{table}"))
            .expect("Shenzhen has it");
        let mut records = records(&form, &found).expect("a table");
        let before: Vec<Vec<String>> = records
            .iter()
            .skip(1)
            .map(|row| row[2..].to_vec())
            .collect();
        records[1..].reverse();
        let text = imported(&address, &records, &texts);
        let mut wanted = before;
        if is_ordered {
            wanted.reverse();
        }
        assert_eq!(held(&form, &address, &text, &records[0]), wanted);
    }
}

/// A table with every kind of comment, as somebody may write it by hand.
const COMMENTED: &str = r#"# 试 try
region = "449900" # 虚构 invented

# ── 支付比例 rates ──
# 三级以下 up to level 2
[[rate]] # 一行
of = "pooled" # 哪一层
pay = {
    primary = '94%', # 一级
    secondary = "92%",

    tertiary = "90%", # 三级
}
# 从哪天
from = "2025-01-01"   # 起
basis = { source = "D1", at = "第三条", confidence = "A" } # 依据

# 第二行 the second
[[rate]]
of = [ "extra" ]
pay = "50%"
from = "2025-01-01"
basis.source = "D1"
basis.confidence = "A" # 可信

# ── 说明 notes ──
"#;

#[test]
fn an_import_keeps_every_comment_and_the_order_of_the_file() {
    let address = Address::read("449900/employee/rate").expect("an address");
    let form = address.form().expect("a table");
    let texts = [NamedText {
        name: address.file(),
        text: COMMENTED.to_owned(),
    }];
    let found = vec![(
        address.clone(),
        rows(COMMENTED, &address.table).expect("TOML"),
    )];
    let good = records(&form, &found).expect("cells");
    let column = |key: &str| {
        let mut headers = good[0].iter();
        let at = headers.position(|header| super::incoming::key_of(header) == key);
        at.expect("a column")
    };
    let edited = |edits: &[(usize, &str, &str)]| {
        let mut records = good.clone();
        for (row, key, text) in edits {
            records[*row][column(key)] = (*text).to_owned();
        }
        imported(&address, &records, &texts)
    };
    assert_eq!(edited(&[]), COMMENTED);
    // One value among others changes where it stands, and nothing around it.
    let text = edited(&[
        (1, "pay.primary", "95%"),
        (1, "basis.at", "第四条"),
        (2, "basis.confidence", "B"),
    ]);
    let wanted = COMMENTED
        .replace("'94%'", "\"95%\"")
        .replace("第三条", "第四条")
        .replace("\"A\" # 可信", "\"B\" # 可信");
    assert_eq!(text, wanted);
    // A row that goes takes its own comments along, not the heading of its part.
    let mut records = good.clone();
    records.remove(1);
    let text = imported(&address, &records, &texts);
    assert!(
        text.contains("# ── 支付比例 rates ──\n# 第二行 the second"),
        "{text}"
    );
}

#[test]
fn cells_are_read_as_they_are_meant_or_refused() {
    use ColumnKind::{Amount, Day, Points, Rate, Region, Span, Text, Whole, YesNo};
    let words = || {
        ColumnKind::Word(vec![(
            "inpatient".to_owned(),
            "住院 / inpatient".to_owned(),
        )])
    };
    let rows = [
        (Day, "2025-01-01", "2025-01-01"),
        (Day, "2025/1/1", "2025-01-01"),
        (Day, "2025年1月1日", "2025-01-01"),
        (Day, "45658", "2025-01-01"),
        (Day, "45658.0", "2025-01-01"),
        (Day, "20250101", "2025-01-01"),
        (Day, "２０２５．１．１", "2025-01-01"),
        (Day, "2025/1/1 0:00:00", "2025-01-01"),
        (Day, "'2025-01-01", "2025-01-01"),
        (Day, "1/2/2025", "bad-date"),
        (Day, "25/1/2", "bad-date"),
        (Day, "2025-02-30", "bad-date"),
        (Day, "2025年1月", "bad-date"),
        (Day, "1月1日", "bad-date"),
        (Day, "2025/1/1 12:30", "bad-date"),
        (Day, "2025", "bad-date"),
        (Day, "99999", "bad-date"),
        (Rate, "90%", "90%"),
        (Rate, "90.00%", "90%"),
        (Rate, "85.50%", "85.5%"),
        (Rate, "９０％", "90%"),
        (Rate, "0.9", "90%"),
        (Rate, "0.155", "15.5%"),
        (Rate, "0", "0%"),
        (Rate, "400%", "400%"),
        (Rate, "1", "ambiguous-rate"),
        (Rate, "90", "ambiguous-rate"),
        (Rate, "4", "ambiguous-rate"),
        (Rate, "0.123456", "bad-rate"),
        (Rate, "九成", "bad-rate"),
        (Rate, "-5%", "bad-rate"),
        (Amount, "800", "800.00"),
        (Amount, "1,234.50", "1234.50"),
        (Amount, "1，234，567", "1234567.00"),
        (Amount, "８００．５", "800.50"),
        (Amount, "¥800元", "800.00"),
        (Amount, "1,5", "bad-amount"),
        (Amount, "1.234,50", "bad-amount"),
        (Amount, "12,34.00", "bad-amount"),
        (Amount, "1E+05", "bad-amount"),
        (Amount, "5万", "bad-amount"),
        (Amount, "0.105", "bad-amount"),
        (Amount, "#REF!", "bad-amount"),
        (Points, "-15", "-15"),
        (Points, "－15.00", "-15"),
        (Points, "+2.5", "2.5"),
        (Points, "-15%", "bad-points"),
        (Span, "６０..", "60.."),
        (Span, "60-70", "bad-span"),
        (Region, "440300", "440300"),
        (Region, "44030", "bad-region"),
        (Whole, "1.0", "1"),
        (Whole, "1.5", "bad-number"),
        (YesNo, "TRUE", "true"),
        (YesNo, "否", "false"),
        (YesNo, "1", "bad-answer"),
        (words(), "inpatient", "inpatient"),
        (words(), "住院", "inpatient"),
        (words(), "住院部", "unknown-word"),
        (Text, " 第九条\u{3000}", "第九条"),
        (Text, "'=SUM(A1)", "=SUM(A1)"),
    ];
    for (kind, text, wanted) in rows {
        let got = match cells::read(std::slice::from_ref(&kind), text) {
            Ok(Cell::Text(text)) => text,
            Ok(Cell::Whole(number)) => number.to_string(),
            Ok(Cell::YesNo(answer)) => answer.to_string(),
            Ok(Cell::List(items)) => format!("{items:?}"),
            Err(trouble) => trouble.code.to_owned(),
        };
        assert_eq!(got, wanted, "{kind:?} {text:?}");
    }
}

#[test]
fn lists_take_any_separator_people_type() {
    let kinds = [
        ColumnKind::Text,
        ColumnKind::List(Box::new(ColumnKind::Text)),
    ];
    for text in [
        "one、two",
        "one；two",
        "one;two",
        "one, two",
        " one ，two、",
    ] {
        let cells = ["one", "two"]
            .map(|word| Cell::Text(word.to_owned()))
            .to_vec();
        assert_eq!(cells::read(&kinds, text), Ok(Cell::List(cells)), "{text}");
    }
    assert_eq!(cells::read(&kinds, "one"), Ok(Cell::Text("one".to_owned())));
}

#[test]
fn columns_are_called_as_spreadsheets_call_them() {
    for (column, name) in [
        (0, "A7"),
        (25, "Z7"),
        (26, "AA7"),
        (51, "AZ7"),
        (52, "BA7"),
        (701, "ZZ7"),
        (702, "AAA7"),
    ] {
        assert_eq!(cell_name(column, 7), name);
    }
}

proptest! {
    /// Whatever a text is, no spreadsheet runs it, and it comes back.
    #[test]
    fn a_text_is_never_a_formula_and_comes_back(text in "\\PC{0,12}|[-=+@'\t0-9./年月日%]{1,9}") {
        let text = text.trim();
        let shown = cells::guarded(&[ColumnKind::Text], text);
        let head = ["head", "x"].map(str::to_owned).to_vec();
        let records = [head, vec![shown.clone(), "x".to_owned()]];
        let bytes = text::written(&records);
        let records = text::records(&bytes).expect("records");
        let back = &records[1].1[0];
        if !text.is_empty() {
            prop_assert_eq!(cells::bare(back), text);
        }
        let runs = shown.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
        let number = shown.trim_start_matches(['-', '+']).trim_end_matches('%');
        let is_number = number.chars().all(|c| c.is_ascii_digit() || c == '.');
        prop_assert!(!runs || is_number, "{}", shown);
    }
}
