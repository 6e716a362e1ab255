//! Filings: taking them, deciding them, cancelling them. The rules and the state machine are the
//! domain's; here they meet the person's other filings, the insurance and the books.

mod insured_again;

use domain::Bilingual;
use domain::calendar::age_on;
use domain::filing::{
    Applied, BY_RULE, Event, Filing, KnownOfPerson, Notice, NoticeKind, Occasion, Refused, State,
    Submission, apply, remind_to_choose,
};
use domain::hospital_record::Referral;
use domain::ids::{FilingId, PersonId};
use domain::notices::NoticeTopic;
use domain::person::{Enrolment, Person};
use domain::procedures::Procedures;
use domain::rules::WhatChanged;
use jiff::civil::Date;
use serde::Serialize;
use store::audit;
use store::corrections::{self, Cause, Correction};
use store::seal::sha256_hex;
use store::{designations, enrolments, filings as stored, hospital_records, people};

use crate::changed::{RecordChange, after_recording, noted};
use crate::designation::{self, ChoiceNeed};
use crate::on_record::PersonOnRecord;
use crate::telling::{FilingNotice, NoticePlace, tell};
use crate::{Desk, DeskError};

pub(crate) use insured_again::{InsuranceNews, check_again};

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
        return Err(reused(&request.id, "request"));
    }
    // It is found by its number alone.
    if stored::is_anothers(desk.tx, (&request.person, &request.id))? {
        return Err(reused(&request.id, "person"));
    }
    let event = Event::Submit(Box::new(request.clone()));
    let happening = Happening {
        turn,
        by,
        request,
        before: None,
        event: &event,
        notice: 1,
    };
    happen(desk, &happening)
}

/// A number that stands for something else.
fn reused(id: &FilingId, field: &str) -> DeskError {
    DeskError::KeyReused {
        message: id.as_str().parse().expect("both are opaque numbers"),
        fields: vec![field.to_owned()],
    }
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
    let event = &event.without_numbers();
    let happening = Happening {
        turn,
        by,
        request: &before.request,
        before: Some(&before),
        event,
        notice: 1,
    };
    happen(desk, &happening)
}

/// What the calendar makes of a filing: its first day, or its end, told unless it was long ago.
pub(crate) fn turn_by_calendar(
    desk: &mut Desk<'_, '_>,
    before: &Filing,
    (event, tells): (&Event, bool),
) -> Result<usize, DeskError> {
    let happening = Happening {
        turn: desk.tx.lock_person(before.person())?,
        by: BY_RULE,
        request: &before.request,
        before: Some(before),
        event,
        notice: 1,
    };
    let mut applied = applied(desk, &happening)?;
    applied.notices.retain(|_| tells);
    // It covers the days it covered: nothing that was settled rests on this.
    write(desk, &happening, &applied)?;
    note(desk, &happening, (&applied, &[]))?;
    Ok(applied.notices.len())
}

/// All filings of a person, as they stand today.
pub fn filings(desk: &mut Desk<'_, '_>, person: &PersonId) -> Result<Vec<Filing>, DeskError> {
    let (all, today) = (stored::of_person(desk.tx, person)?, desk.today());
    Ok(all.into_iter().map(|one| one.seen_on(today)).collect())
}

/// The first filings of all people in a state, for the clerk's list.
pub fn filings_in_state(
    desk: &mut Desk<'_, '_>,
    state: State,
    count: u32,
) -> Result<Vec<Filing>, DeskError> {
    let (mut all, today) = (stored::in_state(desk.tx, state, count)?, desk.today());
    all.retain(|one| one.clone().seen_on(today).state == state);
    Ok(all)
}

/// One filing by its number alone, as it stands today. The caller has checked who asks.
pub fn filing_by_id(desk: &mut Desk<'_, '_>, id: &FilingId) -> Result<Filing, DeskError> {
    let unknown = || DeskError::UnknownFiling { filing: id.clone() };
    let person = stored::owner(desk.tx, id)?.ok_or_else(unknown)?;
    let found = stored::find(desk.tx, &person, id)?.ok_or_else(unknown)?;
    Ok(found.seen_on(desk.today()))
}

/// What the person would be told of an event, or why it is not possible. Nothing is written.
pub(crate) fn would_tell(
    desk: &mut Desk<'_, '_>,
    filing: &Filing,
    event: &Event,
) -> Result<Result<Bilingual, Box<Refused>>, DeskError> {
    let applied = would_apply(desk, (&filing.request, Some(filing)), event);
    let text = |applied: Applied| {
        let of_this = |notice: &Notice| notice.filing == *filing.id();
        let told = applied.notices.into_iter().find(of_this);
        told.map(|notice| notice.text).unwrap_or_default()
    };
    match applied {
        Ok(applied) => Ok(Ok(text(applied))),
        Err(DeskError::FilingRefused(refused)) => Ok(Err(refused)),
        Err(other) => Err(other),
    }
}

/// What would become of a submission. Nothing is written.
pub(crate) fn would_become(
    desk: &mut Desk<'_, '_>,
    request: &Submission,
) -> Result<Applied, DeskError> {
    let event = Event::Submit(Box::new(request.clone()));
    would_apply(desk, (request, None), &event)
}

fn would_apply(
    desk: &mut Desk<'_, '_>,
    (request, before): (&Submission, Option<&Filing>),
    event: &Event,
) -> Result<Applied, DeskError> {
    let happening = Happening {
        turn: 0,
        by: "",
        request,
        before,
        event,
        notice: 1,
    };
    applied(desk, &happening)
}

/// Something that happens to a filing, and in whose turn.
struct Happening<'a> {
    turn: i64,
    by: &'a str,
    request: &'a Submission,
    before: Option<&'a Filing>,
    event: &'a Event,
    /// The first notice of the turn that is free.
    notice: i64,
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
    let happening = Happening {
        turn: 0,
        by,
        request,
        before: before.as_ref(),
        event: &event,
        notice: 0,
    };
    applied(desk, &happening)
}

/// What would come of something that happens to a filing now. Nothing is written.
pub fn rehearse_on(
    desk: &mut Desk<'_, '_>,
    by: &str,
    (before, event): (&Filing, &Event),
) -> Result<Applied, DeskError> {
    let happening = Happening {
        turn: 0,
        by,
        request: &before.request,
        before: Some(before),
        event,
        notice: 0,
    };
    applied(desk, &happening)
}

/// What an event makes of a filing, by the rules of its place and what is on record now.
fn applied(desk: &mut Desk<'_, '_>, happening: &Happening<'_>) -> Result<Applied, DeskError> {
    let request = happening.request;
    let person = people::find(desk.tx, &request.person)?.ok_or(DeskError::UnknownPerson)?;
    let day = match happening.event {
        Event::InsuranceChanged(_) => desk.today(),
        _ => request.starts_on,
    };
    let enrolments = enrolments::on_day(desk.tx, &person.id, day)?;
    let mut others = stored::of_person(desk.tx, &person.id)?;
    others.retain(|other| *other.id() != request.id);
    let today = desk.today();
    let referred = hospital_records::of_person::<Referral>(desk.tx, &person.id)?;
    let mut referred = referred.iter().map(|kept| &kept.record);
    let occasion = Occasion {
        today,
        by: happening.by,
        others: &others,
        standing: KnownOfPerson {
            enrolment: insurance(&enrolments, (request, day)),
            age: Some(age_on(person.born_on, today)),
            pledge_broken_on: None,
            referral: referred.find(|one| one.covers(request.destination, request.starts_on)),
        },
    };
    let rules: &Procedures = desk.reference.library.procedures(request.insured_at);
    let mut applied = apply(rules, happening.before, happening.event, &occasion)
        .map_err(|refused| DeskError::FilingRefused(Box::new(refused)))?;
    let insured = insurance(&enrolments, (request, day));
    if let Some(insured) = insured
        && let Some(notice) = to_choose(desk, (&person, insured), &applied)?
    {
        applied.notices.push(notice);
    }
    Ok(applied)
}

fn happen(desk: &mut Desk<'_, '_>, happening: &Happening<'_>) -> Result<Applied, DeskError> {
    let request = happening.request;
    let person = &request.person;
    let applied = applied(desk, happening)?;
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

/// What follows an approval where the rules ask for a facility to be chosen there and none is.
fn to_choose(
    desk: &mut Desk<'_, '_>,
    (person, enrolment): (&Person, &Enrolment),
    applied: &Applied,
) -> Result<Option<Notice>, DeskError> {
    let filing = &applied.filing;
    let mut notices = applied.notices.iter();
    let is_approved = notices.any(|notice| notice.kind == NoticeKind::Approved);
    if !is_approved || filing.request.past_stay.is_some() {
        return Ok(None);
    }
    let chosen = designations::of_person(desk.tx, &person.id)?;
    let place = filing.request.destination;
    let known = (desk.reference, desk.today());
    let need = designation::need_of(known, (person, enrolment), (place, &chosen));
    let missing = need.filter(ChoiceNeed::is_missing);
    let choices = missing.and_then(|need| need.choices);
    Ok(choices.map(|choices| remind_to_choose(filing, &choices)))
}

/// The enrolment at the insured place that is in force, else the newest there.
fn insurance<'e>(
    enrolments: &'e [Enrolment],
    (request, day): (&Submission, Date),
) -> Option<&'e Enrolment> {
    let at = request.insured_at.pooling();
    let mut there = enrolments
        .iter()
        .filter(|enrolment| enrolment.insured_at == at);
    let open = there
        .clone()
        .find(|enrolment| enrolment.check_entitled(day).is_ok());
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
    let mut place = NoticePlace {
        person: applied.filing.person(),
        turn: happening.turn,
        ordinal: happening.notice,
    };
    for notice in &applied.notices {
        let about = applied.superseded.iter().chain([&applied.filing]);
        let about = about.rev().find(|filing| *filing.id() == notice.filing);
        let payload = FilingNotice::of(notice, about.unwrap_or(&applied.filing));
        tell(desk, place, topic_of(notice.kind), &payload)?;
        place.ordinal += 1;
    }
    Ok(place.ordinal)
}

fn topic_of(kind: NoticeKind) -> NoticeTopic {
    match kind {
        NoticeKind::Submitted => NoticeTopic::FilingSubmitted,
        NoticeKind::Approved => NoticeTopic::FilingApproved,
        NoticeKind::Queued => NoticeTopic::FilingQueued,
        NoticeKind::Returned => NoticeTopic::FilingReturned,
        NoticeKind::ChooseFacility => NoticeTopic::DesignationNeeded,
        NoticeKind::Refused => NoticeTopic::FilingRefused,
        NoticeKind::Superseded => NoticeTopic::FilingSuperseded,
        NoticeKind::Cancelled => NoticeTopic::FilingCancelled,
        NoticeKind::Expiring => NoticeTopic::FilingExpiring,
        NoticeKind::Expired => NoticeTopic::FilingExpired,
        NoticeKind::InsuranceEnded => NoticeTopic::FilingInsuranceEnded,
    }
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
