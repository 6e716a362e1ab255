//! An OpenAPI document taken apart into what the page shows.

use serde_json::Value;

use super::{Body, Call, Field, Kind, Reply, Schema};

const VERBS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

/// A text member, or nothing.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn owned(value: &Value, key: &str) -> String {
    text(value, key).to_owned()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// All calls in the order of the document.
pub(super) fn calls(openapi: &Value) -> Vec<Call> {
    members(&openapi["paths"])
        .flat_map(|(path, methods)| {
            VERBS
                .iter()
                .filter(|verb| methods[**verb].is_object())
                .map(move |verb| call(openapi, path, verb, &methods[*verb]))
        })
        .collect()
}

fn call(openapi: &Value, path: &str, verb: &str, operation: &Value) -> Call {
    let shared = &openapi["paths"][path]["parameters"];
    let parameters = items(shared)
        .chain(items(&operation["parameters"]))
        .map(|named| parameter(resolve(openapi, named)))
        .collect();
    let replies = members(&operation["responses"])
        .map(|(status, reply)| {
            let reply = resolve(openapi, reply);
            Reply {
                status: status.clone(),
                description: owned(reply, "description"),
                kind: first_media(&reply["content"]).map(|media| kind(&media["schema"])),
            }
        })
        .collect();
    let request = resolve(openapi, &operation["requestBody"]);
    Call {
        anchor: anchor(&format!("{verb}-{path}")),
        verb: verb.to_uppercase(),
        path: path.to_owned(),
        summary: owned(operation, "summary"),
        description: owned(operation, "description"),
        parameters,
        request: first_media(&request["content"]).map(body),
        replies,
    }
}

fn parameter(parameter: &Value) -> Field {
    Field {
        name: owned(parameter, "name"),
        kind: kind(&parameter["schema"]),
        required: parameter["required"] == Value::Bool(true),
        description: owned(parameter, "description"),
    }
}

fn first_media(content: &Value) -> Option<&Value> {
    members(content).next().map(|(_, media)| media)
}

fn body(media: &Value) -> Body {
    let first_example = members(&media["examples"]).next();
    let example = match first_example {
        Some((_, example)) => &example["value"],
        None => &media["example"],
    };
    Body {
        kind: kind(&media["schema"]),
        example: if example.is_null() {
            String::new()
        } else {
            serde_json::to_string_pretty(example).expect("a JSON value always prints")
        },
    }
}

/// Follows a local reference once; what leads nowhere stays as it is.
fn resolve<'a>(openapi: &'a Value, value: &'a Value) -> &'a Value {
    let target = text(value, "$ref").strip_prefix('#');
    target.and_then(|at| openapi.pointer(at)).unwrap_or(value)
}

/// The type of a schema in a word or two.
fn kind(schema: &Value) -> Kind {
    let plain = |name: String| Kind {
        before: "",
        name,
        anchor: None,
    };
    if let Some(name) = text(schema, "$ref").rsplit('/').next()
        && !name.is_empty()
    {
        return Kind {
            before: "",
            anchor: Some(anchor(&format!("schema-{name}"))),
            name: name.to_owned(),
        };
    }
    if schema["type"] == "array" {
        return Kind {
            before: "[] ",
            ..kind(&schema["items"])
        };
    }
    // «One of»: the first that is not null says enough in a table.
    let choices = ["oneOf", "anyOf", "allOf"].map(|word| &schema[word]);
    let chosen = choices.into_iter().flat_map(items);
    if let Some(first) = chosen
        .into_iter()
        .find(|choice| choice["type"] != "null" && !choice.is_null())
    {
        return kind(first);
    }
    let names: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => vec!["any"],
    };
    let names: Vec<&str> = names.into_iter().filter(|name| *name != "null").collect();
    let format = text(schema, "format");
    plain(if format.is_empty() {
        names.join(" / ")
    } else {
        format!("{} ({format})", names.join(" / "))
    })
}

/// All named schemas.
pub(super) fn schemas(openapi: &Value) -> Vec<Schema> {
    members(&openapi["components"]["schemas"])
        .map(|(name, schema)| Schema {
            anchor: anchor(&format!("schema-{name}")),
            name: name.clone(),
            description: owned(schema, "description"),
            words: items(&schema["enum"])
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(" · "),
            fields: members(&schema["properties"])
                .map(|(name, property)| Field {
                    name: name.clone(),
                    kind: kind(property),
                    required: items(&schema["required"]).any(|required| required == name.as_str()),
                    description: owned(property, "description"),
                })
                .collect(),
        })
        .collect()
}

/// An id for a link: letters and digits, the rest as dashes.
fn anchor(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    text.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn types_are_named_shortly() {
        let rows = [
            (json!({"type": "string", "format": "date"}), "string (date)"),
            (json!({"type": ["string", "null"]}), "string"),
            (
                json!({"type": "array", "items": {"$ref": "#/components/schemas/Step"}}),
                "Step",
            ),
            (
                json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Basis"}]}),
                "Basis",
            ),
            (json!({}), "any"),
        ];
        for (schema, expected) in rows {
            assert_eq!(kind(&schema).name, expected);
        }
    }

    #[test]
    fn a_document_of_another_shape_is_an_empty_reference() {
        for document in [
            json!(null),
            json!([]),
            json!({"paths": 3}),
            json!({"paths": {"/a": []}}),
        ] {
            assert!(calls(&document).is_empty());
            assert!(schemas(&document).is_empty());
        }
    }
}
