//! What must fit before a bill is priced: the kind of visit, the lines, the steps taken so far.

use domain::bill::Scope;
use domain::facility::Care;
use store::lines::{self, BillLines, Unsettled};
use store::visits::{Visit, VisitState};

use crate::parts::SettledTogether;
use crate::settle::Settle;
use crate::{Desk, DeskError, standing};

pub(super) fn check_kind(visit: &Visit, asked: &Settle) -> Result<(), DeskError> {
    let held = visit.care;
    let kind = match asked.what {
        SettledTogether::Stay { .. } => Care::Inpatient,
        SettledTogether::Batch(_) => Care::Outpatient,
    };
    standing::kind(visit, kind)?;
    if let Some(asked) = asked.care.filter(|asked| *asked != held) {
        return Err(DeskError::WrongCare { held, asked });
    }
    match asked.scheme.filter(|scheme| *scheme != visit.scheme) {
        Some(scheme) => Err(DeskError::NotEnrolled {
            scheme: Some(scheme),
            insured_at: Some(visit.insured_at),
        }),
        None => Ok(()),
    }
}

/// The lines asked for must be there and add up to what is stated. A stay of which everything was
/// settled before its end ends with a settlement of nothing.
pub(super) fn check_lines(
    desk: &mut Desk<'_, '_>,
    (bill, settled_before): (BillLines<'_>, bool),
    asked: &Settle,
    found: &Unsettled,
) -> Result<(), DeskError> {
    let is_end = asked.what == SettledTogether::Stay { mid_stay: false };
    if found.lines.is_empty() && !(is_end && settled_before) {
        return Err(no_lines(desk, bill, asked)?);
    }
    let held = found.scope().total();
    if asked.stated_total != held {
        return Err(DeskError::TotalMismatch {
            stated: asked.stated_total,
            held,
            count: found.lines.len(),
        });
    }
    Ok(())
}

/// However the lines are split, no part of the bill, or of the stay so far, is below nothing.
pub(super) fn check_whole(whole: &Scope) -> Result<(), DeskError> {
    match whole.is_whole() {
        true => Ok(()),
        false => Err(DeskError::NegativeBill),
    }
}

/// Says what lines the visit does have.
fn no_lines(
    desk: &mut Desk<'_, '_>,
    bill: BillLines<'_>,
    asked: &Settle,
) -> Result<DeskError, DeskError> {
    let all = lines::of_visit(desk.tx, bill)?;
    let in_force = all.iter().filter(|line| !line.withdrawn);
    let (settled, open): (Vec<_>, Vec<_>) = in_force.partition(|line| line.settled_by.is_some());
    Ok(DeskError::NoLines {
        batch: asked.what.batch().map(str::to_owned),
        unsettled: open.len(),
        settled: settled.len(),
    })
}

pub(super) fn check_steps(visit: &Visit, asked: &Settle, lines: usize) -> Result<(), DeskError> {
    let id = || visit.id.clone();
    match asked.what {
        SettledTogether::Batch(_) if !visit.has_findings => {
            Err(DeskError::FindingsMissing { visit: id(), lines })
        }
        SettledTogether::Stay { mid_stay: false } if visit.state == VisitState::Open => {
            Err(DeskError::NotDischarged { visit: id() })
        }
        SettledTogether::Stay { mid_stay: true } if visit.state == VisitState::Discharged => {
            let on = visit.until.unwrap_or(visit.from);
            Err(DeskError::AlreadyDischarged { visit: id(), on })
        }
        _ => Ok(()),
    }
}
