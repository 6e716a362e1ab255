//! What a release changes, in the words of `suixing policy diff` and in money on the standard
//! bills.

use domain::basis::ShownBasis;
use domain::policy::Library;
use domain::{Bilingual, Money};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use workbench::diff::{Change, ChangeKind, PackDiff, SideName, diff};
use workbench::standard::Outcome;

/// What a release changes in one pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PackChange {
    /// Which: `440300/employee`.
    pub pack: String,
    /// What people call it.
    pub title: Bilingual,
    /// What became of it.
    pub fate: PackFate,
    /// Each difference of the rules, in a sentence.
    pub rules: Vec<Bilingual>,
    /// The same, part by part.
    #[serde(default)]
    pub rows: Vec<RuleChange>,
    /// How many standard bills come to what they came to before.
    #[serde(default)]
    pub bills_unchanged: usize,
    /// Standard bills that come to something else.
    pub bills: Vec<BillChange>,
    /// The day they are of, where the change counts only later than from its first day.
    #[serde(default)]
    pub bills_on: Option<Date>,
}

domain::word_list! {
    /// What became of a pack.
    PackFate {
        /// There was none.
        Added = "added", "新增", "added";
        /// It is gone.
        Removed = "removed", "取消", "removed";
        /// It says something else.
        Changed = "changed", "改变", "changed";
    }
}

/// A standard bill that comes to something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BillChange {
    /// The bill.
    pub bill: Bilingual,
    /// What the funds paid; none where the rules gave no amount.
    pub before: Option<Money>,
    /// What they pay now.
    pub after: Option<Money>,
    /// How much more that is; none where one side gives no amount.
    pub difference: Option<Money>,
    /// What stayed with the person; none where the rules gave no amount.
    #[serde(default)]
    pub person_before: Option<Money>,
    /// What stays with the person now.
    #[serde(default)]
    pub person_after: Option<Money>,
}

/// A difference of the rules, part by part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RuleChange {
    /// What happened to it.
    pub kind: ChangeKind,
    /// Which figure, and for whom.
    pub subject: Bilingual,
    /// The whole difference in a sentence.
    pub sentence: Bilingual,
    /// What it was.
    pub before: Option<Bilingual>,
    /// What it is.
    pub after: Option<Bilingual>,
    /// On what it rests, and since when it holds.
    pub basis: Option<ShownBasis>,
}

/// What differs between two libraries, from the day on which the second one counts.
pub(super) fn told(before: &Library, after: &Library, from: Date) -> Vec<PackChange> {
    let found = diff(before, after, None, from);
    let whole = |name: SideName, fate| PackChange {
        pack: name.owner.to_string(),
        title: name.title,
        fate,
        rules: vec![],
        rows: vec![],
        bills_unchanged: 0,
        bills: vec![],
        bills_on: None,
    };
    let added = found.added.into_iter();
    let added = added.map(|name| whole(name, PackFate::Added));
    let removed = found.removed.into_iter();
    let removed = removed.map(|name| whole(name, PackFate::Removed));
    let changed = found.changed.into_iter().map(changed);
    added.chain(removed).chain(changed).collect()
}

fn changed(found: PackDiff) -> PackChange {
    let all = found.bills.len();
    let differing = found.bills.into_iter().filter(|bill| bill.differs());
    let bills = differing.map(|bill| BillChange {
        person_before: left(&bill.before),
        person_after: left(&bill.after),
        before: funds(&bill.before),
        after: funds(&bill.after),
        difference: bill.difference,
        bill: bill.bill,
    });
    let bills: Vec<BillChange> = bills.collect();
    let rules = found.changes.iter().map(|change| change.sentence.clone());
    PackChange {
        pack: found.after.owner.to_string(),
        title: found.after.title,
        fate: PackFate::Changed,
        rules: rules.collect(),
        rows: found.changes.into_iter().map(row).collect(),
        bills_on: found.bills_on,
        bills_unchanged: all - bills.len(),
        bills,
    }
}

fn row(change: Change) -> RuleChange {
    RuleChange {
        kind: change.kind,
        subject: change.subject,
        sentence: change.sentence,
        before: change.before,
        basis: change.after_basis.or(change.before_basis),
        after: change.after,
    }
}

fn left(outcome: &Outcome) -> Option<Money> {
    match outcome {
        Outcome::Paid { person, .. } => Some(*person),
        Outcome::Refused { .. } | Outcome::NotThere => None,
    }
}

fn funds(outcome: &Outcome) -> Option<Money> {
    match outcome {
        Outcome::Paid { funds, .. } => Some(*funds),
        Outcome::Refused { .. } | Outcome::NotThere => None,
    }
}
