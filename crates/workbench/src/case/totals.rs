//! Names of running totals as a case may state them: `pooled` over a benefit year, `pooled@2026-06`
//! over a month, `pooled@2026-Q2` over a quarter.

use std::collections::BTreeSet;

use jiff::civil::Date;

use domain::plan::fold::running;
use domain::policy::Pack;
use domain::policy::vocabulary::{Unknown, UnknownWord};
use domain::rules::Counts;

/// A total that no rule of the pack looks at would change nothing. Those known are told as they
/// run in the period stated, or else on `day`.
pub(super) fn check(pack: &Pack, counter: &str, day: Date) -> Result<(), UnknownWord> {
    let stated = counter.split_once('@').map(|(_, period)| period);
    let known = |(name, over): (String, Counts)| {
        let day = stated.and_then(|period| first_day(period, over));
        (name, over, day)
    };
    let known: BTreeSet<String> = pack
        .counters()
        .into_iter()
        .map(known)
        .map(|(name, over, stated)| running(&name, over, stated.unwrap_or(day)))
        .collect();
    UnknownWord::check(Unknown::Counter, counter, known.iter().map(String::as_str))
}

/// The first day of `2026-06` or `2026-Q2`, if that is how a period of this length is written.
fn first_day(period: &str, over: Counts) -> Option<Date> {
    let (year, rest) = period.split_once('-')?;
    let month = match (over, rest.strip_prefix('Q')) {
        (Counts::Quarter, Some(quarter)) => {
            quarter.parse::<i8>().ok()?.checked_mul(3)?.checked_sub(2)?
        }
        (Counts::Month, None) => rest.parse().ok()?,
        _ => return None,
    };
    Date::new(year.parse().ok()?, month, 1).ok()
}
