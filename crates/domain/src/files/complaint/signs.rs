//! Signs of a Chinese keyboard where the plain ones are understood.

use super::said::{Complaint, say};
use crate::signs::half_width;

/// The sign that is understood in place of one that a Chinese keyboard writes.
fn plain_sign(sign: char) -> Option<char> {
    match sign {
        '“' | '”' | '「' | '」' | '‘' | '’' => Some('"'),
        '、' => Some(','),
        '【' => Some('['),
        '】' => Some(']'),
        _ => {
            let plain = half_width(sign.encode_utf8(&mut [0; 4])).chars().next()?;
            let known = "\"=[]{}#., %-:".contains(plain) || plain.is_ascii_digit();
            (plain != sign && known).then_some(plain)
        }
    }
}

/// The first such sign of a line, outside quotes and comments, and how far in it stands.
pub(super) fn full_width(line: &str) -> Option<(usize, Complaint)> {
    let mut quoted = false;
    for (offset, sign) in line.char_indices() {
        match sign {
            '"' => quoted = !quoted,
            '#' if !quoted => return None,
            _ => (),
        }
        if let Some(plain) = plain_sign(sign).filter(|_| !quoted) {
            return Some((offset, told(sign, plain)));
        }
    }
    None
}

/// A value in which such signs stand, as it should be written.
pub(super) fn full_width_value(sent: &str) -> Option<Complaint> {
    let plain = half_width(sent);
    (plain != sent).then(|| {
        say(
            "bad-syntax",
            format!("「{sent}」里有全角字符"),
            format!("«{sent}» holds full-width signs"),
            (
                &format!("请换成半角的 {plain}"),
                &format!("replace them by the plain {plain}"),
            ),
        )
    })
}

/// A key in Chinese: keys are English words.
pub(super) fn chinese_key(line: &str) -> Option<Complaint> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim();
    let is_han = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    (key.chars().any(is_han) && !key.contains('"')).then(|| {
        say(
            "unknown-key",
            format!("键 {key} 是中文，键都是英文"),
            format!("the key {key} is Chinese; keys are English"),
            (
                "请换成英文的键，如 pay（比例）、amount（金额）、from（生效日），见 docs/policy-reference.md",
                "use the English key, such as pay, amount or from: see docs/policy-reference.md",
            ),
        )
    })
}

fn told(wide: char, plain: char) -> Complaint {
    let (zh, en) = match wide {
        '\u{a0}' => (
            "这里有一个不间断空格".to_owned(),
            "a no-break space stands here".to_owned(),
        ),
        _ if plain == ' ' => (
            "这里有一个全角空格".to_owned(),
            "a full-width space stands here".to_owned(),
        ),
        _ => (
            format!("这里有全角符号 {wide}"),
            format!("the full-width sign {wide} stands here"),
        ),
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
    Complaint {
        code: "bad-syntax",
        zh,
        en,
        next,
    }
}
