//! The table of what people type: `asked.toml`, beside this file.

use std::cmp::Reverse;
use std::sync::LazyLock;

use domain::person::Scheme;
use domain::signs::half_width;
use domain::text::Bilingual;
use serde::Deserialize;

/// A page that answers an intent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskedPage {
    pub name: String,
    pub href: String,
    pub title: Bilingual,
    pub why: Bilingual,
    pub asked: Vec<String>,
}

/// A kind of rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskedTopic {
    pub name: String,
    /// Its section on the page of a place.
    pub at: String,
    #[serde(default)]
    pub scheme: Option<Scheme>,
    pub title: Bilingual,
    /// Words of the rules that have it.
    pub finds: Vec<String>,
    pub asked: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    page: Vec<AskedPage>,
    topic: Vec<AskedTopic>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| toml::from_str(include_str!("asked.toml")).expect("the table of words reads"));

/// The pages and kinds of rules of which a word occurs, those of the longest word first. A page
/// that is meant only by a word inside a longer one of another page comes behind it.
pub(super) fn asked_words(plain: &str) -> (Vec<&'static AskedPage>, Vec<&'static AskedTopic>) {
    let told = told_by_topics(plain);
    let mut pages: Vec<(usize, &AskedPage)> = TABLE
        .page
        .iter()
        .filter_map(|page| Some((longest_apart(plain, &page.asked, &told)?, page)))
        .collect();
    pages.sort_by_key(|(length, _)| Reverse(*length));
    let mut topics: Vec<(usize, &AskedTopic)> = TABLE
        .topic
        .iter()
        .filter_map(|topic| Some((longest_apart(plain, &topic.asked, &told)?, topic)))
        .collect();
    topics.sort_by_key(|(length, _)| Reverse(*length));
    (
        pages.into_iter().map(|(_, page)| page).collect(),
        topics.into_iter().map(|(_, topic)| topic).collect(),
    )
}

/// The words of kinds of rules that occur, longest first: 最多报多少 is no question how much is
/// paid.
fn told_by_topics(plain: &str) -> Vec<&'static str> {
    let words = TABLE.topic.iter().flat_map(|topic| &topic.asked);
    let mut words: Vec<&str> = words
        .filter(|word| at(plain, word).is_some())
        .map(String::as_str)
        .collect();
    words.sort_by_key(|word| Reverse(word.len()));
    words
}

/// The longest of the words that occurs, and not only within a longer word of a kind of rule.
fn longest_apart(plain: &str, words: &[String], told: &[&str]) -> Option<usize> {
    let apart = |word: &&String| {
        let within = |other: &&str| other.len() > word.len() && other.contains(word.as_str());
        at(plain, word).is_some() && !told.iter().any(within)
    };
    let occurring = words.iter().filter(apart);
    occurring.map(|word| word.chars().count()).max()
}

/// Where a word occurs; one in letters only as a word of its own, or as the beginning of one.
fn at(plain: &str, word: &str) -> Option<usize> {
    let found = plain.match_indices(word);
    let mut found = found.filter(|(at, _)| {
        let before = plain[..*at].chars().next_back();
        !word.is_ascii() || !before.is_some_and(|sign| sign.is_ascii_alphabetic())
    });
    found.next().map(|(at, _)| at)
}

/// The question without these words, longest first.
pub(super) fn without(plain: &str, words: &[String]) -> String {
    let mut words: Vec<&String> = words.iter().filter(|word| !word.is_empty()).collect();
    words.sort_by_key(|word| Reverse(word.len()));
    let mut rest = plain.to_owned();
    for word in words {
        while let Some(at) = at(&rest, word) {
            rest.replace_range(at..at + word.len(), " ");
        }
    }
    // What joins words in a question says nothing by itself.
    for filler in [
        "吗",
        "呢",
        "的",
        "了",
        "怎么",
        "多少",
        "能不能",
        "能",
        "是",
        "我",
        "要",
        "去",
    ] {
        rest = rest.replace(filler, " ");
    }
    rest
}

/// As it is compared: no difference of width or case, no signs, numbers as figures.
pub(super) fn plain(asked: &str) -> String {
    let narrow = half_width(asked).to_lowercase();
    let kept = narrow.chars().map(|sign| match sign {
        '?' | '!' | ';' | ':' | '"' | '。' | '，' | '、' | '“' | '”' | '「' | '」' | '《'
        | '》' => ' ',
        other => other,
    });
    let kept: String = kept.collect();
    in_figures(&kept)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// 百分之九十 and 九成 as 90%, 九成五 as 95%.
fn in_figures(asked: &str) -> String {
    let mut said = asked.to_owned();
    while let Some(at) = said.find("百分之") {
        let from = at + "百分之".len();
        let Some((number, length)) = numeral(&said[from..]) else {
            return said;
        };
        said.replace_range(at..from + length, &format!("{number}%"));
    }
    let signs: Vec<(usize, char)> = said.char_indices().collect();
    for pair in signs.windows(2) {
        let [(at, tens), (_, '成')] = pair else {
            continue;
        };
        let Some(tens) = digit(*tens).filter(|tens| (1..=9).contains(tens)) else {
            continue;
        };
        let end = at + signs_length(&said[*at..], 2);
        let half = said[end..].starts_with('五');
        let units = if half { 5 } else { 0 };
        let end = if half { end + '五'.len_utf8() } else { end };
        said.replace_range(*at..end, &format!("{}%", tens * 10 + units));
        break;
    }
    said
}

fn signs_length(text: &str, count: usize) -> usize {
    text.chars().take(count).map(char::len_utf8).sum()
}

fn digit(sign: char) -> Option<u32> {
    let digits = "零一二三四五六七八九";
    let place = digits.chars().position(|known| known == sign);
    match (sign, place) {
        ('两', _) => Some(2),
        (_, Some(place)) => u32::try_from(place).ok(),
        _ => sign.to_digit(10),
    }
}

/// A number up to 100 in Chinese or in figures at the head of a text, and how long it is.
fn numeral(text: &str) -> Option<(u32, usize)> {
    let head: Vec<char> = text
        .chars()
        .take_while(|sign| digit(*sign).is_some() || matches!(sign, '十' | '百'))
        .collect();
    let value = match head[..] {
        ['百'] | ['一', '百'] => 100,
        ['十'] => 10,
        ['十', ones] => 10 + digit(ones)?,
        [tens, '十'] => digit(tens)? * 10,
        [tens, '十', ones] => digit(tens)? * 10 + digit(ones)?,
        [ones] => digit(ones)?,
        [tens, ones] => digit(tens)? * 10 + digit(ones)?,
        _ => return None,
    };
    Some((value, signs_length(text, head.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_become_figures() {
        for (asked, said) in [
            ("百分之九十", "90%"),
            ("报百分之八十五吗？", "报85%吗"),
            ("九成", "90%"),
            ("报八成五", "报85%"),
            ("９４％", "94%"),
            ("完成备案", "完成备案"),
            ("百分之百", "100%"),
        ] {
            assert_eq!(plain(asked), said, "{asked}");
        }
    }

    #[test]
    fn every_page_and_topic_is_reached_by_each_of_its_words() {
        for page in &TABLE.page {
            for word in &page.asked {
                let (pages, _) = asked_words(&plain(word));
                assert!(pages.iter().any(|found| found.name == page.name), "{word}");
            }
        }
        for topic in &TABLE.topic {
            for word in &topic.asked {
                let (_, topics) = asked_words(&plain(word));
                assert!(
                    topics.iter().any(|found| found.name == topic.name),
                    "{word}"
                );
            }
        }
    }
}
