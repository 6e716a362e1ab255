//! Names of running totals as a case may state them: `pooled` over a benefit year, `pooled@2026-06`
//! over a month, `pooled@2026-Q2` over a quarter.

use jiff::civil::Date;

use domain::plan::fold::running;
use domain::policy::Pack;
use domain::policy::vocabulary::{Unknown, UnknownWord};
use domain::rules::Counts;

/// A total that no rule of the pack looks at would change nothing.
pub(super) fn check(pack: &Pack, counter: &str) -> Result<(), UnknownWord> {
    let mut known = pack.counters();
    let totals = pack.totals();
    let runs = |(name, over): &(String, Counts)| {
        let period = counter.strip_prefix(name.as_str());
        let period = period.and_then(|rest| rest.strip_prefix('@'));
        match over {
            Counts::Year => counter == name,
            Counts::Month | Counts::Quarter => period
                .and_then(first_day)
                .is_some_and(|day| running(name, *over, day) == counter),
            Counts::Visit => false,
        }
    };
    if totals.iter().any(runs) {
        return Ok(());
    }
    for (name, over) in totals {
        match over {
            Counts::Year => known.insert(name),
            Counts::Month => known.insert(format!("{name}@2026-06")),
            Counts::Quarter => known.insert(format!("{name}@2026-Q2")),
            Counts::Visit => false,
        };
    }
    UnknownWord::check(Unknown::Counter, counter, known.iter().map(String::as_str))
}

/// The first day of `2026-06` or `2026-Q2`.
fn first_day(period: &str) -> Option<Date> {
    let (year, rest) = period.split_once('-')?;
    let month = match rest.strip_prefix('Q') {
        Some(quarter) => quarter.parse::<i8>().ok()?.checked_mul(3)?.checked_sub(2)?,
        None => rest.parse().ok()?,
    };
    Date::new(year.parse().ok()?, month, 1).ok()
}
