//! What a facility settled on a day: how many, who paid what, what was cancelled, and the list.

use domain::calendar::{days_after, midnight_in_china};
use domain::ids::{FacilityCode, PersonId, SettlementId};
use domain::shares::Shares;
use jiff::Timestamp;
use jiff::civil::Date;
use store::facility_days::{TimesWithin, newest, shares};
use store::operators::Operator;
use store::settlements::reversal_of;

use super::overview::name_of;
use super::own_facility;
use crate::{Desk, DeskError};

/// So many are listed; the sums are of all.
const LISTED_AT_MOST: u32 = 100;
/// No facility that types its bills settles more on a day.
const A_DAY_AT_MOST: u32 = 5_000;

/// A settlement in the list of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledThatDay {
    /// Its number.
    pub id: SettlementId,
    /// Whose.
    pub person: PersonId,
    /// The full name; pages mask it.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Who pays what.
    pub shares: Shares,
    /// Whether it was taken back, that day or later.
    pub is_cancelled: bool,
}

/// What a facility settled on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillsOfDay {
    /// How many settlements.
    pub settled: usize,
    /// How many cancellations, also of settlements of days before.
    pub cancelled: usize,
    /// What was settled, by payer.
    pub of_settled: Shares,
    /// What was given back, by payer; below nothing.
    pub of_cancelled: Shares,
    /// The newest first.
    pub listed: Vec<SettledThatDay>,
}

impl BillsOfDay {
    /// What stands of the day.
    pub fn stands(&self) -> Shares {
        self.of_settled.plus(&self.of_cancelled)
    }
}

/// What the facility of an operator settled and cancelled on a day.
pub fn bills_of_day(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    day: Date,
) -> Result<BillsOfDay, DeskError> {
    let own = own_facility(operator)?;
    let within = (
        midnight_in_china(day),
        midnight_in_china(days_after(day, 1)),
    );
    let mut bills = BillsOfDay::default();
    for (undoes, one) in shares(desk.tx, own, within)? {
        let (count, sum) = match undoes {
            true => (&mut bills.cancelled, &mut bills.of_cancelled),
            false => (&mut bills.settled, &mut bills.of_settled),
        };
        *count += 1;
        *sum = sum.plus(&one);
    }
    bills.listed = listed(desk, own, (within, LISTED_AT_MOST))?;
    Ok(bills)
}

/// Every settlement of the facility of an operator on a day, the newest first.
pub fn all_of_day(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    day: Date,
) -> Result<Vec<SettledThatDay>, DeskError> {
    let own = own_facility(operator)?;
    let within = (
        midnight_in_china(day),
        midnight_in_china(days_after(day, 1)),
    );
    listed(desk, own, (within, A_DAY_AT_MOST))
}

fn listed(
    desk: &mut Desk<'_, '_>,
    own: &FacilityCode,
    which: (TimesWithin, u32),
) -> Result<Vec<SettledThatDay>, DeskError> {
    let mut listed = Vec::new();
    for made in newest(desk.tx, own, which)? {
        listed.push(SettledThatDay {
            name: name_of(desk, &made.person)?,
            is_cancelled: reversal_of(desk.tx, &made.person, &made.id)?.is_some(),
            id: made.id,
            person: made.person,
            at: made.created_at,
            shares: made.shares,
        });
    }
    Ok(listed)
}
