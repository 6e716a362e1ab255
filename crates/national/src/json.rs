//! Bytes to a JSON value, with the guards that stand around the parser: encoding, depth before
//! anything recurses, and keys that are there twice.
//!
//! A key that an object holds twice with the *same* value is harmless (string-built messages do it)
//! and is accepted; with two different values nobody can say which one the sender meant, so the
//! message is refused. Numbers keep their own text and never pass through a float.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;
use serde_json::error::Category;

use crate::errors::{ReadError, shortened};
use crate::faults::Faults;

/// Most objects and arrays inside each other; real messages have five.
pub(crate) const DEPTH_MAX: usize = 64;

/// The JSON value of these bytes.
pub(crate) fn read(bytes: &[u8]) -> Result<Value, ReadError> {
    let mut repeated = Faults::default();
    let value = read_noting(bytes, &mut repeated)?;
    repeated.unless(Some(value))
}

/// The JSON value of these bytes, the last of repeated keys; those with different values are noted.
pub(crate) fn read_noting(bytes: &[u8], repeated: &mut Faults) -> Result<Value, ReadError> {
    let text = std::str::from_utf8(bytes).map_err(|error| match error.error_len() {
        None => ReadError::Truncated,
        Some(_) => ReadError::NotUtf8,
    })?;
    // Some clients send a byte order mark, some pad with NUL.
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if text.is_empty() {
        return Err(ReadError::EmptyBody);
    }
    check_depth(text.as_bytes())?;
    let value = serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Eof => ReadError::Truncated,
        _ => ReadError::BadJson {
            line: error.line(),
            column: error.column(),
        },
    })?;
    let mut keys = RepeatedKeys {
        text,
        at: 0,
        faults: repeated,
    };
    keys.check_value();
    Ok(value)
}

/// Refuses deep nesting by counting brackets outside strings, before any parser recurses.
fn check_depth(bytes: &[u8]) -> Result<(), ReadError> {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for byte in bytes {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => depth += 1,
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_MAX {
            return Err(ReadError::TooDeep { limit: DEPTH_MAX });
        }
    }
    Ok(())
}

/// A walk over text already known to be JSON of limited depth, looking only at keys.
struct RepeatedKeys<'a, 'f> {
    text: &'a str,
    at: usize,
    faults: &'f mut Faults,
}

impl<'a> RepeatedKeys<'a, '_> {
    /// Checks the value at the cursor and returns its text.
    fn check_value(&mut self) -> &'a str {
        self.skip_spaces();
        let start = self.at;
        match self.peek() {
            b'{' => self.check_object(),
            b'[' => self.check_array(),
            b'"' => self.skip_string(),
            _ => self.skip_scalar(),
        }
        &self.text[start..self.at]
    }

    fn check_object(&mut self) {
        let mut seen: HashMap<Cow<'a, str>, &'a str> = HashMap::new();
        self.at += 1;
        while self.skip_to_element(b'}') {
            let start = self.at;
            self.skip_string();
            let key = unescaped(&self.text[start..self.at]);
            self.skip_spaces();
            self.at += 1;
            let value = self.check_value();
            if seen.get(&key).is_some_and(|earlier| *earlier != value) {
                self.faults.add(ReadError::RepeatedKey {
                    key: shortened(&key),
                });
            }
            seen.insert(key, value);
        }
    }

    fn check_array(&mut self) {
        self.at += 1;
        while self.skip_to_element(b']') {
            self.check_value();
        }
    }

    /// Moves to the next element; false, past the closing bracket, when there is none.
    fn skip_to_element(&mut self, close: u8) -> bool {
        self.skip_spaces();
        if self.peek() == b',' {
            self.at += 1;
            self.skip_spaces();
        }
        let is_end = self.peek() == close || self.peek() == 0;
        if is_end {
            self.at += 1;
        }
        !is_end
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while !matches!(self.peek(), b'"' | 0) {
            self.at += if self.peek() == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
    }

    fn skip_scalar(&mut self) {
        while !matches!(
            self.peek(),
            b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r' | 0
        ) {
            self.at += 1;
        }
    }

    fn skip_spaces(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    /// The byte at the cursor, 0 past the end; JSON text holds no NUL.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }
}

/// The characters of a JSON string literal.
fn unescaped(literal: &str) -> Cow<'_, str> {
    if literal.contains('\\') {
        return Cow::Owned(serde_json::from_str(literal).unwrap_or_default());
    }
    Cow::Borrowed(literal.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_json_is_told_apart() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        let (deep, deeper, endless) = (nested(65), nested(1_000), "[".repeat(1_000_000));
        let rows: [(&[u8], &str); 16] = [
            (b"", "empty-body"),
            (b" \r\n\t", "empty-body"),
            (b"\xEF\xBB\xBF", "empty-body"),
            (b"\xC4\xE3\xBA\xC3 {}", "not-utf8"),
            (b"{\"a\":\"\xE4\xBD", "truncated-json"),
            (b"{\"a\":1", "truncated-json"),
            (b"{\"a\":\"", "truncated-json"),
            (b"<xml/>", "bad-json"),
            (b"{\"a\":NaN}", "bad-json"),
            (b"{\"a\":1}}", "bad-json"),
            (b"{\"a\":01}", "bad-json"),
            (deep.as_bytes(), "too-deep"),
            (deeper.as_bytes(), "too-deep"),
            (endless.as_bytes(), "too-deep"),
            (br#"{"a":{"k":1,"b":2,"k":2}}"#, "repeated-key"),
            (br#"{"k":1,"\u006b":2}"#, "repeated-key"),
        ];
        for (bytes, code) in rows {
            let shown: String = String::from_utf8_lossy(bytes).chars().take(30).collect();
            assert_eq!(read(bytes).unwrap_err().code(), code, "{shown}");
        }
        assert!(read(nested(64).as_bytes()).is_ok());
    }

    #[test]
    fn what_clients_really_send_is_read() {
        let rows: [&[u8]; 6] = [
            b"\xEF\xBB\xBF{\"a\":1}",
            b"  {\"a\" : [ ] , \"b\" : { } }\r\n\0",
            br#"{"a":"[[[[{{{\"","b":"\\"}"#,
            br#"{"k":"x","k":"x"}"#,
            br#"[{"k":1},{"k":2}]"#,
            b"12.50",
        ];
        for bytes in rows {
            assert!(read(bytes).is_ok(), "{}", String::from_utf8_lossy(bytes));
        }
    }

    /// The parser marks numbers with a key of its own; a sender who writes that key gains nothing.
    #[test]
    fn the_parsers_own_mark_for_numbers_is_harmless() {
        let marked =
            |text: &str| read(format!(r#"{{"$serde_json::private::Number":{text}}}"#).as_bytes());
        assert_eq!(marked(r#""1.50""#).unwrap().to_string(), "1.50");
        for text in [r#""x""#, r#""""#, r#""1e""#, "{}", "null", "[]"] {
            assert!(
                matches!(marked(text), Err(ReadError::BadJson { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn a_number_keeps_its_own_text() {
        for text in ["0.1", "51.00", "1234567890123456789012.345678", "-3.10"] {
            assert_eq!(read(text.as_bytes()).unwrap().to_string(), text);
        }
    }
}
