//! Values of a wrong type, and whole numbers that a key cannot hold.

use super::{Complaint, quoted, say};

/// A value of another type than the key takes.
pub(super) fn wrong_type(message: &str) -> Option<Complaint> {
    let rest = message.strip_prefix("invalid type: ")?;
    let (found, expected) = rest.split_once(", expected ")?;
    let is_number = ["integer", "floating point"]
        .iter()
        .any(|kind| found.starts_with(kind));
    let complaint = if expected.contains("date") || found == "map" && expected == "a string" {
        say(
            "bad-date",
            "日期要加引号",
            "a date is written in quotes",
            ("请写成 \"2024-01-01\"", "write \"2024-01-01\""),
        )
    } else if is_number && !expected.starts_with(['i', 'u']) {
        let number = quoted(found).first().copied().unwrap_or_default();
        say(
            "wrong-type",
            format!("{number} 要加引号"),
            format!("{number} must be in quotes"),
            (
                "金额写 \"1000.00\"，比例写 \"90%\"",
                "write amounts as \"1000.00\" and rates as \"90%\"",
            ),
        )
    } else if expected.starts_with("struct ") {
        let (zh, en) = table_named(expected);
        say(
            "wrong-type",
            format!("这里要写一组键值，不是{}", in_chinese(found)),
            format!("a table of keys is needed here, not {}", plain(found)),
            (zh, en),
        )
    } else {
        let (zh, en, next) = wanted(expected);
        say(
            "wrong-type",
            format!("这里要写{zh}，不是{}", in_chinese(found)),
            format!("{en} is needed here, not {}", plain(found)),
            next,
        )
    };
    Some(complaint)
}

/// What a reader expected, in words, and how it is written.
fn wanted(expected: &str) -> (&str, &str, (&'static str, &'static str)) {
    match expected {
        "a boolean" => (
            "是或否",
            "yes or no",
            (
                "请写 true 或 false，不加引号",
                "write true or false, without quotes",
            ),
        ),
        "a sequence" => (
            "列表",
            "a list",
            (
                "请写成 [ … ]；每项是一组键值的，也可以用两层方括号 [[…]]",
                "write [ … ]; a list of tables may also stand under [[…]]",
            ),
        ),
        "a string" => ("文字", "a text", ("请加上引号", "write it in quotes")),
        expected if expected.starts_with(['i', 'u']) => (
            "整数",
            "a whole number",
            ("请写数字，不加引号", "write digits, without quotes"),
        ),
        expected => (
            expected,
            expected,
            (
                "请对照 docs/policy-format.md 改正",
                "correct it; see docs/policy-format.md",
            ),
        ),
    }
}

/// What was found, without the marks of the reader.
fn plain(found: &str) -> String {
    found.replace(['`', '\n'], "")
}

/// What was found, its kind in Chinese.
fn in_chinese(found: &str) -> String {
    let kinds = [
        ("string", "文字"),
        ("integer", "整数"),
        ("floating point", "小数"),
        ("boolean", "是否值"),
        ("map", "一组键值"),
        ("sequence", "列表"),
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
            "请对照 docs/policy-format.md 改正",
            "correct it; see docs/policy-format.md",
        ),
    }
}

/// A whole number below or above what a key can hold.
pub(super) fn out_of_range(message: &str) -> Option<Complaint> {
    let rest = message.strip_prefix("invalid value: integer ")?;
    let (found, expected) = rest.split_once(", expected ")?;
    let found = plain(found);
    let (zh, en) = match expected {
        "u8" => ("0 到 255", "from 0 to 255"),
        "u16" => ("0 到 65535", "from 0 to 65535"),
        _ => ("不小于 0", "not below 0"),
    };
    Some(Complaint {
        code: "out-of-range",
        zh: format!("{found} 不在范围内"),
        en: format!("{found} is out of range"),
        next: (
            format!("请写{zh}的整数"),
            format!("write a whole number {en}"),
        ),
    })
}
