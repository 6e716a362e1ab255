//! A hospital takes back what it recorded. The record stays, with who took it back and why. What
//! was settled by it before stands; who wants it otherwise states the register anew.

use domain::calendar::Period;
use domain::filing::{Filing, FilingReason};
use domain::hospital_record::{HospitalRecord, Recognition, RecordWithdrawal, Referral};
use domain::ids::{HospitalRecordId, PersonId};
use domain::notices::NoticeTopic;
use store::filings;
use store::hospital_records::{self, KeptRecord};

use super::disease::marked;
use super::recognition::history;
use super::told::{HospitalTold, tell};
use super::{HospitalRecordError, actor, filled};
use crate::register::{self, RegisterStatement};
use crate::{Caller, Desk, DeskError};

/// A record to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithdrawRecord {
    /// Whose.
    pub person: PersonId,
    /// Its number.
    pub record: HospitalRecordId,
    /// Why.
    pub reason: String,
}

/// The record, where it is the facility's own; with its withdrawal, where it has none yet.
fn own<R: HospitalRecord>(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &WithdrawRecord,
) -> Result<(KeptRecord<R>, bool), DeskError> {
    filled("reason", &asked.reason)?;
    let all = hospital_records::of_person::<R>(desk.tx, &asked.person)?;
    let mut all = all.into_iter();
    let found = all.find(|one| {
        *one.record.number() == asked.record && *one.record.facility() == caller.facility
    });
    let mut found = found.ok_or_else(|| HospitalRecordError::UnknownRecord {
        record: asked.record.clone(),
    })?;
    let is_new = found.record.withdrawn().is_none();
    if is_new {
        found.record.withdraw(RecordWithdrawal {
            at: desk.now,
            by: actor(caller),
            reason: asked.reason.trim().to_owned(),
        });
    }
    Ok((found, is_new))
}

/// Takes a referral back, and cancels the filings that rest on nothing else. Once more is the same.
pub fn withdraw_referral(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &WithdrawRecord,
) -> Result<KeptRecord<Referral>, DeskError> {
    let turn = desk.tx.lock_person(&asked.person)?;
    let (kept, is_new) = own::<Referral>(desk, caller, asked)?;
    if !is_new {
        return Ok(kept);
    }
    hospital_records::put(desk.tx, desk.random, &kept)?;
    let by = actor(caller);
    let about = (asked.record.as_str(), asked.reason.trim());
    desk.note(asked.person.as_str(), (&by, "withdraw-referral"), about)?;
    let told = HospitalTold::of(&kept.record, desk.today());
    tell(desk, (turn, 1), (NoticeTopic::ReferralWithdrawn, &told))?;
    for filing in rests_on_nothing(desk, &kept.record)? {
        let whose = (&asked.person, filing.id());
        let reason = format!("转诊登记已由医院撤销：{}", asked.reason.trim());
        crate::filing::cancel_filing(desk, &by, whose, &reason)?;
    }
    Ok(kept)
}

/// The referral filings that nothing proves once a referral is taken back.
fn rests_on_nothing(desk: &mut Desk<'_, '_>, gone: &Referral) -> Result<Vec<Filing>, DeskError> {
    let others = hospital_records::of_person::<Referral>(desk.tx, &gone.person)?;
    let mut filings = filings::of_person(desk.tx, &gone.person)?;
    filings.retain(|filing| {
        let request = &filing.request;
        let asked = (request.destination, request.starts_on);
        let is_open = filing.is_live() || filing.is_pending();
        let has_other = others.iter().any(|one| one.record.covers(asked.0, asked.1));
        filing.reason == FilingReason::Referral
            && is_open
            && request.evidence.is_empty()
            && !request.pledged
            && gone.would_cover(asked.0, asked.1)
            && !has_other
    });
    Ok(filings)
}

/// Takes a recognition back from today on. Once more is the same.
pub fn withdraw_recognition(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &WithdrawRecord,
) -> Result<KeptRecord<Recognition>, DeskError> {
    desk.tx.lock_person(&asked.person)?;
    let (kept, is_new) = own::<Recognition>(desk, caller, asked)?;
    if !is_new {
        return Ok(kept);
    }
    let record = &kept.record;
    let left = Period {
        from: record.period.from.max(desk.today()),
        until: record.period.until,
    };
    let whose = (&record.person, (record.insured_at, record.scheme));
    let mut rows = history(desk, whose)?;
    if !left.is_empty() {
        rows = marked(rows, (record.known_as.as_str(), left), false);
    }
    let by = actor(caller);
    let statement = RegisterStatement {
        by: &by,
        number: record.number.as_str(),
    };
    let whose = ("withdraw-recognition", whose);
    let corrections = register::record_diseases(desk, statement, whose, &rows, |desk, _| {
        Ok(hospital_records::put(desk.tx, desk.random, &kept)?)
    })?;
    let turn = desk.tx.turn_of(asked.person.as_str());
    let turn = turn.expect("the turn was taken above");
    let ordinal = 1 + i64::try_from(corrections.len()).unwrap_or_default();
    let told = HospitalTold::of(record, left.from);
    tell(
        desk,
        (turn, ordinal),
        (NoticeTopic::RecognitionWithdrawn, &told),
    )?;
    Ok(kept)
}
