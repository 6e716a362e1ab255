//! What a form sent in the address: names and values, each cut to a length nobody exceeds by
//! accident.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use domain::Bilingual;
use jiff::civil::Date;

use crate::App;
use crate::api::problems::BAD_QUERY;
use crate::problem::ApiProblem;

/// No value of a form is longer.
const LONGEST: usize = 200;

/// The values of a form, empty ones left out.
#[derive(Clone, Debug, Default)]
pub(super) struct FormValues {
    values: BTreeMap<String, String>,
    /// Names that came twice with different values.
    repeated: BTreeSet<String>,
}

impl FromRequestParts<App> for FormValues {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<FormValues, Infallible> {
        let read = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        // A query that is no query asks nothing.
        let pairs = read.map(|Query(pairs)| pairs).unwrap_or_default();
        Ok(FormValues::of(pairs, LONGEST))
    }
}

impl FormValues {
    pub(super) fn of(
        pairs: impl IntoIterator<Item = (String, String)>,
        longest: usize,
    ) -> FormValues {
        let mut given = FormValues::default();
        for (name, value) in pairs {
            let value: String = value.trim().chars().take(longest).collect();
            if value.is_empty() {
                continue;
            }
            let before = given.values.insert(name.clone(), value.clone());
            if before.is_some_and(|before| before != value) {
                given.repeated.insert(name);
            }
        }
        given
    }

    /// Names that came twice and do not agree: which of them was meant nobody knows.
    pub(super) fn repeated(&self) -> impl Iterator<Item = &str> {
        self.repeated.iter().map(String::as_str)
    }

    /// Every name that has a value.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// Whether a box is ticked; what is neither yes nor no is wrong.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Bilingual> {
        let Some(sent) = self.get(name) else {
            return Ok(false);
        };
        match sent.to_lowercase().as_str() {
            "1" | "true" | "yes" | "on" | "是" => Ok(true),
            "0" | "false" | "no" | "off" | "否" => Ok(false),
            _ => Err(Bilingual::new(
                format!("「{sent}」不是是或否，请写 1 或 0"),
                format!("“{sent}” is neither yes nor no; write 1 or 0"),
            )),
        }
    }

    /// A value, if there is one.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// What follows the prefix in the names of the values.
    pub(super) fn after<'g>(&'g self, prefix: &'g str) -> impl Iterator<Item = &'g str> {
        self.values
            .keys()
            .filter_map(move |name| name.strip_prefix(prefix))
    }

    /// The same without this one.
    pub(super) fn without(&self, name: &str) -> FormValues {
        let mut others = self.clone();
        others.values.remove(name);
        others
    }

    /// The same with this value.
    pub(super) fn with(&self, name: &str, value: &str) -> FormValues {
        let mut others = self.clone();
        others.values.insert(name.to_owned(), value.to_owned());
        others
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
    pub(super) fn day(&self, name: &str, otherwise: Date) -> Result<Date, ApiProblem> {
        self.get(name).map_or(Ok(otherwise), |text| {
            day(text).ok_or_else(|| BAD_QUERY.because(not_a_day(text)))
        })
    }
}

/// The years a bill may be of. A page of rules takes more, to say that nothing was in force.
const YEARS: (i16, i16) = (1990, 2099);

/// A day as forms send it, within the years in which there is or will be any rule.
pub(super) fn day(text: &str) -> Option<Date> {
    let day: Date = text.parse().ok()?;
    (1949..=2199).contains(&day.year()).then_some(day)
}

/// Why a text is not a day.
pub(super) fn not_a_day(text: &str) -> Bilingual {
    if text.parse::<Date>().is_ok() {
        let (first, last) = YEARS;
        return Bilingual::new(
            format!("{text} 不在 {first} 年到 {last} 年之间"),
            format!("{text} does not lie from {first} to {last}"),
        );
    }
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
    fn a_flag_is_yes_or_no_and_a_name_means_one_thing() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        for (sent, is) in [
            ("1", true),
            ("TRUE", true),
            ("yes", true),
            ("on", true),
            ("是", true),
            ("0", false),
            ("false", false),
            ("no", false),
            ("off", false),
            ("否", false),
        ] {
            assert_eq!(
                FormValues::of([pair("a", sent)], LONGEST).flag("a"),
                Ok(is),
                "{sent}"
            );
        }
        assert!(
            FormValues::of([pair("a", "maybe")], LONGEST)
                .flag("a")
                .is_err()
        );
        let given = FormValues::of(
            [
                pair("a", "1"),
                pair("a", "2"),
                pair("b", "1"),
                pair("b", "1"),
            ],
            LONGEST,
        );
        assert_eq!(given.repeated().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn values_are_trimmed_and_cut() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let given = FormValues::of(
            [
                pair("a", " x "),
                pair("b", "  "),
                pair("c", &"长".repeat(900)),
            ],
            LONGEST,
        );
        assert_eq!(given.get("a"), Some("x"));
        assert_eq!(given.get("b"), None);
        assert_eq!(given.text("c").chars().count(), LONGEST);
    }
}
