//! What Excel and WPS make of a cell, read back: dates they rewrote, percentages turned into
//! fractions, thousands separators, full-width digits, a leading apostrophe. What could mean two
//! things is refused, never guessed.

use domain::money::without_separators;
use domain::policy::vocabulary::nearest;
use domain::rules::Points;
use domain::rules::when::Span;
use domain::signs::half_width;
use domain::{Bilingual, Money, Rate, Region, region_names, say};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

use super::columns::ColumnKind;

/// The value of a cell, as it will stand in the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// A text in quotes.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// Yes or no.
    YesNo(bool),
    /// Several.
    List(Vec<Cell>),
}

/// Why a cell cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Stable word.
    pub code: &'static str,
    /// What is wrong.
    pub message: Bilingual,
    /// What to do.
    pub next: Bilingual,
}

fn trouble(code: &'static str, zh: String, en: String, next: (&str, &str)) -> Trouble {
    Trouble {
        code,
        message: Bilingual::new(zh, en),
        next: Bilingual::new(next.0, next.1),
    }
}

/// Reads a cell that is not blank; the kinds are tried in order, a list only for several values.
pub fn read(kinds: &[ColumnKind], text: &str) -> Result<Cell, Trouble> {
    let text = bare(text);
    let list = kinds.iter().find_map(|kind| match kind {
        ColumnKind::List(item) => Some(item.as_ref()),
        _ => None,
    });
    let single = kinds
        .iter()
        .find(|kind| !matches!(kind, ColumnKind::List(_)));
    match (single, list) {
        (Some(single), None) => one(single, &text),
        (None, Some(item)) => parts(&text)
            .iter()
            .map(|part| one(item, part))
            .collect::<Result<_, _>>()
            .map(Cell::List),
        (Some(single), Some(item)) => {
            let parts = parts(&text);
            match parts.as_slice() {
                [only] => one(single, only),
                several => several
                    .iter()
                    .map(|part| one(item, part))
                    .collect::<Result<_, _>>()
                    .map(Cell::List),
            }
        }
        (None, None) => Ok(Cell::Text(text)),
    }
}

/// The text without what spreadsheets put around it: blanks, and the apostrophe that means «text».
pub fn bare(text: &str) -> String {
    let text = text.trim();
    let text = text.strip_prefix('\'').unwrap_or(text).trim();
    text.replace("\r\n", "\n")
}

/// The items of a list; what stands between them in brackets belongs to an item.
pub fn parts(text: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let parts = text.split(|sign: char| {
        match sign {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && SEPARATORS.contains(&sign)
    });
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// What may stand between the items of a list; the first is written.
pub const SEPARATORS: [char; 5] = ['、', '；', ';', '，', ','];

fn one(kind: &ColumnKind, text: &str) -> Result<Cell, Trouble> {
    let plain = half_width(text);
    let plain = plain.trim();
    match kind {
        ColumnKind::Text | ColumnKind::List(_) => Ok(Cell::Text(text.to_owned())),
        ColumnKind::Name(names) => name(names, text).map(Cell::Text),
        ColumnKind::Source(known) => source(known, plain).map(Cell::Text),
        ColumnKind::Amount => amount(plain).map(Cell::Text),
        ColumnKind::Rate => rate(plain).map(Cell::Text),
        ColumnKind::Points => points(plain).map(Cell::Text),
        ColumnKind::Span => span(plain).map(Cell::Text),
        ColumnKind::Region => region(plain).map(Cell::Text),
        ColumnKind::Day => day(plain).map(|day| Cell::Text(day.to_string())),
        ColumnKind::Whole => whole(plain).map(Cell::Whole),
        ColumnKind::YesNo => yes_or_no(text).map(Cell::YesNo),
        ColumnKind::Word(words) => word(words, text).map(Cell::Text),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn amount(text: &str) -> Result<String, Trouble> {
    let amount = Money::typed(text);
    if amount.as_ref().is_ok_and(|amount| amount.is_negative()) {
        return Err(trouble(
            "below-zero",
            format!("「{text}」是负数"),
            format!("«{text}» is below zero"),
            (
                "金额从 0 起，请去掉负号",
                "amounts begin at zero; take the sign away",
            ),
        ));
    }
    let amount = amount.map(|amount| amount.to_string());
    amount.map_err(|_| {
        trouble(
            "bad-amount",
            format!("「{text}」不是金额，或者有两种读法"),
            format!("«{text}» is no amount, or could be read in two ways"),
            (
                "请写成 1234.50，单位是元，最多两位小数",
                "write it as 1234.50, in yuan, with at most two decimals",
            ),
        )
    })
}

fn rate(text: &str) -> Result<String, Trouble> {
    let wrong = || {
        trouble(
            "bad-rate",
            format!("「{text}」不是比例"),
            format!("«{text}» is no percentage"),
            ("请写成 90% 或 85.5%", "write it as 90% or 85.5%"),
        )
    };
    if let Some(digits) = text.strip_suffix('%') {
        return exact_rate(digits.trim()).ok_or_else(wrong);
    }
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    if !is_digits(whole) || !is_digits(decimals) {
        return Err(wrong());
    }
    // What Excel makes of 90 % is 0.9; but 1 could be 1 % or 100 %, and 90 is no fraction.
    if whole.bytes().any(|byte| byte != b'0') {
        return Err(trouble(
            "ambiguous-rate",
            format!("「{text}」没有百分号，可能是 {text}%，也可能是 {text} 倍"),
            format!("«{text}» without a percent sign could be {text} % or {text} times"),
            ("请写成 90% 这样", "write it with the sign, such as 90%"),
        ));
    }
    let mut shifted = format!("{decimals:0<2}");
    shifted.insert(2, '.');
    exact_rate(shifted.trim_end_matches('.')).ok_or_else(wrong)
}

/// A percentage with the zeros that spreadsheets put behind it taken off.
fn exact_rate(digits: &str) -> Option<String> {
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rate: Rate = format!("{whole}{point}{decimals}%").parse().ok()?;
    Some(rate.to_string())
}

fn points(text: &str) -> Result<String, Trouble> {
    let plain = text.trim_end_matches("个百分点").trim();
    let plain = match plain.split_once('.') {
        Some((whole, decimals)) if is_digits(decimals) => {
            let decimals = decimals.trim_end_matches('0');
            let point = if decimals.is_empty() { "" } else { "." };
            format!("{whole}{point}{decimals}")
        }
        _ => plain.to_owned(),
    };
    let unsigned = plain.trim_start_matches(['-', '+']);
    let known = Points::deserialize(StrDeserializer::<Error>::new(&plain));
    match known {
        Ok(points) if points.0 < 0 => Ok(format!("-{unsigned}")),
        // A spreadsheet drops the plus sign.
        Ok(_) => Ok(unsigned.to_owned()),
        Err(_) => Err(trouble(
            "bad-points",
            format!("「{text}」不是百分点"),
            format!("«{text}» is not points"),
            ("请写成 -15 或 +2.5", "write it as -15 or +2.5"),
        )),
    }
}

fn span(text: &str) -> Result<String, Trouble> {
    let known: Result<Span, _> = text.parse();
    known.map(|_| text.to_owned()).map_err(|_| {
        trouble(
            "bad-span",
            format!("「{text}」不是范围"),
            format!("«{text}» is not a span"),
            (
                "请写成 60..（60 及以上）、..60（不满 60）、6..12 或 1",
                "write it as 60.. (60 and above), ..60 (below 60), 6..12 or 1",
            ),
        )
    })
}

/// A division by its code, or by a name only one has.
fn region(text: &str) -> Result<String, Trouble> {
    let known: Option<Region> = text.parse().ok().or_else(|| {
        let is_it = |row: &&region_names::RegionName| row.name == text || row.name_en == text;
        let mut named = region_names::all().iter().filter(is_it);
        let first = named.next().map(|row| row.region);
        first.filter(|_| named.next().is_none())
    });
    known.map(|region| region.to_string()).ok_or_else(|| {
        trouble(
            "bad-region",
            format!("「{text}」不是六位区划代码，也不是只有一个地方叫的名字"),
            format!("«{text}» is neither a six-digit division code nor the name of one place"),
            ("请写成 440300 或深圳市", "write it as 440300 or Shenzhen"),
        )
    })
}

/// Something the files describe, by its word or by what people call it. A word that is not known
/// here may be another's; the check of the file knows.
fn name(names: &[(String, String)], text: &str) -> Result<String, Trouble> {
    let is_word = |text: &str| text.chars().all(|sign| sign.is_ascii_graphic());
    word(names, text).or_else(|why| match is_word(text) {
        true => Ok(text.to_owned()),
        false => Err(why),
    })
}

/// The number of a source that is described, or its title.
fn source(known: &[(String, String)], text: &str) -> Result<String, Trouble> {
    let is_it = |(id, title): &&(String, String)| id.eq_ignore_ascii_case(text) || title == text;
    if let Some((id, _)) = known.iter().find(is_it) {
        return Ok(id.clone());
    }
    let near = nearest(text, known.iter().map(|(id, _)| id.as_str()));
    let meant = |zh: bool| match (near, zh) {
        (Some(near), true) => format!("是不是 {near}？没有的来源，先到「来源」里加上"),
        (Some(near), false) => format!("is {near} meant? add a new one under its sources first"),
        (None, true) => "请写「来源」里有的编号；没有的，先加上".to_owned(),
        (None, false) => "give the number of one of its sources; add a new one first".to_owned(),
    };
    Err(Trouble {
        code: "unknown-source",
        message: say!("没有编号是「{text}」的来源", "there is no source «{text}»"),
        next: Bilingual::new(meant(true), meant(false)),
    })
}

fn whole(text: &str) -> Result<i64, Trouble> {
    let number = text
        .strip_suffix(".0")
        .or_else(|| text.strip_suffix(".00"))
        .unwrap_or(text);
    let number = without_separators(number).and_then(|number| number.parse().ok());
    number.ok_or_else(|| {
        trouble(
            "bad-number",
            format!("「{text}」不是整数"),
            format!("«{text}» is not a whole number"),
            ("请写成 12 这样", "write it as 12"),
        )
    })
}

fn yes_or_no(text: &str) -> Result<bool, Trouble> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "是" => Ok(true),
        "false" | "no" | "否" => Ok(false),
        _ => Err(trouble(
            "bad-answer",
            format!("「{text}」不是「是」或「否」"),
            format!("«{text}» is neither yes nor no"),
            ("请写「是」或「否」", "write true or false"),
        )),
    }
}

/// What a word is called in a language: names are written `中文 / English`.
pub fn called<'a>(names: &'a str, word: &'a str, zh: bool) -> &'a str {
    let (first, second) = names.split_once(" / ").unwrap_or((names, names));
    let name = if zh { first } else { second };
    if name.is_empty() { word } else { name }
}

/// A word of a closed list, as such or by one of its names.
fn word(words: &[(String, String)], text: &str) -> Result<String, Trouble> {
    let lower = text.to_lowercase();
    let known = words.iter().find(|(word, names)| {
        *word == lower
            || word == text
            || names
                .split(" / ")
                .any(|name| name.eq_ignore_ascii_case(text))
    });
    known.map(|(word, _)| word.clone()).ok_or_else(|| {
        let of = |zh: bool| {
            let named = words.iter().map(|(word, names)| called(names, word, zh));
            named.collect::<Vec<&str>>()
        };
        let (zh, en) = (of(true), of(false));
        Trouble {
            code: "unknown-word",
            message: Bilingual::new(
                format!("不认识的词「{text}」"),
                format!("unknown word «{text}»"),
            ),
            next: Bilingual::new(
                format!("可用的是：{}", zh.join("、")),
                format!("known are: {}", en.join(", ")),
            ),
        }
    })
}

/// A day, also as Excel shows or counts it.
fn day(text: &str) -> Result<Date, Trouble> {
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let at_midnight = time
        .trim()
        .chars()
        .all(|letter| matches!(letter, '0' | ':'));
    let found = at_midnight
        .then(|| written_day(day).or_else(|| counted_day(day)))
        .flatten();
    if let Some(day) = found.filter(|day| !(1950..2200).contains(&day.year())) {
        return Err(trouble(
            "far-date",
            format!("{day} 不在 1950 年到 2199 年之间"),
            format!("{day} does not lie between 1950 and 2199"),
            ("请核对年份", "look at the year again"),
        ));
    }
    found.ok_or_else(|| {
        trouble(
            "bad-date",
            format!("「{text}」不是日期，或者有两种读法"),
            format!("«{text}» is no day, or could be read in two ways"),
            (
                "请写成 2025-01-31：四位的年在前",
                "write it as 2025-01-31, the year first and in four digits",
            ),
        )
    })
}

/// 2025-01-01, 2025/1/1, 2025.1.1, 2025年1月1日，20250101.
fn written_day(text: &str) -> Option<Date> {
    let text = text.trim_end_matches('日');
    let parts: Vec<&str> = match text.len() {
        8 if is_digits(text) => vec![&text[..4], &text[4..6], &text[6..]],
        _ => text.split(['-', '/', '.', '年', '月']).collect(),
    };
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let number = |part: &str| part.parse::<i8>().ok().filter(|_| is_digits(part));
    let year: i16 = year
        .parse()
        .ok()
        .filter(|_| year.len() == 4 && is_digits(year))?;
    Date::new(year, number(month)?, number(day)?).ok()
}

/// The number Excel keeps for a day: days since the end of 1899.
fn counted_day(text: &str) -> Option<Date> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    let count: i32 = text
        .parse()
        .ok()
        .filter(|_| text.len() == 5 && is_digits(text))?;
    let of_our_time = (18_264..=73_050).contains(&count);
    of_our_time
        .then(|| date(1899, 12, 30).checked_add(count.days()).ok())
        .flatten()
}

/// Whether the text is a signed number or percentage, which no spreadsheet runs.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let unsigned = unsigned.strip_suffix('%').unwrap_or(unsigned);
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    is_digits(whole) && is_digits(decimals)
}

/// The text of a cell such that no spreadsheet runs it as a formula or rewrites it as a date.
pub fn guarded(kinds: &[ColumnKind], text: &str) -> String {
    let formula = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠', '\''];
    let runs = text.starts_with(formula) && !is_number(text);
    let rewritten =
        |letter: char| letter.is_ascii_digit() || "./-:,%eE+ 年月日时分".contains(letter);
    let is_free = kinds.iter().any(|kind| matches!(kind, ColumnKind::Text));
    let changes =
        is_free && text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(rewritten);
    match runs || changes {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}
