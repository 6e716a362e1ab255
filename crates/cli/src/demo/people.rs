//! Invented people, `demo/people/*.toml`, each with the sentence he or she proves.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use domain::calendar::{Month, Period};
use domain::filing::{FilingReason, State};
use domain::ids::{FacilityCode, IdNumber, PersonId};
use domain::person::{Enrolment, Gender, Person, Scheme, Status, Tier, Trait};
use domain::situation::YearToDate;
use domain::{Bilingual, Money, Region};
use jiff::Span;
use jiff::civil::Date;
use serde::Deserialize;

use super::data::{DemoDesignation, DemoFiling, DemoPerson, Voucher};
use super::days::{self, PeriodText};

/// The embedded files by name, for messages. The story's heroine stands first in the first.
const FILES: [(&str, &str); 6] = [
    (
        "filings.toml",
        include_str!("../../../../demo/people/filings.toml"),
    ),
    (
        "tier-one.toml",
        include_str!("../../../../demo/people/tier-one.toml"),
    ),
    (
        "tier-two.toml",
        include_str!("../../../../demo/people/tier-two.toml"),
    ),
    (
        "residents.toml",
        include_str!("../../../../demo/people/residents.toml"),
    ),
    (
        "history.toml",
        include_str!("../../../../demo/people/history.toml"),
    ),
    (
        "elsewhere.toml",
        include_str!("../../../../demo/people/elsewhere.toml"),
    ),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleText {
    person: Vec<PersonText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonText {
    id: PersonId,
    name: String,
    gender: Gender,
    born_on: String,
    id_number: String,
    card_number: Option<String>,
    voucher: Voucher,
    proves: Bilingual,
    enrolment: Vec<EnrolmentText>,
    #[serde(default)]
    filing: Vec<FilingText>,
    #[serde(default)]
    designation: Vec<DesignationText>,
    #[serde(default)]
    year_to_date: YearToDate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnrolmentText {
    insured_at: Region,
    scheme: Scheme,
    tier: Option<Tier>,
    status: Status,
    /// Full months of continuous insurance on the demo's today.
    months: u16,
    /// First day of enrolment; the first of the continuous run when absent.
    from: Option<String>,
    until: Option<String>,
    /// Last month paid; this month when absent.
    paid_through: Option<String>,
    #[serde(default)]
    traits: BTreeSet<Trait>,
    #[serde(default)]
    account: Money,
    employer: Option<String>,
    contribution_base: Option<Money>,
    #[serde(default)]
    recognised: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilingText {
    reason: FilingReason,
    destination: Region,
    #[serde(flatten)]
    period: PeriodText,
    state: State,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DesignationText {
    facility: FacilityCode,
    #[serde(flatten)]
    period: PeriodText,
}

/// Every person of the demo, the story's heroine first.
pub fn load(today: Date) -> Result<Vec<DemoPerson>> {
    let mut people = Vec::new();
    for (file, text) in FILES {
        let place = || format!("demo/people/{file}");
        let file: PeopleText = toml::from_str(text).with_context(place)?;
        for person in file.person {
            let name = person.name.clone();
            let person = read_person(person, today);
            people.push(person.with_context(|| format!("{}, {name}", place()))?);
        }
    }
    Ok(people)
}

/// Resolves the days of one person and checks the identifiers.
fn read_person(text: PersonText, today: Date) -> Result<DemoPerson> {
    ensure!(
        !text.enrolment.is_empty(),
        "a person without enrolment proves nothing"
    );
    let id_number: IdNumber = text.id_number.parse()?;
    ensure!(
        id_number.born_on().is_none(),
        "the ID number names a real day of birth and could belong to somebody"
    );
    let enrolments = text.enrolment.into_iter().map(|e| read_enrolment(e, today));
    let filings = text.filing.into_iter().map(|f| read_filing(f, today));
    let designations = text.designation.into_iter().map(|d| {
        let period = d.period.resolve(today)?;
        Ok(DemoDesignation {
            facility: d.facility,
            period,
        })
    });
    Ok(DemoPerson {
        enrolments: enrolments.collect::<Result<_>>()?,
        filings: filings.collect::<Result<_>>()?,
        designations: designations.collect::<Result<_>>()?,
        person: Person {
            id: text.id,
            name: text.name,
            id_number,
            gender: text.gender,
            born_on: days::day(&text.born_on, today)?,
            card_number: text.card_number,
        },
        year_to_date: text.year_to_date,
        voucher: text.voucher,
        proves: text.proves,
    })
}

/// Counts the months of an enrolment back from today.
fn read_enrolment(text: EnrolmentText, today: Date) -> Result<Enrolment> {
    let run = Span::new().try_months(text.months)?;
    let first_of_run = today.first_of_month().checked_sub(run)?;
    let from = match &text.from {
        Some(from) => days::day(from, today)?,
        None => first_of_run,
    };
    let until = text
        .until
        .as_deref()
        .map(|until| days::day(until, today))
        .transpose()?;
    let paid_through = text.paid_through.as_deref().unwrap_or("0m");
    Ok(Enrolment {
        insured_at: text.insured_at,
        scheme: text.scheme,
        tier: text.tier,
        status: text.status,
        period: Period { from, until },
        continuous_since: Month::of(first_of_run),
        paid_through: days::month(paid_through, today)?,
        traits: text.traits,
        account: text.account,
        employer: text.employer,
        contribution_base: text.contribution_base,
        recognised: text.recognised,
    })
}

/// Resolves the days of a filing.
fn read_filing(text: FilingText, today: Date) -> Result<DemoFiling> {
    Ok(DemoFiling {
        reason: text.reason,
        destination: text.destination,
        period: text.period.resolve(today)?,
        state: text.state,
    })
}
