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
use schemars::{JsonSchema, Schema};
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

/// Invented people.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PeopleText {
    /// Each with the sentence they prove.
    person: Vec<PersonText>,
}

/// An invented person.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PersonText {
    /// Person number.
    id: PersonId,
    /// Name.
    name: String,
    /// Gender.
    gender: Gender,
    /// Day of birth, or steps from today.
    born_on: String,
    /// ID number that can belong to nobody.
    id_number: String,
    /// Number of the social-security card.
    card_number: Option<String>,
    /// What they show at the counter.
    voucher: Voucher,
    /// The sentence they are for.
    proves: Bilingual,
    /// Insured where, since when; the one in use first.
    enrolment: Vec<EnrolmentText>,
    /// Filings made before today.
    #[serde(default)]
    filing: Vec<FilingText>,
    /// Facilities chosen for ordinary outpatient care.
    #[serde(default)]
    designation: Vec<DesignationText>,
    /// What was used up this benefit year.
    #[serde(default)]
    year_to_date: YearToDate,
}

/// An insurance.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EnrolmentText {
    /// Insured place.
    insured_at: Region,
    /// Scheme.
    scheme: Scheme,
    /// Tier.
    tier: Option<Tier>,
    /// Status.
    status: Status,
    /// Full months of continuous insurance on the demo's today.
    months: u16,
    /// First day of enrolment; the first of the continuous run when absent.
    from: Option<String>,
    /// First day without it.
    until: Option<String>,
    /// Last month paid; this month when absent.
    paid_through: Option<String>,
    /// Marks.
    #[serde(default)]
    traits: BTreeSet<Trait>,
    /// Personal account.
    #[serde(default)]
    account: Money,
    /// Employer.
    employer: Option<String>,
}

/// A filing made before today.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FilingText {
    /// Why.
    reason: FilingReason,
    /// Where to.
    destination: Region,
    /// First day.
    from: String,
    /// First day without it.
    until: Option<String>,
    /// Where it stands.
    state: State,
}

/// A facility chosen for ordinary outpatient care.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DesignationText {
    /// Which.
    facility: FacilityCode,
    #[serde(flatten)]
    period: PeriodText,
}

/// The form of a file of people, for editors.
pub fn schema() -> Schema {
    workbench::schema::of::<PeopleText>()
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
    })
}

/// Resolves the days of a filing.
fn read_filing(text: FilingText, today: Date) -> Result<DemoFiling> {
    let period = days::period(&text.from, text.until.as_deref(), today)?;
    Ok(DemoFiling {
        reason: text.reason,
        destination: text.destination,
        from: period.from,
        until: period.until,
        state: text.state,
    })
}
