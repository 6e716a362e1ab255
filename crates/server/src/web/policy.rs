//! The policy pages: places, the rules of one place on a day, one figure, where sources disagree, a
//! bill tried out, two places compared. Everything under `/policy`.

pub mod change;
pub mod compare;
pub mod disputes;
pub mod editor;
pub mod figure;
pub mod form;
mod glance;
pub mod index;
mod map;
pub mod nowhere;
pub mod own;
pub mod place;
pub mod releases;
pub mod what_if;

use std::sync::Arc;

use domain::basis::{Confidence, ShownBasis};
use domain::person::Scheme;
use domain::rules::Table;
use domain::{Bilingual, Region, say};
use jiff::civil::Date;
use workbench::answers::{Answer, AnswersOfPack, SITUATIONS, name_of};

use super::basis::Chip;
use super::frame::{Frame, Lang};
use super::text::{PolicyText, Text};
use super::words;

/// One pack in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackSummary {
    /// Its page.
    pub href: String,
    /// Its division code.
    pub code: Region,
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
    /// How many disputes.
    pub disputes: usize,
    /// When it was last compared with the official text, if ever.
    pub verified_on: Option<Date>,
    /// Which questions it can answer; the list of places does not ask.
    pub answers: Option<Arc<AnswersOfPack>>,
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
    pub disputes: String,
    /// What to be careful of.
    pub caution: String,
}

impl<'a> ShownPack<'a> {
    pub(super) fn of(frame: &Frame, pack: &'a PackSummary) -> ShownPack<'a> {
        let region = frame.pick(&pack.region);
        ShownPack {
            href: &pack.href,
            title: match frame.lang {
                Lang::Zh => format!("{region}{}", short_name(pack.scheme)),
                Lang::En => format!("{region}, {}", frame.name(&pack.scheme)),
            },
            caution: caution(frame, pack),
            known: known(frame, pack),
            disputes: match pack.disputes {
                0 => String::new(),
                count => words::count(frame.lang, count, &Text::Disputes.both()),
            },
        }
    }
}

/// As people call it.
const fn short_name(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Employee => "职工医保",
        Scheme::Resident => "居民医保",
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
        unknown => {
            let unknown = count(unknown, PolicyText::UnknownCount);
            match frame.lang {
                Lang::Zh => format!("{figures}，{unknown}"),
                Lang::En => format!("{figures}, {unknown}"),
            }
        }
    }
}

/// A situation with its answers by kind of care, in the language of a page.
pub(super) struct ShownAnswers {
    pub situation: String,
    /// The answer in a word, and whether it is none.
    pub answers: Vec<(String, bool)>,
}

impl ShownAnswers {
    pub(super) fn all(frame: &Frame, pack: &PackSummary) -> Vec<ShownAnswers> {
        let Some(of_pack) = &pack.answers else {
            return vec![];
        };
        let situations = SITUATIONS.iter().enumerate();
        let shown = situations.map(|(at, situation)| ShownAnswers {
            situation: frame.pick(&name_of(*situation)).to_owned(),
            answers: of_pack
                .by_care
                .iter()
                .map(|it| it.answers[at])
                .map(|it| (frame.name(&it), it == Answer::Unknown))
                .collect(),
        });
        shown.collect()
    }
}

/// How much of it was compared with the published text, and whose word is the last.
fn caution(frame: &Frame, pack: &PackSummary) -> String {
    let (all, verified) = (pack.figures, pack.verified);
    if verified == 0 {
        return frame.say(PolicyText::Caution).to_owned();
    }
    let on = pack.verified_on.map(|on| {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| words::day(lang, on));
        Bilingual::new(format!("（最近 {zh}）"), format!(" (last on {en})"))
    });
    let said = say!(
        "这一页 {all} 条规定里，{verified} 条和公布的原文核对过{on}，其余来自公开转载。\
         办事以参保地医保局为准。",
        "Of {all} rules here {verified} were compared with the published text{on}; the others come \
         from public reprints. The bureau of the insured place has the last word.";
        on = on.unwrap_or_default()
    );
    frame.pick(&said).to_owned()
}

/// A section in the language of a page.
pub(super) struct ShownSection<'a> {
    pub anchor: &'static str,
    pub title: &'static str,
    /// Its first figures.
    pub summary: String,
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
            summary: first_figures(frame, section),
            groups,
        }
    }
}

/// The first figures of a section, as much as stands beside its name.
fn first_figures(frame: &Frame, section: &Section) -> String {
    const SHOWN: usize = 2;
    let known = section.rules.iter().filter(|rule| rule.unknown.is_none());
    let told = known.take(SHOWN).filter_map(|rule| {
        let (_, value) = rule.values.first()?;
        let (when, value) = (frame.pick(&rule.when), frame.pick(value));
        Some(format!("{when} {value}").trim().to_owned())
    });
    let told: Vec<String> = told.collect();
    let more = match section.rules.len() > SHOWN {
        true => "……",
        false => "",
    };
    let between = match frame.lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    };
    told.join(between) + more
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

/// How far a figure may be trusted for where it was read, in a sentence.
pub(super) const fn sureness(confidence: Confidence) -> PolicyText {
    match confidence {
        Confidence::A => PolicyText::SureOfficial,
        Confidence::B => PolicyText::SureRestated,
        Confidence::C => PolicyText::SureArticle,
        Confidence::D => PolicyText::SureInferred,
        Confidence::E => PolicyText::SureRecalled,
    }
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
