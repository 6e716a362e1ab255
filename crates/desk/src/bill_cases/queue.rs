//! The list of bills that wait, by the day they should be decided.

use domain::{Money, Region};
use jiff::Timestamp;
use jiff::civil::Date;
use store::bill_cases::{self, BillCase, BillsAsked};
use store::operators::Operator;
use store::{people, settlements, visits};

use crate::cases::name_of;
use crate::unit_places::places_of_unit;
use crate::{Desk, DeskError};

/// One bill of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedBill {
    /// The case.
    pub case: BillCase,
    /// Full name; pages mask it.
    pub name: String,
    /// Name of the facility.
    pub facility: String,
    /// The place of care.
    pub treated_at: Option<Region>,
    /// The first and the last day of care; of a stay that goes on, and of a visit, only the first.
    pub days: Option<(Date, Option<Date>)>,
    /// What the bill comes to.
    pub total: Money,
    /// Who has it open, by name, and since when.
    pub held: Option<(String, Timestamp)>,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillQueue {
    /// By the day they are due.
    pub bills: Vec<QueuedBill>,
    /// Where the next page begins, if there is one.
    pub next: Option<(Date, String)>,
}

/// A page of the bills of the operator's unit.
pub fn bill_queue(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    asked: &BillsAsked,
) -> Result<BillQueue, DeskError> {
    let one_more = BillsAsked {
        count: asked.count + 1,
        ..asked.clone()
    };
    let mut found = Vec::new();
    for region in places_of_unit(desk, operator, bill_cases::next_region)? {
        found.extend(bill_cases::listed(desk.tx, region, &one_more)?);
    }
    found.sort_by_key(mark);
    let count = usize::try_from(asked.count).unwrap_or(usize::MAX);
    let has_more = found.len() > count;
    found.truncate(count);
    let next = found.last().filter(|_| has_more).map(mark);
    let mut bills = Vec::with_capacity(found.len());
    for case in found {
        bills.push(named(desk, case)?);
    }
    Ok(BillQueue { bills, next })
}

fn mark(case: &BillCase) -> (Date, String) {
    (case.due_on, case.number.clone())
}

/// A case with what its row does not say.
pub(super) fn named(desk: &mut Desk<'_, '_>, case: BillCase) -> Result<QueuedBill, DeskError> {
    let person = people::find(desk.tx, &case.person)?;
    let made = match case.settlement() {
        Some(id) => settlements::find(desk.tx, &case.person, &id)?,
        None => None,
    };
    let visit = match &made {
        Some(made) => visits::find(desk.tx, &case.person, &made.visit)?,
        None => None,
    };
    let refused = case.body.refused.as_ref();
    let days = visit.map(|visit| (visit.from, visit.until));
    let days = days.or(refused.map(|bill| (bill.from, bill.until)));
    let code = made.as_ref().map(|made| &made.facility);
    let code = code.or(refused.map(|refused| &refused.facility));
    let facility = code.map(|code| match desk.reference.facility(code) {
        Ok(known) => known.name.clone(),
        Err(_) => code.to_string(),
    });
    let total = made.as_ref().map(|made| made.scope.total());
    let place = made.as_ref().map(|made| made.inputs.situation.treated_at);
    let held = match case.holder.is_empty() {
        true => None,
        false => Some((name_of(desk, &case.holder)?, case.held_at)),
    };
    Ok(QueuedBill {
        name: person.map_or_else(String::new, |person| person.name),
        facility: facility.unwrap_or_default(),
        treated_at: place.or(refused.map(|refused| refused.treated_at)),
        total: total
            .or(refused.map(|refused| refused.total))
            .unwrap_or_default(),
        days,
        held,
        case,
    })
}
