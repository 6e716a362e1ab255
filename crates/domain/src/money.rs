//! Money in fen. Exact integers; there is no way in from a float.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::rate::{Rate, Share};
use crate::signs::half_width;

/// An amount of money in fen (分), 1/100 yuan. Negative amounts are refunds and reversals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// Why a text is not an amount of money.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not digits with an optional sign and at most one decimal point.
    #[error("«{0}» is not an amount of yuan such as 1234.50")]
    NotANumber(String),
    /// More than two decimal places, and the rest is not zero.
    #[error("«{0}» is more precise than one fen")]
    TooPrecise(String),
    /// A comma stands where no thousands end, so the text can be read in two ways.
    #[error("the comma in «{0}» separates no thousands, so it can be read in two ways")]
    Ambiguous(String),
    /// Beyond [`Money::MAX`].
    #[error("«{0}» is above the largest accepted amount, 100000000.00 yuan")]
    TooLarge(String),
}

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);
    /// The largest amount accepted from outside: one hundred million yuan. Together with the unit
    /// of [`Share`] it keeps every product inside 64 bits.
    pub const MAX: Money = Money(10_000_000_000);

    /// An amount counted in fen.
    #[inline]
    pub const fn from_fen(fen: i64) -> Money {
        Money(fen)
    }

    /// A whole number of yuan.
    pub const fn from_yuan(yuan: i64) -> Money {
        Money(yuan * 100)
    }

    /// The amount counted in fen.
    #[inline]
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// This amount × `rate`, rounded half up to a whole fen (四舍五入).
    #[inline]
    pub fn at(self, rate: Rate) -> Money {
        self.at_share(rate.into())
    }

    /// This amount × `share`, rounded half up to a whole fen (四舍五入). One rounding, however many
    /// rates were multiplied into the share.
    #[inline]
    pub fn at_share(self, share: Share) -> Money {
        // Up to some 43 million yuan the product fits 64 bits, and no bill is near that. A division
        // of 128 bits would be the dearest step of a whole adjudication.
        if let Ok(fen) = u32::try_from(self.0) {
            let unit = u64::from(Share::UNIT);
            let scaled = u64::from(fen) * u64::from(share.hundred_millionths()) + unit / 2;
            return Money((scaled / unit) as i64);
        }
        let unit = i128::from(Share::UNIT);
        let scaled = i128::from(self.0) * i128::from(share.hundred_millionths()) + unit / 2;
        Money(scaled.div_euclid(unit) as i64)
    }

    /// This amount × `part` / `whole`, rounded half up to a whole fen; nothing of nothing.
    pub fn scaled(self, part: Money, whole: Money) -> Money {
        let unit = i128::from(whole.0);
        if unit == 0 {
            return Money::ZERO;
        }
        let scaled = i128::from(self.0) * i128::from(part.0) * 2 + unit;
        Money(scaled.div_euclid(unit * 2) as i64)
    }

    /// Reads an amount as people type it: `12,340.50`, `¥12340.5`, `１２３４０元`. Commas may only
    /// separate thousands; `12,34.5` is refused, not guessed.
    ///
    /// ```
    /// use domain::Money;
    /// assert_eq!(Money::typed("１２，３４０.５元"), Ok(Money::from_fen(1_234_050)));
    /// assert!(Money::typed("12,34.5").is_err());
    /// ```
    pub fn typed(text: &str) -> Result<Money, MoneyError> {
        let plain = half_width(text).replace('。', ".");
        let plain = plain.trim().trim_start_matches('¥');
        let plain = plain.trim_end_matches('元').trim();
        let ambiguous = || MoneyError::Ambiguous(shortened(text));
        without_separators(plain).ok_or_else(ambiguous)?.parse()
    }

    /// Whether the amount is zero.
    #[inline]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether the amount is below zero.
    #[inline]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The amount, or zero when it is negative.
    #[inline]
    pub fn floor_zero(self) -> Money {
        self.max(Money::ZERO)
    }

    /// The amount as people write it: `12,340.00`.
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (sign, digits) = plain
            .strip_prefix('-')
            .map_or(("", plain.as_str()), |d| ("-", d));
        let (yuan, fen) = digits.split_once('.').unwrap_or((digits, "00"));
        let mut grouped = String::with_capacity(plain.len() + 4);
        for (place, digit) in yuan.chars().enumerate() {
            if place > 0 && (yuan.len() - place) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        format!("{sign}{grouped}.{fen}")
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads `1234`, `1234.5`, `1234.50`, `-3.00`; further decimals only when they are zeros.
    fn from_str(text: &str) -> Result<Money, MoneyError> {
        let not_a_number = || MoneyError::NotANumber(shortened(text));
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (yuan, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(yuan) || !all_digits(decimals) {
            return Err(not_a_number());
        }
        if decimals.bytes().skip(2).any(|b| b != b'0') {
            return Err(MoneyError::TooPrecise(shortened(text)));
        }
        let yuan = yuan.trim_start_matches('0');
        if yuan.len() > 9 {
            return Err(MoneyError::TooLarge(shortened(text)));
        }
        let tenths_and_fen: String = decimals.chars().chain("00".chars()).take(2).collect();
        let fen: i64 = format!("{yuan}{tenths_and_fen}")
            .parse()
            .map_err(|_| not_a_number())?;
        if fen > Money::MAX.0 {
            return Err(MoneyError::TooLarge(shortened(text)));
        }
        Ok(Money(if negative { -fen } else { fen }))
    }
}

/// A number with its thousands separators taken out; none when a comma stands anywhere else.
pub fn without_separators(number: &str) -> Option<String> {
    if !number.contains(',') {
        return Some(number.to_owned());
    }
    let unsigned = number.strip_prefix(['-', '+']).unwrap_or(number);
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let fits = (1..=3).contains(&first.len())
        && are_digits(first)
        && groups.all(|group| group.len() == 3 && are_digits(group));
    (fits && !decimals.contains(',')).then(|| number.replace(',', ""))
}

/// What the caller sent, short enough to be repeated.
fn shortened(text: &str) -> String {
    crate::text::shortened(text, 40)
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl Add for Money {
    type Output = Money;
    #[inline]
    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Money;
    #[inline]
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl AddAssign for Money {
    #[inline]
    fn add_assign(&mut self, other: Money) {
        self.0 += other.0;
    }
}

impl SubAssign for Money {
    #[inline]
    fn sub_assign(&mut self, other: Money) {
        self.0 -= other.0;
    }
}

impl Neg for Money {
    type Output = Money;
    #[inline]
    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Money> for Money {
    fn sum<I: Iterator<Item = &'a Money>>(amounts: I) -> Money {
        amounts.copied().sum()
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_up_to_the_fen() {
        let rows = [
            ("0.05", "10%", "0.01"),
            ("0.04", "10%", "0.00"),
            ("-0.05", "10%", "0.00"),
        ];
        for (amount, rate, expected) in rows {
            let amount: Money = amount.parse().unwrap();
            assert_eq!(amount.at(rate.parse().unwrap()).to_string(), expected);
        }
    }

    #[test]
    fn the_short_way_and_the_long_way_round_alike() {
        let edge = i64::from(u32::MAX);
        let shares = [
            0,
            1,
            49_999_999,
            50_000_000,
            90_000_000,
            655_350_000,
            u32::MAX,
        ];
        for fen in [0, 1, 5, 99, edge - 1, edge, edge + 1, -1, -edge] {
            for share in shares {
                let exact = i128::from(fen) * i128::from(share) + 50_000_000;
                let rounded = Money::from_fen(exact.div_euclid(100_000_000) as i64);
                let share = Share::from_hundred_millionths(share);
                assert_eq!(
                    Money::from_fen(fen).at_share(share),
                    rounded,
                    "{fen} × {share}"
                );
            }
        }
    }

    #[test]
    fn reads_and_prints_yuan() {
        let rows = [
            ("0", "0.00"),
            ("12340.5", "12340.50"),
            ("-3.00", "-3.00"),
            ("100000000", "100000000.00"),
            ("007.10", "7.10"),
            ("1.2300", "1.23"),
        ];
        for (text, printed) in rows {
            assert_eq!(text.parse::<Money>().unwrap().to_string(), printed);
        }
    }

    #[test]
    fn refuses_what_is_not_an_amount() {
        for text in [
            "", "-", ".", "1.", ".5", "+1", "1e3", "NaN", "inf", "１２", "1,000.00", " 1",
        ] {
            assert!(
                matches!(text.parse::<Money>(), Err(MoneyError::NotANumber(_))),
                "{text:?}"
            );
        }
        assert!(matches!(
            "0.001".parse::<Money>(),
            Err(MoneyError::TooPrecise(_))
        ));
        assert!(matches!(
            "100000000.01".parse::<Money>(),
            Err(MoneyError::TooLarge(_))
        ));
        assert!(matches!(
            "9".repeat(400).parse::<Money>(),
            Err(MoneyError::TooLarge(_))
        ));
    }

    #[test]
    fn typed_amounts_are_read_in_the_one_way_they_can_be_read() {
        for text in [
            "12340.50",
            "12,340.5",
            "¥12340.50",
            "￥ 12,340.50",
            "１２３４０.５",
            "１２，３４０．５０元",
            " 12340。5 元 ",
        ] {
            assert_eq!(Money::typed(text), Ok(Money::from_fen(1_234_050)), "{text}");
        }
        assert_eq!(Money::typed("-1,000"), Ok(Money::from_yuan(-1_000)));
        for text in [
            "12,34.5", "1234,567", "1,2345", ",123", "123,", "1.234,5", "12,,345",
        ] {
            let ambiguous = matches!(Money::typed(text), Err(MoneyError::Ambiguous(_)));
            assert!(ambiguous, "{text}");
        }
        for text in ["", "元", "abc", "12²", "1 000", "1e5", "--1", "<b>"] {
            let not_a_number = matches!(Money::typed(text), Err(MoneyError::NotANumber(_)));
            assert!(not_a_number, "{text}");
        }
    }

    #[test]
    fn groups_thousands_for_reading() {
        assert_eq!(Money::from_fen(1_234_000).grouped(), "12,340.00");
        assert_eq!(Money::from_fen(-100_000).grouped(), "-1,000.00");
        assert_eq!(Money::from_fen(99).grouped(), "0.99");
    }
}
