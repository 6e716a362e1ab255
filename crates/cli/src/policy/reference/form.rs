//! How a value is written, in a cell of a table: `金额 amount`, a link to what explains it.

use serde_json::Value;

use crate::policy::schema::{FileForm, document};

/// The kinds of files, each with the head of its anchors, in the order of the chapters.
pub const KINDS: [(FileForm, &str); 4] = [
    (FileForm::Pack, "pack"),
    (FileForm::Procedures, "procedures"),
    (FileForm::Case, "case"),
    (FileForm::ProcedureCase, "procedure-case"),
];

/// The anchor of a form inside a kind of file. One that several kinds share stands where it comes
/// first.
pub fn anchor_of(which: FileForm, name: &str) -> String {
    let own = definition(which, name);
    let mut kinds = KINDS
        .iter()
        .filter(|(kind, _)| definition(*kind, name) == own);
    let id = kinds.next().map_or("", |(_, id)| id);
    format!("{id}-{name}")
}

/// A definition of one kind of file, by its name.
pub fn definition(which: FileForm, name: &str) -> &'static Value {
    &document(which)["definitions"][name]
}

/// The Chinese and the English of a description.
pub fn both(form: &Value) -> (String, String) {
    let text = form["description"].as_str().unwrap_or_default();
    let (zh, en) = text.split_once("\n\n").unwrap_or((text, ""));
    (one_line(zh), one_line(en))
}

fn one_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.join(" ").replace('|', "\\|")
}

/// Values that are texts of a certain form, and what they are called.
pub const VALUES: &[(&str, &str)] = &[
    ("Money", "金额 amount"),
    ("Rate", "比例 percentage"),
    ("Points", "百分点 points"),
    ("MoneyByLevel", "金额，可按级别 amount, also by level"),
    ("RateByLevel", "比例，可按级别 percentage, also by level"),
    ("Region", "区划代码 division code"),
    ("Span", "范围 span"),
    ("Bilingual", "两种文字 both languages"),
    ("Shares", "谁付多少 amounts by payer"),
];

/// The last part of a `$ref`, here or inside an `allOf` of one.
pub fn named(form: &Value) -> Option<&str> {
    let inner = form["allOf"]
        .as_array()
        .and_then(|all| match all.as_slice() {
            [only] => Some(only),
            _ => None,
        });
    let target = inner.unwrap_or(form)["$ref"].as_str()?;
    target.rsplit('/').next()
}

/// Whether a form is a closed list of words.
pub fn is_words(form: &Value) -> bool {
    form["enum"].is_array()
}

/// Whether a form is a table of keys.
pub fn is_table(form: &Value) -> bool {
    form["properties"].is_object()
}

/// The form of one value in words.
pub fn in_words(which: FileForm, form: &Value) -> String {
    if let Some(name) = named(form) {
        return by_name(which, name);
    }
    if let Some([only]) = form["allOf"].as_array().map(Vec::as_slice) {
        return in_words(which, only);
    }
    if let Some(ways) = form["anyOf"].as_array() {
        return of_ways(which, ways);
    }
    if form["type"] == "array" {
        let items = &form["items"];
        let length = items["minItems"].as_u64().is_some() && items["type"] == "array";
        let of = if length {
            "一组 rows".to_owned()
        } else {
            in_words(which, items)
        };
        return format!("{of}，列表 list");
    }
    if let Some(values) = form
        .get("additionalProperties")
        .filter(|more| more.is_object())
    {
        return format!("名字 = {} by name", in_words(which, values));
    }
    if let Some(word) = form["const"].as_str() {
        return format!("`\"{word}\"`");
    }
    if let Some(words) = form["enum"].as_array() {
        let words: Vec<String> = words.iter().filter_map(Value::as_str).map(quoted).collect();
        return words.join(" ");
    }
    plain(form).to_owned()
}

fn quoted(word: &str) -> String {
    format!("`\"{word}\"`")
}

fn plain(form: &Value) -> &'static str {
    match form["type"].as_str() {
        Some("string") if form["format"] == "date" => "日期 date",
        Some("string") => "文字 text",
        Some("boolean") => "`true` / `false`",
        Some("integer") => "整数 whole number",
        Some("object") => "一组键 keys",
        None if form["type"].is_array() => {
            "文字、真假、整数或列表 text, true or false, number, list"
        }
        _ => "见说明 as described",
    }
}

fn by_name(which: FileForm, name: &str) -> String {
    let form = definition(which, name);
    if let Some((_, called)) = VALUES.iter().find(|(value, _)| *value == name) {
        return format!("[{called}](#value-{name})");
    }
    match name {
        "PolicyFile" => return "[政策文件的键 keys of a policy file](#pack)".to_owned(),
        "Case" => return "本文件的键 keys of this file".to_owned(),
        _ => {}
    }
    if is_words(form) {
        return format!("[一个词 a word](#words-{name})");
    }
    if is_table(form) || form["oneOf"].is_array() {
        let anchor = anchor_of(which, name);
        return format!("[{}](#{anchor})", keys(form));
    }
    match form["type"].as_str() {
        Some(_) => in_words(which, form),
        None if form["anyOf"].is_array() => in_words(which, form),
        None => "见说明 as described".to_owned(),
    }
}

/// The first keys of a table: `{ share, at_least, … }`.
fn keys(form: &Value) -> String {
    let Some(properties) = form["properties"].as_object() else {
        return "几种写法之一 one of several forms".to_owned();
    };
    let mut shown: Vec<&str> = properties.keys().map(String::as_str).take(4).collect();
    if properties.len() > shown.len() {
        shown.truncate(3);
        shown.push("…");
    }
    format!("`{{ {} }}`", shown.join(", "))
}

/// One value or a list of the same, or one of several forms.
fn of_ways(which: FileForm, ways: &[Value]) -> String {
    if let [one, list] = ways
        && list["type"] == "array"
        && list["items"] == *one
    {
        return match named(one) {
            Some(name) if is_words(definition(which, name)) => {
                format!("[一个或几个词 word or words](#words-{name})")
            }
            _ => format!("{}，或列表 or a list", in_words(which, one)),
        };
    }
    let ways: Vec<String> = ways.iter().map(|way| in_words(which, way)).collect();
    ways.join("，或 or ")
}
