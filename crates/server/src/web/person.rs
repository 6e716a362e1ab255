//! The page of one insured person: filings, bills, and the year so far.

use std::ops::RangeInclusive;

use askama::Template;
use domain::calendar::{Month, Period};
use domain::ids::{Certificate, mask_name};
use domain::person::{Scheme, Status};
use domain::{Bilingual, Money};

use super::chart::Meter;
use super::frame::Frame;
use super::home::{Listed, ListedSettlement};
use super::text::{AdviceText, MineText, Text};
use super::{html, words};

/// One person. Name and number come in full and leave masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonPage {
    /// Name of the person; the page masks it.
    pub name: String,
    /// What says who the person is; the page masks it.
    pub certificate: Certificate,
    /// Insurances of the person.
    pub enrolments: Vec<ShownEnrolment>,
    /// Filings, newest first.
    pub filings: Vec<ShownFiling>,
    /// Settlements, newest first.
    pub settlements: Vec<ListedSettlement>,
    /// The turn before which the next older ones were made.
    pub earlier: Option<i64>,
    /// What was used up this year.
    pub year: Vec<YearRow>,
}

/// One insurance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownEnrolment {
    /// Name of the insured place.
    pub insured_at: Bilingual,
    /// Scheme.
    pub scheme: Scheme,
    /// Name of the tier, if the scheme has tiers.
    pub tier: Option<Bilingual>,
    /// Status.
    pub status: Status,
    /// Last month paid.
    pub paid_through: Month,
    /// Balance of the personal account.
    pub account: Money,
    /// Why the insurance covers nothing today, where it does not.
    pub not_entitled: Option<Bilingual>,
}

/// How a filing stands, as a colour and a shape beside its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// In force.
    On,
    /// Waiting for somebody.
    Wait,
    /// Over, refused or cancelled.
    Over,
}

/// One filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownFiling {
    /// Filing number.
    pub id: String,
    /// Name of the place filed to.
    pub to: Bilingual,
    /// Kind of filing.
    pub reason: Bilingual,
    /// While it holds.
    pub period: Period,
    /// How it stands, in a word.
    pub state: Bilingual,
    /// How it stands, as a tone.
    pub tone: Tone,
}

/// What was used of a yearly ceiling or towards a threshold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearRow {
    /// Name of the counter.
    pub name: Bilingual,
    /// Used up.
    pub used: Money,
    /// The ceiling, where one is known; from the lowest to the highest where it goes by
    /// the care or the hospital.
    pub ceiling: Option<RangeInclusive<Money>>,
}

#[derive(Template)]
#[template(path = "person.html")]
struct Html<'a> {
    frame: &'a Frame,
    name: String,
    number: String,
    enrolments: Vec<Enrolled>,
    filings: Vec<Filed<'a>>,
    settlements: Vec<Listed<'a>>,
    earlier: Option<i64>,
    year: Vec<CountedRow<'a>>,
}

struct Enrolled {
    title: String,
    paid_through: String,
    account: String,
    not_entitled: Option<String>,
}

struct Filed<'a> {
    id: &'a str,
    to: &'a str,
    line: String,
    state: &'a str,
    class: &'static str,
    shape: &'static str,
}

pub(super) struct CountedRow<'a> {
    pub name: &'a str,
    pub used: String,
    pub ceiling: Option<String>,
    /// What is left, where the ceiling is one figure.
    pub left: Option<(String, Meter)>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &PersonPage) -> String {
    html(&Html {
        frame,
        name: mask_name(&page.name),
        number: page.certificate.masked(),
        enrolments: page.enrolments.iter().map(|e| enrolled(frame, e)).collect(),
        filings: page.filings.iter().map(|f| filed(frame, f)).collect(),
        settlements: Listed::all(frame, &page.settlements),
        earlier: page.earlier,
        year: page.year.iter().map(|row| counted(frame, row)).collect(),
    })
}

fn enrolled(frame: &Frame, enrolment: &ShownEnrolment) -> Enrolled {
    let mut parts = vec![
        frame.pick(&enrolment.insured_at).to_owned(),
        frame.name(&enrolment.scheme),
    ];
    parts.extend(
        enrolment
            .tier
            .as_ref()
            .map(|tier| frame.pick(tier).to_owned()),
    );
    // The resident scheme has one status with the scheme's own name; saying it twice helps nobody.
    if enrolment.status != Status::Resident {
        parts.push(frame.name(&enrolment.status));
    }
    Enrolled {
        title: parts.join(" · "),
        paid_through: words::month(frame.lang, enrolment.paid_through),
        account: words::yuan(frame.lang, enrolment.account),
        not_entitled: enrolment
            .not_entitled
            .as_ref()
            .map(|why| frame.pick(why).to_owned()),
    }
}

fn filed<'a>(frame: &Frame, filing: &'a ShownFiling) -> Filed<'a> {
    let (class, shape) = match filing.tone {
        Tone::On => ("on", "✓"),
        Tone::Wait => ("wait", "○"),
        Tone::Over => ("over", "–"),
    };
    let period = words::span(frame.lang, filing.period.from, filing.period.until);
    Filed {
        id: &filing.id,
        to: frame.pick(&filing.to),
        line: format!("{} · {period}", frame.pick(&filing.reason)),
        state: frame.pick(&filing.state),
        class,
        shape,
    }
}

/// The one figure of a range.
fn only(range: Option<&RangeInclusive<Money>>) -> Option<Money> {
    let range = range.filter(|range| range.start() == range.end())?;
    Some(*range.end())
}

pub(super) fn counted<'a>(frame: &Frame, row: &'a YearRow) -> CountedRow<'a> {
    let amount = |money| words::yuan(frame.lang, money);
    CountedRow {
        name: frame.pick(&row.name),
        used: amount(row.used),
        ceiling: row
            .ceiling
            .as_ref()
            .map(|ceiling| match ceiling.start() == ceiling.end() {
                true => amount(*ceiling.end()),
                false => format!(
                    "{} – {} {}",
                    amount(*ceiling.start()),
                    amount(*ceiling.end()),
                    frame.say(Text::ByCareAndHospital)
                ),
            }),
        left: only(row.ceiling.as_ref()).map(|ceiling| {
            let left = (ceiling - row.used).floor_zero();
            (amount(left), Meter::of(row.used, ceiling))
        }),
    }
}
