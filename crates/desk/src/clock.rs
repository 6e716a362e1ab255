//! The one clock of an installation. It is the machine's, and in the database of a demo it may be
//! set forward or back; from there it runs on. How far it is ahead is kept in that database, so
//! that every program on it and every later start tell the same time. A database is marked a
//! demo's when it is made and stays one; the clock of any other is never set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::calendar::{instant_in_china, today_in_china};
use domain::text::shortened;
use domain::{errors, say};
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use store::{Db, StoreError, Tx, people, reference};

use crate::DeskError;

errors! {
    /// Why a clock was not set.
    #[derive(Debug)]
    ClockError {
        NotSettable = "clock-not-settable", Refused,
            "只有演示数据库的时钟可以设定", "only the clock of a demo's database can be set",
            "去掉 --now，或用 suixing demo 建立演示数据库",
            "leave out --now, or make a demo's database with suixing demo";
        Unreadable { text: String } = "bad-clock-time", Invalid,
            "不是可以设定的时刻", "that is no time a clock can be set to",
            "写北京时间，如 2026-12-31T23:58，年份 2000 至 2099",
            "write the time in China, such as 2026-12-31T23:58, in the years 2000 to 2099",
            says say!("「{text}」不是可以设定的时刻", "«{text}» is no time a clock can be set to");
        NotADemo = "not-a-demo", Conflict,
            "这个数据库里有不是演示的人或机构", "the database holds people or facilities that are not a demo's",
            "演示请用另一个数据库", "use another database for the demo";
    }
}

/// The years a demo's clock may show.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2099;

/// The mark of a demo's database: the day it was made.
const DEMO: &str = "demo";
/// How far its clock is ahead of the machine's, in microseconds.
const AHEAD: &str = "demo-clock-ahead";

/// Where the time comes from. Copies show the same.
#[derive(Clone)]
pub struct Clock {
    machine: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    ahead: Arc<AtomicI64>,
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({} µs ahead)", self.ahead_us())
    }
}

impl Clock {
    /// A clock that shows what the machine's does.
    pub fn new(machine: impl Fn() -> Timestamp + Send + Sync + 'static) -> Clock {
        Clock {
            machine: Arc::new(machine),
            ahead: Arc::default(),
        }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        let machine = (self.machine)();
        let ahead = SignedDuration::from_micros(self.ahead_us());
        machine.checked_add(ahead).unwrap_or(Timestamp::MAX)
    }

    /// Today, in China.
    pub fn today(&self) -> Date {
        today_in_china(self.now())
    }

    /// Whether it shows something else than the machine's.
    pub fn is_set(&self) -> bool {
        self.ahead_us() != 0
    }

    /// Shows what the database says, which another program may have set.
    pub fn follow(&self, db: &Db) -> Result<(), StoreError> {
        let kept: Option<i64> = db.read::<_, StoreError, _>(|tx| reference::meta(tx, AHEAD))?;
        self.ahead.store(kept.unwrap_or(0), Ordering::Relaxed);
        Ok(())
    }

    /// Sets the clock of a demo's database, or gives it back to the machine.
    pub fn set(&self, db: &Db, to: Option<Timestamp>) -> Result<(), DeskError> {
        let ahead = self.ahead_for(to);
        db.transact(move |tx| match demo_since(tx)? {
            Some(_) => Ok(reference::set_meta(tx, AHEAD, &ahead.to_string())?),
            None => Err(DeskError::from(ClockError::NotSettable)),
        })?;
        self.ahead.store(ahead, Ordering::Relaxed);
        Ok(())
    }

    /// Shows a time before there is a database to keep it in; [`Clock::mark_demo`] keeps it.
    pub fn show(&self, to: Option<Timestamp>) {
        self.ahead.store(self.ahead_for(to), Ordering::Relaxed);
    }

    /// Marks a database a demo's, for good, and keeps in it what this clock shows.
    pub fn mark_demo(&self, tx: &mut Tx<'_>, made_on: Date) -> Result<(), StoreError> {
        reference::set_meta(tx, AHEAD, &self.ahead_us().to_string())?;
        reference::set_meta(tx, DEMO, &made_on.to_string())
    }

    fn ahead_us(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    fn ahead_for(&self, to: Option<Timestamp>) -> i64 {
        let machine = (self.machine)().as_microsecond();
        to.map_or(0, |to| to.as_microsecond() - machine)
    }
}

/// The day a demo's database was made, which its story is told from; none for any other.
pub fn demo_since(tx: &mut Tx<'_>) -> Result<Option<Date>, StoreError> {
    reference::meta(tx, DEMO)
}

/// The same, of a database in which a demo may be made: real and invented people never share one.
pub fn demo_or_empty(tx: &mut Tx<'_>) -> Result<Option<Date>, DeskError> {
    let made_on = demo_since(tx)?;
    let is_free = people::list(tx, 1)?.is_empty() && reference::facilities(tx)?.is_empty();
    match made_on.is_some() || is_free {
        true => Ok(made_on),
        false => Err(ClockError::NotADemo.into()),
    }
}

/// Reads a time as people write it: the time in China, with or without seconds, or an instant with
/// its offset.
pub fn read_time(text: &str) -> Result<Timestamp, ClockError> {
    let text = text.trim();
    let instant = text.parse::<Timestamp>().ok();
    let in_china = || text.parse::<DateTime>().ok().and_then(instant_in_china);
    let found = instant.or_else(in_china);
    let possible = found.filter(|time| YEARS.contains(&today_in_china(*time).year()));
    possible.ok_or_else(|| ClockError::Unreadable {
        text: shortened(text, 40),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let rows = [
            ("2026-12-31T23:58", "2026-12-31T15:58:00Z"),
            (" 2026-12-31 23:58:30 ", "2026-12-31T15:58:30Z"),
            ("2026-12-31", "2026-12-30T16:00:00Z"),
            ("2026-12-31T23:58+09:00", "2026-12-31T14:58:00Z"),
        ];
        for (text, instant) in rows {
            let expected: Timestamp = instant.parse().unwrap();
            assert_eq!(read_time(text).unwrap(), expected, "{text}");
        }
        for text in [
            "",
            "now",
            "23:58",
            "2026-13-01",
            "1999-12-31T23:59",
            "2100-01-01",
        ] {
            let refused = read_time(text).unwrap_err();
            assert_eq!(refused.code(), "bad-clock-time", "{text}");
        }
    }
}
