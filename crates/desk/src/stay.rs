//! The end of a hospital stay: discharge, and undoing it.

use domain::facility::Care;
use domain::ids::{PersonId, VisitId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::settlements;
use store::visits::{self, Visit, VisitState};

use crate::deed::Deed;
use crate::findings::{self, Told};
use crate::once::{Done, Errand, Turn, once};
use crate::parts::FINAL;
use crate::{Caller, Desk, DeskError, MessageAnswer, standing};

/// Discharge from hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DischargeTerms {
    /// The patient.
    pub person: PersonId,
    /// The stay.
    pub visit: VisitId,
    /// Day of discharge.
    pub until: Date,
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
        visit: Some(&asked.visit),
        content: asked,
    };
    let work = |desk: &mut Desk<'_, '_>, turn: &mut Turn| {
        let mut visit = stay(turn, caller, &asked.visit)?;
        if visit.state == VisitState::Discharged {
            return Err(DeskError::AlreadyDischarged {
                visit: visit.id,
                on: visit.until.unwrap_or(visit.from),
            });
        }
        desk.not_ahead("discharge", asked.until)?;
        if asked.until < visit.from {
            return Err(DeskError::DateOrder {
                from: visit.from,
                until: asked.until,
            });
        }
        visit.until = Some(asked.until);
        visit.state = VisitState::Discharged;
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
        visit: Some(&asked.visit),
        content: asked,
    };
    let work = |desk: &mut Desk<'_, '_>, turn: &mut Turn| {
        let mut visit = stay(turn, caller, &asked.visit)?;
        if visit.state == VisitState::Open {
            return Err(DeskError::NotDischarged { visit: visit.id });
        }
        refuse_final(desk, &visit)?;
        visit.until = None;
        visit.state = VisitState::Open;
        visits::update(desk.tx, &visit)?;
        Ok(Done::on_visit(visit.clone(), &visit.id))
    };
    once(desk, &errand, work, reply)
}

fn stay(turn: &Turn, caller: &Caller, id: &VisitId) -> Result<Visit, DeskError> {
    let visit = standing::visit(&turn.standing, &caller.facility, id)?;
    match visit.care {
        Care::Inpatient => Ok(visit.clone()),
        held => Err(DeskError::WrongCare {
            held,
            asked: Care::Inpatient,
        }),
    }
}

/// Refuses when the whole stay is settled; a mid-stay settlement does not hinder.
fn refuse_final(desk: &mut Desk<'_, '_>, visit: &Visit) -> Result<(), DeskError> {
    let made = settlements::of_visit(desk.tx, &visit.person, &visit.id)?;
    let is_final = |made: &settlements::Made| made.batch.starts_with(FINAL);
    let live = made
        .into_iter()
        .find(|made| is_final(made) && made.reversed_by.is_none());
    live.map_or(Ok(()), |made| {
        Err(DeskError::VisitSettled {
            settlement: made.id,
        })
    })
}
