//! An answer about procedures: facts in words.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::basis::Basis;

/// An answer: facts, and the rows each of them rests on.
#[derive(Debug, Default)]
pub struct ProcedureAnswer {
    /// The facts, by name.
    pub facts: BTreeMap<&'static str, String>,
    /// The rows a fact rests on.
    pub rows: Vec<(&'static str, Arc<Basis>)>,
}

impl ProcedureAnswer {
    /// States a fact that rests on these rows.
    pub fn state<'a>(
        &mut self,
        fact: &'static str,
        value: impl ToString,
        rows: impl IntoIterator<Item = &'a Arc<Basis>>,
    ) {
        self.facts.insert(fact, value.to_string());
        let rows = rows.into_iter().map(|basis| (fact, basis.clone()));
        self.rows.extend(rows);
    }
}

/// A value as the facts say it: a list with commas, yes and no.
pub fn in_words(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Boolean(is) => yes_no(*is).to_owned(),
        toml::Value::Array(list) => list.iter().map(in_words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

pub fn yes_no(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

/// Words with commas.
pub fn listed<T: ToString>(words: impl IntoIterator<Item = T>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| word.to_string()).collect();
    words.join(", ")
}

/// A day, or none.
pub fn day_or(day: Option<jiff::civil::Date>, none: &str) -> String {
    day.map_or_else(|| none.to_owned(), |day| day.to_string())
}
