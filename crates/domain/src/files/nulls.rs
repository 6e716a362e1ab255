//! A field of a JSON text that is `null` is one that is not stated, whatever the field. Such fields
//! are blanked out before the text is read, so that lines and columns stay what they were.

use std::borrow::Cow;
use std::ops::Range;

/// The text with spaces in place of the members of objects that are `null`. A text that is no JSON
/// comes back with what is wrong in it.
pub fn without(text: &str) -> Cow<'_, str> {
    let members = members(text);
    if members.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for member in members {
        let range = with_comma(&bytes, member);
        // Line ends stay where they are.
        let blank = bytes[range]
            .iter_mut()
            .filter(|byte| !byte.is_ascii_control());
        blank.for_each(|byte| *byte = b' ');
    }
    Cow::Owned(String::from_utf8(bytes).expect("whole members were replaced by spaces"))
}

/// A key, its colon and its `null`, wherever they stand.
fn members(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut key: Option<usize> = None;
    let mut colon = false;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let end = match byte {
            b'"' => end_of_string(bytes, at),
            _ => at + 1,
        };
        match byte {
            byte if byte.is_ascii_whitespace() => (),
            b'"' => (key, colon) = (Some(at), false),
            b':' => colon = true,
            b'n' if colon && bytes[at..].starts_with(b"null") => {
                found.extend(key.take().map(|key| key..at + 4));
                colon = false;
            }
            _ => (key, colon) = (None, false),
        }
        at = end;
    }
    found
}

/// Behind the quote that ends a string.
fn end_of_string(bytes: &[u8], begin: usize) -> usize {
    let mut at = begin + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// A member with the comma that parts it from another: the one behind it, or else the one before.
fn with_comma(bytes: &[u8], member: Range<usize>) -> Range<usize> {
    let is_sign = |byte: &u8| !byte.is_ascii_whitespace();
    let behind = bytes[member.end..].iter().position(is_sign);
    let behind = behind.map(|sign| member.end + sign);
    if let Some(comma) = behind.filter(|at| bytes[*at] == b',') {
        return member.start..comma + 1;
    }
    let before = bytes[..member.start].iter().rposition(is_sign);
    let comma = before.filter(|at| bytes[*at] == b',');
    comma.unwrap_or(member.start)..member.end
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn what_is_null_is_not_there_and_nothing_moves() {
        let rows = [
            (r#"{"a":null}"#, r#"{        }"#),
            (r#"{"a":null,"b":1}"#, r#"{         "b":1}"#),
            (r#"{"b":1,"a":null}"#, r#"{"b":1         }"#),
            (
                r#"{"b":1, "a" : null ,"c":null}"#,
                r#"{"b":1                      }"#,
            ),
            (
                "{\"a\":\nnull,\n\"b\":{\"c\":null}}",
                "{    \n     \n\"b\":{        }}",
            ),
            (r#"["a",null,{"x":[null]}]"#, r#"["a",null,{"x":[null]}]"#),
            (
                r#"{"a":"null","b":"\":null"}"#,
                r#"{"a":"null","b":"\":null"}"#,
            ),
            (r#"{"数":null,"b":1}"#, r#"{           "b":1}"#),
        ];
        for (text, expected) in rows {
            assert_eq!(without(text), expected, "{text}");
        }
    }
}
