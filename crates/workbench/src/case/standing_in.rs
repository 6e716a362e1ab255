//! Whether a case expects its amounts to be provisional, and by which figures.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use domain::plan::Missing;

/// What is expected of the figures that others stand in for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StandingIn {
    /// That there is any, or none.
    Any(bool),
    /// That it is these, by name: `index wage 2024`.
    Figures(Vec<String>),
}

impl StandingIn {
    /// What is expected beside what there is, in the same words.
    pub(super) fn beside(&self, missing: &[Missing]) -> (String, String) {
        match self {
            StandingIn::Any(expected) => (expected.to_string(), (!missing.is_empty()).to_string()),
            StandingIn::Figures(expected) => {
                let got = missing.iter().map(|missing| missing.figure.as_str());
                (listed(expected.iter().map(String::as_str)), listed(got))
            }
        }
    }
}

fn listed<'a>(figures: impl Iterator<Item = &'a str>) -> String {
    let figures: BTreeSet<&str> = figures.collect();
    let figures: Vec<&str> = figures.into_iter().collect();
    match figures.is_empty() {
        true => "none".to_owned(),
        false => figures.join(", "),
    }
}

impl<'de> Deserialize<'de> for StandingIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<StandingIn, D::Error> {
        deserializer.deserialize_any(YesOrNames)
    }
}

struct YesOrNames;

impl<'de> Visitor<'de> for YesOrNames {
    type Value = StandingIn;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true, false or a list of figures")
    }

    fn visit_bool<E: serde::de::Error>(self, any: bool) -> Result<StandingIn, E> {
        Ok(StandingIn::Any(any))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<StandingIn, A::Error> {
        let mut figures = Vec::new();
        while let Some(figure) = list.next_element()? {
            figures.push(figure);
        }
        Ok(StandingIn::Figures(figures))
    }
}

impl JsonSchema for StandingIn {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "StandingIn".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [{ "type": "boolean" }, { "type": "array", "items": { "type": "string" } }],
        })
    }
}
