//! What several pages of a filing say alike.

use domain::advice::name_of;
use domain::calendar::day;
use domain::{Bilingual, Region};
use jiff::civil::Date;

/// First three and last four digits.
pub(super) fn masked_phone(phone: &str) -> String {
    let signs: Vec<char> = phone.chars().collect();
    if signs.len() < 8 {
        return "****".to_owned();
    }
    let head: String = signs[..3].iter().collect();
    let tail: String = signs[signs.len() - 4..].iter().collect();
    format!("{head}****{tail}")
}

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
