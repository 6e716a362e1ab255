//! The words by which things are recognised, read once from `lexicon.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// Words that have to occur together: one of each group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SaidPattern(Vec<Vec<String>>);

impl SaidPattern {
    /// `取消|撤销+备案`; `=取消` is all that was said.
    pub(crate) fn parse(written: &str) -> SaidPattern {
        let groups = written.split('+');
        let words = |group: &str| group.split('|').map(str::to_owned).collect();
        SaidPattern(groups.map(words).collect())
    }

    /// How much of the text it explains, in letters; nothing where a group is missing.
    pub(crate) fn weight(&self, text: &str) -> usize {
        let longest = |group: &Vec<String>| {
            let whole = text.trim_end_matches(['?', '？', '.', '。', '!', '！']);
            let there = group.iter().filter(|word| match word.strip_prefix('=') {
                Some(all) => whole == all,
                None => text.contains(word.as_str()),
            });
            there.map(|word| weight_of(word)).max()
        };
        let found: Option<Vec<usize>> = self.0.iter().map(longest).collect();
        found.map_or(0, |weights| weights.iter().sum())
    }
}

/// A character of Chinese says as much as three letters of English.
fn weight_of(word: &str) -> usize {
    word.chars()
        .map(|it| if it.is_ascii() { 1 } else { 3 })
        .sum()
}

/// All of it.
pub(crate) struct Lexicon {
    pub(super) scheme: Vec<(String, Vec<String>)>,
    pub(super) retired: Vec<String>,
    pub(super) care: Vec<(String, Vec<String>)>,
    pub(super) level: Vec<(String, Vec<String>)>,
    pub(super) why: Vec<(String, Vec<String>)>,
    pub(super) filed: Vec<String>,
    pub(super) not_filed: Vec<String>,
    /// An illness that is over.
    pub(super) over: Vec<String>,
    /// The person paid already.
    pub(super) paid: Vec<String>,
    /// Asks how to get it back.
    pub(super) claims: Vec<String>,
    /// Speaks of dying.
    pub(super) despair: Vec<String>,
    /// Whether to file.
    pub(crate) must_file: Vec<SaidPattern>,
    /// How much.
    pub(crate) how_much: Vec<SaidPattern>,
    /// What only a doctor answers.
    pub(crate) medical: Vec<SaidPattern>,
    /// What other offices answer.
    pub(crate) elsewhere: Vec<SaidPattern>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    word: String,
    heard: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    scheme: BTreeMap<String, Vec<String>>,
    status: BTreeMap<String, Vec<String>>,
    care: BTreeMap<String, Vec<String>>,
    level: BTreeMap<String, Vec<String>>,
    why: Vec<Said>,
    state: BTreeMap<String, Vec<String>>,
    filed: BTreeMap<String, Vec<String>>,
    ask: BTreeMap<String, Vec<String>>,
    refuse: BTreeMap<String, Vec<String>>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let written: Written =
        toml::from_str(include_str!("../lexicon.toml")).expect("the shipped text is tested");
    let words = |table: &BTreeMap<String, Vec<String>>, key: &str| {
        table.get(key).cloned().unwrap_or_default()
    };
    let in_order = |table: &BTreeMap<String, Vec<String>>, order: &[&str]| {
        let of = |key: &&str| ((*key).to_owned(), words(table, key));
        order.iter().map(of).collect::<Vec<_>>()
    };
    let patterns = |table: &BTreeMap<String, Vec<String>>, key: &str| {
        let written = words(table, key);
        written.iter().map(|it| SaidPattern::parse(it)).collect()
    };
    let why = written.why.into_iter();
    Lexicon {
        // Who says 职工 and 居民 in one breath mostly asks about the resident beside an employee.
        scheme: in_order(&written.scheme, &["resident", "employee"]),
        retired: words(&written.status, "retired"),
        // An illness says more than where it is treated; a stay says more than a visit.
        care: in_order(
            &written.care,
            &["inpatient", "chronic-outpatient", "pharmacy", "outpatient"],
        ),
        level: in_order(&written.level, &["tertiary", "secondary", "primary"]),
        why: why.map(|said| (said.word, said.heard)).collect(),
        filed: words(&written.filed, "yes"),
        not_filed: words(&written.filed, "no"),
        over: words(&written.state, "over"),
        paid: words(&written.state, "paid"),
        claims: words(&written.state, "claims"),
        despair: words(&written.state, "despair"),
        must_file: patterns(&written.ask, "must-file"),
        how_much: patterns(&written.ask, "how-much"),
        medical: patterns(&written.refuse, "medical"),
        elsewhere: patterns(&written.refuse, "elsewhere"),
    }
});

pub(crate) fn lexicon() -> &'static Lexicon {
    &LEXICON
}
