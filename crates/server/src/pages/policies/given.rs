//! What a form sent in the address: names and values, each cut to a length nobody exceeds by
//! accident.

use std::collections::BTreeMap;
use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use domain::Bilingual;
use jiff::civil::Date;

use crate::App;
use crate::api::problems::BAD_QUERY;
use crate::problem::Problem;

/// No value of a form is longer.
const LONGEST: usize = 200;

/// The values of a form, empty ones left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Given(BTreeMap<String, String>);

impl FromRequestParts<App> for Given {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Given, Infallible> {
        let read = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        // A query that is no query asks nothing.
        let pairs = read.map(|Query(pairs)| pairs).unwrap_or_default();
        Ok(Given::of(pairs))
    }
}

impl Given {
    fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Given {
        let mut given = BTreeMap::new();
        for (name, value) in pairs {
            let value: String = value.trim().chars().take(LONGEST).collect();
            if !value.is_empty() {
                given.insert(name, value);
            }
        }
        Given(given)
    }

    /// A value, if there is one.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// What follows the prefix in the names of the values.
    pub(super) fn after<'g>(&'g self, prefix: &'g str) -> impl Iterator<Item = &'g str> {
        self.0
            .keys()
            .filter_map(move |name| name.strip_prefix(prefix))
    }

    /// A value or nothing.
    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// The day of this name, or the one that holds when none is given.
    #[expect(
        clippy::result_large_err,
        reason = "a problem is the answer itself, made once for a refused request"
    )]
    pub(super) fn day(&self, name: &str, otherwise: Date) -> Result<Date, Problem> {
        self.get(name).map_or(Ok(otherwise), |text| {
            day(text).ok_or_else(|| BAD_QUERY.because(not_a_day(text)))
        })
    }
}

/// A day as forms send it, within the years in which there is or will be any rule.
pub(super) fn day(text: &str) -> Option<Date> {
    let day: Date = text.parse().ok()?;
    (1949..=2199).contains(&day.year()).then_some(day)
}

/// Why a text is not a day.
pub(super) fn not_a_day(text: &str) -> Bilingual {
    Bilingual::new(
        format!("「{text}」不是日期，请写成 2026-11-21 这样"),
        format!("“{text}” is not a day; write it like 2026-11-21"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_day_and_nothing_else() {
        for text in ["2026-11-21", "2023-10-01"] {
            assert!(day(text).is_some(), "{text}");
        }
        for text in [
            "",
            "2026-02-30",
            "21.11.2026",
            "9999-01-01",
            "-0001-01-01",
            "今天",
        ] {
            assert!(day(text).is_none(), "{text}");
        }
    }

    #[test]
    fn values_are_trimmed_and_cut() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let given = Given::of([
            pair("a", " x "),
            pair("b", "  "),
            pair("c", &"长".repeat(900)),
        ]);
        assert_eq!(given.get("a"), Some("x"));
        assert_eq!(given.get("b"), None);
        assert_eq!(given.text("c").chars().count(), LONGEST);
    }
}
