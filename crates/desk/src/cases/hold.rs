//! Who has a case open. It keeps two people from working on one case; it never keeps anybody from
//! seeing it, and it is never in the way for long.

use domain::filing::Filing;
use domain::ids::FilingId;
use jiff::{SignedDuration, Timestamp};
use store::cases::{self, OpenCaseEntry};
use store::operators::{self, Operator, Role};

use super::{CaseError, is_supervisor, name_of, of_others};
use crate::{Desk, DeskError};

/// A case that nobody did anything to for this long may be taken over.
const HELD: SignedDuration = SignedDuration::from_mins(15);

/// How a case is open, nobody's where it never was.
pub(super) fn open_row(
    desk: &mut Desk<'_, '_>,
    filing: &Filing,
) -> Result<OpenCaseEntry, DeskError> {
    let found = cases::find_open(desk.tx, filing.person(), filing.id())?;
    Ok(found.unwrap_or(OpenCaseEntry {
        holder: String::new(),
        held_at: Timestamp::UNIX_EPOCH,
        proposed_by: String::new(),
        proposed_at: Timestamp::UNIX_EPOCH,
        proposal: String::new(),
    }))
}

pub(super) fn put(
    desk: &mut Desk<'_, '_>,
    filing: &Filing,
    open: &OpenCaseEntry,
) -> Result<(), DeskError> {
    let of = (filing.person(), filing.id());
    Ok(cases::put_open(desk.tx, desk.random, of, open)?)
}

/// Whether somebody else has it open now.
pub(super) fn is_others(open: &OpenCaseEntry, operator: &Operator, now: Timestamp) -> bool {
    !open.holder.is_empty() && open.holder != operator.id && now.duration_since(open.held_at) < HELD
}

/// Refuses while somebody else has it open.
pub(super) fn held_by(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    filing: &Filing,
) -> Result<OpenCaseEntry, DeskError> {
    let open = open_row(desk, filing)?;
    match is_others(&open, operator, desk.now) {
        true => Err(CaseError::CaseHeld {
            by: name_of(desk, &open.holder)?,
            since: open.held_at,
        }
        .into()),
        false => Ok(open),
    }
}

/// Takes a case, from whoever has it: a supervisor at any time, others once nobody has done
/// anything to it for a while. One that waits for nobody is nobody's.
pub fn take_over(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    id: &FilingId,
) -> Result<(), DeskError> {
    let filing = of_others(desk, operator, id)?;
    desk.tx.lock_person(filing.person())?;
    let mut open = match is_supervisor(operator) {
        true => open_row(desk, &filing)?,
        false => held_by(desk, operator, &filing)?,
    };
    if !filing.is_pending() {
        return Ok(());
    }
    operator.id.clone_into(&mut open.holder);
    open.held_at = desk.now;
    put(desk, &filing, &open)
}

/// Puts a case back for others.
pub fn leave_case(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    id: &FilingId,
) -> Result<(), DeskError> {
    let filing = of_others(desk, operator, id)?;
    desk.tx.lock_person(filing.person())?;
    let mut open = open_row(desk, &filing)?;
    if open.holder == operator.id {
        open.holder.clear();
        put(desk, &filing, &open)?;
    }
    Ok(())
}

/// Gives a case to a colleague of the same unit: a supervisor, or who has it open.
pub fn hand_over(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (id, to): (&FilingId, &str),
) -> Result<(), DeskError> {
    let filing = of_others(desk, operator, id)?;
    desk.tx.lock_person(filing.person())?;
    let mut open = match is_supervisor(operator) {
        true => open_row(desk, &filing)?,
        false => held_by(desk, operator, &filing)?,
    };
    let region = filing.request.insured_at.pooling();
    let found = operators::find(desk.tx, to)?;
    let colleague = found.filter(|one| {
        let may = [Role::Clerk, Role::Supervisor];
        one.disabled_at.is_none()
            && one.unit.holds_region(region)
            && one.roles.iter().any(|role| may.contains(role))
    });
    let colleague = colleague.ok_or(CaseError::UnknownColleague)?;
    open.holder = colleague.id;
    open.held_at = desk.now;
    put(desk, &filing, &open)
}
