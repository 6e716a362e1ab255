//! The division a configuration names.

use anyhow::Result;
use domain::{Region, say};
use serde::{Deserialize, Deserializer};

use crate::say::wrong;

/// A division as it is written, with quotes or without: whether there is such a one is said in
/// words of its own.
pub(super) fn as_written<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Digits(i64),
        Text(String),
    }
    Ok(Some(match Written::deserialize(from)? {
        Written::Digits(number) => number.to_string(),
        Written::Text(text) => text,
    }))
}

/// The division of these digits.
pub(super) fn division(stated: &str) -> Result<Region> {
    stated.parse().map_err(|_| {
        wrong(
            "unknown-division",
            &say!(
                "division 写的是 {stated}，没有这个医保区划",
                "no division {stated} is known, which division states"
            ),
            &say!(
                "写六位区划代码，加引号，如 division = \"440300\"；不写就是全国",
                "give six digits in quotes, such as division = \"440300\"; the country unless \
                 stated"
            ),
        )
    })
}
