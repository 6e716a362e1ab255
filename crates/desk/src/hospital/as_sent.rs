//! A bill of this desk as its form said it, read from the steps it was taken in: what was taken
//! back is gone on with from there, and nothing has to be typed again.

use domain::hospital_record::RecordingDoctor;
use domain::ids::{MessageId, PersonId, SettlementId};
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::StoreError;
use store::messages::{self, MessageKey};
use store::operators::Operator;
use store::visits::VisitFlags;

use super::bill::{BillAtDesk, step};
use super::take_back::bill_of_facility;
use super::{as_facility, at_desk};
use crate::lines::UploadLines;
use crate::parts::SettledTogether;
use crate::settle::Settle;
use crate::stay::DischargeTerms;
use crate::visit::{OpenVisit, UpdateVisit};
use crate::{Caller, Desk, DeskError};

/// What the form of a settled bill said; nothing of a bill that came over the interface.
pub fn bill_as_sent(
    desk: &mut Desk<'_, '_>,
    (operator, request): (&Operator, &MessageId),
    id: &SettlementId,
) -> Result<Option<BillAtDesk>, DeskError> {
    let (made, visit) = bill_of_facility(desk, (operator, request), id)?;
    at_desk(desk, (operator, request), &made.person)?;
    let form = Caller {
        message: made.message.clone(),
        ..as_facility(operator, request)?
    };
    let person = &made.person;
    let opened: Option<OpenVisit> = said(desk, &step(&form, "open")?, person)?;
    let described: Option<UpdateVisit> = said(desk, &step(&form, "told")?, person)?;
    let charged: Option<UploadLines> = said(desk, &step(&form, "lines")?, person)?;
    let ended: Option<DischargeTerms> = said(desk, &step(&form, "out")?, person)?;
    let settled: Option<Settle> = said(desk, &form, person)?;
    let (Some(settled), true) = (settled, opened.is_some() || described.is_some()) else {
        return Ok(None);
    };
    let of_visit = opened.as_ref().and_then(|opened| opened.findings.clone());
    let findings = described.as_ref().and_then(|told| told.findings.clone());
    let findings = findings.or(of_visit).unwrap_or_default();
    let Some(doctor) = doctor(&findings) else {
        return Ok(None);
    };
    let told = described.map(|told| told.flags.over(VisitFlags::default()));
    let flags = opened.as_ref().map(|opened| opened.flags);
    let insured = opened
        .as_ref()
        .and_then(|opened| Some((opened.insured_at?, opened.scheme?)));
    let charged = charged.map(|charged| (charged.lines, charged.diseases));
    let (lines, diseases) = charged.unwrap_or_default();
    Ok(Some(BillAtDesk {
        person: person.clone(),
        insured_by: insured,
        care: settled.care.unwrap_or(visit.care),
        from: opened.as_ref().map_or(visit.from, |opened| opened.from),
        until: ended.map(|ended| ended.until),
        stay: opened.is_none().then_some(visit.id),
        mid_stay: settled.what == (SettledTogether::Stay { mid_stay: true }),
        flags: flags.or(told).unwrap_or_default(),
        doctor,
        findings,
        diseases,
        lines,
        use_account: settled.use_account,
    }))
}

/// Who treated, as the form keeps it beside the diagnoses.
fn doctor(findings: &Value) -> Option<RecordingDoctor> {
    serde_json::from_value(findings.get("doctor")?.clone()).ok()
}

/// What a step of a form said, where it was taken.
fn said<T: DeserializeOwned>(
    desk: &mut Desk<'_, '_>,
    taken: &Caller,
    person: &PersonId,
) -> Result<Option<T>, DeskError> {
    let key = MessageKey {
        person,
        facility: &taken.facility,
        message: &taken.message,
    };
    let Some(stored) = messages::find(desk.tx, key)? else {
        return Ok(None);
    };
    let content = stored.content(desk.tx)?;
    let read = content.map(|content| serde_json::from_slice(&content));
    Ok(read.transpose().map_err(unreadable)?)
}

fn unreadable(why: serde_json::Error) -> StoreError {
    StoreError::Row(format!("what a form said: {why}"))
}
