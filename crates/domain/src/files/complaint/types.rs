//! Values of the wrong kind.

use super::said::{Complaint, quoted, say};

/// A value of another kind than the field takes, or of the right one and out of bounds.
pub(super) fn wrong_type(message: &str) -> Option<Complaint> {
    let kinds = ["invalid type: ", "invalid value: ", "invalid length "];
    let rest = kinds.iter().find_map(|kind| message.strip_prefix(kind))?;
    let (found, expected) = rest.split_once(", expected ")?;
    let is_number = ["integer", "floating point", "number"]
        .iter()
        .any(|kind| found.starts_with(kind));
    let complaint = if expected.contains("date") || found == "map" && expected == "a string" {
        say(
            "bad-date",
            "日期要加引号",
            "a date is written in quotes",
            ("请写成 \"2024-01-01\"", "write \"2024-01-01\""),
        )
    } else if is_number && takes_text(expected) {
        let number = quoted(found).first().copied();
        let (zh, en) = (number.unwrap_or("数字"), number.unwrap_or("a number"));
        say(
            "wrong-type",
            format!("{zh} 要加引号"),
            format!("{en} must be in quotes"),
            (
                "金额写 \"1000.00\"，比例写 \"90%\"",
                "write amounts as \"1000.00\" and rates as \"90%\"",
            ),
        )
    } else if message.starts_with("invalid length") || expected.starts_with("struct ") {
        let (zh, en) = table_named(expected);
        // A list in place of a table is told by its length.
        let found = match found.starts_with(|first: char| first.is_ascii_digit()) {
            true => "sequence",
            false => found,
        };
        say(
            "wrong-type",
            format!("这里要写一组键值，不是{}", in_chinese(found)),
            format!("a table of keys is needed here, not {}", in_english(found)),
            (zh, en),
        )
    } else if let Some((zh, en)) = range(expected).filter(|_| is_number) {
        Complaint {
            code: "out-of-range",
            zh: format!("{} 不在范围内", bare(found)),
            en: format!("{} is out of range", bare(found)),
            next: (
                format!("请写{zh}的整数"),
                format!("write a whole number {en}"),
            ),
        }
    } else {
        let (zh, en, next) = wanted(expected);
        say(
            "wrong-type",
            format!("这里要写{zh}，不是{}", in_chinese(found)),
            format!("{en} is needed here, not {}", in_english(found)),
            next,
        )
    };
    Some(complaint)
}

/// Whether a number in quotes could be what was expected.
fn takes_text(expected: &str) -> bool {
    let others = ["a boolean", "a sequence", "a map"];
    !expected.starts_with(['i', 'u'])
        && !expected.starts_with("struct ")
        && !others.contains(&expected)
}

/// What was found, without the marks of the reader.
fn plain(found: &str) -> String {
    found.replace(['`', '\n'], "")
}

/// A number that was found, without what its reader calls it.
fn bare(found: &str) -> String {
    let number = quoted(found).first().copied();
    number.map_or_else(|| plain(found), str::to_owned)
}

/// What was found, as people call it.
fn in_english(found: &str) -> String {
    let kinds = [
        ("floating point", "the number"),
        ("integer", "the number"),
        ("string", "the text"),
        ("map", "a table of keys"),
        ("sequence", "a list"),
        ("null", "nothing"),
        ("unit", "nothing"),
    ];
    let found = plain(found);
    let kind = kinds.iter().find(|(kind, _)| found.starts_with(kind));
    match kind {
        Some((kind, en)) => format!("{en}{}", &found[kind.len()..]),
        None => found,
    }
}

/// What was found, its kind in Chinese.
fn in_chinese(found: &str) -> String {
    let kinds = [
        ("string", "文字"),
        ("integer", "整数"),
        ("number", "数字"),
        ("floating point", "小数"),
        ("boolean", "是否值"),
        ("map", "一组键值"),
        ("sequence", "列表"),
        ("null", "空值"),
        ("unit", "空值"),
        ("character", "一个字"),
    ];
    let found = plain(found);
    let kind = kinds.iter().find(|(kind, _)| found.starts_with(kind));
    match kind {
        Some((kind, zh)) => format!("{zh}{}", &found[kind.len()..]),
        None => found,
    }
}

/// An example of the table that was expected.
fn table_named(expected: &str) -> (&'static str, &'static str) {
    match expected {
        "struct Basis" => (
            "请写成 basis = { source = \"…\", confidence = \"…\" }",
            "write basis = { source = \"…\", confidence = \"…\" }",
        ),
        "struct When" => (
            "请写成 when = { status = \"retired\" }",
            "write when = { status = \"retired\" }",
        ),
        "struct Bilingual" => (
            "请写成 { zh = \"…\", en = \"…\" }",
            "write { zh = \"…\", en = \"…\" }",
        ),
        _ => (
            "请写成 { 键 = 值 }，JSON 写成 { \"键\": 值 }",
            "write { key = value }, in JSON { \"key\": value }",
        ),
    }
}

/// The whole numbers a field can hold, by what its reader calls them.
fn range(expected: &str) -> Option<(&'static str, &'static str)> {
    Some(match expected {
        "u8" => (" 0 到 255 ", "from 0 to 255"),
        "u16" => (" 0 到 65535 ", "from 0 to 65535"),
        "u32" | "u64" | "usize" => ("不小于 0 ", "not below 0"),
        "i8" | "i16" | "i32" | "i64" => ("合理", "of a reasonable size"),
        _ => return None,
    })
}

/// What a reader expected, in words people know, and how it is written.
fn wanted(expected: &str) -> (&'static str, &'static str, (&'static str, &'static str)) {
    let plain = expected.trim_start_matches("a ").trim_start_matches("an ");
    match plain {
        "boolean" => (
            "是或否",
            "yes or no",
            (
                "请写 true 或 false，不加引号",
                "write true or false, without quotes",
            ),
        ),
        "sequence" => (
            "列表",
            "a list",
            (
                "请写成 [ … ]；每项是一组键值的，在 TOML 里也可以用两层方括号 [[…]]",
                "write [ … ]; in TOML a list of tables may also stand under [[…]]",
            ),
        ),
        "string" | "str" | "borrowed string" | "string or map" | "string or table" => {
            ("文字", "a text", ("请加上引号", "write it in quotes"))
        }
        "map" => (
            "一组键值",
            "a table of keys",
            (
                "请写成 { 键 = 值 }，JSON 写成 { \"键\": 值 }",
                "write { key = value }, in JSON { \"key\": value }",
            ),
        ),
        _ if range(expected).is_some() => (
            "整数",
            "a whole number",
            ("请写数字，不加引号", "write digits, without quotes"),
        ),
        _ => (
            "别的内容",
            "something else",
            ("请照接口说明改正", "correct it as the reference says"),
        ),
    }
}
