//! What several pages of a filing say alike.

use domain::advice::name_of;
use domain::calendar::Period;
use domain::{Bilingual, Region};
use jiff::civil::Date;

use crate::web::{Lang, words};

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
    Bilingual::new(words::day(Lang::Zh, date), words::day(Lang::En, date))
}

/// The days of a period in both languages; one that covers none says so.
pub(super) fn days(period: &Period) -> Bilingual {
    let said = |lang| words::span(lang, period.from, period.until);
    Bilingual::new(said(Lang::Zh), said(Lang::En))
}
