//! The end of a hospital stay: discharge, and undoing it.

use domain::ids::{PersonId, VisitId};
use domain::say;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::visits::{self, Visit, VisitFlags, VisitState};

use crate::deed::Deed;
use crate::findings::{self, Told};
use crate::once::{Done, Errand, Turn, once};
use crate::terms::Mentions;
use crate::{Caller, Desk, DeskError, MessageAnswer, days};

/// Discharge from hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DischargeTerms {
    /// The patient.
    pub person: PersonId,
    /// The stay.
    pub visit: VisitId,
    /// Day of discharge.
    pub until: Date,
    /// Circumstances said only now; they add to what the visit knows.
    #[serde(default)]
    pub flags: VisitFlags,
    /// Diagnoses at discharge; they replace those known before, and what is not said stays.
    #[serde(default)]
    pub findings: Option<serde_json::Value>,
}

/// Undo a discharge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelDischarge {
    /// The patient.
    pub person: PersonId,
    /// The stay.
    pub visit: VisitId,
}

/// Discharges from hospital; after that the stay can be settled.
pub fn discharge(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &DischargeTerms,
    reply: impl FnOnce(&Visit) -> Vec<u8>,
) -> Result<MessageAnswer<Visit>, DeskError> {
    let errand = Errand {
        caller,
        deed: Deed::Discharge,
        person: &asked.person,
        names: Mentions::visit(&asked.visit),
        content: asked,
    };
    let work = |desk: &mut Desk<'_, '_>, turn: &mut Turn| {
        let mut visit = turn.visit().clone();
        desk.not_ahead(say!("出院日期", "the discharge"), asked.until)?;
        if asked.until < visit.from {
            return Err(DeskError::DateOrder {
                from: visit.from,
                until: asked.until,
            });
        }
        visit.until = Some(asked.until);
        visit.flags = visit.flags.joined(asked.flags);
        visit.state = VisitState::Discharged;
        days::refuse_lines_outside(desk, &visit)?;
        days::refuse_overlap(desk, (&visit, visit.until))?;
        visits::update(desk.tx, &visit)?;
        findings::keep(desk, &mut visit, asked.findings.as_ref(), Told::AtDischarge)?;
        Ok(Done::on_visit(visit.clone(), &visit.id))
    };
    once(desk, &errand, work, reply)
}

/// Undoes a discharge that has not been settled.
pub fn cancel_discharge(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &CancelDischarge,
    reply: impl FnOnce(&Visit) -> Vec<u8>,
) -> Result<MessageAnswer<Visit>, DeskError> {
    let errand = Errand {
        caller,
        deed: Deed::CancelDischarge,
        person: &asked.person,
        names: Mentions::visit(&asked.visit),
        content: asked,
    };
    let work = |desk: &mut Desk<'_, '_>, turn: &mut Turn| {
        let mut visit = turn.visit().clone();
        let until = visit.until.take();
        visit.state = VisitState::Open;
        days::refuse_overlap(desk, (&visit, until))?;
        visits::update(desk.tx, &visit)?;
        Ok(Done::on_visit(visit.clone(), &visit.id))
    };
    once(desk, &errand, work, reply)
}
