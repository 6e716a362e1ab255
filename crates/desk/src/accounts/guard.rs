//! What is tried in vain is counted by whom it is tried for, whoever tries and from wherever, and
//! whether or not there is such a person: five times, then nothing is looked at for a while.

use jiff::SignedDuration;
use store::sessions::{self, SignInGuard};

use super::AccountError;
use super::account::folded;
use crate::{Desk, DeskError};

/// So many attempts may fail …
const FAILURES_MAX: i64 = 5;
/// … within this time …
const WITHIN: SignedDuration = SignedDuration::from_mins(15);
/// … before nothing more is looked at for this long.
const LOCKED: SignedDuration = SignedDuration::from_mins(15);

/// A name or number as it is counted: letters of one size, no blanks, full width made half.
pub(super) fn counted(kind: &str, sent: &str) -> String {
    format!("{kind}:{}", folded(sent))
}

/// Whether something may be tried now.
pub(super) fn refused(
    desk: &mut Desk<'_, '_>,
    whom: &str,
) -> Result<Option<AccountError>, DeskError> {
    let guard = sessions::guard(desk.tx, whom)?;
    let until = guard.and_then(|guard| guard.locked_until);
    let until = until.filter(|until| desk.now < *until);
    Ok(until.map(|until| AccountError::SignInLocked { until }))
}

/// Notes that it failed.
pub(super) fn failed(desk: &mut Desk<'_, '_>, whom: &str) -> Result<AccountError, DeskError> {
    let before = sessions::guard(desk.tx, whom)?;
    let recent = before.filter(|it| desk.now.duration_since(it.since) < WITHIN);
    let failures = recent.map_or(0, |it| it.failures) + 1;
    let locked_until = (failures >= FAILURES_MAX).then(|| desk.now + LOCKED);
    let guard = SignInGuard {
        failures: if locked_until.is_some() { 0 } else { failures },
        since: recent.map_or(desk.now, |it| it.since),
        locked_until,
        last_step: before.and_then(|it| it.last_step),
    };
    sessions::put_guard(desk.tx, whom, &guard)?;
    Ok(match locked_until {
        Some(until) => AccountError::SignInLocked { until },
        None => AccountError::SignInFailed,
    })
}

/// Notes that it went well; the step of the second factor counts once.
pub(super) fn went_well(
    desk: &mut Desk<'_, '_>,
    whom: &str,
    step: Option<i64>,
) -> Result<(), DeskError> {
    let before = sessions::guard(desk.tx, whom)?;
    if before.is_none() && step.is_none() {
        return Ok(());
    }
    let guard = SignInGuard {
        failures: 0,
        since: desk.now,
        locked_until: None,
        last_step: step.or(before.and_then(|it| it.last_step)),
    };
    Ok(sessions::put_guard(desk.tx, whom, &guard)?)
}

/// The step of the last code of a second factor that was taken.
pub(super) fn last_step(desk: &mut Desk<'_, '_>, whom: &str) -> Result<Option<i64>, DeskError> {
    let guard = sessions::guard(desk.tx, whom)?;
    Ok(guard.and_then(|guard| guard.last_step))
}
