//! That a clerk had a case open for a moment before deciding it. A key that is held down sends the
//! same form again and again, each time for the next case that opens by itself; nobody has read
//! what was on the screen for a tenth of a second.

use domain::filing::Filing;
use domain::ids::FilingId;
use jiff::SignedDuration;
use store::operators::Operator;

use super::stamp::{StampedFor, stamp, stamped_at};
use super::{CaseError, of_unit};
use crate::{Desk, DeskError};

/// A case is open at least this long before it is decided: a key that is held repeats in a tenth of
/// it, and each time it comes too early it begins anew.
pub const SEEN_AT_LEAST: SignedDuration = SignedDuration::from_millis(400);
/// A page that has lain open for longer than a day at work decides nothing.
const SEEN_AT_MOST: SignedDuration = SignedDuration::from_hours(10);

/// Which case, as it stood: whatever happens to it afterwards is not what was seen.
fn as_it_stands(filing: &Filing) -> String {
    format!("{}#{}", filing.id(), filing.history.len())
}

fn stamped_for<'a>(operator: &'a Operator, seen: &'a str) -> StampedFor<'a> {
    StampedFor {
        purpose: "case-opened",
        operator: &operator.id,
        about: seen,
    }
}

/// What the forms of a case carry that an operator opens now.
pub fn opened_now(desk: &Desk<'_, '_>, operator: &Operator, filing: &Filing) -> String {
    stamp(desk, stamped_for(operator, &as_it_stands(filing)), desk.now)
}

/// For how long the operator has had the case open as it stands; nothing where it was never opened
/// so.
fn open_for(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (id, sent): (&FilingId, &str),
) -> Result<Option<SignedDuration>, DeskError> {
    let filing = of_unit(desk, operator, id)?;
    let at = stamped_at(desk, stamped_for(operator, &as_it_stands(&filing)), sent);
    let open = at.map(|at| desk.now.duration_since(at));
    Ok(open.filter(|open| *open < SEEN_AT_MOST))
}

/// Refuses a decision on a case that the operator did not have open for a moment, or that is not
/// what it was then. One that was decided so already is as it is.
pub fn opened_for_a_moment(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    seen: (&FilingId, &str),
) -> Result<(), DeskError> {
    match open_for(desk, operator, seen)? {
        Some(open) if open >= SEEN_AT_LEAST => Ok(()),
        _ => Err(CaseError::JustOpened.into()),
    }
}

/// Refuses a decision on a case that is not what the operator was shown.
pub fn is_as_shown(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    seen: (&FilingId, &str),
) -> Result<(), DeskError> {
    match open_for(desk, operator, seen)? {
        Some(_) => Ok(()),
        None => Err(CaseError::JustOpened.into()),
    }
}
