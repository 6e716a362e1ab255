//! Percentages: [`Rate`] as policies state them, [`Share`] as they multiply out.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A percentage in ten-thousandths: 85.5 % is 8550. Also a multiple of an index: six times is
/// 600 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(u16);

/// A product of rates in hundred-millionths, so that 90 % × 80 % is exact and rounded only once, on
/// the money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(u32);

/// Why a text is not a percentage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "«{0}» is not a percentage such as \"85%\" or \"85.5%\", at most two decimals, at most 650%"
)]
pub struct RateError(String);

impl Rate {
    /// Nothing.
    pub const ZERO: Rate = Rate(0);
    /// All of it, 100 %.
    pub const FULL: Rate = Rate(10_000);

    /// A rate counted in ten-thousandths.
    pub const fn from_ten_thousandths(count: u16) -> Rate {
        Rate(count)
    }

    /// The rate counted in ten-thousandths.
    pub const fn ten_thousandths(self) -> u16 {
        self.0
    }

    /// What this rate leaves of the whole; nothing above 100 %.
    pub fn rest(self) -> Rate {
        Rate(Rate::FULL.0.saturating_sub(self.0))
    }

    /// This rate moved by so many ten-thousandths (a percentage point is 100), kept within 0–100 %.
    pub fn moved(self, ten_thousandths: i32) -> Rate {
        let moved = (i32::from(self.0) + ten_thousandths).clamp(0, i32::from(Rate::FULL.0));
        Rate(u16::try_from(moved).expect("clamped to 0..=10000"))
    }

    /// The exact product of two rates.
    pub fn times(self, other: Rate) -> Share {
        Share(u32::from(self.0) * u32::from(other.0))
    }
}

impl Share {
    /// Hundred-millionths in the whole.
    pub const UNIT: u32 = 100_000_000;
    /// The whole.
    pub const FULL: Share = Share(Share::UNIT);

    /// The share counted in hundred-millionths.
    #[inline]
    pub const fn hundred_millionths(self) -> u32 {
        self.0
    }

    /// A share counted in hundred-millionths.
    pub const fn from_hundred_millionths(count: u32) -> Share {
        Share(count)
    }
}

impl From<Rate> for Share {
    #[inline]
    fn from(rate: Rate) -> Share {
        rate.times(Rate::FULL)
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Rate, RateError> {
        let wrong = || RateError(crate::text::shortened(text, 40));
        let digits = text.strip_suffix('%').ok_or_else(wrong)?;
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(decimals) || whole.len() > 3 || decimals.len() > 2 {
            return Err(wrong());
        }
        let decimals: String = decimals.chars().chain("00".chars()).take(2).collect();
        let count: u32 = format!("{whole}{decimals}").parse().map_err(|_| wrong())?;
        u16::try_from(count).map(Rate).map_err(|_| wrong())
    }
}

/// Prints hundredths of a percent, without trailing zeros.
fn print_percent(f: &mut fmt::Formatter<'_>, count: u64, decimals: usize) -> fmt::Result {
    let unit = 10_u64.pow(decimals as u32);
    let fraction = format!("{:0decimals$}", count % unit);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    write!(f, "{}{point}{fraction}%", count / unit)
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print_percent(f, u64::from(self.0), 2)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print_percent(f, u64::from(self.0), 6)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rate, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_percentages() {
        for text in ["0%", "1%", "85%", "85.5%", "96.1%", "3.05%", "100%", "600%"] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
        }
        for text in [
            "", "%", "85", "-1%", "1e2%", "85.123%", "700%", "0.9.1%", "８５%",
        ] {
            assert!(text.parse::<Rate>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_product_of_rates_is_exact() {
        let rate: Rate = "90%".parse().unwrap();
        assert_eq!(rate.times("80%".parse().unwrap()).to_string(), "72%");
        let odd: Rate = "96.1%".parse().unwrap();
        assert_eq!(
            odd.times("33.33%".parse().unwrap()).to_string(),
            "32.03013%"
        );
    }
}
