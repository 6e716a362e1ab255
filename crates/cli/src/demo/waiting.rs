//! Some filings that wait for a clerk, so that the desk of the demo has something to decide. They
//! were asked for on the last days, and are what the rules made of them.

use domain::calendar::{age_on, days_after};
use domain::filing::{
    Channel, Contact, Event, Evidence, Filing, FilingReason, KnownOfPerson, Occasion, Submission,
    apply,
};
use domain::ids::FilingId;
use domain::policy::Library;
use domain::region::Region;
use jiff::civil::Date;

use super::data::DemoPerson;

/// How many there are.
const WAITING: usize = 9;

/// Adds them to the last people of Shenzhen who have no filing.
pub(super) fn add(people: &mut [(&DemoPerson, Vec<Filing>)], library: &Library, today: Date) {
    let shenzhen: Region = match "440300".parse() {
        Ok(region) => region,
        Err(_) => return,
    };
    let free = people.iter_mut().rev().filter(|(person, filings)| {
        let first = person.enrolments.first();
        filings.is_empty() && first.is_some_and(|one| one.insured_at == shenzhen)
    });
    for (number, (person, filings)) in free.take(WAITING).enumerate() {
        filings.extend(waiting(person, library, (number, today)));
    }
}

/// What the rules make of one filing; none where they decide it themselves.
fn waiting(
    person: &DemoPerson,
    library: &Library,
    (number, today): (usize, Date),
) -> Option<Filing> {
    let enrolment = person.enrolments.first()?;
    let ago = i32::try_from(number / 2).ok()?;
    let asked_on = days_after(today, -ago);
    let (reason, destination, proof) = match number % 3 {
        0 => (
            FilingReason::LongTermResident,
            "510100",
            Some("residence-permit"),
        ),
        1 => (FilingReason::PostedWorker, "330100", Some("posting-letter")),
        _ => (FilingReason::LongTermResident, "420100", None),
    };
    let id: FilingId = format!("B4403002611{:02}{:016}", 1 + number, 4_100 + number)
        .parse()
        .ok()?;
    let request = Submission {
        starts_on: asked_on,
        ..request(person, (id, reason, destination), proof)?
    };
    let occasion = Occasion {
        today: asked_on,
        by: person.person.id.as_str(),
        others: &[],
        standing: KnownOfPerson {
            enrolment: Some(enrolment),
            age: Some(age_on(person.person.born_on, asked_on)),
            pledge_broken_on: None,
            referral: None,
        },
    };
    let rules = library.procedures(enrolment.insured_at);
    let applied = apply(rules, None, &Event::Submit(Box::new(request)), &occasion).ok()?;
    applied.filing.is_pending().then_some(applied.filing)
}

/// What is asked for, by pledge where there is no proof.
fn request(
    person: &DemoPerson,
    (id, reason, destination): (FilingId, FilingReason, &str),
    proof: Option<&str>,
) -> Option<Submission> {
    let enrolment = person.enrolments.first()?;
    let evidence = proof.map(|kind| Evidence {
        kind: kind.to_owned(),
        reference: format!("demo {id}"),
        until: None,
    });
    Some(Submission {
        id,
        person: person.person.id.clone(),
        insured_at: enrolment.insured_at,
        destination: destination.parse().ok()?,
        category: reason.word().to_owned(),
        starts_on: enrolment.period.from,
        ends_on: None,
        channel: Channel::NationalApp,
        agent: None,
        contact: Contact {
            name: person.person.name.clone(),
            phone: "00000000000".to_owned(),
            address: "示例路1号".to_owned(),
        },
        pledged: proof.is_none(),
        prevented_by: None,
        evidence: evidence.into_iter().collect(),
        option: None,
        months_away: proof.map(|_| 12),
        posted: (reason == FilingReason::PostedWorker).then_some(true),
        register: None,
        past_stay: None,
        replaces: false,
    })
}
