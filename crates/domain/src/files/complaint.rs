//! What the reader of a file says in English, said in Chinese and English with what to do.

mod said;
mod signs;
mod types;
mod values;

use super::{NamedText, Place, Problem};
use crate::region_names::typed::BOTH;
use crate::text::Bilingual;
pub use said::Complaint;
use said::{quoted, say};

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
    let (line, begins) = line_at(&file.text, at);
    let (before, rest) = file.text.split_at_checked(at).unwrap_or(("", ""));
    let wide = signs::full_width(line).map(|(offset, complaint)| (begins + offset, complaint));
    let known = one_bracket(message, line)
        .or_else(|| two_brackets(message, line))
        .or_else(|| missing(message))
        .or_else(|| unknown(message))
        .or_else(|| types::wrong_type(message))
        .or_else(|| values::wrong_value(message))
        .or_else(|| values::wrong_date(message, (before, rest)))
        .or_else(|| both(message));
    let (at, complaint) = match (known, wide) {
        (Some(known), _) => (at, known),
        (None, Some(wide)) => wide,
        (None, None) => (
            at,
            signs::chinese_key(line).unwrap_or_else(|| broken(message)),
        ),
    };
    let Complaint { code, zh, en, next } = complaint;
    let place = Place::of(file, at..at);
    place.problem(code, Bilingual::new(zh, en), Bilingual::new(next.0, next.1))
}

/// The path of the field an error is about, with the name in the message where the path stops
/// before it.
pub fn field_at(path: &str, message: &str) -> String {
    let named = message
        .contains("field `")
        .then(|| quoted(message).first().copied())
        .flatten();
    // A key that is a word of its own stands in the path as a question mark.
    let path = path.replace(".?", "");
    let path = if path == "." { "" } else { path.as_str() };
    match named {
        Some(name) if path.is_empty() => name.to_owned(),
        Some(name) if path != name && !path.ends_with(&format!(".{name}")) => {
            format!("{path}.{name}")
        }
        _ => path.to_owned(),
    }
}

impl Complaint {
    /// What is wrong with one value of a request, in serde's words; never with a syntax.
    pub fn of_value(message: &str) -> Complaint {
        missing(message)
            .or_else(|| unknown(message))
            .or_else(|| repeated(message))
            .or_else(|| types::wrong_type(message))
            .or_else(|| values::wrong_value(message))
            .or_else(|| both(message))
            .unwrap_or_else(|| values::of_rule(message))
    }

    /// The code of a request in which it stands.
    pub fn request_code(&self) -> &'static str {
        match self.code {
            "unknown-key" => "unknown-field",
            "missing-field" | "missing-basis" => "missing-field",
            "duplicate-key" => "repeated-field",
            _ => "bad-value",
        }
    }

    /// What is wrong and what to do.
    pub fn sentence(&self) -> Bilingual {
        let Complaint { zh, en, next, .. } = self;
        Bilingual::new(format!("{zh}，{}", next.0), format!("{en}; {}", next.1))
    }
}

/// A rule that says both languages itself.
fn both(message: &str) -> Option<Complaint> {
    let (zh, en) = message.trim_end().split_once(BOTH)?;
    let next = ("请改正", "correct it");
    Some(say("bad-place", zh, en, next))
}

/// A key that stands twice in one table.
fn repeated(message: &str) -> Option<Complaint> {
    let is_twice = message.starts_with("duplicate field") || message.contains("duplicate key");
    is_twice.then(|| {
        let name = quoted(message).first().copied().unwrap_or_default();
        say(
            "duplicate-key",
            format!("同一个键 {name} 写了两次").replace("  ", ""),
            format!("{name} is written twice"),
            ("请只留一个", "keep one of them"),
        )
    })
}

/// The whole line around a place in a text, and where it begins.
fn line_at(text: &str, at: usize) -> (&str, usize) {
    let start = text.get(..at).and_then(|before| before.rfind('\n'));
    let begins = start.map_or(0, |end| end + 1);
    let line = text.get(begins..);
    (
        line.and_then(|rest| rest.lines().next()).unwrap_or(""),
        begins,
    )
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
    Some(say(
        "bad-syntax",
        "这张表只有一份，表名用一层方括号",
        "there is one such table; its head stands in one pair of brackets",
        (&next.0, &next.1),
    ))
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
            format!("是不是想写 {near}？"),
            format!("did you mean {near}?"),
        ),
        None => (
            format!("可用的是：{}", known.join("、")),
            format!("known are: {}", known.join(", ")),
        ),
    };
    Some(Complaint { code, zh, en, next })
}

/// The known word that differs by at most two letters, or else the only one that has all its parts
/// and more: `of_year_base` for `of_base`.
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
    let fuller = || {
        let mut fuller = known.iter().filter(|word| has_all_parts(word, sent));
        fuller.next().filter(|_| fuller.next().is_none()).copied()
    };
    close.min().map(|(_, word)| word).or_else(fuller)
}

/// Whether a word has the parts of another, at least two of them, in their order.
fn has_all_parts(word: &str, of: &str) -> bool {
    let parts = |word: &str| {
        word.split(['_', '-'])
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (of, mut own) = (parts(of), parts(word).into_iter());
    of.len() > 1 && of.iter().all(|part| own.any(|known| known == *part))
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
