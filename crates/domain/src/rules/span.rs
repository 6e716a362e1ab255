//! Spans of whole numbers: ages, months, admissions.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

/// A half-open span of whole numbers: `60..`, `..60`, `6..12`, or one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First number inside.
    pub from: u16,
    /// First number beyond; none is without end.
    pub until: Option<u16>,
}

impl Span {
    /// Whether the number lies inside.
    pub fn contains(&self, number: u16) -> bool {
        self.from <= number && self.until.is_none_or(|until| number < until)
    }

    /// Whether a number lies inside both.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.until.is_none_or(|until| other.from < until)
            && other.until.is_none_or(|until| self.from < until)
    }
}

/// Why a text is not a span.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "«{0}» is not a span: write \"60..\" (60 and above), \"..60\" (below 60), \"6..12\" or \"1\""
)]
pub struct SpanError(String);

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Span, SpanError> {
        let wrong = || SpanError(text.chars().take(20).collect());
        let number = |digits: &str| digits.parse::<u16>().map_err(|_| wrong());
        let Some((from, until)) = text.split_once("..") else {
            let only = number(text)?;
            return Ok(Span {
                from: only,
                until: Some(only.checked_add(1).ok_or_else(wrong)?),
            });
        };
        let from = if from.is_empty() { 0 } else { number(from)? };
        let until = if until.is_empty() {
            None
        } else {
            Some(number(until)?)
        };
        if until.is_some_and(|until| until <= from) {
            return Err(wrong());
        }
        Ok(Span { from, until })
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.until {
            Some(until) if until == self.from + 1 => write!(f, "{}", self.from),
            Some(until) => write!(f, "{}..{until}", self.from),
            None => write!(f, "{}..", self.from),
        }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_half_open() {
        let span: Span = "6..12".parse().unwrap();
        assert!(!span.contains(5) && span.contains(6) && span.contains(11) && !span.contains(12));
        assert!("60..".parse::<Span>().unwrap().contains(u16::MAX));
        assert!("1".parse::<Span>().unwrap().contains(1));
        for text in ["", "a", "12..6", "6..6", "-1..", "65535"] {
            assert!(text.parse::<Span>().is_err(), "{text:?}");
        }
    }
}
