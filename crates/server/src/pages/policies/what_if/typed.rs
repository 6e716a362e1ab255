//! Numbers and amounts as people type them into a form.

use std::str::FromStr;

use domain::Money;
use domain::text::Bilingual;

/// A whole number within bounds.
pub(super) fn within(
    typed: Option<&str>,
    otherwise: u16,
    bounds: std::ops::RangeInclusive<u16>,
) -> Result<u16, Bilingual> {
    let Some(typed) = typed else {
        return Ok(otherwise);
    };
    let number = narrow(typed).parse::<u16>().ok();
    number
        .filter(|number| bounds.contains(number))
        .ok_or_else(|| {
            let (first, last) = (bounds.start(), bounds.end());
            Bilingual::new(
                format!("「{typed}」不对，请写 {first} 到 {last} 之间的整数"),
                format!("“{typed}” is not a whole number from {first} to {last}"),
            )
        })
}

/// An amount as people type it: `12,340.50`, `¥12340.5`, `１２３４０元`, `3万`, `1.5万元`, `三万`.
pub(in crate::pages) fn amount(typed: &str) -> Result<Money, Bilingual> {
    let plain = narrow(typed);
    let plain = plain
        .trim_start_matches(['¥', '￥'])
        .trim_end_matches(['元', '块']);
    let plain: String = plain.chars().filter(|c| *c != ',').collect();
    let plain = in_figures(&plain);
    let digits = plain.chars().all(|c| c.is_ascii_digit() || c == '.');
    let known = Money::from_str(&plain).ok();
    known
        .filter(|amount| digits && *amount <= Money::MAX)
        .ok_or_else(|| {
            Bilingual::new(
                format!("「{typed}」不是金额，请写成 12340.50 这样，最多两位小数"),
                format!("“{typed}” is not an amount; write it like 12340.50, two decimals at most"),
            )
        })
}

/// Thousands and ten thousands written out: `1.5万` is `15000`, `三千` is `3000`.
fn in_figures(plain: &str) -> String {
    let known = |unit: char| match unit {
        '千' => Some(3),
        '万' => Some(4),
        _ => None,
    };
    let mut signs = plain.chars();
    let Some(zeros) = signs.next_back().and_then(known) else {
        return plain.to_owned();
    };
    let number: String = signs.as_str().chars().map(one_figure).collect();
    let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
    if whole.is_empty() || part.len() > zeros {
        return plain.to_owned();
    }
    let moved = format!("{whole}{part}{}", "0".repeat(zeros - part.len()));
    let moved = moved.trim_start_matches('0');
    if moved.is_empty() {
        "0".to_owned()
    } else {
        moved.to_owned()
    }
}

fn one_figure(sign: char) -> char {
    let figures = "零一二三四五六七八九";
    let place = figures.chars().position(|known| known == sign);
    let place = if sign == '两' { Some(2) } else { place };
    let digit = place.and_then(|place| u32::try_from(place).ok());
    digit
        .and_then(|digit| char::from_digit(digit, 10))
        .unwrap_or(sign)
}

/// Full-width signs as plain ones, without spaces.
fn narrow(typed: &str) -> String {
    let kept = typed.chars().filter(|letter| !letter.is_whitespace());
    let narrow = kept.map(|letter| match letter {
        '，' => ',',
        '．' | '。' => '.',
        '０'..='９' => char::from_digit(u32::from(letter) - u32::from('０'), 10).unwrap_or('0'),
        other => other,
    });
    narrow.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for typed in [
            "12340.50",
            "12,340.5",
            "¥12340.50",
            "１２３４０.５",
            "12340.5 元",
        ] {
            assert_eq!(amount(typed), Ok(Money::from_fen(1_234_050)), "{typed}");
        }
        for (typed, yuan) in [
            ("3万", 30_000),
            ("1.5万元", 15_000),
            ("三万", 30_000),
            ("2千", 2_000),
        ] {
            assert_eq!(amount(typed), Ok(Money::from_yuan(yuan)), "{typed}");
        }
        for typed in [
            "-1",
            "1e5",
            "abc",
            "1.234",
            "99999999999999999999",
            "NaN",
            "万",
            "1.23456万",
            "<b>",
        ] {
            assert!(amount(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn numbers_stay_within_their_bounds() {
        assert_eq!(within(Some("70"), 40, 0..=120), Ok(70));
        assert_eq!(within(None, 40, 0..=120), Ok(40));
        for typed in ["121", "-1", "4.5", "", "七十"] {
            assert!(within(Some(typed), 40, 0..=120).is_err(), "{typed}");
        }
    }
}
