//! What is asked: of everything that could be meant, what explains most of the question. Too little
//! explains nothing.

use domain::Region;

use super::super::hear::SaidPattern;
use super::super::hear::lexicon;
use super::{HelpQuestion, HelpTerm};
use crate::help::{Heard, questions};

/// What is asked.
#[derive(Clone, Copy)]
pub(super) enum Intent<'a> {
    MustFile,
    HowMuch,
    Question(&'static HelpQuestion),
    Term(&'a HelpTerm),
    Place(Region),
    Medical,
    Elsewhere,
    Despair,
    Unknown,
}

/// Fewer letters explain nothing: three characters of Chinese.
const LEAST: usize = 9;

/// A question of the list is known by two.
const LEAST_OF_THE_LIST: usize = 6;

/// What speaks for the general questions once both places are said.
const WITH_BOTH_PLACES: usize = 16;

/// From here on it was asked in so many words whether to file.
const IN_SO_MANY_WORDS: usize = 12;

/// What speaks for a question of the list before the two general ones.
const OF_THE_LIST: usize = 8;

/// Words of insurance: with one of them a question is about it, and not about medicine.
const INSURANCE: [&str; 25] = [
    "报",
    "备案",
    "医保",
    "社保",
    "保险",
    "费",
    "钱",
    "起付",
    "比例",
    "封顶",
    "定点",
    "联网",
    "结算",
    "选点",
    "转诊",
    "农合",
    "insur",
    "reimburs",
    "cover",
    "paid",
    "pay",
    "fil",
    "deductible",
    "claim",
    "cost",
];

/// Words of asking what another word means.
const MEANING: [&str; 15] = [
    "是什么意思",
    "什么意思",
    "啥意思",
    "是什么",
    "是啥",
    "什么叫",
    "什么是",
    "啥叫",
    "啥是",
    "指什么",
    "指的是",
    "解释",
    "what is",
    "what does",
    "meaning of",
];

fn heaviest(patterns: &[SaidPattern], text: &str) -> usize {
    patterns.iter().map(|it| it.weight(text)).max().unwrap_or(0)
}

/// What is asked, where a life in danger and money already paid go before everything else.
pub(super) fn of<'a>(heard: &Heard, terms: &'a [HelpTerm]) -> Intent<'a> {
    if heard.is_in_despair {
        return Intent::Despair;
    }
    let intent = meant(heard, terms);
    let listed = |id: &str| questions().iter().find(|question| question.id == id);
    let instead = match (intent, heard.is_urgent) {
        // These answer what was asked, and say first to get treated.
        (Intent::HowMuch | Intent::Term(_) | Intent::Elsewhere | Intent::Medical, _) => None,
        (Intent::Question(question), true) if OF_INJURIES.contains(&question.id.as_str()) => None,
        (_, true) if heard.has_paid || heard.asks_to_claim => listed("emergency-paid"),
        (_, true) => listed("emergency"),
        (Intent::MustFile, false) if heard.has_paid => listed("unfiled"),
        (_, false) => None,
    };
    instead.map_or(intent, Intent::Question)
}

/// Questions about injuries that somebody else may have to pay for.
const OF_INJURIES: [&str; 2] = ["third-party", "work-injury"];

fn meant<'a>(heard: &Heard, terms: &'a [HelpTerm]) -> Intent<'a> {
    let (text, words) = (heard.text.as_str(), lexicon());
    let about_insurance = INSURANCE.iter().any(|word| text.contains(word));
    if heaviest(&words.medical, text) > 0 && !about_insurance {
        return Intent::Medical;
    }
    if heaviest(&words.elsewhere, text) > 0 {
        return Intent::Elsewhere;
    }
    if let Some(place) = heard.bare_place {
        return Intent::Place(place);
    }
    if let Some(term) = meant_term(text, terms) {
        return Intent::Term(term);
    }
    let both = heard.insured_at.is_some() && heard.treated_at.is_some();
    let has_place = heard.insured_at.is_some() || heard.treated_at.is_some();
    // A price alone is of anything.
    let priced = |word: &&&str| !["费", "钱", "cost", "pay"].contains(*word);
    let mut of_insurance = INSURANCE.iter().filter(priced);
    let is_about =
        of_insurance.any(|word| text.contains(word)) || has_place || heard.care.is_some();
    let more = |weight: usize, least: usize| match both && weight >= least {
        true => weight + WITH_BOTH_PLACES,
        false => weight,
    };
    let must_file = heaviest(&words.must_file, text);
    let how_much = more(heaviest(&words.how_much, text), 1);
    let mut best = (LEAST - 1, Intent::Unknown);
    let mut consider = |weight: usize, intent: Intent<'a>| {
        if weight > best.0 {
            best = (weight, intent);
        }
    };
    // A bare «how much» asks about anything.
    if is_about {
        consider(more(must_file, IN_SO_MANY_WORDS), Intent::MustFile);
        consider(
            how_much + usize::from(heard.amount.is_some()) * 6,
            match how_much {
                0 => Intent::Unknown,
                _ => Intent::HowMuch,
            },
        );
    }
    for question in questions() {
        let weight = heaviest(&question.heard, text);
        let gives_way = question.yields && both && must_file > 0;
        if weight >= LEAST_OF_THE_LIST && !gives_way {
            let more = if question.yields { 0 } else { OF_THE_LIST };
            consider(weight + more, Intent::Question(question));
        }
    }
    match best.1 {
        // Two places, or one to see a doctor in: the first question anybody has.
        Intent::Unknown if both || goes_for_care(heard) => Intent::MustFile,
        intent => intent,
    }
}

/// Whether somebody sees a doctor in the place that was named, and nothing else was understood.
fn goes_for_care(heard: &Heard) -> bool {
    let words = [
        "看病",
        "看医生",
        "就医",
        "就诊",
        "治病",
        "住院",
        "doctor",
        "hospital",
        "treat",
    ];
    heard.treated_at.is_some() && words.iter().any(|word| heard.text.contains(word))
}

/// The term whose meaning is asked, or that stands alone.
fn meant_term<'a>(text: &str, terms: &'a [HelpTerm]) -> Option<&'a HelpTerm> {
    let asks = MEANING.iter().any(|word| text.contains(word));
    let bare = text.trim_end_matches(['?', '？', '。']);
    let names = |term: &'a HelpTerm| {
        let own = [
            &term.plain.zh,
            &term.official.zh,
            &term.official.en,
            &term.plain.en,
        ];
        own.into_iter()
            .chain(&term.also)
            .map(|name| name.to_lowercase())
    };
    let length = |term: &'a HelpTerm| {
        let there = names(term).filter(|name| match asks {
            true => name.chars().count() >= 2 && text.contains(name.as_str()),
            false => bare == name,
        });
        there.map(|name| name.chars().count()).max()
    };
    let found = terms.iter().filter_map(|term| Some((length(term)?, term)));
    found
        .max_by_key(|(length, _)| *length)
        .map(|(_, term)| term)
}
