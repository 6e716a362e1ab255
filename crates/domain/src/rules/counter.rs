//! Names of running totals, and how many of them there is room for.

use jiff::civil::Date;

use super::{Component, Counts, Layer, Taken};
use crate::situation::YearToDate;

/// The counter under which the base of a layer runs over the year.
pub fn base_counter(layer: &str) -> String {
    format!("{layer}:base")
}

/// The counter under which the payments of a layer run over the year, where its bands need them.
pub fn paid_counter(layer: &str) -> String {
    format!("{layer}:paid")
}

/// The counter under which runs what was taken of a layer's deductible: visits took it at figures
/// and rates of their own, so that what they had says nothing of it.
pub fn taken_counter(layer: &str) -> String {
    format!("{layer}{TAKEN}")
}

const TAKEN: &str = ":taken";

/// Whether what visits took of a layer's deductible runs under a counter of its own. Of a later
/// layer nothing is taken: its deductible says where it begins to pay.
pub fn counts_what_it_takes(layer: &Layer, taken: Taken) -> bool {
    let takes = taken == Taken::AfterRate || layer.base.contains(&Component::Eligible);
    layer.counts != Counts::Visit && takes
}

/// The counter of the base that ran beside what was taken of the deductible.
pub fn base_of_taken(counter: &str) -> Option<String> {
    let (name, period) = counter.split_once('@').unwrap_or((counter, ""));
    let base = base_counter(name.strip_suffix(TAKEN)?);
    Some(match period {
        "" => base,
        period => format!("{base}@{period}"),
    })
}

/// Whether a counter says what was taken of a deductible, and earlier visits had something of which
/// nobody put on record what was taken.
pub fn is_not_on_record(year: &YearToDate, counter: &str) -> bool {
    let had = base_of_taken(counter).is_some_and(|base| !year.counter(&base).is_zero());
    had && !year.counters.contains_key(counter)
}

/// The counter under which the deductibles paid run, where layers share one.
pub fn deductible_counter(name: &str) -> String {
    format!("{name}{DEDUCTIBLE}")
}

/// Whether a counter says what was taken of a deductible.
pub fn is_of_deductible(counter: &str) -> bool {
    [DEDUCTIBLE, TAKEN].iter().any(|end| counter.ends_with(end))
}

const DEDUCTIBLE: &str = ":deductible";

/// How the running total of one visit ends; it is never stored.
pub(crate) const VISIT: &str = "@visit";

/// The counter as it runs on a day: `pooled` over the benefit year, `pooled@2026-06` over a month,
/// `pooled@2026-Q2` over a quarter.
pub fn running(counter: &str, over: Counts, day: Date) -> String {
    let year = day.year();
    match over {
        Counts::Year => counter.to_owned(),
        Counts::Month => format!("{counter}@{year:04}-{:02}", day.month()),
        Counts::Quarter => format!("{counter}@{year:04}-Q{}", (day.month() + 2) / 3),
        Counts::Visit => format!("{counter}{VISIT}"),
    }
}

/// How many running totals a plan can know.
pub const TOTALS_MAX: usize = 16;

/// How many layers a plan can have.
pub const LAYERS_MAX: usize = 12;
