//! The conditions of a row: `when = { care = "inpatient", status = "retired", age = "60.." }`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::glance::Remembered;
use crate::Region;
use crate::facility::{Care, Grade, Level};
use crate::person::{Status, Tier, Trait};
use crate::region::Distance;
use crate::schema::OneOrMany;
use crate::situation::Footing;
use crate::situation::{Follows, Route, Situation};

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

/// One name or a list of names.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Names(
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<String>")]
    Vec<String>,
);

impl Names {
    /// Whether the name is among them.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|known| known == name)
    }

    /// The names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// Reads one word or a list of words.
pub(super) fn one_or_many<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct OneOrMany<T>(std::marker::PhantomData<T>);

    impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for OneOrMany<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("one word or a list of words")
        }

        fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Vec<T>, E> {
            let word = serde::de::value::StrDeserializer::new(word);
            Ok(vec![T::deserialize(word)?])
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut words: A) -> Result<Vec<T>, A::Error> {
            let mut list = Vec::new();
            while let Some(word) = words.next_element()? {
                list.push(word);
            }
            if list.is_empty() {
                return Err(serde::de::Error::custom(
                    "an empty list matches nothing; leave it out",
                ));
            }
            Ok(list)
        }
    }

    deserializer.deserialize_any(OneOrMany(std::marker::PhantomData))
}

/// When a row applies. What is left out does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    /// Kinds of care.
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Care>")]
    pub care: Vec<Care>,
    /// Tiers of the scheme.
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Tier>")]
    pub tier: Vec<Tier>,
    /// Statuses.
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Status>")]
    pub status: Vec<Status>,
    /// Settlement levels of the facility.
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Level>")]
    pub level: Vec<Level>,
    /// Footings.
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Footing>")]
    pub footing: Vec<Footing>,
    /// How far from the insured place.
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Distance>")]
    pub distance: Vec<Distance>,
    /// Treated in one of these places (a province code covers the province).
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Region>")]
    pub place: Vec<Region>,
    /// Treated in none of these places.
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Region>")]
    pub elsewhere: Vec<Region>,
    /// Which admission of the benefit year.
    pub admission: Option<Span>,
    /// Which stay without a filing of the benefit year; 0 is what is no such stay.
    pub unfiled_stay: Option<Span>,
    /// Grades on the licence of the facility.
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Grade>")]
    pub grade: Vec<Grade>,
    /// Which earlier stay it follows.
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Follows>")]
    pub follows: Vec<Follows>,
    /// Full years of age.
    pub age: Option<Span>,
    /// Full months of continuous insurance.
    pub months: Option<Span>,
    /// Marks that must all be there.
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Trait>")]
    pub with: Vec<Trait>,
    /// Marks none of which may be there.
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Trait>")]
    pub without: Vec<Trait>,
    /// Direct settlement or manual reimbursement.
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany<Route>")]
    pub route: Vec<Route>,
    #[serde(skip)]
    pub(super) glance: Remembered,
}

/// An empty list of conditions matches everything.
fn any_or<T: PartialEq>(wanted: &[T], given: &T) -> bool {
    wanted.is_empty() || wanted.contains(given)
}

impl When {
    /// Whether the row applies in the situation.
    pub fn matches(&self, situation: &Situation) -> bool {
        let span = |wanted: Option<Span>, given: u16| wanted.is_none_or(|w| w.contains(given));
        let tier = self.tier.is_empty()
            || situation
                .tier
                .as_ref()
                .is_some_and(|tier| self.tier.contains(tier));
        any_or(&self.care, &situation.care)
            && tier
            && any_or(&self.status, &situation.status)
            && any_or(&self.level, &situation.level)
            && any_or(&self.footing, &situation.footing)
            && any_or(&self.route, &situation.route)
            && self.matches_place(situation)
            && span(self.admission, u16::from(situation.admission))
            && span(self.unfiled_stay, u16::from(situation.unfiled_stay))
            && any_or(&self.grade, &situation.grade)
            && any_or(&self.follows, &situation.follows)
            && span(self.age, u16::from(situation.age))
            && span(self.months, situation.months)
            && self.with.iter().all(|mark| situation.traits.contains(mark))
            && !self
                .without
                .iter()
                .any(|mark| situation.traits.contains(mark))
    }

    fn matches_place(&self, situation: &Situation) -> bool {
        let distance = situation.insured_at.distance_to(situation.treated_at);
        let covers = |place: &Region| place.covers(situation.treated_at);
        any_or(&self.distance, &distance)
            && (self.place.is_empty() || self.place.iter().any(covers))
            && !self.elsewhere.iter().any(covers)
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
