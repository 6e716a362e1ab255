//! What is on record of people's insurances and chosen facilities, stated by those who keep the
//! registers. A statement may reach back in time: what was settled for those days is derived again.

use domain::calendar::Month;
use domain::facility::Facility;
use domain::ids::PersonId;
use domain::rules::WhatChanged;
use domain::{Bilingual, say};
use jiff::SignedDuration;
use serde::Serialize;
use store::audit;
use store::corrections::{Cause, Correction};
use store::designations::{self, Designation};
use store::enrolments::{self, Insurance, RecordedInsurance};
use store::reference;
use store::reviews::{self, Review, Reviewed};
use store::seal::sha256_hex;

use crate::changed::{self, after_recording};
use crate::on_record::PersonOnRecord;
use crate::{Desk, DeskError};

/// Who states it, and under which number.
#[derive(Clone, Copy, Debug)]
pub struct RegisterStatement<'a> {
    /// The register or the operator.
    pub by: &'a str,
    /// Its number, shown as the cause of corrections.
    pub number: &'a str,
}

/// States all that is on record of one insurance of a person, from its beginning. The balance of
/// the personal account is not part of it; a new insurance opens its account with the balance of
/// its first row. Returns what was corrected.
pub fn record_insurance(
    desk: &mut Desk<'_, '_>,
    statement: RegisterStatement<'_>,
    (person, insurance): (&PersonId, Insurance),
    history: &[RecordedInsurance],
) -> Result<Vec<Correction>, DeskError> {
    check(insurance, history)?;
    record(desk, statement, ("record-insurance", person), |desk| {
        let known = enrolments::on_day(desk.tx, person, jiff::civil::Date::MAX)?;
        let is_known = known.iter().any(|e| (e.insured_at, e.scheme) == insurance);
        if !is_known && let Some(first) = history.first() {
            enrolments::open_account(desk.tx, person, &first.enrolment)?;
        }
        let whose = (person, insurance);
        enrolments::replace_history(desk.tx, desk.random, whose, history)?;
        Ok(sha256_hex(&[&json(&history)]))
    })
}

/// States all facilities a person chose for outpatient care, with their days. Returns what was
/// corrected.
pub fn record_choices(
    desk: &mut Desk<'_, '_>,
    statement: RegisterStatement<'_>,
    person: &PersonId,
    chosen: &[Designation],
) -> Result<Vec<Correction>, DeskError> {
    record(desk, statement, ("record-choices", person), |desk| {
        designations::replace(desk.tx, person, chosen)?;
        Ok(sha256_hex(&[&json(&chosen)]))
    })
}

/// States what is on record of a facility: its level and grade with those before, what it is
/// networked for. What was settled there is gone through, person by person, once programs have read
/// it. The facility must be on record.
pub fn record_facility(
    desk: &mut Desk<'_, '_>,
    statement: RegisterStatement<'_>,
    facility: &Facility,
) -> Result<(), DeskError> {
    desk.reference.facility(&facility.code)?;
    let days = facility.before.iter().map(|before| before.until);
    if !days.clone().is_sorted_by(|one, other| one < other) {
        return Err(DeskError::Register {
            row: 1,
            rule: say!("各行的日期从早到晚", "the days of the rows go up"),
        });
    }
    reference::put_facility(desk.tx, facility)?;
    let code = &facility.code;
    let seen = reference::version(desk.tx)?;
    let soon = SignedDuration::from_secs(SOON);
    let review = Review {
        id: format!("{code}/{seen}"),
        body: Reviewed::Facility {
            facility: code.clone(),
            number: statement.number.to_owned(),
        },
        due_at: desk.now + soon,
        through: None,
    };
    reviews::open(desk.tx, &review)?;
    let head = audit::head(desk.tx, code.as_str())?;
    let entry = audit::AuditEntry {
        chain: code.as_str(),
        at: desk.now,
        actor: statement.by,
        action: "record-facility",
        object: statement.number,
        reason: "",
        digest: &sha256_hex(&[&json(facility)]),
    };
    audit::append(desk.tx, &head, &entry)?;
    Ok(())
}

/// After so many seconds programs have read what was put on record.
const SOON: i64 = 2;

fn record(
    desk: &mut Desk<'_, '_>,
    statement: RegisterStatement<'_>,
    (action, person): (&str, &PersonId),
    write: impl FnOnce(&mut Desk<'_, '_>) -> Result<String, DeskError>,
) -> Result<Vec<Correction>, DeskError> {
    let turn = desk.tx.lock_person(person)?;
    let before = PersonOnRecord::load(desk, person)?;
    let digest = write(desk)?;
    let recorded = changed::RecordChange {
        what: WhatChanged::Record,
        cause: Cause::EnrolmentChanged,
        of: statement.number,
        before: &before,
        turn,
        notice: 1,
    };
    let corrections = after_recording(desk, person, &recorded)?;
    let head = audit::head(desk.tx, person.as_str())?;
    let entry = audit::AuditEntry {
        chain: person.as_str(),
        at: desk.now,
        actor: statement.by,
        action,
        object: statement.number,
        reason: &changed::noted(&corrections),
        digest: &digest,
    };
    audit::append(desk.tx, &head, &entry)?;
    Ok(corrections)
}

/// What is wrong with a history, row by row.
fn check((insured_at, scheme): Insurance, history: &[RecordedInsurance]) -> Result<(), DeskError> {
    let wrong = |row: usize, rule: Bilingual| Err(DeskError::Register { row: row + 1, rule });
    if history.is_empty() {
        return wrong(0, say!("没有一行记录", "there is no row"));
    }
    for (at, RecordedInsurance { from, enrolment }) in history.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| history[before].from);
        let (period, status) = (enrolment.period, enrolment.status);
        if (enrolment.insured_at, enrolment.scheme) != (insured_at, scheme) {
            return wrong(at, say!("不是同一项参保", "it is of another insurance"));
        }
        if insured_at != insured_at.pooling() {
            return wrong(
                at,
                say!("参保地不是统筹区", "the place is no pooling region"),
            );
        }
        if !status.is_of(scheme) {
            return wrong(
                at,
                say!("这个险种没有这种人员类别", "the scheme has no such status"),
            );
        }
        if period.until.is_some_and(|until| until <= period.from) {
            return wrong(at, say!("终止日不在开始日之后", "it ends before it begins"));
        }
        if Month::of(period.from) < enrolment.continuous_since
            && enrolment.continuous_since > enrolment.paid_through
        {
            return wrong(
                at,
                say!(
                    "缴费起止月份颠倒",
                    "the months paid are the wrong way round"
                ),
            );
        }
        let in_order = match (before, from) {
            (None, from) => from.is_none(),
            (Some(before), from) => from.is_some() && before < *from,
        };
        if !in_order {
            return wrong(
                at,
                say!(
                    "第一行不写从哪天起，其余各行按日期从早到晚",
                    "the first row has no day, and the days of the others go up"
                ),
            );
        }
    }
    Ok(())
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("our types always serialise")
}
