//! What an editor has to know about policy files, read off the Rust types that read them, so that
//! the two cannot drift apart. Derived where serde's own derive decides the form; written here
//! where a type reads its form by hand. The words are those of the types in both languages: English
//! first, and under it the Chinese in lines of its own.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// A description in halves: its Chinese, where it has any, and its English. The Chinese begins with
/// the first line that begins with a Chinese character.
pub fn halves(description: &str) -> (Option<String>, String) {
    let is_chinese = |line: &&str| line.starts_with(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let lines: Vec<&str> = description.lines().collect();
    let begins = lines.iter().position(|line| is_chinese(&line.trim_start()));
    let (english, chinese) = lines.split_at(begins.unwrap_or(lines.len()));
    let chinese = chinese.iter().map(|line| line.trim()).collect::<String>();
    let english = english.join("\n").trim_end().to_owned();
    (begins.map(|_| chinese), english)
}

/// The schema of a closed list of words: each with its names, Chinese first.
pub fn words(words: &[(&str, &str, &str)]) -> Schema {
    let list: Vec<&str> = words.iter().map(|(word, ..)| *word).collect();
    let names: Vec<String> = words
        .iter()
        .map(|(_, zh, en)| format!("{zh} / {en}"))
        .collect();
    let lines: Vec<String> = words
        .iter()
        .map(|(word, zh, en)| format!("- `{word}` {zh} / {en}"))
        .collect();
    json_schema!({
        "type": "string",
        "enum": list,
        "description": lines.join("\n"),
        "enumDescriptions": names,
        "x-taplo": { "docs": { "enumValues": names } },
    })
}

/// One value, or a list of them; the form of most conditions.
pub(crate) struct OneOrMany<T>(PhantomData<T>);

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({
            "anyOf": [one, { "type": "array", "items": one, "minItems": 1, "uniqueItems": true }],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::halves;

    #[test]
    fn the_chinese_begins_where_a_line_begins_with_it() {
        let halved = |text| {
            let (zh, en) = halves(text);
            (zh.unwrap_or_default(), en)
        };
        let both = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
        let text = "The least (保底) that is\npaid.\n几层合计至少付多少；\n见文件";
        let said = both(
            "几层合计至少付多少；见文件",
            "The least (保底) that is\npaid.",
        );
        assert_eq!(halved(text), said);
        assert_eq!(halved("- `fen` 分 / fen"), both("", "- `fen` 分 / fen"));
    }
}
