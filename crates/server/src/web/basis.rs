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
        let title = match &basis.at {
            Some(at) => format!("{} {}", basis.title, words::article(frame.lang, at)),
            None => basis.title.clone(),
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

    /// Prepares several for a page about somebody's own money.
    pub fn for_people(frame: &Frame, bases: &[ShownBasis], sources: Option<&str>) -> Vec<Chip> {
        let mut plain = bases.to_vec();
        for basis in &mut plain {
            let at = basis.at.take();
            basis.at = at.as_deref().and_then(without_codes).map(str::to_owned);
        }
        Chip::all(frame, &plain, sources)
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

/// Where in a document, in words for people: what names sources by the codes of our own files is
/// said on the pages of rules and nowhere else.
pub fn without_codes(at: &str) -> Option<&str> {
    let bare = at
        .split(['；', ';', '（', '('])
        .next()
        .unwrap_or_default()
        .trim();
    let has_code = |part: &str| {
        let signs: Vec<char> = part.chars().collect();
        let of = |pair: &[char]| pair[0].is_ascii_uppercase() && (pair[1].is_ascii_digit());
        signs.windows(2).any(of)
    };
    match has_code(at) {
        false => Some(at),
        true if !bare.is_empty() && !has_code(bare) => Some(bare),
        true => None,
    }
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
            other: dispute.other.clone(),
            says: frame.pick(&dispute.says).to_owned(),
            why: frame.pick(&dispute.why).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::without_codes;

    #[test]
    fn codes_of_our_own_files_are_not_read_to_people() {
        let rows = [
            ("40", Some("40")),
            ("第四十条", Some("第四十条")),
            (
                "待遇说明（一）；另有 Z28、Z36 相同（SZ-01）",
                Some("待遇说明"),
            ),
            ("Z28", None),
        ];
        for (at, said) in rows {
            assert_eq!(without_codes(at), said, "{at}");
        }
    }
}
