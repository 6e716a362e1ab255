//! What several pages of a filing say alike.

use domain::advice::name_of;
use domain::calendar::day;
use domain::{Bilingual, Region};
use jiff::civil::Date;

/// Who decides there.
pub(super) fn desk_of(insured_at: Region) -> Bilingual {
    let at = name_of(insured_at);
    Bilingual::new(
        format!("{}医保局", at.zh),
        format!("the agency of {}", at.en),
    )
}

/// A day in both languages.
pub(super) fn on(date: Date) -> Bilingual {
    day(date)
}
