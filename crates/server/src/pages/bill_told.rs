//! What a bill comes to with its lines, for the desks that show it to staff.

use desk::StoredLine;
use desk::hospital::not_paid_of;
use domain::bill::Scope;
use domain::explanation::Explanation;
use domain::shares::Shares;

use crate::web::bill_desk::{BillTold, PricedLine};

/// What a bill comes to, with its lines.
pub(super) fn told_of(
    (scope, shares): (Scope, Shares),
    explanation: Explanation,
    lines: &[StoredLine],
) -> BillTold {
    let mut lines: Vec<PricedLine> = lines
        .iter()
        .map(|stored| PricedLine {
            number: stored
                .line
                .serial
                .rsplit('-')
                .next()
                .unwrap_or_default()
                .to_owned(),
            gives_back: stored.line.is_refund(),
            name: stored.line.name.clone(),
            amount: stored.line.amount,
            not_paid: not_paid_of(stored),
        })
        .collect();
    lines.sort_by_key(|line| line.number.parse::<usize>().unwrap_or(usize::MAX));
    BillTold {
        scope,
        shares,
        explanation,
        lines,
    }
}
