//! What must fit before a bill is priced: the kind of care, the lines, the diagnoses.

use domain::bill::Scope;
use store::lines::{self, BillLines, Unsettled};
use store::visits::Visit;

use crate::parts::SettledTogether;
use crate::settle::Settle;
use crate::{Desk, DeskError};

/// Within one side of the door, one kind of care a visit.
pub(super) fn check_care(visit: &Visit, asked: &Settle) -> Result<(), DeskError> {
    let held = visit.care;
    match asked.care.filter(|asked| *asked != held) {
        Some(asked) => Err(DeskError::WrongCare { held, asked }),
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
    let (settled, unsettled) = lines::count(desk.tx, bill)?;
    Ok(DeskError::NoLines {
        batch: asked.what.batch().map(str::to_owned),
        unsettled,
        settled,
    })
}

/// Outpatient bills are settled once the diagnoses are there.
pub(super) fn check_findings(visit: &Visit, asked: &Settle, lines: usize) -> Result<(), DeskError> {
    match asked.what {
        SettledTogether::Batch(_) if !visit.has_findings => Err(DeskError::FindingsMissing {
            visit: visit.id.clone(),
            lines,
        }),
        _ => Ok(()),
    }
}
