//! The policy pages: places, the rules of one place on a day, one figure, where sources disagree, a
//! bill tried out, two places compared. Everything under `/policy`.

pub mod compare;
pub mod disputes;
pub mod figure;
pub mod form;
pub mod index;
pub mod nowhere;
pub mod place;
pub mod releases;
pub mod what_if;

use std::sync::Arc;

use domain::Bilingual;
use domain::basis::{Confidence, ShownBasis};
use domain::person::Scheme;
use domain::rules::Table;
use domain::say;
use domain::text::{Named, Sep};
use jiff::civil::Date;
use workbench::answers::{Answer, AnswersOfPack, SITUATIONS, name_of};

use super::basis::Chip;
use super::frame::Frame;
use super::text::{PolicyText, Text};
use super::words;

/// One pack in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackSummary {
    /// Its page.
    pub href: String,
    /// Name of the insured place.
    pub region: Bilingual,
    /// Scheme.
    pub scheme: Scheme,
    /// How many rules are in force.
    pub figures: usize,
    /// How many of them say that something is not known.
    pub unknown: usize,
    /// How many of them were compared with the official text.
    pub verified: usize,
    /// The least sure of them.
    pub weakest: Option<Confidence>,
    /// How many disputes.
    pub disputes: usize,
    /// When it was last compared with the official text, if ever.
    pub verified_on: Option<Date>,
    /// Which questions it can answer.
    pub answers: Arc<AnswersOfPack>,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceView {
    /// Id within the pack, such as `Z1`; chips lead here.
    pub id: String,
    /// Title and number.
    pub title: String,
    /// Who published it, and when, as published.
    pub published: String,
    /// Where it was published, as an address that is shown and not followed.
    pub url: Option<String>,
    /// How sure.
    pub confidence: Confidence,
}

/// A rule in a list, with the page that tells all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleView {
    /// The fund it belongs to, if it belongs to one.
    pub of: Bilingual,
    /// When it applies; empty where it always does.
    pub when: Bilingual,
    /// What it says, part by part: name of the part, empty for the only one, and the figure.
    pub values: Vec<(Bilingual, Bilingual)>,
    /// The rule in a sentence, if it has one.
    pub says: Bilingual,
    /// Its own page.
    pub href: String,
    /// What it rests on.
    pub basis: ShownBasis,
    /// Why it is not known, where it is not.
    pub unknown: Option<Bilingual>,
    /// Whether it is the nation's and not the place's.
    pub national: bool,
    /// Numbers of the disputes about it.
    pub disputes: Vec<String>,
}

/// The rules of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Which.
    pub table: Table,
    /// The rules, those of one fund together.
    pub rules: Vec<RuleView>,
}

/// A pack in short, in the language of a page.
pub(super) struct ShownPack<'a> {
    pub href: &'a str,
    pub title: String,
    pub known: String,
    pub sure: String,
    pub disputes: String,
    pub answered: String,
}

impl<'a> ShownPack<'a> {
    pub(super) fn of(frame: &Frame, pack: &'a PackSummary) -> ShownPack<'a> {
        let region = frame.pick(&pack.region);
        ShownPack {
            href: &pack.href,
            title: format!("{region} · {}", frame.name(&pack.scheme)),
            known: known(frame, pack),
            sure: sure(frame, pack),
            answered: answered(frame, pack),
            disputes: match pack.disputes {
                0 => String::new(),
                count => words::count(frame.lang, count, &Text::Disputes.both()),
            },
        }
    }
}

/// How much is known.
fn known(frame: &Frame, pack: &PackSummary) -> String {
    let count = |number, unit: PolicyText| words::count(frame.lang, number, &unit.both());
    let rules = pack.figures;
    let figures = say!("现行规定 {rules} 条", "{rules} rules in force");
    let figures = frame.pick(&figures).to_owned();
    match pack.unknown {
        0 => figures,
        unknown => format!("{figures} · {}", count(unknown, PolicyText::UnknownCount)),
    }
}

/// Which kinds of care can be worked out, in how many situations where not in all, and which not.
fn answered(frame: &Frame, pack: &PackSummary) -> String {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for it in &pack.answers.by_care {
        let (name, all) = (it.care.name(), it.answers.len());
        let count = |wanted: &[Answer]| it.answers.iter().filter(|it| wanted.contains(it)).count();
        let whole = count(&[Answer::Whole, Answer::Provisional]);
        match (whole, count(&[Answer::Part])) {
            (0, 0) => unknown.push(Bilingual::new(name.zh, name.en)),
            (whole, _) if whole == all => known.push(Bilingual::new(name.zh, name.en)),
            (0, part) => known.push(say!(
                "{name}（{all} 种情形里 {part} 种部分能算）",
                "{name} (partly, in {part} of {all} situations)"; name = name
            )),
            (whole, 0) => known.push(say!(
                "{name}（{all} 种情形里 {whole} 种）",
                "{name} (in {whole} of {all} situations)"; name = name
            )),
            (whole, part) => known.push(say!(
                "{name}（{all} 种情形里 {whole} 种，另有 {part} 种部分能算）",
                "{name} (in {whole} of {all} situations, partly in {part})"; name = name
            )),
        }
    }
    let [known, unknown] = [known, unknown].map(|names| Bilingual::join(names, Sep::List));
    let mut said = Vec::new();
    if !known.zh.is_empty() {
        said.push(say!("能算：{known}", "worked out: {known}"; known = known));
    }
    if !unknown.zh.is_empty() {
        said.push(say!("没有收录：{unknown}", "not known: {unknown}"; unknown = unknown));
    }
    frame.pick(&Bilingual::join(said, Sep::Dot)).to_owned()
}

/// A situation with its answers by kind of care, in the language of a page.
pub(super) struct ShownAnswers {
    pub situation: String,
    /// The answer in a word, and whether it is none.
    pub answers: Vec<(String, bool)>,
}

impl ShownAnswers {
    pub(super) fn all(frame: &Frame, pack: &PackSummary) -> Vec<ShownAnswers> {
        let situations = SITUATIONS.iter().enumerate();
        let shown = situations.map(|(at, situation)| ShownAnswers {
            situation: frame.pick(&name_of(*situation)).to_owned(),
            answers: pack
                .answers
                .by_care
                .iter()
                .map(|it| it.answers[at])
                .map(|it| (frame.name(&it), it == Answer::Unknown))
                .collect(),
        });
        shown.collect()
    }
}

/// How sure it is.
fn sure(frame: &Frame, pack: &PackSummary) -> String {
    let verified = match (pack.verified, pack.verified_on) {
        (0, _) => frame.say(PolicyText::NoneVerified).to_owned(),
        (count, None) => words::count(frame.lang, count, &PolicyText::VerifiedCount.both()),
        (count, Some(on)) => format!(
            "{} ({} {})",
            words::count(frame.lang, count, &PolicyText::VerifiedCount.both()),
            frame.say(Text::VerifiedOn),
            words::day(frame.lang, on)
        ),
    };
    match pack.weakest {
        None => verified,
        Some(weakest) => {
            let weakest = frame.name(&weakest);
            format!(
                "{verified} · {} {weakest}",
                frame.say(PolicyText::WeakestSource)
            )
        }
    }
}

/// A section in the language of a page.
pub(super) struct ShownSection<'a> {
    pub anchor: &'static str,
    pub title: &'static str,
    pub groups: Vec<FundRules<'a>>,
}

/// The rules of one fund.
pub(super) struct FundRules<'a> {
    pub name: &'a str,
    pub rules: Vec<ShownRule<'a>>,
}

/// A rule in the language of a page.
pub(super) struct ShownRule<'a> {
    pub href: &'a str,
    pub when: &'a str,
    pub values: Vec<(&'a str, &'a str)>,
    pub says: &'a str,
    /// Why it is not known, and whom to ask.
    pub unknown: Option<String>,
    pub national: bool,
    pub disputes: &'a [String],
    pub chip: Chip,
}

impl<'a> ShownSection<'a> {
    /// `sources` are those described further down the page.
    pub(super) fn of(frame: &Frame, section: &'a Section, sources: &[SourceView]) -> Self {
        let mut groups: Vec<FundRules<'a>> = Vec::new();
        for rule in &section.rules {
            let name = frame.pick(&rule.of);
            let shown = ShownRule::of(frame, rule, sources);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.rules.push(shown),
                None => groups.push(FundRules {
                    name,
                    rules: vec![shown],
                }),
            }
        }
        ShownSection {
            anchor: section.table.word(),
            title: frame.say(section.table.asked()),
            groups,
        }
    }
}

impl<'a> ShownRule<'a> {
    fn of(frame: &Frame, rule: &'a RuleView, sources: &[SourceView]) -> Self {
        let value =
            |(name, value): &'a (Bilingual, Bilingual)| (frame.pick(name), frame.pick(value));
        let when = frame.pick(&rule.when);
        ShownRule {
            href: &rule.href,
            when: match when.is_empty() {
                true => frame.say(PolicyText::AllCases),
                false => when,
            },
            values: rule.values.iter().map(value).collect(),
            says: frame.pick(&rule.says),
            unknown: rule
                .unknown
                .as_ref()
                .map(|why| match why.zh.contains("热线") {
                    // It says so itself.
                    true => frame.pick(why).to_owned(),
                    false => format!("{} {}", frame.pick(why), frame.say(PolicyText::AskHotline)),
                }),
            national: rule.national,
            disputes: &rule.disputes,
            chip: chip(frame, &rule.basis, sources),
        }
    }
}

/// A chip that leads to its source further down the page, when it is listed there.
pub(super) fn chip(frame: &Frame, basis: &ShownBasis, sources: &[SourceView]) -> Chip {
    let is_listed = sources.iter().any(|source| source.id == basis.source);
    Chip::of(frame, basis, is_listed.then_some(""))
}

/// A source in the language of a page.
pub(super) struct ShownSource<'a> {
    pub source: &'a SourceView,
    pub confidence: String,
    pub weak: bool,
    /// Whether its address can be followed.
    pub opens: bool,
}

impl<'a> ShownSource<'a> {
    pub(super) fn all(frame: &Frame, sources: &'a [SourceView]) -> Vec<ShownSource<'a>> {
        let shown = sources.iter().map(|source| ShownSource {
            source,
            confidence: frame.name(&source.confidence),
            weak: source.confidence != Confidence::A,
            opens: source.url.as_deref().is_some_and(super::basis::opens),
        });
        shown.collect()
    }
}
