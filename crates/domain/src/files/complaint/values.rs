//! Texts that are not the amount, rate, date or place they should be.

use super::said::{Complaint, say};
use super::signs;

/// Words in which a reader of values refuses a text, code and Chinese words for it, what to write.
type Refused = (
    &'static str,
    (&'static str, &'static str),
    (&'static str, &'static str),
);

const VALUES: [Refused; 7] = [
    (
        "is not a percentage",
        ("bad-rate", "不是比例"),
        ("请写成 \"85%\" 或 \"85.5%\"", "write \"85%\" or \"85.5%\""),
    ),
    (
        "is not an amount of yuan",
        ("bad-amount", "不是金额"),
        (
            "请写成 \"1234.50\"，不要逗号和「元」",
            "write \"1234.50\", without commas or a currency",
        ),
    ),
    (
        "is more precise than one fen",
        ("bad-amount", "比一分更细"),
        ("请最多写两位小数", "write at most two decimals"),
    ),
    (
        "is above the largest accepted amount",
        ("bad-amount", "超过一亿元"),
        ("请核对数字", "check the figure"),
    ),
    (
        "is not points",
        ("bad-points", "不是百分点"),
        ("请写成 \"-15\" 或 \"+2.5\"", "write \"-15\" or \"+2.5\""),
    ),
    (
        "is not a span",
        ("bad-span", "不是范围"),
        (
            "请写成 \"60..\"（60 及以上）、\"..60\"（不满 60）、\"6..12\" 或 \"1\"",
            "write \"60..\" (60 and above), \"..60\" (below 60), \"6..12\" or \"1\"",
        ),
    ),
    (
        "is not a six-digit division code",
        ("bad-place", "不是六位区划代码"),
        ("请写成 \"440300\"", "write \"440300\""),
    ),
];

/// A text in quotes that is not what it should be; the readers of values put what was sent between
/// «».
pub(super) fn wrong_value(message: &str) -> Option<Complaint> {
    let sent = message.split(['«', '»']).nth(1).unwrap_or_default();
    let found = VALUES.iter().find(|(mark, ..)| message.contains(mark));
    if let Some((mark, (code, zh), next)) = found {
        if let Some(wide) = signs::full_width_value(sent) {
            return Some(wide);
        }
        if *code == "bad-rate"
            && let Some(why) = close_to_a_rate(sent)
        {
            return Some(why);
        }
        let (zh, en) = (format!("「{sent}」{zh}"), format!("«{sent}» {mark}"));
        return Some(say(code, zh, en, *next));
    }
    if message.starts_with("an empty list") {
        return Some(say(
            "empty-list",
            "空的列表什么都不匹配",
            "an empty list matches nothing",
            ("请删去这一项", "leave it out"),
        ));
    }
    None
}

/// A percentage but for its decimals, its size or its sign.
fn close_to_a_rate(sent: &str) -> Option<Complaint> {
    let number = sent.strip_suffix('%').unwrap_or(sent);
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(decimals) {
        return None;
    }
    let (zh, en, next) = if !sent.ends_with('%') {
        (
            "少了百分号",
            "has no percent sign",
            ("请写成 \"85%\"", "write \"85%\""),
        )
    } else if decimals.len() > 2 {
        (
            "小数太多，比例最多两位小数",
            "has too many decimals",
            (
                "请最多写两位小数，如 \"85.25%\"",
                "write at most two, such as \"85.25%\"",
            ),
        )
    } else {
        (
            "太大，比例最多 650%",
            "is too large; rates go up to 650%",
            ("请核对数字", "check the figure"),
        )
    };
    let (zh, en) = (format!("「{sent}」{zh}"), format!("«{sent}» {en}"));
    Some(say("bad-rate", zh, en, next))
}

/// What a rule of its own says of a value, where nothing better is known: what was sent, and the
/// rule in its own words.
pub(super) fn of_rule(message: &str) -> Complaint {
    let message = message.trim_end();
    if is_of_dates(message) {
        return say(
            "bad-date",
            "这不是一个日期",
            "this is not a date",
            NEXT_OF_DATES,
        );
    }
    if message.contains("was not `true` or `false`") {
        return say(
            "wrong-type",
            "这里要写是或否",
            "yes or no is needed here",
            ("请写 true 或 false", "write true or false"),
        );
    }
    if message.contains("invalid digit") || message.contains("number too") {
        return say(
            "wrong-type",
            "这里要写整数",
            "a whole number is needed here",
            ("请写数字，且不能太大", "write digits, and not too many"),
        );
    }
    let sent = message.split(['«', '»']).nth(1);
    let zh = match sent {
        Some(sent) => format!("「{sent}」不是这里能写的内容"),
        None => "这个值不是这里能写的内容".to_owned(),
    };
    say(
        "bad-value",
        zh,
        message.replace('\n', " "),
        ("请照接口说明改正", "correct it as the reference says"),
    )
}

/// Whether the reader of dates speaks.
fn is_of_dates(message: &str) -> bool {
    let words = ["date", "day", "month", "year", "parse"];
    words.iter().any(|word| message.contains(word)) && !message.contains('«')
}

const NEXT_OF_DATES: (&str, &str) = (
    "请写成 \"2024-01-01\"，并检查月和日",
    "write \"2024-01-01\" and check month and day",
);

/// A text in quotes behind a key that wants a date. The date reader has a word for each way in
/// which a text is no date; the key is enough.
pub(super) fn wrong_date(message: &str, (before, rest): (&str, &str)) -> Option<Complaint> {
    let (before, _) = before.rsplit_once('=')?;
    let key = before
        .trim_end()
        .rsplit(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?;
    let of_date = ["from", "until", "day", "on"].contains(&key) || key.ends_with("_on");
    if !of_date || message.contains("string") {
        return None;
    }
    let sent = rest
        .strip_prefix('"')
        .and_then(|rest| rest.split('"').next());
    let wide = sent.and_then(signs::full_width_value);
    Some(wide.unwrap_or_else(|| {
        say(
            "bad-date",
            "这不是一个日期",
            "this is not a date",
            NEXT_OF_DATES,
        )
    }))
}
