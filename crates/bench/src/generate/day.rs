//! The year in which everything happens.

use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};

/// The day on which everything has happened.
pub const TODAY: Date = date(2026, 11, 20);

/// The second of a day at which something happens, in China.
pub fn moment(day: Date, second: i64) -> Timestamp {
    let nine = day.at(9, 0, 0, 0).in_tz("Asia/Shanghai");
    let nine = nine.expect("the time zone is known").timestamp();
    nine + Span::new().seconds(second)
}
