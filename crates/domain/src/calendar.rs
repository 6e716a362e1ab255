//! Days, months and dated intervals. Intervals are half-open: `from ≤ day < until`.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::{Bilingual, shortened};

/// China time has had one offset, eight hours, since 1991.
pub const CHINA: Offset = Offset::constant(8);

/// The clock on the wall in China at an instant.
pub fn in_china(instant: Timestamp) -> DateTime {
    CHINA.to_datetime(instant)
}

/// The instant at which the clocks in China show this.
pub fn instant_in_china(clock: DateTime) -> Option<Timestamp> {
    let zoned = clock.to_zoned(TimeZone::fixed(CHINA));
    zoned.ok().map(|zoned| zoned.timestamp())
}

/// The day an instant lies on, in China.
pub fn today_in_china(now: Timestamp) -> Date {
    in_china(now).date()
}

/// How many minutes a hospital's clock may be ahead of ours: what the gateways allow between the
/// time a message is signed and the time it arrives.
pub const CLOCK_MINUTES_MAX: i64 = 30;

/// The latest day that may have begun somewhere: today, and close to midnight tomorrow, where a
/// clock is as far ahead as it may be.
pub fn latest_today(now: Timestamp) -> Date {
    let ahead = SignedDuration::from_mins(CLOCK_MINUTES_MAX);
    today_in_china(now.checked_add(ahead).unwrap_or(now))
}

/// The instant at which a day begins in China.
pub fn midnight_in_china(day: Date) -> Timestamp {
    let midnight = day.to_datetime(jiff::civil::Time::midnight());
    let offset = jiff::tz::Offset::constant(8);
    offset.to_timestamp(midnight).unwrap_or(Timestamp::MAX)
}

/// A span of days; without `until` it is still in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The day after the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Period {
    /// From a day on, without end.
    pub const fn since(from: Date) -> Period {
        Period { from, until: None }
    }

    /// Whether the day lies inside.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Whether the two share a day.
    pub fn overlaps(&self, other: &Period) -> bool {
        self.until.is_none_or(|until| other.from < until)
            && other.until.is_none_or(|until| self.from < until)
    }

    /// Whether it holds no day at all.
    pub fn is_empty(&self) -> bool {
        self.until.is_some_and(|until| until <= self.from)
    }
}

/// A calendar month, written `2026-10`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Year.
    pub year: i16,
    /// 1–12.
    pub month: i8,
}

impl Month {
    /// The month a day lies in.
    pub fn of(day: Date) -> Month {
        Month {
            year: day.year(),
            month: day.month(),
        }
    }

    /// The month before.
    pub fn before(self) -> Month {
        match self.month {
            1 => Month {
                year: self.year - 1,
                month: 12,
            },
            month => Month {
                year: self.year,
                month: month - 1,
            },
        }
    }

    /// Whole months from `earlier` to this one; negative when it lies later.
    pub fn months_since(self, earlier: Month) -> i32 {
        (i32::from(self.year) - i32::from(earlier.year)) * 12 + i32::from(self.month)
            - i32::from(earlier.month)
    }
}

/// Why a text is not a month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a month such as 2026-10")]
pub struct MonthError(String);

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Month, MonthError> {
        let wrong = || MonthError(shortened(text, 20));
        let first: Date = format!("{text}-01").parse().map_err(|_| wrong())?;
        if text.len() != 7 {
            return Err(wrong());
        }
        Ok(Month::of(first))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Full years of age on a day.
pub fn age_on(born_on: Date, day: Date) -> u8 {
    let had_birthday = (day.month(), day.day()) >= (born_on.month(), born_on.day());
    let years = i32::from(day.year()) - i32::from(born_on.year()) - i32::from(!had_birthday);
    u8::try_from(years.clamp(0, 150)).expect("clamped to 0..=150")
}

/// A day as people read it.
pub fn day(day: Date) -> Bilingual {
    let zh = format!("{}年{}月{}日", day.year(), day.month(), day.day());
    Bilingual::new(zh, day.to_string())
}

/// `months` later. Saturates at the end of the calendar, far beyond any filing.
pub fn months_after(day: Date, months: u16) -> Date {
    day.saturating_add(i32::from(months).months())
}

/// `days` later; negative for earlier.
pub fn days_after(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

/// From when, and until when if there is an end.
pub fn span(period: &Period) -> Bilingual {
    let from = day(period.from);
    match period.until {
        Some(until) => {
            let last = days_after(until, -1);
            Bilingual::new(
                format!("{}至{}", from.zh, day(last).zh),
                format!("{} to {last}", from.en),
            )
        }
        None => Bilingual::new(
            format!("自{}起长期有效", from.zh),
            format!("from {} on", from.en),
        ),
    }
}

/// A day that is certainly inside every benefit year row's month-day form.
pub fn is_month_day(text: &str) -> bool {
    text != "02-29" && text.len() == 5 && format!("2024-{text}").parse::<Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn intervals_are_half_open() {
        let period = Period {
            from: date(2023, 10, 1),
            until: Some(date(2024, 1, 1)),
        };
        assert!(!period.contains(date(2023, 9, 30)));
        assert!(period.contains(date(2023, 10, 1)));
        assert!(period.contains(date(2023, 12, 31)));
        assert!(!period.contains(date(2024, 1, 1)));
        assert!(!period.overlaps(&Period::since(date(2024, 1, 1))));
        assert!(period.overlaps(&Period::since(date(2023, 12, 31))));
    }

    #[test]
    fn months_step_over_new_year() {
        let january: Month = "2026-01".parse().unwrap();
        assert_eq!(january.before().to_string(), "2025-12");
        assert_eq!(january.months_since("2019-11".parse().unwrap()), 74);
        for text in ["2026-13", "2026-1", "26-01", "2026/01", ""] {
            assert!(text.parse::<Month>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn age_turns_on_the_birthday() {
        assert_eq!(age_on(date(1966, 11, 21), date(2026, 11, 20)), 59);
        assert_eq!(age_on(date(1966, 11, 21), date(2026, 11, 21)), 60);
    }
}
