//! What the reader of a file says in English, said in Chinese and English with what to do.

mod types;

use self::types::{out_of_range, wrong_type};
use super::{NamedText, Place, Problem};
use crate::signs::half_width;
use crate::text::Bilingual;

/// The problem behind an error of the TOML reader.
pub fn problem(file: &NamedText, error: &toml::de::Error) -> Problem {
    of_message(
        file,
        error.span().map_or(0, |span| span.start),
        error.message(),
    )
}

/// The problem behind what a reader of some format says of a place in a text, in serde's words.
pub fn of_message(file: &NamedText, at: usize, message: &str) -> Problem {
    let line = line_at(&file.text, at);
    let complaint = one_bracket(message, line)
        .or_else(|| two_brackets(message, line))
        .or_else(|| missing(message))
        .or_else(|| unknown(message))
        .or_else(|| wrong_type(message))
        .or_else(|| out_of_range(message))
        .or_else(|| wrong_value(message))
        .or_else(|| wrong_date(message, file.text.get(..at)?))
        .or_else(|| full_width(line))
        .unwrap_or_else(|| broken(message));
    let Complaint { code, zh, en, next } = complaint;
    let place = Place::of(file, at..at);
    place.problem(code, Bilingual::new(zh, en), Bilingual::new(next.0, next.1))
}

/// What a reader says in serde's words of a value that stands in no file, and what to do.
pub fn in_words(message: &str) -> Bilingual {
    let nowhere = NamedText {
        name: String::new(),
        text: String::new(),
    };
    let Problem { message, next, .. } = of_message(&nowhere, 0, message);
    Bilingual::new(
        format!("{}。{}", message.zh, next.zh),
        format!("{}; {}", message.en, next.en),
    )
}

/// The whole line around a place in a text.
fn line_at(text: &str, at: usize) -> &str {
    let start = text.get(..at).and_then(|before| before.rfind('\n'));
    let line = text.get(start.map_or(0, |end| end + 1)..);
    line.and_then(|rest| rest.lines().next()).unwrap_or("")
}

/// A row under a head in single brackets: `[rate]` instead of `[[rate]]`.
fn one_bracket(message: &str, line: &str) -> Option<Complaint> {
    let name = line.trim().strip_prefix('[')?.strip_suffix(']')?;
    let is_row = message.contains("duplicate key") || message.contains("expected a sequence");
    if name.starts_with('[') || name.contains('.') || !is_row {
        return None;
    }
    let next = (format!("请写成 [[{name}]]"), format!("write [[{name}]]"));
    Some(Complaint {
        code: "bad-syntax",
        zh: "一行规定的表名要用两层方括号".to_owned(),
        en: "the head of a row stands in two pairs of brackets".to_owned(),
        next,
    })
}

/// A table under a head in two pairs of brackets: `[[visit]]` instead of `[visit]`. Its reader
/// takes the rows for the keys of the table, in order.
fn two_brackets(message: &str, line: &str) -> Option<Complaint> {
    let name = line.trim().strip_prefix("[[")?.strip_suffix("]]")?;
    if !message.starts_with("invalid type: map, ") || message.ends_with("a sequence") {
        return None;
    }
    let next = (format!("请写成 [{name}]"), format!("write [{name}]"));
    Some(Complaint {
        code: "bad-syntax",
        zh: "这张表只有一份，表名用一层方括号".to_owned(),
        en: "there is one such table; its head stands in one pair of brackets".to_owned(),
        next,
    })
}

/// The sign that is understood in place of one that a Chinese keyboard writes.
fn plain_sign(sign: char) -> Option<char> {
    match sign {
        '“' | '”' | '「' | '」' | '‘' | '’' => Some('"'),
        '、' => Some(','),
        '【' => Some('['),
        '】' => Some(']'),
        _ => {
            let plain = half_width(sign.encode_utf8(&mut [0; 4])).chars().next()?;
            (plain != sign && "\"=[]{}#., ".contains(plain)).then_some(plain)
        }
    }
}

/// The first such sign of a line, outside quotes and comments.
fn full_width(line: &str) -> Option<Complaint> {
    let outside = line.split('"').step_by(2);
    let signs = outside.flat_map(|part| part.split('#').next().unwrap_or("").chars());
    let mut found = signs.filter_map(|sign| Some((sign, plain_sign(sign)?)));
    let (wide, plain) = found.next()?;
    let (zh, en) = if plain == ' ' {
        (
            "这里有一个全角空格".to_owned(),
            "a full-width space stands here".to_owned(),
        )
    } else {
        (
            format!("这里有全角符号 {wide}"),
            format!("the full-width sign {wide} stands here"),
        )
    };
    let next = match plain {
        ' ' => (
            "请换成半角空格".to_owned(),
            "replace it by a plain space".to_owned(),
        ),
        plain => (
            format!("请换成半角的 {plain}"),
            format!("replace it by the plain {plain}"),
        ),
    };
    Some(Complaint {
        code: "bad-syntax",
        zh,
        en,
        next,
    })
}

struct Complaint {
    code: &'static str,
    zh: String,
    en: String,
    next: (String, String),
}

fn say(
    code: &'static str,
    zh: impl Into<String>,
    en: impl Into<String>,
    next: (&str, &str),
) -> Complaint {
    Complaint {
        code,
        zh: zh.into(),
        en: en.into(),
        next: (next.0.to_owned(), next.1.to_owned()),
    }
}

/// The words between grave accents.
fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

fn missing(message: &str) -> Option<Complaint> {
    if !message.starts_with("missing field") {
        return None;
    }
    let field = quoted(message).first().copied().unwrap_or_default();
    if field == "basis" {
        return Some(say(
            "missing-basis",
            "这一行没有写依据（basis）",
            "this row has no basis",
            (
                "请加上 basis = { source = \"…\", confidence = \"…\" }",
                "add basis = { source = \"…\", confidence = \"…\" }",
            ),
        ));
    }
    Some(say(
        "missing-field",
        format!("缺少必填项 {field}"),
        format!("{field} is missing"),
        ("请补上这一项", "add it"),
    ))
}

/// A key or a word that is not among those known.
fn unknown(message: &str) -> Option<Complaint> {
    let words = quoted(message);
    let (&sent, known) = words.split_first()?;
    let is_key = message.starts_with("unknown field");
    if !is_key && !message.starts_with("unknown variant") {
        return None;
    }
    let (code, zh, en) = if is_key {
        ("unknown-key", "不认识的键", "unknown key")
    } else {
        ("unknown-word", "不认识的词", "unknown word")
    };
    let (zh, en) = (format!("{zh} {sent}"), format!("{en} {sent}"));
    let next = match nearest(sent, known) {
        Some(near) => (
            format!("是不是想写 {near}?"),
            format!("did you mean {near}?"),
        ),
        None => (
            format!("可用的是：{}", known.join("、")),
            format!("known are: {}", known.join(", ")),
        ),
    };
    Some(Complaint { code, zh, en, next })
}

/// The known word that differs by at most two letters.
fn nearest<'a>(sent: &str, known: &[&'a str]) -> Option<&'a str> {
    let limit = match sent.chars().count() {
        0..=2 => return None,
        3..=4 => 1,
        _ => 2,
    };
    let distances = known
        .iter()
        .map(|word| (strsim::levenshtein(sent, word), *word));
    let close = distances.filter(|(distance, _)| *distance <= limit);
    close.min().map(|(_, word)| word)
}

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
fn wrong_value(message: &str) -> Option<Complaint> {
    let sent = message.split(['«', '»']).nth(1).unwrap_or_default();
    let found = VALUES.iter().find(|(mark, ..)| message.contains(mark));
    if let Some((mark, (code, zh), next)) = found {
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

/// A text in quotes behind a key that wants a date. The date reader has a word for each way in
/// which a text is no date; the key is enough.
fn wrong_date(message: &str, before: &str) -> Option<Complaint> {
    let (before, _) = before.rsplit_once('=')?;
    let key = before
        .trim_end()
        .rsplit(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?;
    let is_day = ["from", "until", "day", "on"].contains(&key) || key.ends_with("_on");
    if !is_day || message.contains("string") {
        return None;
    }
    let next = (
        "请写成 \"2024-01-01\"，并检查月和日",
        "write \"2024-01-01\" and check month and day",
    );
    Some(say(
        "bad-date",
        "这不是一个日期",
        "this is not a date",
        next,
    ))
}

fn broken(message: &str) -> Complaint {
    if message.contains("duplicate key") {
        return say(
            "duplicate-key",
            "同一个键写了两次",
            "the same key is written twice",
            ("请只留一个", "keep one of them"),
        );
    }
    let en = message.replace('\n', "; ");
    let (zh, next) = if message.contains("must be quoted") {
        (
            "等号后面没有值，或文字没有加引号",
            (
                "请补上值，文字要加引号",
                "give a value; words are written in quotes",
            ),
        )
    } else if message.contains("string") {
        (
            "引号没有配对，或字符串里有不能写的字符",
            ("请检查这一行的引号", "check the quotes of this line"),
        )
    } else {
        (
            "这里不是合法的 TOML",
            (
                "请检查等号、括号、逗号和引号",
                "check equals sign, brackets, commas and quotes",
            ),
        )
    };
    say("bad-syntax", zh, en, next)
}
