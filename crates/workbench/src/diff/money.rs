//! The standard bills by both sides, and which figures of the rules explain the difference.

use jiff::civil::Date;
use serde::Serialize;

use super::reason::{Reason, reasons};
use crate::standard::{Outcome, bills};
use domain::Money;
use domain::policy::Pack;
use domain::text::Bilingual;

/// A standard bill by both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct BillDifference {
    /// The bill.
    pub bill: Bilingual,
    /// The amount.
    pub amount: Money,
    /// What it comes to by the first side.
    pub before: Outcome,
    /// By the second.
    pub after: Outcome,
    /// How much more the funds pay by the second; none where one side gives no amount.
    pub difference: Option<Money>,
    /// The figures that explain it.
    pub why: Vec<Reason>,
}

impl BillDifference {
    /// Whether the bill comes to something else.
    pub fn differs(&self) -> bool {
        differ(&self.before, &self.after)
    }
}

/// Whether two outcomes differ. That there is no rule is said with the day, which is no difference.
fn differ(before: &Outcome, after: &Outcome) -> bool {
    match (before, after) {
        (Outcome::Refused { code: old, .. }, Outcome::Refused { code: new, .. })
            if *old == "no-rule" =>
        {
            old != new
        }
        _ => before != after,
    }
}

/// Works every standard bill out by both sides.
pub(super) fn compare(before: (&Pack, Date), after: (&Pack, Date)) -> Vec<BillDifference> {
    let compared = bills().iter().map(|bill| {
        let (old, new) = (bill.work(before.0, before.1), bill.work(after.0, after.1));
        let why = match (&old, &new) {
            (Some(Ok(old)), Some(Ok(new))) => reasons((before.0, old), (after.0, new)),
            _ => vec![],
        };
        let (old, new) = (Outcome::of(&old), Outcome::of(&new));
        let difference = match (&old, &new) {
            (Outcome::Paid { funds: old, .. }, Outcome::Paid { funds: new, .. }) => {
                Some(*new - *old)
            }
            _ => None,
        };
        BillDifference {
            bill: bill.name.clone(),
            amount: bill.eligible,
            why: if differ(&old, &new) { why } else { vec![] },
            difference,
            before: old,
            after: new,
        }
    });
    compared.collect()
}
