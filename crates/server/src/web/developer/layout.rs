//! JSON for reading and copying: short things on one line, long objects filled like a paragraph.

use serde_json::Value;

/// Longest line, where the content allows it.
const WIDTH: usize = 84;

/// A value as text.
pub fn fill(value: &Value) -> String {
    let mut text = String::new();
    put(value, 0, &mut text);
    text
}

fn put(value: &Value, indent: usize, text: &mut String) {
    let flat = value.to_string();
    match value {
        Value::Object(members) if indent + flat.len() > WIDTH => {
            let members = members
                .iter()
                .map(|(name, value)| (format!("{}: ", Value::from(name.as_str())), value));
            put_all(members, ('{', '}'), indent, text);
        }
        Value::Array(items) if indent + flat.len() > WIDTH => {
            let items = items.iter().map(|item| (String::new(), item));
            put_all(items, ('[', ']'), indent, text);
        }
        _ => text.push_str(&flat),
    }
}

/// Members or items between their brackets; a line takes as many as fit.
fn put_all<'a>(
    members: impl Iterator<Item = (String, &'a Value)>,
    (open, close): (char, char),
    indent: usize,
    text: &mut String,
) {
    let inner = indent + 2;
    text.push(open);
    let mut line = WIDTH;
    for (at, (name, value)) in members.enumerate() {
        let mut piece = name;
        put(value, inner, &mut piece);
        if at > 0 {
            text.push(',');
        }
        // What spans lines itself starts on a line of its own and ends it.
        let length = if piece.contains('\n') {
            WIDTH
        } else {
            piece.chars().count()
        };
        if line + 2 + length > WIDTH {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', inner));
            line = inner;
        } else {
            text.push(' ');
            line += 1;
        }
        text.push_str(&piece);
        line += length + 1;
    }
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', indent));
    text.push(close);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_laid_out_is_still_the_same_value() {
        let long = "x".repeat(60);
        let value = json!({
            "a": 1, "b": long, "c": {"d": long, "e": [long, {"f": long}]},
            "g": [], "h": {}, "i": "y"
        });
        let text = fill(&value);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        assert_eq!(fill(&json!({"a": 1})), "{\"a\":1}");
    }
}
