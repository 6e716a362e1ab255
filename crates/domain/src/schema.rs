//! What an editor has to know about policy files, read off the Rust types that read them, so that
//! the two cannot drift apart. Derived where serde's own derive decides the form; written here
//! where a type reads its form by hand. The words are the English ones of the types; the command
//! `suixing policy schema` lays the Chinese beside them.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

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
