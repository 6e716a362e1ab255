//! Days nobody means: a slip of the key that would have every quarter until then looked at.

use domain::Bilingual;
use domain::files::Problem;
use domain::policy::parse::PackBeingRead;
use jiff::civil::Date;

/// Rules of medical insurance lie between these years.
const YEARS: std::ops::RangeInclusive<i16> = 1949..=2149;

/// A problem for each row with such a day.
pub(super) fn unlikely(draft: &PackBeingRead) -> Vec<Problem> {
    let mut found = Vec::new();
    for row in draft.pack.every_row() {
        let days = [Some(row.from()), row.until()].into_iter().flatten();
        let outside = days.filter(|day| !YEARS.contains(&day.year()));
        let place = || draft.place(row.basis());
        found.extend(outside.map(|day| place().problem("unlikely-day", says(day), mend())));
    }
    found
}

fn says(day: Date) -> Bilingual {
    Bilingual::new(
        format!("{day} 不像是规定的日子"),
        format!("{day} is hardly a day of a rule"),
    )
}

fn mend() -> Bilingual {
    Bilingual::new(
        "请写 1949 至 2149 年之间的日子；一直有效的，不写到哪天为止",
        "write a day between 1949 and 2149; what holds without end has no last day",
    )
}
