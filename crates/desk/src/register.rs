//! What is on record of people's insurances and chosen facilities, stated by those who keep the
//! registers. A statement may reach back in time: what was settled for those days is derived again.

use std::collections::BTreeSet;

use domain::calendar::Month;
use domain::facility::Facility;
use domain::ids::PersonId;
use domain::person::Person;
use domain::rules::WhatChanged;
use domain::text::Sep;
use domain::{Bilingual, Money, say};
use serde::Serialize;
use store::audit;
use store::contacts::PersonContact;
use store::corrections::{Cause, Correction};
use store::designations::{self, Designation};
use store::enrolments::{self, Insurance, RecordedInsurance};
use store::reviews::Reviewed;
use store::seal::sha256_hex;
use store::{contacts, people, reference};

use crate::changed::{self, after_recording};
use crate::filing::{self, InsuranceNews};
use crate::on_record::PersonOnRecord;
use crate::releases::ask_twice;
use crate::{Desk, DeskError, Reference};

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
    check_known(desk.reference, insurance, history)?;
    let recording = ("record-insurance", Cause::EnrolmentChanged);
    record(
        desk,
        statement,
        (recording, person),
        |desk, turn, before| {
            let known = enrolments::on_day(desk.tx, person, jiff::civil::Date::MAX)?;
            let is_known = known.iter().any(|e| (e.insured_at, e.scheme) == insurance);
            if !is_known && let Some(first) = history.first() {
                enrolments::open_account(desk.tx, person, &first.enrolment)?;
            }
            let whose = (person, insurance);
            enrolments::replace_history(desk.tx, desk.random, whose, history)?;
            let news = InsuranceNews {
                turn,
                by: statement.by,
                before: &before.history,
                notice: 1,
            };
            let notice = filing::check_again(desk, (person, insurance.0), news)?;
            Ok((sha256_hex(&[&json(&history)]), notice))
        },
    )
}

/// States who a person on record is: name, certificates, gender, day of birth. Returns what was
/// corrected, for age decides too.
pub fn record_person(
    desk: &mut Desk<'_, '_>,
    statement: RegisterStatement<'_>,
    person: &Person,
) -> Result<Vec<Correction>, DeskError> {
    let recording = ("record-person", Cause::EnrolmentChanged);
    record(desk, statement, (recording, &person.id), |desk, _, _| {
        people::replace(desk.tx, desk.random, person)?;
        let said = (person.gender.word(), person.born_on.to_string());
        Ok((sha256_hex(&[&json(&said)]), 1))
    })
}

/// States how a person on record is reached.
pub(crate) fn record_contact(
    desk: &mut Desk<'_, '_>,
    statement: RegisterStatement<'_>,
    (person, contact): (&PersonId, &PersonContact),
) -> Result<(), DeskError> {
    desk.tx.lock_person(person)?;
    contacts::put(desk.tx, desk.random, (person, contact))?;
    let head = audit::head(desk.tx, person.as_str())?;
    let entry = audit::AuditEntry {
        chain: person.as_str(),
        at: desk.now,
        actor: statement.by,
        action: "record-contact",
        object: statement.number,
        reason: "",
        digest: "",
    };
    audit::append(desk.tx, &head, &entry)?;
    Ok(())
}

/// States all facilities a person chose for outpatient care, with their days. Returns what was
/// corrected.
pub fn record_choices(
    desk: &mut Desk<'_, '_>,
    statement: RegisterStatement<'_>,
    person: &PersonId,
    chosen: &[Designation],
) -> Result<Vec<Correction>, DeskError> {
    for (row, one) in chosen.iter().enumerate() {
        desk.reference.facility(&one.facility)?;
        if one.period.is_empty() {
            wrong(
                row,
                say!("终止日不在开始日之后", "it ends before it begins"),
            )?;
        }
        let same = |other: &&Designation| {
            other.facility == one.facility && other.period.overlaps(&one.period)
        };
        if chosen[..row].iter().any(|other| same(&other)) {
            wrong(
                row,
                say!("同一机构的日期重叠", "the same facility on the same days"),
            )?;
        }
    }
    record_chosen(desk, statement, person, chosen, |_| Ok(()))
}

/// Puts down all choices of a person instead of what was, with what else is written of it.
pub(crate) fn record_chosen(
    desk: &mut Desk<'_, '_>,
    statement: RegisterStatement<'_>,
    person: &PersonId,
    chosen: &[Designation],
    besides: impl FnOnce(&mut Desk<'_, '_>) -> Result<(), DeskError>,
) -> Result<Vec<Correction>, DeskError> {
    let recording = ("record-choices", Cause::ChoiceChanged);
    record(desk, statement, (recording, person), |desk, _, _| {
        designations::replace(desk.tx, person, chosen)?;
        besides(desk)?;
        Ok((sha256_hex(&[&json(&chosen)]), 1))
    })
}

/// States all that is on record of one insurance anew, where nothing but recognised diseases is
/// different, with what else is written of it in the person's turn. Filings ask for none of them.
pub(crate) fn record_diseases(
    desk: &mut Desk<'_, '_>,
    statement: RegisterStatement<'_>,
    (action, whose): (&str, (&PersonId, Insurance)),
    history: &[RecordedInsurance],
    besides: impl FnOnce(&mut Desk<'_, '_>, i64) -> Result<(), DeskError>,
) -> Result<Vec<Correction>, DeskError> {
    let recording = (action, Cause::EnrolmentChanged);
    record(desk, statement, (recording, whose.0), |desk, turn, _| {
        enrolments::replace_history(desk.tx, desk.random, whose, history)?;
        besides(desk, turn)?;
        Ok((sha256_hex(&[&json(&history)]), 1))
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
    numbered(statement)?;
    let today = desk.today();
    let mut last = None;
    for (row, before) in facility.before.iter().enumerate() {
        let rule = match before.until {
            until if until > today => say!(
                "{until} 还没有到；以后的级别到那天再登记",
                "{until} has not come; a level to come is put on record when it does"
            ),
            until if last.is_some_and(|last| last >= until) => {
                say!("各行的日期从早到晚", "the days of the rows go up")
            }
            until => {
                last = Some(until);
                continue;
            }
        };
        return Err(DeskError::Register { row: row + 1, rule });
    }
    reference::put_facility(desk.tx, facility)?;
    let code = &facility.code;
    let seen = reference::version(desk.tx)?;
    let what = Reviewed::Facility {
        facility: code.clone(),
        number: statement.number.to_owned(),
    };
    ask_twice(desk.tx, &format!("{code}/{seen}"), desk.now, &what)?;
    note_facility(desk, statement, facility)
}

/// Tells in the facility's own chain that something was put on record of it.
pub(crate) fn note_facility(
    desk: &mut Desk<'_, '_>,
    statement: RegisterStatement<'_>,
    facility: &Facility,
) -> Result<(), DeskError> {
    let chain = facility.code.as_str();
    let head = audit::head(desk.tx, chain)?;
    let entry = audit::AuditEntry {
        chain,
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

/// Writes something that is on record of a person, in their turn, and what follows. `write` is told
/// the turn and what was on record, and returns its digest and the first notice that is free.
fn record(
    desk: &mut Desk<'_, '_>,
    statement: RegisterStatement<'_>,
    ((action, cause), person): ((&str, Cause), &PersonId),
    write: impl FnOnce(&mut Desk<'_, '_>, i64, &PersonOnRecord) -> Result<(String, i64), DeskError>,
) -> Result<Vec<Correction>, DeskError> {
    numbered(statement)?;
    let turn = desk.tx.lock_person(person)?;
    let before = PersonOnRecord::load(desk, person)?;
    let (digest, notice) = write(desk, turn, &before)?;
    let recorded = changed::RecordChange {
        what: WhatChanged::Record,
        cause,
        of: statement.number,
        before: &before,
        turn,
        notice,
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

/// The row that is wrong, counted from 1 as people count.
fn wrong(row: usize, rule: Bilingual) -> Result<(), DeskError> {
    Err(DeskError::Register { row: row + 1, rule })
}

/// What is wrong with a history, row by row.
pub(crate) fn check(
    (insured_at, scheme): Insurance,
    history: &[RecordedInsurance],
) -> Result<(), DeskError> {
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

/// What the rules of the place do not know is a slip of the pen.
pub(crate) fn check_known(
    reference: &Reference,
    (insured_at, scheme): Insurance,
    history: &[RecordedInsurance],
) -> Result<(), DeskError> {
    let Some(pack) = reference.library.find(insured_at, scheme) else {
        return Ok(());
    };
    let tiers: BTreeSet<&str> = pack
        .tables
        .tiers
        .iter()
        .map(|row| row.name.as_str())
        .collect();
    for (at, RecordedInsurance { enrolment, .. }) in history.iter().enumerate() {
        let tier = enrolment.tier.as_deref();
        if tier.map_or(!tiers.is_empty(), |tier| !tiers.contains(tier)) {
            let known = pack.tables.tiers.iter().map(|row| row.title.clone());
            let mut known: Vec<Bilingual> = known.collect();
            known.dedup();
            let known = Bilingual::join(known, Sep::List);
            return wrong(
                at,
                say!(
                    "这里的档次要写明，是其中之一：{known}",
                    "the tier has to be stated there, one of: {known}"; known = known
                ),
            );
        }
        if enrolment.contribution_base.is_some_and(Money::is_negative) {
            return wrong(
                at,
                say!("缴费基数不能是负数", "a contribution base is not negative"),
            );
        }
        let years = 1950..=2200;
        if !years.contains(&enrolment.period.from.year()) {
            return wrong(
                at,
                say!("参保开始日不像一个日期", "no insurance begins on that day"),
            );
        }
    }
    Ok(())
}

/// A statement has a number, by which its corrections name it.
pub(crate) fn numbered(statement: RegisterStatement<'_>) -> Result<(), DeskError> {
    let fits = (1..=64).contains(&statement.number.trim().chars().count());
    match fits && !statement.number.chars().any(char::is_control) {
        true => Ok(()),
        false => Err(crate::operators::field(
            "number",
            "请写登记单号：1 至 64 个字符",
            "give the statement a number of 1 to 64 characters",
        )),
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("our types always serialise")
}
