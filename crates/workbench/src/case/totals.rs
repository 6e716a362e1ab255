//! Names of running totals as a case may state them: `pooled` over a benefit year, `pooled@2026-06`
//! over a month, `pooled@2026-Q2` over a quarter.

use std::collections::BTreeSet;

use jiff::civil::Date;

use domain::plan::fold::{base_counter, deductible_counter, paid_counter, running};
use domain::policy::Pack;
use domain::policy::vocabulary::{Unknown, UnknownWord};
use domain::rules::{AnyRow, Counts, Measured};

/// A total that no rule of the pack looks at would change nothing.
pub(super) fn check(pack: &Pack, counter: &str) -> Result<(), UnknownWord> {
    let mut known = pack.counters();
    let totals = totals(pack);
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

/// Every running total of the pack, and over what it runs.
fn totals(pack: &Pack) -> BTreeSet<(String, Counts)> {
    let mut totals = BTreeSet::new();
    for row in pack.every_row() {
        if let AnyRow::Ceiling(row) = row {
            totals.insert((row.counter.clone(), row.per.unwrap_or(Counts::Year)));
        }
        if let AnyRow::Deductible(row) = row
            && let Some(counter) = &row.counter
        {
            let over = row.per.unwrap_or(Counts::Year);
            totals.insert((deductible_counter(counter), over));
        }
        if let AnyRow::Layer(row) = row {
            totals.insert((base_counter(&row.name), row.counts));
            if row.bands == Some(Measured::Paid) {
                totals.insert((paid_counter(&row.name), row.counts));
            }
        }
    }
    totals
}
