//! Filings: taking them, deciding them, cancelling them. The rules and the state machine are the
//! domain's; here they meet the person's other filings, the insurance and the books.

use domain::calendar::age_on;
use domain::filing::{Applied, Event, Filing, KnownOfPerson, Occasion, State, Submission, apply};
use domain::ids::{FilingId, PersonId};
use domain::person::Enrolment;
use domain::procedures::Procedures;
use domain::rules::WhatChanged;
use serde::Serialize;
use store::audit;
use store::corrections::{self, Cause, Correction};
use store::outbox;
use store::seal::sha256_hex;
use store::{enrolments, filings as stored, people};

use crate::changed::{RecordChange, after_recording, noted};
use crate::on_record::PersonOnRecord;
use crate::{Desk, DeskError};

/// A new filing number: `B`, the insured place, the day, sixteen digits.
pub fn new_filing_id(desk: &mut Desk<'_, '_>, insured_at: domain::Region) -> FilingId {
    let number = desk.new_number('B', insured_at);
    number.parse().expect("29 printable characters")
}

/// Takes a filing: approved by rule at once, or queued for a clerk. The same number again is the
/// same filing.
pub fn file(desk: &mut Desk<'_, '_>, by: &str, request: &Submission) -> Result<Applied, DeskError> {
    let turn = desk.tx.lock_person(&request.person)?;
    if let Some(filing) = stored::find(desk.tx, &request.person, &request.id)? {
        if filing.request == *request {
            return Ok(Applied {
                filing,
                superseded: Vec::new(),
                notices: Vec::new(),
            });
        }
        let message = request
            .id
            .as_str()
            .parse()
            .expect("both are opaque numbers");
        let fields = vec!["request".to_owned()];
        return Err(DeskError::KeyReused { message, fields });
    }
    let event = Event::Submit(Box::new(request.clone()));
    let happening = Happening {
        turn,
        by,
        request,
        before: None,
        event: &event,
    };
    happen(desk, &happening)
}

/// Cancels a filing of a person.
pub fn cancel_filing(
    desk: &mut Desk<'_, '_>,
    by: &str,
    (person, filing): (&PersonId, &FilingId),
    reason: &str,
) -> Result<Applied, DeskError> {
    let event = Event::Cancel {
        reason: reason.to_owned(),
    };
    decide_filing(desk, by, (person, filing), &event)
}

/// Lets something happen to a filing: a clerk's decision, a correction, its first or last day.
pub fn decide_filing(
    desk: &mut Desk<'_, '_>,
    by: &str,
    (person, filing): (&PersonId, &FilingId),
    event: &Event,
) -> Result<Applied, DeskError> {
    let turn = desk.tx.lock_person(person)?;
    let found = stored::find(desk.tx, person, filing)?;
    let before = found.ok_or_else(|| DeskError::UnknownFiling {
        filing: filing.clone(),
    })?;
    let happening = Happening {
        turn,
        by,
        request: &before.request,
        before: Some(&before),
        event,
    };
    happen(desk, &happening)
}

/// All filings of a person.
pub fn filings(desk: &mut Desk<'_, '_>, person: &PersonId) -> Result<Vec<Filing>, DeskError> {
    Ok(stored::of_person(desk.tx, person)?)
}

/// The first filings of all people in a state, for the clerk's list.
pub fn filings_in_state(
    desk: &mut Desk<'_, '_>,
    state: State,
    count: u32,
) -> Result<Vec<Filing>, DeskError> {
    Ok(stored::in_state(desk.tx, state, count)?)
}

/// One filing by its number alone. The caller has checked who asks.
pub fn filing_by_id(desk: &mut Desk<'_, '_>, id: &FilingId) -> Result<Filing, DeskError> {
    let unknown = || DeskError::UnknownFiling { filing: id.clone() };
    let person = stored::owner(desk.tx, id)?.ok_or_else(unknown)?;
    stored::find(desk.tx, &person, id)?.ok_or_else(unknown)
}

/// Something that happens to a filing, and in whose turn.
struct Happening<'a> {
    turn: i64,
    by: &'a str,
    request: &'a Submission,
    before: Option<&'a Filing>,
    event: &'a Event,
}

/// What the rules would make of a filing, or of one that is sent back and corrected, if it were
/// sent now. Nothing is written.
pub fn rehearse(
    desk: &mut Desk<'_, '_>,
    by: &str,
    request: &Submission,
) -> Result<Applied, DeskError> {
    let before = stored::find(desk.tx, &request.person, &request.id)?;
    let sent = Box::new(request.clone());
    let event = match before {
        None => Event::Submit(sent),
        Some(_) => Event::Correct(sent),
    };
    considered(desk, by, (request, before.as_ref(), &event))
}

/// What would come of something that happens to a filing now. Nothing is written.
pub fn rehearse_on(
    desk: &mut Desk<'_, '_>,
    by: &str,
    (before, event): (&Filing, &Event),
) -> Result<Applied, DeskError> {
    considered(desk, by, (&before.request, Some(before), event))
}

/// What the rules make of it.
fn considered(
    desk: &mut Desk<'_, '_>,
    by: &str,
    (request, before, event): (&Submission, Option<&Filing>, &Event),
) -> Result<Applied, DeskError> {
    let person = people::find(desk.tx, &request.person)?.ok_or(DeskError::UnknownPerson)?;
    let enrolments = enrolments::on_day(desk.tx, &person.id, request.starts_on)?;
    let mut others = stored::of_person(desk.tx, &person.id)?;
    others.retain(|other| *other.id() != request.id);
    let today = desk.today();
    let occasion = Occasion {
        today,
        by,
        others: &others,
        standing: KnownOfPerson {
            enrolment: insurance(&enrolments, request),
            age: Some(age_on(person.born_on, today)),
            pledge_broken_on: None,
        },
    };
    let rules: &Procedures = desk.reference.library.procedures(request.insured_at);
    apply(rules, before, event, &occasion)
        .map_err(|refused| DeskError::FilingRefused(Box::new(refused)))
}

fn happen(desk: &mut Desk<'_, '_>, happening: &Happening<'_>) -> Result<Applied, DeskError> {
    let request = happening.request;
    let what = (request, happening.before, happening.event);
    let applied = considered(desk, happening.by, what)?;
    let person = &request.person;
    let before = match corrections::can_be(desk.tx, person)? {
        true => Some(PersonOnRecord::load(desk, person)?),
        false => None,
    };
    let notice = write(desk, happening, &applied)?;
    let corrections = match before {
        None => vec![],
        Some(before) => after_recording(
            desk,
            person,
            &RecordChange {
                what: WhatChanged::Filing,
                cause: Cause::FilingChanged,
                of: request.id.as_str(),
                before: &before,
                turn: happening.turn,
                notice,
            },
        )?,
    };
    note(desk, happening, (&applied, &corrections))?;
    Ok(applied)
}

/// The enrolment at the insured place that is in force, else the newest there.
pub(crate) fn insurance<'e>(
    enrolments: &'e [Enrolment],
    request: &Submission,
) -> Option<&'e Enrolment> {
    let at = request.insured_at.pooling();
    let mut there = enrolments
        .iter()
        .filter(|enrolment| enrolment.insured_at == at);
    let open = there
        .clone()
        .find(|enrolment| enrolment.check_entitled(request.starts_on).is_ok());
    open.or_else(|| there.next())
}

/// Writes what an event led to: filings and notices. Returns the first notice that is free.
fn write(
    desk: &mut Desk<'_, '_>,
    happening: &Happening<'_>,
    applied: &Applied,
) -> Result<i64, DeskError> {
    for filing in applied.superseded.iter().chain([&applied.filing]) {
        stored::put(desk.tx, desk.random, filing, desk.now)?;
    }
    let person = applied.filing.person();
    let mut free = 1;
    for notice in &applied.notices {
        let notice = outbox::OutboxNotice {
            person: person.clone(),
            turn: happening.turn,
            ordinal: free,
            topic: format!("filing-{}", notice.kind),
            payload: json(notice),
            created_at: desk.now,
        };
        outbox::add(desk.tx, &notice)?;
        free += 1;
    }
    Ok(free)
}

/// What the audit remembers of it.
fn note(
    desk: &mut Desk<'_, '_>,
    happening: &Happening<'_>,
    (applied, corrections): (&Applied, &[Correction]),
) -> Result<(), DeskError> {
    let person = applied.filing.person();
    let head = audit::head(desk.tx, person.as_str())?;
    let entry = audit::AuditEntry {
        chain: person.as_str(),
        at: desk.now,
        actor: happening.by,
        action: &format!("filing-{}", happening.event.kind()),
        object: applied.filing.id().as_str(),
        reason: &noted(corrections),
        digest: &sha256_hex(&[json(&applied.filing).as_bytes()]),
    };
    audit::append(desk.tx, &head, &entry)?;
    Ok(())
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("our types always serialise")
}
