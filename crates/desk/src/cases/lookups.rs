//! How often a clerk may look somebody up, and how often in vain: who serves people looks up one
//! after the other, who copies a register looks up hundreds. What is over is told, with the time
//! from which on it goes on.

use jiff::SignedDuration;
use store::operators::Operator;
use store::sessions::{self, SignInGuard};

use super::CaseError;
use crate::{Desk, DeskError};

/// So many of a kind within so long.
#[derive(Clone, Copy, Debug)]
pub(super) struct CountedKind {
    word: &'static str,
    most: i64,
    within: SignedDuration,
}

/// Look-ups by one clerk.
const LOOKS: CountedKind = CountedKind {
    word: "look-up",
    most: 60,
    within: SignedDuration::from_mins(15),
};
/// Those that found nobody.
const MISSES: CountedKind = CountedKind {
    word: "look-up-missed",
    most: 20,
    within: SignedDuration::from_mins(15),
};
/// Codes for one person from the counter.
pub(super) const CODES_OF_PERSON: CountedKind = CountedKind {
    word: "counter-code-of",
    most: 5,
    within: SignedDuration::from_hours(24),
};
/// Codes one clerk gives.
pub(super) const CODES_BY_CLERK: CountedKind = CountedKind {
    word: "counter-code-by",
    most: 100,
    within: SignedDuration::from_hours(24),
};

/// Counts a look-up before it is made: of a number of a certificate, at the counter or in the list.
/// In a transaction of its own, so that it counts whatever comes of the look-up.
pub fn may_look_up(desk: &mut Desk<'_, '_>, operator: &Operator) -> Result<(), DeskError> {
    refuse_over(desk, (MISSES, &operator.id))?;
    count(desk, (LOOKS, &operator.id))
}

/// Counts that a look-up found nobody.
pub fn missed(desk: &mut Desk<'_, '_>, operator: &Operator) -> Result<(), DeskError> {
    let (guard, _) = so_far(desk, (MISSES, &operator.id))?;
    let whom = whom((MISSES, &operator.id));
    Ok(sessions::put_guard(desk.tx, &whom, &guard)?)
}

/// Counts one more, or refuses it.
pub(super) fn count(desk: &mut Desk<'_, '_>, what: (CountedKind, &str)) -> Result<(), DeskError> {
    refuse_over(desk, what)?;
    let (guard, _) = so_far(desk, what)?;
    Ok(sessions::put_guard(desk.tx, &whom(what), &guard)?)
}

fn refuse_over(desk: &mut Desk<'_, '_>, what: (CountedKind, &str)) -> Result<(), DeskError> {
    let (guard, before) = so_far(desk, what)?;
    match before >= what.0.most {
        true => Err(CaseError::TooOften {
            until: guard.since + what.0.within,
        }
        .into()),
        false => Ok(()),
    }
}

/// The count with one more, and how often it was before.
fn so_far(
    desk: &mut Desk<'_, '_>,
    (kind, of): (CountedKind, &str),
) -> Result<(SignInGuard, i64), DeskError> {
    let known = sessions::guard(desk.tx, &whom((kind, of)))?;
    let recent = known.filter(|it| desk.now.duration_since(it.since) < kind.within);
    let before = recent.map_or(0, |it| it.failures);
    let guard = SignInGuard {
        failures: before + 1,
        since: recent.map_or(desk.now, |it| it.since),
        locked_until: None,
        last_step: None,
    };
    Ok((guard, before))
}

fn whom((kind, of): (CountedKind, &str)) -> String {
    format!("{}:{of}", kind.word)
}
