//! Price limits go by the level of the facility on the day a line was charged. A level that is put
//! on record later for days that have passed splits those lines anew.

use domain::catalogue::Catalogue;
use domain::facility::{Facility, Level};
use domain::split::Split;
use store::lines::{self, BillLines, LineKey, StoredLine, Unsettled};
use store::visits::Visit;

use crate::{Desk, DeskError};

/// A line split by the price limit for the level its facility has on record now for the day. One
/// that the catalogue of today explains by no level was split by another, and stays as it is.
pub(crate) fn limited_again(
    (facility, catalogue): (&Facility, &Catalogue),
    stored: &StoredLine,
) -> Split {
    let above = stored.split.scope.above_limit;
    let split = |level| catalogue.split(&stored.line, level).ok();
    let was_limited = |split: &Split| split.scope.above_limit == above;
    let by_a_level = Level::ALL.iter().filter_map(|level| split(*level));
    let now = split(facility.level_on(stored.line.used_on));
    let now = now.filter(|now| !was_limited(now) && by_a_level.clone().any(|it| was_limited(&it)));
    now.unwrap_or(stored.split)
}

/// Splits what is to be settled by the levels on record now. Returns the lines that were split by
/// another. Refunds follow the lines they give back.
pub(crate) fn limit_again(
    desk: &mut Desk<'_, '_>,
    visit: &Visit,
    unsettled: &mut Unsettled,
) -> Result<Vec<(LineKey, Split)>, DeskError> {
    let facility = desk.reference.facility(&visit.facility)?;
    // Without another level before this one every line came under it.
    if facility.before.is_empty() {
        return Ok(vec![]);
    }
    let place = (facility, desk.reference.catalogue(facility.region)?);
    let bill = BillLines {
        person: &visit.person,
        visit: &visit.id,
    };
    let held = lines::of_visit(desk.tx, bill)?;
    let mut anew = Vec::new();
    for line in unsettled.lines.iter_mut().filter(|line| !line.is_refund) {
        let Some(stored) = held.iter().find(|stored| stored.key() == line.key) else {
            continue;
        };
        let limited = limited_again(place, stored);
        if limited != line.split {
            line.split = limited;
            anew.push((line.key.clone(), limited));
        }
    }
    Ok(anew)
}
