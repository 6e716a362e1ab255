//! What becomes of somebody who did not file for a journey: one sentence, with its sources, on
//! every page that speaks of it.

use desk::Reference;
use domain::Region;
use domain::facility::Care;
use jiff::civil::Date;
use workbench::help::{CitedRow, HelpPlace, PlainFact, tell};

/// What becomes of somebody who did not file for a journey: the one sentence every page says.
pub(super) fn not_filed(
    reference: &Reference,
    (insured_at, treated_at): (Region, Region),
    (care, day): (Option<Care>, Date),
) -> Vec<CitedRow> {
    let place = HelpPlace {
        library: &reference.library,
        insured_at: Some(insured_at),
        treated_at: Some(treated_at),
        scheme: None,
        status: None,
        tier: None,
        care,
        level: None,
        why: None,
        day,
    };
    tell(&place, PlainFact::NotFiled)
}
