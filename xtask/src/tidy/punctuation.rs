//! After a Chinese character stands Chinese punctuation: `，：；？！` and not `, : ; ? !`. In code the
//! plain signs never follow a Chinese character directly, for a quotation mark stands between.

use super::offence::Offence;
use super::tree::Tree;

/// What people read or write in this project. Not tables of data, whose commas keep columns apart.
const ENDINGS: [&str; 4] = [".md", ".rs", ".toml", ".html"];

/// What a gateway answers, to the letter of the published interface, an exclamation mark behind it.
const PRESCRIBED: [&str; 4] = [
    "缺少服务网关的请求头",
    "签名时间戳超时",
    "非法用户",
    "签名不一致",
];

/// A plain sign directly after a Chinese character.
pub fn half_width_punctuation(tree: &Tree) -> Vec<Offence> {
    let mut offences = Vec::new();
    for (path, text) in written(tree) {
        for (index, line) in text.lines().enumerate() {
            let Some((letter, sign)) = first_wrong(line) else {
                continue;
            };
            let wide = full_width(sign).unwrap_or(sign);
            let what = format!(
                "«{letter}{sign}» should be «{letter}{wide}»; cargo xtask tidy --fix does it"
            );
            offences.push(Offence::new(path, index + 1, what));
        }
    }
    offences
}

/// Every file that would change with its text put right, below one of these places.
pub fn fixed(tree: &Tree, places: &[&str]) -> Vec<(String, String)> {
    let asked = |path: &str| places.is_empty() || places.iter().any(|p| path.starts_with(p));
    let files = written(tree).filter(|(path, _)| asked(path));
    let changed = files.filter_map(|(path, text)| {
        let right = put_right(text);
        (right != text).then(|| (path.to_owned(), right))
    });
    changed.collect()
}

fn written(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.files()
        .filter(|(path, _)| ENDINGS.iter().any(|ending| path.ends_with(ending)))
}

fn first_wrong(line: &str) -> Option<(char, char)> {
    let letters: Vec<char> = line.chars().collect();
    let at = (1..letters.len()).find(|at| wanted(&letters, *at).is_some())?;
    Some((letters[at - 1], letters[at]))
}

/// The sign that should stand there instead, if the one that does is wrong.
fn wanted(letters: &[char], at: usize) -> Option<char> {
    let before = letters.get(at.checked_sub(1)?)?;
    let wide = full_width(*letters.get(at)?).filter(|_| is_chinese(*before))?;
    let ends_with = |words: &&str| {
        let words: Vec<char> = words.chars().collect();
        letters[..at].ends_with(&words)
    };
    let is_prescribed = letters[at] == '!' && PRESCRIBED.iter().any(ends_with);
    (!is_prescribed).then_some(wide)
}

/// The text with Chinese punctuation; the blank that a plain sign needs behind it goes with it.
fn put_right(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut right = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let wide = wanted(&letters, at);
        right.push(wide.unwrap_or(letter));
        at += 1;
        let one_blank = letters.get(at) == Some(&' ')
            && letters
                .get(at + 1)
                .is_some_and(|next| !next.is_whitespace());
        if wide.is_some() && one_blank {
            at += 1;
        }
    }
    right
}

fn full_width(sign: char) -> Option<char> {
    match sign {
        ',' => Some('，'),
        ':' => Some('：'),
        ';' => Some('；'),
        '?' => Some('？'),
        '!' => Some('！'),
        _ => None,
    }
}

fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Chinese word and a plain sign, apart so that this file does not offend itself.
    fn said(sign: &str) -> String {
        format!("备案{sign}")
    }

    #[test]
    fn a_plain_sign_after_a_chinese_character_is_found_and_put_right() {
        for (sign, wide) in [
            (",", "，"),
            (":", "："),
            (";", "；"),
            ("?", "？"),
            ("!", "！"),
        ] {
            let text = format!("fine, \"备案\", {}就医\n", said(sign));
            let tree = Tree::of(&[("docs/a.md", &text)]);
            let offences = half_width_punctuation(&tree);
            assert_eq!(offences.len(), 1, "{sign}");
            let expected = format!("fine, \"备案\", 备案{wide}就医\n");
            assert_eq!(fixed(&tree, &[]), [("docs/a.md".to_owned(), expected)]);
        }
    }

    #[test]
    fn the_blank_behind_goes_and_alignment_stays() {
        let rows = [
            (format!("{} 就医", said(",")), "备案，就医"),
            (format!("{} file", said(":")), "备案：file"),
            (format!("{}  file", said(":")), "备案：  file"),
            (format!("{} \n", said(":")), "备案： \n"),
        ];
        for (text, expected) in rows {
            assert_eq!(put_right(&text), expected);
        }
    }

    #[test]
    fn what_the_interface_prescribes_stays() {
        let text = format!("\"{}!\"", PRESCRIBED[2]);
        assert_eq!(put_right(&text), text);
        assert_eq!(first_wrong(&text), None);
    }

    #[test]
    fn the_commas_of_a_table_stay() {
        let row = format!("440300,{}Shenzhen", said(","));
        let tree = Tree::of(&[("crates/a/data/a.csv", &row)]);
        assert_eq!(half_width_punctuation(&tree), []);
        assert_eq!(fixed(&tree, &[]), []);
    }
}
