//! Files that people write for a command: one TOML or JSON text, from a path or from standard
//! input. What cannot be read is told with its line and column, in both languages.

use std::io::Read;
use std::path::Path;

use anyhow::Result;
use domain::Bilingual;
use domain::files::{NamedText, Place, Problem, complaint, is_utf16, nulls};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::say::unreadable;

/// What is in a file; `-` is standard input.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = match path.as_os_str() == "-" {
        true => std::io::stdin().read_to_end(&mut bytes).map(drop),
        false => std::fs::read(path).map(|read| bytes = read),
    };
    read.map_err(|why| unreadable(path, &why))?;
    Ok(bytes)
}

/// The text of a file; `-` is standard input.
pub fn text_of(path: &Path) -> Result<NamedText> {
    let name = path.display().to_string();
    decoded(name, bytes_of(path)?).map_err(|problem| anyhow::anyhow!("{problem}"))
}

/// The text in the bytes of a file. Spreadsheets and old editors save in other encodings than
/// UTF-8, and editors of Windows put a mark before the text.
pub fn decoded(name: String, bytes: Vec<u8>) -> Result<NamedText, Box<Problem>> {
    let (what, en) = match is_utf16(&bytes) {
        true => ("这是 UTF-16 编码，不是 UTF-8", "this is UTF-16, not UTF-8"),
        false => ("从这里起不是 UTF-8 编码", "from here on this is not UTF-8"),
    };
    let two_bytes = is_utf16(&bytes);
    let (text, wrong) = match String::from_utf8(bytes) {
        Ok(text) if two_bytes => (text, Some(0)),
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let whole = String::from_utf8_lossy(error.as_bytes()).into_owned();
            (whole, Some(at))
        }
    };
    let text = NamedText {
        name,
        text: text.trim_start_matches('\u{feff}').to_owned(),
    };
    match wrong {
        None => Ok(text),
        Some(at) => Err(Box::new(Place::of(&text, at..at).problem(
            "not-utf8",
            Bilingual::new(what, en),
            Bilingual::new(
                "请在记事本或 WPS 里「另存为」，编码选 UTF-8",
                "save the file again with the encoding UTF-8",
            ),
        ))),
    }
}

/// Reads JSON where the text begins with a brace, and TOML otherwise.
pub fn toml_or_json<T: DeserializeOwned>(file: &NamedText) -> Result<T, Box<Problem>> {
    match is_json(file) {
        true => json(file),
        false => toml(file),
    }
}

/// Whether the text is meant as JSON; a number or a word alone is JSON and no TOML.
pub fn is_json(file: &NamedText) -> bool {
    let text = file.text.trim_start();
    text.starts_with('{') || serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Reads TOML.
pub fn toml<T: DeserializeOwned>(file: &NamedText) -> Result<T, Box<Problem>> {
    toml::from_str(&file.text).map_err(|error| complaint::problem(file, &error).into())
}

/// Reads JSON, whose reader tells the line and the column after its words. What is `null` is not
/// stated.
pub fn json<T: DeserializeOwned>(file: &NamedText) -> Result<T, Box<Problem>> {
    serde_json::from_str(&nulls::without(&file.text)).map_err(|error| {
        let said = error.to_string();
        let message = said.split(" at line ").next().unwrap_or_default();
        let lines = file.text.split_inclusive('\n');
        let before: usize = lines
            .take(error.line().saturating_sub(1))
            .map(str::len)
            .sum();
        let at = before + error.column().saturating_sub(1);
        let mut problem = complaint::of_message(file, at, message);
        if !error.is_data() {
            problem.message.zh = "这里不是合法的 JSON".to_owned();
        }
        problem.into()
    })
}
