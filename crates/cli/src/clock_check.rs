//! Whether the machine's clock can be right, by the latest time that was seen at an installation.

use anyhow::Result;
use desk::Clock;
use domain::{Bilingual, say};
use jiff::Timestamp;
use store::installation::{self, ClockSeen};
use store::{Db, StoreError};

use crate::place::machine_time;
use crate::say::wrong;

/// The code of what is wrong with the clock, what is seen of it, and what to do.
pub fn what_is_wrong(
    seen: ClockSeen,
    now: Timestamp,
) -> Option<(&'static str, Bilingual, Bilingual)> {
    let code = seen.code()?;
    let next = say!(
        "校准机器时间；如果现在的时间是对的，运行 suixing doctor --clock-is-right",
        "set the machine's clock; if it is right now, run suixing doctor --clock-is-right"
    );
    let says = match seen {
        ClockSeen::Behind { seen } => say!(
            "机器时间是 {now}，但这里已经到过 {seen}",
            "the machine's clock shows {now}, but it has been {seen} here"
        ),
        ClockSeen::Ahead { seen } => say!(
            "机器时间是 {now}，上一次是 {seen}，隔得太久",
            "the machine's clock shows {now}, and the last time seen here was {seen}"
        ),
        ClockSeen::Plausible => return None,
    };
    Some((code, says, next))
}

/// Refuses to work by a clock that cannot be right; that of a demo may be set to anything.
pub fn plausible_clock(db: &Db, clock: &Clock) -> Result<()> {
    if clock.is_set() {
        return Ok(());
    }
    let now = machine_time();
    let look = move |tx: &mut store::Tx<'_>| installation::probe(tx, now);
    let seen = db.transact::<_, StoreError, _>(look)?;
    match what_is_wrong(seen, now) {
        None => Ok(()),
        Some((code, says, next)) => Err(wrong(code, &says, &next)),
    }
}
