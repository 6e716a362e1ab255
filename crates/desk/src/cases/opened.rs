//! That a clerk had a case open for a moment before deciding it. A key that is held down sends the
//! same form again and again, each time for the next case that opens by itself; nobody has read
//! what was on the screen for a tenth of a second.

use domain::ids::FilingId;
use jiff::SignedDuration;
use store::operators::Operator;

use super::CaseError;
use super::stamp::{StampedFor, stamp, stamped_at};
use crate::{Desk, DeskError};

/// A case is open at least this long before it is decided: a key that is held repeats in a tenth of
/// it, and each time it comes too early it begins anew.
pub const SEEN_AT_LEAST: SignedDuration = SignedDuration::from_millis(400);
/// A page that has lain open for longer than a day at work decides nothing.
const SEEN_AT_MOST: SignedDuration = SignedDuration::from_hours(10);

fn stamped_for<'a>(operator: &'a Operator, id: &'a FilingId) -> StampedFor<'a> {
    StampedFor {
        purpose: "case-opened",
        operator: &operator.id,
        about: id.as_str(),
    }
}

/// What the forms of a case carry that an operator opens now.
pub fn opened_now(desk: &Desk<'_, '_>, operator: &Operator, id: &FilingId) -> String {
    stamp(desk, stamped_for(operator, id), desk.now)
}

/// Refuses a decision on a case that the operator did not have open for a moment.
pub fn opened_for_a_moment(
    desk: &Desk<'_, '_>,
    operator: &Operator,
    (id, sent): (&FilingId, &str),
) -> Result<(), DeskError> {
    let at = stamped_at(desk, stamped_for(operator, id), sent);
    let open = at.map(|at| desk.now.duration_since(at));
    match open.is_some_and(|open| (SEEN_AT_LEAST..SEEN_AT_MOST).contains(&open)) {
        true => Ok(()),
        false => Err(CaseError::JustOpened.into()),
    }
}
