//! The questions people ask, each with the facts that answer it; read once from `questions.toml`.

use std::sync::LazyLock;

use domain::advice::Why;
use domain::facility::Care;
use domain::person::Scheme;
use domain::text::Bilingual;
use domain::word_list;
use serde::Deserialize;

use super::PlainFact;
use super::hear::SaidPattern;

word_list! {
    /// What a question is about; the order in which they are listed.
    HelpGroup {
        /// Filing.
        Filing = "filing", "备案", "Filing";
        /// Changing and ending.
        Change = "change", "换地方、取消、回来", "Changing, cancelling, coming back";
        /// In hospital.
        Hospital = "hospital", "看病住院", "In hospital";
        /// How much.
        Money = "money", "报多少", "How much is paid";
        /// Claiming by hand.
        Claim = "claim", "自己先付，回去再报", "Paid first, claimed afterwards";
        /// Family and whom to ask.
        People = "people", "家人，问谁", "Family, and whom to ask";
    }
}

word_list! {
    /// What has to be known for an answer.
    Needs {
        /// Nothing: it is the same everywhere.
        Nothing = "nothing", "各地一样", "nothing";
        /// The insured place.
        Insured = "insured", "参保地", "the insured place";
        /// Both places.
        Both = "both", "参保地和去的地方", "both places";
    }
}

/// A question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpQuestion {
    /// Its word, in addresses.
    pub id: String,
    /// What it is about.
    pub group: HelpGroup,
    /// The question.
    pub asks: Bilingual,
    /// What is the same everywhere, without a figure; empty where the rules say it all.
    #[serde(default)]
    pub says: Bilingual,
    /// What is told of the place.
    pub facts: Vec<PlainFact>,
    /// What has to be known.
    pub needs: Needs,
    /// The kind of care it is about.
    #[serde(default)]
    pub care: Option<Care>,
    /// The scheme it is about.
    #[serde(default)]
    pub scheme: Option<Scheme>,
    /// The reason it is about.
    #[serde(default)]
    pub why: Option<Why>,
    /// Whether the answer «whether to file» is better once both places are known.
    #[serde(default)]
    pub yields: bool,
    /// Whether no rule about it is kept here.
    #[serde(default)]
    pub unknown: bool,
    /// As people say it.
    #[serde(deserialize_with = "patterns")]
    pub(super) heard: Vec<SaidPattern>,
}

/// A term that people meet, with what it means.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpTerm {
    /// Its word, in addresses.
    pub id: String,
    /// As people say it.
    pub plain: Bilingual,
    /// As rules and papers have it.
    pub official: Bilingual,
    /// What it means, in one sentence.
    pub says: Bilingual,
    /// Other ways to write it, in small letters and the new script.
    #[serde(default)]
    pub also: Vec<String>,
    /// The figure of the place that belongs to it.
    #[serde(default)]
    pub fact: Option<PlainFact>,
}

#[derive(Deserialize)]
struct WrittenQuestions {
    question: Vec<HelpQuestion>,
}

fn patterns<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<SaidPattern>, D::Error> {
    let written = Vec::<String>::deserialize(from)?;
    Ok(written.iter().map(|it| SaidPattern::parse(it)).collect())
}

static QUESTIONS: LazyLock<Vec<HelpQuestion>> = LazyLock::new(|| {
    let written: WrittenQuestions =
        toml::from_str(include_str!("questions.toml")).expect("the shipped text is tested");
    written.question
});

/// All of them, in the order of the file.
pub fn questions() -> &'static [HelpQuestion] {
    &QUESTIONS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_is_asked_in_both_languages_and_answered_without_figures() {
        assert!(questions().len() >= 30, "{}", questions().len());
        for question in questions() {
            let HelpQuestion { id, asks, says, .. } = question;
            assert!(!asks.zh.is_empty() && !asks.en.is_empty(), "{id}");
            assert_eq!(says.zh.is_empty(), says.en.is_empty(), "{id}");
            // The number of the ambulance is no figure of a rule.
            for text in [&says.zh, &says.en] {
                let text = text.replace("120", "");
                assert!(!text.chars().any(|it| it.is_ascii_digit()), "{id}: {text}");
            }
            assert!(!question.heard.is_empty(), "{id}");
            let same = questions().iter().filter(|other| other.id == *id);
            assert_eq!(same.count(), 1, "{id}");
        }
    }
}
