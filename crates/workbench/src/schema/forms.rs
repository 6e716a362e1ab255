//! Schemas that read well: Chinese before English, no `null` where a file knows none.

use domain::schema::halves;
use serde_json::{Map, Value, json};

/// TOML has no `null`: what may be left out is simply not required.
pub fn without_null(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(without_null),
        Value::Object(object) => {
            object.shift_remove("default");
            if object.get("format").is_some_and(|format| format == "date") {
                let form = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
                object.insert("pattern".to_owned(), form.into());
            } else if object.get("type").is_some_and(|kind| !kind.is_object()) {
                object.shift_remove("format");
            }
            if let Some(Value::Array(kinds)) = object.get_mut("type") {
                kinds.retain(|kind| kind != "null");
                if let [only] = kinds.as_slice() {
                    let only = only.clone();
                    object.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(forms)) = object.get_mut("anyOf") {
                forms.retain(|form| *form != json!({"type": "null"}));
                if forms.len() == 1
                    && let Some(only) = object.shift_remove("anyOf")
                {
                    object.insert("allOf".to_owned(), only);
                }
            }
            object.values_mut().for_each(without_null);
        }
        _ => {}
    }
}

/// Puts the Chinese of every description before its English.
pub fn chinese_first(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(chinese_first),
        Value::Object(object) => {
            object.values_mut().for_each(chinese_first);
            let description = object.get("description").and_then(Value::as_str);
            if let Some((Some(zh), en)) = description.map(halves) {
                describe(object, format!("{zh}\n\n{en}"));
            }
        }
        _ => {}
    }
}

/// Describes a form in these words, before all else it says.
fn describe(form: &mut Map<String, Value>, words: String) {
    // A reference alone lets no words stand beside it.
    if let Some(target) = form.shift_remove("$ref") {
        form.insert("allOf".to_owned(), json!([{"$ref": target}]));
    }
    form.shift_remove("description");
    form.shift_insert(0, "description".to_owned(), words.into());
}
