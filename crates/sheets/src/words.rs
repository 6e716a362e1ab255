//! Days, months, amounts, shares and words as they stand in the files of agencies.

use domain::calendar::Month;
use domain::text::Named;
use domain::{Money, Rate};
use jiff::civil::Date;

/// 2026-11-30, 2026/11/30, 2026.11.30, 2026年11月30日 or 20261130; a time may stand behind it.
pub fn day(text: &str) -> Option<Date> {
    let numbers = numbers(text);
    match numbers.as_slice() {
        [(whole, 8)] => date(whole / 10_000, whole / 100 % 100, whole % 100),
        [(year, 4), (month, 1..=2), (day, 1..=2), ..] => date(*year, *month, *day),
        _ => None,
    }
}

/// 2026-11, 2026年11月 or 202611; or a day of it.
pub fn month(text: &str) -> Option<Month> {
    let numbers = numbers(text);
    let first = match numbers.as_slice() {
        [(whole, 6)] => date(whole / 100, whole % 100, 1)?,
        [(year, 4), (month, 1..=2)] => date(*year, *month, 1)?,
        _ => day(text)?,
    };
    Some(Month::of(first))
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    let (year, month, day) = (year.try_into(), month.try_into(), day.try_into());
    Date::new(year.ok()?, month.ok()?, day.ok()?).ok()
}

/// Whether a spreadsheet took a long number for an amount, so that its last digits are lost, as in
/// 4.40301E+17.
pub fn is_shortened(text: &str) -> bool {
    text.split_once(['E', 'e']).is_some_and(|(digits, power)| {
        let power = power.trim_start_matches('+');
        digits.contains('.')
            && digits
                .chars()
                .all(|sign| sign.is_ascii_digit() || sign == '.')
            && !power.is_empty()
            && power.chars().all(|sign| sign.is_ascii_digit())
    })
}

/// The numbers in a text, each with how many digits it has; nothing where one is too long.
fn numbers(text: &str) -> Vec<(u32, usize)> {
    let mut found = Vec::with_capacity(4);
    for part in text.split(|sign: char| !sign.is_ascii_digit()) {
        if part.is_empty() {
            continue;
        }
        match part.parse() {
            Ok(number) => found.push((number, part.len())),
            Err(_) => return Vec::new(),
        }
    }
    found
}

/// 1234.5, 1,234.50, ¥1234.50, 1234.5元.
pub fn money(text: &str) -> Option<Money> {
    let signs = |sign: char| ",，¥￥元 ".contains(sign);
    text.replace(signs, "").parse().ok()
}

/// 10%, 10, 0.1: a number of at most one is the share itself.
pub fn rate(text: &str) -> Option<Rate> {
    let text = text.replace('％', "%");
    if text.ends_with('%') {
        return text.parse().ok();
    }
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    match whole.parse::<u16>().ok()? {
        1 if decimals.chars().all(|digit| digit == '0') => "100%".parse().ok(),
        0 => {
            let digits: String = decimals.chars().chain("0000".chars()).collect();
            let more = digits[..].get(4..)?.chars().any(|digit| digit != '0');
            let share = format!("{}.{}%", digits.get(..2)?, digits.get(2..4)?);
            (!more).then(|| share.parse().ok())?
        }
        _ => format!("{text}%").parse().ok(),
    }
}

/// Y, 1, √ or 是 and their opposites.
pub fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "是" | "有" | "y" | "yes" | "1" | "true" | "√" | "已开通" | "开通" => Some(true),
        "否" | "无" | "n" | "no" | "0" | "false" | "×" | "未开通" | "-" | "/" => Some(false),
        _ => None,
    }
}

/// The word of a closed list that a text is: our word, its Chinese or English name, or one of these
/// others.
pub fn word<T: Named + Copy>(
    text: &str,
    all: &[T],
    from_word: impl FnOnce(&str) -> Option<T>,
    others: &[(&str, T)],
) -> Option<T> {
    let other = others.iter().find(|(other, _)| *other == text);
    let is_named = |one: &&T| {
        let name = one.name();
        name.zh == text || name.en.eq_ignore_ascii_case(text)
    };
    from_word(text)
        .or_else(|| other.map(|(_, value)| *value))
        .or_else(|| all.iter().find(is_named).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_as_people_write_them() {
        let day_of = |text| day(text).map(|day| day.to_string());
        for text in [
            "2026-11-03",
            "2026/11/3",
            "2026.11.03",
            "20261103",
            "2026年11月3日",
            "2026-11-03 08:30:00",
        ] {
            assert_eq!(day_of(text).as_deref(), Some("2026-11-03"), "{text}");
        }
        for text in [
            "2026-13-01",
            "2026-02-30",
            "26-1-1",
            "昨天",
            "20261",
            "99999999999",
        ] {
            assert_eq!(day_of(text), None, "{text}");
        }
        for text in ["2026-11", "202611", "2026年11月", "2026/11", "2026-11-30"] {
            let read = month(text).map(|month| month.to_string());
            assert_eq!(read.as_deref(), Some("2026-11"), "{text}");
        }
    }

    #[test]
    fn amounts_and_shares_as_people_write_them() {
        for text in ["1234.5", "1,234.50", "¥1234.50", "1234.5元", "1，234.5"] {
            assert_eq!(money(text).unwrap().to_string(), "1234.50", "{text}");
        }
        assert_eq!(money("1234.567"), None);
        assert_eq!(money("一千"), None);
        let rows = [
            ("10%", "10%"),
            ("10", "10%"),
            ("0.1", "10%"),
            ("0.105", "10.5%"),
            ("12.5", "12.5%"),
            ("1", "100%"),
            ("0", "0%"),
            ("15％", "15%"),
        ];
        for (text, share) in rows {
            let read = rate(text).map(|rate| rate.to_string());
            assert_eq!(read.as_deref(), Some(share), "{text}");
        }
        for text in ["0.00001", "一成", "0.1.2", "-5"] {
            assert_eq!(rate(text), None, "{text}");
        }
    }
}
