//! The basis chip and the block of two sources that disagree, prepared for a template.

use domain::Money;
use domain::basis::{Confidence, ShownBasis, ShownDispute};

use super::frame::Frame;
use super::text::Text;
use super::words;

/// A basis chip: where a figure comes from, how sure, since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// How sure, in a word.
    pub confidence: String,
    /// Whether the confidence is less than official.
    pub weak: bool,
    /// Title, with article.
    pub title: String,
    /// Since when, and when published.
    pub since: String,
    /// Whether it was compared with the published text.
    pub verified: bool,
    /// The day it was compared, where it was.
    pub verified_on: String,
    /// What the source says there, in a sentence.
    pub says: Option<String>,
    /// Where the source is described, if there is such a page.
    pub href: Option<String>,
    /// Where the source itself can be opened.
    pub url: Option<String>,
}

impl Chip {
    /// Prepares one basis; `sources` is the page that lists the sources.
    pub fn of(frame: &Frame, basis: &ShownBasis, sources: Option<&str>) -> Chip {
        let named = without_addresses(&basis.title);
        let title = match &basis.at {
            Some(at) => {
                let at = without_addresses(&without_codes(at));
                match at.is_empty() {
                    true => named,
                    false => format!("{named} {}", words::article(frame.lang, &at)),
                }
            }
            None => named,
        };
        Chip {
            confidence: frame.name(&basis.confidence),
            weak: basis.confidence != Confidence::A,
            title,
            since: words::since(frame.lang, basis.from),
            verified: basis.verified,
            verified_on: basis
                .verified_on
                .map(|day| words::day(frame.lang, day))
                .unwrap_or_default(),
            says: basis.says.as_ref().map(|says| frame.pick(says).to_owned()),
            url: basis
                .url
                .as_deref()
                .filter(|url| opens(url))
                .map(str::to_owned),
            href: sources.map(|page| format!("{page}#source-{}", basis.source)),
        }
    }

    /// Prepares several.
    pub fn all(frame: &Frame, bases: &[ShownBasis], sources: Option<&str>) -> Vec<Chip> {
        let mut chips: Vec<Chip> = Vec::with_capacity(bases.len());
        for basis in bases {
            let chip = Chip::of(frame, basis, sources);
            // What two rules rest on alike is said once.
            if !chips.contains(&chip) {
                chips.push(chip);
            }
        }
        chips
    }
}

/// A place in a source without the numbers by which we tell sources and examples apart (SZ-05,
/// Z28), which say nothing to a reader; where a clause only points to such a number, without it.
pub fn without_codes(at: &str) -> String {
    const POINTS: [&str; 4] = ["见", "另有", "相同", "参照"];
    let mut kept = String::with_capacity(at.len());
    for (before, clause) in clauses(at) {
        let outside = outside_brackets(clause);
        let names_codes = without_codes_in(&outside) != mended(&outside);
        let told = without_codes_in(clause);
        let points = names_codes && POINTS.iter().any(|word| outside.contains(word));
        if points || told.is_empty() {
            continue;
        }
        if let Some(sign) = before.filter(|_| !kept.is_empty()) {
            kept.push(sign);
        }
        kept.push_str(&told);
    }
    kept
}

/// The clauses of a sentence, each with the sign before it; brackets stay in their clause.
fn clauses(at: &str) -> Vec<(Option<char>, &str)> {
    let (mut found, mut depth, mut begins, mut before) = (Vec::new(), 0_i32, 0, None);
    for (place, sign) in at.char_indices() {
        match sign {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            '；' | '，' if depth == 0 => {
                found.push((before, &at[begins..place]));
                (begins, before) = (place + sign.len_utf8(), Some(sign));
            }
            _ => {}
        }
    }
    found.push((before, &at[begins..]));
    found
}

fn outside_brackets(clause: &str) -> String {
    let mut depth = 0_i32;
    let outside = clause.chars().filter(|sign| {
        depth += i32::from(matches!(sign, '（' | '('));
        let is_outside = depth == 0;
        depth -= i32::from(matches!(sign, '）' | ')'));
        is_outside
    });
    outside.collect()
}

fn without_codes_in(at: &str) -> String {
    let mut told = String::with_capacity(at.len());
    let mut word = String::new();
    let is_code = |word: &str| {
        let has = |is: fn(&char) -> bool| word.chars().any(|sign| is(&sign));
        word.starts_with(|sign: char| sign.is_ascii_uppercase())
            && has(char::is_ascii_digit)
            && !has(char::is_ascii_lowercase)
    };
    for sign in at.chars().chain(['\n']) {
        if sign.is_ascii_alphanumeric() || sign == '-' {
            word.push(sign);
            continue;
        }
        if !is_code(&word) {
            told.push_str(&word);
        }
        word.clear();
        told.push(sign);
    }
    mended(&told)
}

/// What people read of a source: neither the host nor the file it was found in, which say nothing
/// to them. Where it can be opened stands beside it as a link.
pub fn without_addresses(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    let mut word = String::new();
    for sign in text.chars().chain(['\n']) {
        if sign.is_ascii_alphanumeric() || "._-/:?=&%#~".contains(sign) {
            word.push(sign);
            continue;
        }
        if !is_address(&word) {
            told.push_str(&word);
        }
        word.clear();
        told.push(sign);
    }
    mended(&told)
}

/// Whether a word is a host, with what lies below it, or the name of a file.
fn is_address(word: &str) -> bool {
    let below = word.split_once("://").map_or(word, |(_, below)| below);
    let host = below.split('/').next().unwrap_or_default();
    let mut labels = host.rsplit('.');
    let last = labels.next().unwrap_or_default();
    let is_host = (2..=5).contains(&last.len())
        && last.bytes().all(|it| it.is_ascii_lowercase())
        && labels.next().is_some_and(|before| before.len() > 1);
    let is_file = word.contains('_') && word.bytes().any(|it| it.is_ascii_lowercase());
    is_host || is_file
}

/// A sentence from which words were taken: what stood between them stands between nothing.
pub fn mended(told: &str) -> String {
    let mut told = told.to_owned();
    for (left, right) in [
        ("、、", "、"),
        ("，，", "，"),
        ("（、", "（"),
        ("（，", "（"),
        ("（；", "（"),
        ("（ ", "（"),
        (" ）", "）"),
        ("，）", "）"),
        ("；）", "）"),
        ("、）", "）"),
        ("；另有 、 相同", ""),
        ("；另有  相同", ""),
        ("另有 、", "另有"),
        ("（另有 ， 相同）", ""),
        ("（另有 、 相同）", ""),
        ("（另有  相同）", ""),
        ("（另有 ， 相同）", ""),
        ("（另有 、 相同）", ""),
        ("（另有  相同）", ""),
        ("（）", ""),
        ("()", ""),
        ("（见）", ""),
        ("  ", " "),
    ] {
        while told.contains(left) {
            told = told.replace(left, right);
        }
    }
    told.trim_matches([' ', '\n', '，', '、', '；']).to_owned()
}

/// Whether a browser may be sent there: an address of the web and of nothing else.
pub fn opens(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Two sources that disagree about a step, both with their amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwoSides {
    /// What it is about.
    pub topic: String,
    /// The amount in force.
    pub in_force: String,
    /// What it would be by the other source.
    pub other_amount: String,
    /// The other source.
    pub other: String,
    /// What it says.
    pub says: String,
    /// Why the one in force is in force.
    pub why: String,
}

impl TwoSides {
    /// Prepares one dispute about a step of this amount.
    pub fn of(frame: &Frame, dispute: &ShownDispute, amount: Money) -> TwoSides {
        let other_amount = match dispute.would_be {
            Some(would_be) => words::yuan(frame.lang, would_be),
            None => frame.say(Text::NotComputable).to_owned(),
        };
        TwoSides {
            topic: frame.pick(&dispute.topic).to_owned(),
            in_force: words::yuan(frame.lang, amount),
            other_amount,
            other: without_addresses(&dispute.other),
            says: frame.pick(&dispute.says).to_owned(),
            why: without_addresses(frame.pick(&dispute.why)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_numbers_are_left_out() {
        for (at, told) in [
            (
                "起付线；市外与市内一致（SZ-05、SZ-07）",
                "起付线；市外与市内一致",
            ),
            ("SZ-35", ""),
            (
                "旧办法的比例；新办法「不变」见 Z2，另有 Z31 相同（SZ-22）",
                "旧办法的比例",
            ),
            ("第四十条（另有 Z1，Z2 相同），三级", "第四十条，三级"),
            (
                "待遇说明（一）；另有 Z28、Z36 相同（SZ-01）",
                "待遇说明（一）",
            ),
            ("第三十四条第二款", "第三十四条第二款"),
            ("art. 34", "art. 34"),
        ] {
            assert_eq!(without_codes(at), told, "{at}");
        }
    }

    #[test]
    fn hosts_and_files_are_left_out_of_what_people_read() {
        for (text, told) in [
            (
                "市医保局 2023-09-09 的说明（转载，alqotr.com）写明一致",
                "市医保局 2023-09-09 的说明（转载）写明一致",
            ),
            (
                "国家经办规程第七条（nhsa.gov.cn art_104_8629）：退休后定居异地",
                "国家经办规程第七条：退休后定居异地",
            ),
            (
                "2025-03-21 的一页（banshi.shenchuang.com/1682426.shtml）写明要选",
                "2025-03-21 的一页写明要选",
            ),
            ("art. 34, 1.5%", "art. 34, 1.5%"),
            ("付 60%/70%，2024-01 起", "付 60%/70%，2024-01 起"),
        ] {
            assert_eq!(without_addresses(text), told, "{text}");
        }
    }
}
