//! What a form sent in the address: names and values, each cut to a length nobody exceeds by
//! accident.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use domain::Bilingual;
use domain::struck::{struck_out, without_numbers};
use jiff::civil::Date;

use crate::App;
use crate::api::problems::BAD_QUERY;
use crate::problem::ApiProblem;

/// No value of a form is longer.
const LONGEST: usize = 200;

/// What people write in words, whatever the page: numbers of people are struck out of it before
/// anything reads it, keeps it or shows it again. A test holds the templates to this list.
pub(crate) const WORDS: [&str; 18] = [
    "at",
    "condition",
    "contact_address",
    "filed_to",
    "hospital",
    "insured",
    "insured_at",
    "memo",
    "more",
    "opinion",
    "place",
    "prevented",
    "q",
    "reason",
    "text",
    "treated",
    "treated_at",
    "why",
];

/// The query of an address without numbers of people; none where there is none in it. Browsers and
/// proxies keep addresses.
pub(super) fn without_numbers_in(query: &str) -> Option<String> {
    let mut found = false;
    let mut kept = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let (value, had_number) = match WORDS.contains(&name.as_ref()) {
            true => struck_out(&value),
            false => (value.into_owned(), false),
        };
        found |= had_number;
        kept.append_pair(&name, &value);
    }
    found.then(|| kept.append_pair(STRUCK_FLAG, "1").finish())
}

/// What says in an address that a number was struck out of it.
pub(super) const STRUCK_FLAG: &str = "struck";

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
            let mut value: String = value.trim().chars().take(longest).collect();
            if value.is_empty() {
                continue;
            }
            if WORDS.contains(&name.as_str()) {
                value = without_numbers(&value);
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

    #[test]
    fn numbers_of_people_are_struck_out_of_words_and_of_nothing_else() {
        let number = "44030519900230000x";
        let given = FormValues::of([("text", number), ("number", number)].map(owned), LONGEST);
        assert_eq!(given.get("text"), Some("＊＊＊"));
        assert_eq!(given.get("number"), Some(number));
        let query = "q=%E6%88%91138%200000%201234&for=44030000000000000035";
        let without = without_numbers_in(query).unwrap();
        assert!(!without.contains("138") && without.contains("for=44030000000000000035"));
        assert_eq!(without_numbers_in("q=30000&for=44030000000000000035"), None);
    }

    fn owned((name, value): (&str, &str)) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    /// Fields that are no words: numbers, tables, names, and what an administrator writes.
    const NO_WORDS: [&str; 12] = [
        "address",
        "amount",
        "bill",
        "code",
        "id",
        "list",
        "number",
        "passkey-name",
        "seed",
        "title",
        "why_en",
        "year",
    ];

    #[test]
    fn every_field_for_words_is_among_those_that_are_struck() {
        let under = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut seen = 0;
        for file in [under.clone(), under.join("part")] {
            for file in std::fs::read_dir(file).unwrap() {
                let file = file.unwrap().path();
                let Ok(text) = std::fs::read_to_string(&file) else {
                    continue;
                };
                let areas = text.split("<textarea").skip(1);
                let fields = text.split("<input").skip(1);
                let fields = fields.filter(|it| tag(it).contains(" maxlength="));
                for field in areas.chain(fields) {
                    let name = tag(field).split(" name=\"").nth(1).unwrap_or_default();
                    let name = name.split('"').next().unwrap_or_default();
                    // Names that a page fills in are held to the list where they are written.
                    if name.is_empty() || name.contains("{{") {
                        continue;
                    }
                    seen += 1;
                    let is_known = WORDS.contains(&name) || NO_WORDS.contains(&name);
                    assert!(is_known, "{name} in {}", file.display());
                }
            }
        }
        assert!(seen > 25, "{seen}");
    }

    fn tag(after: &str) -> &str {
        after
            .split("<label")
            .next()
            .unwrap_or_default()
            .split("\">")
            .next()
            .unwrap_or_default()
    }
}
