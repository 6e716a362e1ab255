//! The last chapters: how values are written, and the closed lists of words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::chapter::CHAPTERS;
use super::form::{self, VALUES, both};
use crate::policy::schema::document;

/// Texts of a certain form, each explained once.
pub fn values(text: &mut String, number: usize) {
    let _ = writeln!(text, "\n<a id=\"values\"></a>\n\n## {number} 值 · Values\n");
    text.push_str("日期写作 `\"2026-01-01\"`。 A date is written `\"2026-01-01\"`.\n");
    for (name, called) in VALUES {
        let forms = CHAPTERS
            .iter()
            .map(|chapter| &document(chapter.which)["definitions"][name]);
        let Some(form) = forms.into_iter().find(|form| !form.is_null()) else {
            continue;
        };
        let (zh, en) = both(form);
        let _ = writeln!(
            text,
            "\n<a id=\"value-{name}\"></a>\n\n**{called}**\n\n{zh}\n{en}"
        );
    }
}

/// The closed lists of words, with the keys that take them.
pub fn words(text: &mut String, number: usize) {
    let _ = writeln!(text, "\n<a id=\"words\"></a>\n\n## {number} 词 · Words");
    let mut lists: BTreeMap<&str, &Value> = BTreeMap::new();
    let mut keys: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for chapter in &CHAPTERS {
        let whole = document(chapter.which);
        let forms = whole["definitions"].as_object().into_iter().flatten();
        for (name, form) in forms.clone().filter(|(_, form)| form::is_words(form)) {
            lists.entry(name).or_insert(form);
        }
        for form in forms.map(|(_, form)| form).chain([whole]) {
            for (key, value) in form["properties"].as_object().into_iter().flatten() {
                for name in refers_to(value) {
                    keys.entry(name).or_default().insert(key);
                }
            }
        }
    }
    for (name, form) in lists {
        let keys = keys.get(name).into_iter().flatten();
        let keys: Vec<String> = keys.map(|key| format!("`{key}`")).collect();
        let _ = writeln!(
            text,
            "\n<a id=\"words-{name}\"></a>\n\n### {}\n",
            keys.join(" ")
        );
        let words = form["enum"].as_array().into_iter().flatten();
        let names = form["enumDescriptions"].as_array().into_iter().flatten();
        for (word, name) in words.zip(names) {
            let (word, name) = (word.as_str().unwrap_or_default(), name.as_str());
            let _ = writeln!(text, "- `{word}` {}", name.unwrap_or_default());
        }
    }
}

/// The definitions a form refers to, however deep.
fn refers_to(form: &Value) -> Vec<&str> {
    match form {
        Value::Object(object) => {
            let inner = object.values().flat_map(refers_to);
            let own = object.get("$ref").and_then(Value::as_str);
            own.and_then(|target| target.rsplit('/').next())
                .into_iter()
                .chain(inner)
                .collect()
        }
        Value::Array(list) => list.iter().flat_map(refers_to).collect(),
        _ => Vec::new(),
    }
}
