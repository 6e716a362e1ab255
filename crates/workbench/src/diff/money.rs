//! The standard bills by both sides, and which figures of the rules explain the difference.

use jiff::civil::Date;
use serde::Serialize;

use super::reason::{Reason, reasons};
use crate::standard::{Outcome, Whole, bills, reaching};
use domain::Money;
use domain::explain::Computed;
use domain::plan::Refusal;
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

/// Works every standard bill out by both sides; of two versions of one place also a bill for every
/// limit that one of them has and the other has not. With `always`, for limits of any day.
pub(super) fn compare(
    before: (&Pack, Date),
    after: (&Pack, Date),
    always: bool,
) -> Vec<BillDifference> {
    let mut compared: Vec<BillDifference> = bills()
        .iter()
        .map(|bill| {
            let by_both = (bill.work(before.0, before.1), bill.work(after.0, after.1));
            difference((&bill.name, bill.eligible), (before.0, after.0), by_both)
        })
        .collect();
    if (before.0.region, before.0.scheme) == (after.0.region, after.0.scheme) {
        compared.extend(limits(before, after, always));
    }
    compared
}

/// A bill for every limit of either side, as far as it shows a difference; each limit once.
fn limits(before: (&Pack, Date), after: (&Pack, Date), always: bool) -> Vec<BillDifference> {
    let whole = |(pack, day)| Whole { pack, day, always };
    let (old, new) = (whole(before), whole(after));
    let mut found: Vec<BillDifference> = Vec::new();
    for bill in reaching(old, new).into_iter().chain(reaching(new, old)) {
        let day = |asked: Date| if always { bill.day() } else { asked };
        let by_both = (
            Some(bill.work(before.0, day(before.1))),
            Some(bill.work(after.0, day(after.1))),
        );
        let told = difference((&bill.name, bill.eligible), (before.0, after.0), by_both);
        if told.differs() && !found.iter().any(|known| known.bill == told.bill) {
            found.push(told);
        }
    }
    found
}

/// What a bill comes to on both sides; none where there is no such visit.
type ByBoth = (
    Option<Result<Computed, Refusal>>,
    Option<Result<Computed, Refusal>>,
);

fn difference(
    (bill, amount): (&Bilingual, Money),
    packs: (&Pack, &Pack),
    by_both: ByBoth,
) -> BillDifference {
    let why = match &by_both {
        (Some(Ok(old)), Some(Ok(new))) => reasons((packs.0, old), (packs.1, new)),
        _ => vec![],
    };
    let (old, new) = (Outcome::of(&by_both.0), Outcome::of(&by_both.1));
    let difference = match (&old, &new) {
        (Outcome::Paid { funds: old, .. }, Outcome::Paid { funds: new, .. }) => Some(*new - *old),
        _ => None,
    };
    BillDifference {
        bill: bill.clone(),
        amount,
        why: if differ(&old, &new) { why } else { vec![] },
        difference,
        before: old,
        after: new,
    }
}
