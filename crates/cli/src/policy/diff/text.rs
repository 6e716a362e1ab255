//! A comparison as text: the changes table by table, then the standard bills.

use domain::Money;
use domain::text::Named;
use workbench::diff::{BillDifference, LibraryDiff, PackDiff, SideName};
use workbench::standard::Outcome;

use crate::policy::say::Tongue;

pub(super) fn of_libraries(found: &LibraryDiff, tongue: Tongue) -> String {
    let mut text = String::new();
    for (sides, word) in [
        (&found.added, tongue.say("新增", "added")),
        (&found.removed, tongue.say("取消", "removed")),
    ] {
        for side in sides {
            text += &format!("{word} {} {}\n", side.owner, tongue.pick(&side.title));
        }
    }
    for pack in &found.changed {
        text += &format!("{}\n", of_packs(pack, tongue));
    }
    match text.is_empty() {
        true => tongue.say("没有差别", "nothing differs").to_owned(),
        false => text,
    }
}

pub(super) fn of_packs(found: &PackDiff, tongue: Tongue) -> String {
    let mut text = format!(
        "{} → {}\n",
        side(&found.before, tongue),
        side(&found.after, tongue)
    );
    if found.is_empty() {
        return text + tongue.say("没有差别", "nothing differs");
    }
    let mut table = None;
    for change in &found.changes {
        if table != Some(change.table) {
            let name = change.table.name();
            text += &format!("\n{}\n", tongue.pick(&name));
            table = Some(change.table);
        }
        text += &format!("  {}\n", tongue.pick(&change.sentence));
    }
    text + &bills(&found.bills, tongue)
}

fn side(side: &SideName, tongue: Tongue) -> String {
    let on = side.on.map(|on| format!("@{on}"));
    let (owner, title) = (&side.owner, tongue.pick(&side.title));
    format!("{owner}{} {title}", on.unwrap_or_default())
}

fn bills(bills: &[BillDifference], tongue: Tongue) -> String {
    let (differing, same): (Vec<_>, Vec<_>) = bills.iter().partition(|bill| bill.differs());
    let mut text = tongue
        .say(
            "\n标准账单：基金支付（前 → 后，差额）\n",
            "\nstandard bills: paid by the funds (before → after, difference)\n",
        )
        .to_owned();
    for bill in &differing {
        text += &format!("  {}\n", tongue.pick(&bill.bill));
        let (before, after) = (outcome(&bill.before, tongue), outcome(&bill.after, tongue));
        let difference = bill.difference.map(|more| format!("  {}", signed(more)));
        text += &format!(
            "      {before} → {after}{}\n",
            difference.unwrap_or_default()
        );
        let why = bill.why.iter().map(|reason| tongue.pick(&reason.says));
        let why: Vec<&str> = why.collect();
        if !why.is_empty() {
            text += &format!("      {}\n", why.join(tongue.say("；", "; ")));
        }
    }
    text + &match (same.len(), tongue.english) {
        (0, _) => String::new(),
        (count, false) => format!("  其余 {count} 张账单两边相同\n"),
        (count, true) => format!("  the other {count} bills come to the same\n"),
    }
}

fn outcome(outcome: &Outcome, tongue: Tongue) -> String {
    match outcome {
        Outcome::Paid { funds, .. } => funds.grouped(),
        Outcome::Refused { code, says } => {
            let says: String = tongue.pick(says).chars().take(60).collect();
            format!("[{code}] {says}")
        }
        Outcome::NotThere => tongue.say("没有这种就医", "no such visit there").to_owned(),
    }
}

fn signed(amount: Money) -> String {
    match amount.is_negative() {
        true => format!("−{}", (-amount).grouped()),
        false => format!("+{}", amount.grouped()),
    }
}
