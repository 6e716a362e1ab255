//! What follows when a bill made before is cancelled, in words.

use domain::rules::LaterSettlements;
use domain::shares::Shares;
use domain::text::Named;
use workbench::case::{CancelledBill, ExpectedAfter};

/// What the payers get back, and what becomes of every later bill.
pub fn as_text(cancelled: &CancelledBill) -> String {
    let CancelledBill {
        bill,
        given_back,
        later,
    } = cancelled;
    let mut text = format!("\n撤销 cancelled  第 {bill} 笔，退回 / bill {bill}, given back\n");
    text += &amounts(given_back);
    if later.is_empty() {
        text += "  其他各笔不受影响 / no other bill is affected\n";
    }
    text.extend(later.iter().map(of_later));
    text
}

fn of_later(after: &ExpectedAfter) -> String {
    let correction = amounts(&after.correction.unwrap_or_default());
    let (zh, en) = match after.later {
        LaterSettlements::CancelledFirst => ("要先撤销", "has to be cancelled first"),
        LaterSettlements::Stand => ("保持不变", "stands as it is"),
        LaterSettlements::Corrected if correction.is_empty() => (
            "重新计算，金额不变",
            "is worked out anew and comes to the same",
        ),
        LaterSettlements::Corrected => ("补差更正", "is corrected"),
    };
    let (bill, decided) = (after.bill, after.decided.name());
    format!(
        "  第 {bill} 笔{zh}（{}） / bill {bill} {en} ({})\n{correction}",
        decided.zh, decided.en
    )
}

/// One line a payer whose share is not nothing.
fn amounts(shares: &Shares) -> String {
    let paid = shares.iter().filter(|(_, amount)| !amount.is_zero());
    let lines = paid.map(|(payer, amount)| {
        let name = payer.name();
        format!("{:>15}  {}  {}\n", amount.grouped(), name.zh, name.en)
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use domain::rules::DecidedBy;
    use domain::shares::Payer;

    use super::*;

    fn after(later: LaterSettlements, fund: Option<&str>) -> ExpectedAfter {
        let correction = fund.map(|fund| {
            let fund = fund.parse().expect("an amount");
            let mut shares = Shares::default();
            shares.add(Payer::PooledFund, fund);
            shares.add(Payer::Cash, -fund);
            shares
        });
        ExpectedAfter {
            bill: 2,
            later,
            decided: DecidedBy::Automatic,
            correction,
        }
    }

    #[test]
    fn every_fate_of_a_later_bill_is_told_in_both_languages() {
        let rows = [
            (
                after(LaterSettlements::CancelledFirst, None),
                "  第 2 笔要先撤销（系统自动） / bill 2 has to be cancelled first (by the system)\n",
            ),
            (
                after(LaterSettlements::Stand, None),
                "  第 2 笔保持不变（系统自动） / bill 2 stands as it is (by the system)\n",
            ),
            (
                after(LaterSettlements::Corrected, None),
                "  第 2 笔重新计算，金额不变（系统自动） / bill 2 is worked out anew and comes to the \
                 same (by the system)\n",
            ),
            (
                after(LaterSettlements::Corrected, Some("-400.00")),
                "  第 2 笔补差更正（系统自动） / bill 2 is corrected (by the system)\n\
                 \x20       -400.00  统筹基金  pooled fund\n         400.00  现金  cash\n",
            ),
        ];
        for (after, told) in rows {
            assert_eq!(of_later(&after), told);
        }
    }
}
