//! What was not said and decides the answer, each as a question with answers to choose from.

use domain::advice::{JourneyAnswer, ToAsk, Why};
use domain::facility::{Care, Level};
use domain::person::{Scheme, Status};
use domain::region_names::NamedPlace;
use domain::text::{Bilingual, Named};
use domain::{Region, say};

use super::tiers;
use super::{AskBack, Desk, HelpPlace, TravelQuote};
use crate::help::Heard;

/// No more places are offered to choose from; the others are written.
const PLACES_OFFERED: usize = 12;

impl Desk<'_> {
    /// The places that have to be said, or said more clearly.
    pub(super) fn places_missing(&self, both: bool) -> Vec<AskBack> {
        let unclear = |is_insured: bool| {
            let mut unclear = self.heard.unclear.iter();
            let found = unclear.find(|(insured, _)| *insured == is_insured);
            found
                .map(|(_, places)| places.as_slice())
                .unwrap_or_default()
        };
        let mut missing = Vec::new();
        if self.place.insured_at.is_none() {
            missing.push(AskBack {
                name: "insured_at",
                asks: say!("您的医保在哪个市交？", "Which city are you insured in?"),
                choices: places(unclear(true)),
            });
        }
        if both && self.place.treated_at.is_none() {
            missing.push(AskBack {
                name: "treated_at",
                asks: say!("您去哪个市看病？", "Which city will you see a doctor in?"),
                choices: places(unclear(false)),
            });
        }
        missing
    }
}

/// The insured place that was taken for granted, to be said otherwise.
pub(super) fn other_home(taken: Region) -> AskBack {
    let home = domain::advice::name_of(taken);
    AskBack {
        name: "insured_at",
        asks: say!(
            "医保在别的市交？写在这里再算。",
            "Insured in another city? Write it here."
        ),
        choices: vec![(
            taken.to_string(),
            say!("就在{home}交", "insured in {home}"; home = home),
        )],
    }
}

fn places(several: &[&NamedPlace]) -> Vec<(String, Bilingual)> {
    let offered = several.iter().take(PLACES_OFFERED);
    let choice = |place: &&NamedPlace| (place.region.to_string(), place.told_apart());
    offered.map(choice).collect()
}

fn words<T: Named + Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<(String, Bilingual)> {
    let choice = |one: &T| (word(*one).to_owned(), one.name());
    all.iter().map(choice).collect()
}

/// The question the advice has open; why somebody goes, where another way to file may fit better.
pub(super) fn of_journey(told: &JourneyAnswer, heard: &Heard) -> Option<AskBack> {
    let Some(open) = told.question.as_ref() else {
        let is_open = heard.why.is_none() && !told.advice.questions.is_empty();
        return is_open.then(|| AskBack {
            name: "why",
            asks: ToAsk::Why.name(),
            choices: words(Why::ALL, Why::word),
        });
    };
    let (name, choices) = match open.asks {
        ToAsk::Why => ("why", words(Why::ALL, Why::word)),
        ToAsk::Slip => (
            "slip",
            vec![
                ("yes".to_owned(), say!("开了", "yes")),
                ("no".to_owned(), say!("没有", "no")),
            ],
        ),
        ToAsk::Months => {
            let mut choices = Vec::new();
            if let Some(least) = open.months_asked.first() {
                let less = least.saturating_sub(1);
                choices.push((
                    less.to_string(),
                    say!("不到 {least} 个月", "less than {least} months"),
                ));
            }
            choices.extend(open.months_asked.iter().map(|months| {
                let says = say!("{months} 个月以上", "{months} months or more");
                (months.to_string(), says)
            }));
            ("months", choices)
        }
        ToAsk::Scheme => ("scheme", words(Scheme::ALL, Scheme::word)),
    };
    Some(AskBack {
        name,
        asks: open.asks.name(),
        choices,
    })
}

/// What a bill was worked out for though nobody said it, each with what may be said instead; and
/// what would make it more certain.
pub(super) fn of_quote(
    place: &HelpPlace<'_>,
    heard: &Heard,
    quotes: &[TravelQuote],
) -> Vec<AskBack> {
    let mut missing = Vec::new();
    let Some(quote) = quotes.last() else {
        return missing;
    };
    let home = place.insured_at;
    let schemes = Scheme::ALL.iter();
    let known = schemes.filter(|it| home.is_some_and(|at| place.library.find(at, **it).is_some()));
    if heard.scheme.is_none() && known.count() > 1 {
        missing.push(AskBack {
            name: "scheme",
            asks: taken(quote.scheme.name(), ToAsk::Scheme.name()),
            choices: words(Scheme::ALL, Scheme::word),
        });
    }
    missing.extend(tiers::asked(place));
    if heard.status.is_none() && quote.scheme == Scheme::Employee {
        let which = say!("在职还是退休？", "On the job or retired?");
        missing.push(AskBack {
            name: "status",
            asks: taken(Status::OnJob.name(), which),
            choices: words(&[Status::OnJob, Status::Retired], Status::word),
        });
    }
    if heard.care.is_none() {
        let which = say!("看门诊还是住院？", "A visit, or a stay in hospital?");
        missing.push(AskBack {
            name: "care",
            asks: taken(quote.care.name(), which),
            choices: words(&[Care::Inpatient, Care::Outpatient], Care::word),
        });
    }
    if heard.level.is_none() {
        let levels = [Level::Primary, Level::Secondary, Level::Tertiary];
        missing.push(AskBack {
            name: "level",
            asks: say!("去几级医院？", "Which level of hospital?"),
            choices: words(&levels, Level::word),
        });
    }
    if heard.why.is_none()
        && place
            .treated_at
            .is_some_and(|it| Some(it.pooling()) != home)
    {
        missing.push(AskBack {
            name: "why",
            asks: ToAsk::Why.name(),
            choices: words(Why::ALL, Why::word),
        });
    }
    missing
}

/// What was taken for granted, and the question that says otherwise.
pub(super) fn taken(what: Bilingual, which: Bilingual) -> Bilingual {
    say!(
        "您没有说，先按「{what}」算的。{which}",
        "You did not say, so «{what}» was taken. {which}";
        what = what, which = which
    )
}
