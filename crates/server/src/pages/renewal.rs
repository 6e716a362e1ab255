//! Renewing: a filing that runs out, or has just run out, is followed by one that says the same.

use domain::Bilingual;
use domain::filing::{Filing, State as FilingState};
use jiff::civil::Date;

use crate::web::text::FilingText;

/// So many days before its end people are told, and it is the first thing offered.
pub(super) const ENDS_SOON: i32 = 30;
/// So many days after its end it may still be renewed with one form.
const ENDED_LATELY: i32 = 30;

/// Whether a filing may be followed by one that says the same; why not.
pub(super) fn can_be_renewed(filing: &Filing, today: Date) -> Result<(), FilingText> {
    match filing.days_to_end(today) {
        Some(days) if days > -ENDED_LATELY && filing.request.past_stay.is_none() => Ok(()),
        None if filing.is_live() => Err(FilingText::NoEndToRenew),
        _ => Err(FilingText::TooLateToRenew),
    }
}

/// What to say of an end that is near or has just been; nothing of any other.
pub(super) fn of_the_end(filing: &Filing, today: Date) -> Option<Bilingual> {
    let days = filing
        .days_to_end(today)
        .filter(|days| *days <= ENDS_SOON)?;
    can_be_renewed(filing, today).ok()?;
    Some(match (filing.state, days) {
        (FilingState::Expired, _) => FilingText::EndedRenew.both(),
        (_, days) => Bilingual::new(
            format!("还有 {days} 天到期。以后还在外地，现在就可以续办。"),
            format!("It ends in {days} days. If you stay away longer, renew it now."),
        ),
    })
}
