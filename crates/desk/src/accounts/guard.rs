//! What is tried in vain is counted, whether or not there is such a person: by whom it is tried
//! for together with where it comes from, so that whoever tries locks out nobody but themselves;
//! and by whom it is tried for alone, ten times as often, so that guessing from everywhere ends
//! too, but for where the person signed in that day. A code that is given at the counter
//! afterwards is taken all the same.

use jiff::{SignedDuration, Timestamp};
use store::sessions::{self, SignInGuard};

use super::AccountError;
use super::account::folded;
use crate::{Desk, DeskError};

/// So many attempts from one place may fail …
const FAILURES_MAX: i64 = 5;
/// … or from all together …
const FAILURES_OF_ALL_MAX: i64 = 50;
/// … within this time …
const WITHIN: SignedDuration = SignedDuration::from_mins(15);
/// … before nothing more is looked at for this long.
const LOCKED: SignedDuration = SignedDuration::from_mins(15);

/// A name or number as it is counted: letters of one size, no blanks, full width made half.
pub(super) fn counted(kind: &str, sent: &str) -> String {
    format!("{kind}:{}", folded(sent))
}

/// The same, from where it comes now.
fn from_there(desk: &Desk<'_, '_>, whom: &str) -> String {
    format!("{whom}@{}", desk.source)
}

/// That somebody signed in from where it comes now.
fn known_there(desk: &Desk<'_, '_>, whom: &str) -> String {
    format!("known:{whom}@{}", desk.source)
}

fn pardons(whom: &str) -> String {
    format!("pardon:{whom}")
}

/// Whether something may be tried now.
pub(super) fn refused(
    desk: &mut Desk<'_, '_>,
    whom: &str,
) -> Result<Option<AccountError>, DeskError> {
    let pardoned = sessions::guard(desk.tx, &pardons(whom))?.map(|it| it.since);
    let mut until: Option<Timestamp> = None;
    // Guessing from everywhere keeps nobody out of where they signed in themselves.
    let is_known = sessions::guard(desk.tx, &known_there(desk, whom))?.is_some();
    let of_all = (!is_known).then(|| whom.to_owned());
    for one in of_all.into_iter().chain([from_there(desk, whom)]) {
        let guard = sessions::guard(desk.tx, &one)?;
        let locked = guard.and_then(|guard| guard.locked_until);
        let holds = |locked: &Timestamp| {
            desk.now < *locked && pardoned.is_none_or(|at| *locked - LOCKED >= at)
        };
        until = until.max(locked.filter(holds));
    }
    Ok(until.map(|until| AccountError::SignInLocked { until }))
}

/// What was tried in vain until now keeps nobody out any more.
pub(super) fn pardon(desk: &mut Desk<'_, '_>, whom: &str) -> Result<(), DeskError> {
    let pardon = SignInGuard {
        failures: 0,
        since: desk.now,
        locked_until: None,
        last_step: None,
    };
    Ok(sessions::put_guard(desk.tx, &pardons(whom), &pardon)?)
}

/// Notes that it failed.
pub(super) fn failed(desk: &mut Desk<'_, '_>, whom: &str) -> Result<AccountError, DeskError> {
    let there = from_there(desk, whom);
    let of_all = counted_failure(desk, (whom, FAILURES_OF_ALL_MAX))?;
    let from_there = counted_failure(desk, (&there, FAILURES_MAX))?;
    Ok(match of_all.max(from_there) {
        Some(until) => AccountError::SignInLocked { until },
        None => AccountError::SignInFailed,
    })
}

/// Counts a failure; until when nothing more is looked at, where that were too many.
fn counted_failure(
    desk: &mut Desk<'_, '_>,
    (whom, most): (&str, i64),
) -> Result<Option<Timestamp>, DeskError> {
    let before = sessions::guard(desk.tx, whom)?;
    let recent = before.filter(|it| desk.now.duration_since(it.since) < WITHIN);
    let failures = recent.map_or(0, |it| it.failures) + 1;
    let locked_until = (failures >= most).then(|| desk.now + LOCKED);
    let guard = SignInGuard {
        failures: if locked_until.is_some() { 0 } else { failures },
        since: recent.map_or(desk.now, |it| it.since),
        locked_until,
        last_step: before.and_then(|it| it.last_step),
    };
    sessions::put_guard(desk.tx, whom, &guard)?;
    Ok(locked_until)
}

/// Notes that it went well; the step of the second factor counts once.
pub(super) fn went_well(
    desk: &mut Desk<'_, '_>,
    whom: &str,
    step: Option<i64>,
) -> Result<(), DeskError> {
    let none = SignInGuard {
        failures: 0,
        since: desk.now,
        locked_until: None,
        last_step: None,
    };
    let there = from_there(desk, whom);
    if sessions::guard(desk.tx, &there)?.is_some() {
        sessions::put_guard(desk.tx, &there, &none)?;
    }
    sessions::put_guard(desk.tx, &known_there(desk, whom), &none)?;
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
