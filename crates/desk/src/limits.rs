//! Price limits go by the level of the facility on the day a line was charged. A level that is put
//! on record later for days that have passed splits those lines anew, and with them what gives them
//! back.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::Rate;
use domain::bill::Scope;
use domain::catalogue::Catalogue;
use domain::facility::{Facility, Level};
use domain::split::{self, Split};
use store::lines::{self, BillLines, LineKey, StoredLine, Unsettled};
use store::settlements::Settlement;
use store::visits::Visit;

use crate::query::pack_of_settlement;
use crate::refunds::GivenBack;
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
    let place = (facility, desk.reference.catalogue(facility.region)?);
    let bill = BillLines {
        person: &visit.person,
        visit: &visit.id,
    };
    let charged = unsettled.lines.iter().filter(|line| !line.is_refund);
    let serials: Vec<&str> = charged.map(|line| line.key.0.as_str()).collect();
    let held = lines::with_serials(desk.tx, bill, &serials)?;
    let held: BTreeMap<LineKey, &StoredLine> =
        held.iter().map(|stored| (stored.key(), stored)).collect();
    let mut anew = Vec::new();
    for line in unsettled.lines.iter_mut().filter(|line| !line.is_refund) {
        let Some(stored) = held.get(&line.key) else {
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

/// How a line is split as the settlement stands that settled it: as it is on record now, or where
/// the settlement does not stand by that, as it was sent.
pub(crate) fn as_it_stands(
    desk: &mut Desk<'_, '_>,
    visit: &Visit,
    stored: &StoredLine,
    standing: &[Settlement],
) -> Result<Split, DeskError> {
    let by = stored.settled_by.as_ref();
    let Some(made) = by.and_then(|by| standing.iter().find(|made| made.id == *by)) else {
        return Ok(stored.split);
    };
    if made.inputs.uncovered {
        return Ok(Split::all_own(stored.line.amount));
    }
    let pack = pack_of_settlement(desk, made)?;
    let set_here = split::set_by(&pack.in_force(None), &made.inputs.situation).unwrap_or_default();
    let now = split_of_settlement(desk, (made, visit), set_here, standing)?;
    if now != made.scope {
        return Ok(stored.split);
    }
    let facility = desk.reference.facility(&visit.facility)?;
    let place = (facility, desk.reference.catalogue(facility.region)?);
    Ok(limited_again(place, stored).by(set_here))
}

/// The parts of a settlement's lines as they are split now, by this share of class B; of what gives
/// back, those of the lines that are given back.
pub(crate) fn split_of_settlement(
    desk: &mut Desk<'_, '_>,
    (made, visit): (&Settlement, &Visit),
    set_here: Option<Rate>,
    standing: &[Settlement],
) -> Result<Scope, DeskError> {
    let facility = desk.reference.facility(&visit.facility)?;
    let place = (facility, desk.reference.catalogue(facility.region)?);
    let bill = BillLines {
        person: &visit.person,
        visit: &visit.id,
    };
    let mut held = lines::of_visit(desk.tx, bill)?;
    held.retain(|stored| !stored.withdrawn);
    let serials = held
        .iter()
        .map(|stored| (stored.line.serial.as_str(), stored));
    let by_serial: HashMap<&str, &StoredLine> = serials.collect();
    let own: BTreeSet<&LineKey> = made.lines.iter().collect();
    let is_own = |stored: &StoredLine| own.contains(&stored.key());
    // Of what others give back, only what comes before its own refunds of the same line.
    let given_here = held.iter().filter(|stored| is_own(stored));
    let given_here: BTreeSet<_> = given_here
        .filter_map(|stored| stored.line.refund_of.as_ref())
        .collect();
    let mut given = GivenBack::default();
    let mut sum = Scope::default();
    for stored in &held {
        let of = stored.line.refund_of.as_ref();
        let of = of.filter(|of| stored.line.is_refund() && given_here.contains(of));
        let original = of.and_then(|of| by_serial.get(of.as_str()).copied());
        let split = match original {
            Some(original) if is_own(original) => limited_again(place, original).by(set_here),
            Some(original) => as_it_stands(desk, visit, original, standing)?,
            None if is_own(stored) => limited_again(place, stored).by(set_here),
            None => continue,
        };
        let split = match of {
            Some(of) => given.next(of, split, stored.line.amount),
            None => split,
        };
        if is_own(stored) {
            sum = sum + split.scope;
        }
    }
    Ok(sum)
}
