//! Two packs, each on a day: what is in force on one side and not, or otherwise, on the other.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::change::{Change, ChangeKind, Seen};
use crate::rows::{national_rows, rows};
use domain::policy::Pack;
use domain::rules::Table;

/// Every difference, in the order of the tables.
pub(super) fn changes(before: (&Pack, Date), after: (&Pack, Date)) -> Vec<Change> {
    let (old, new) = (seen_on(before), seen_on(after));
    let same_place = before.0.region == after.0.region;
    let mut changes = Vec::new();
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for old in &old {
        match new
            .iter()
            .find(|new| new.row.address.within() == old.row.address.within())
        {
            Some(new) => changes.extend(compare(old, new, same_place)),
            None => gone.push(old),
        }
    }
    for new in &new {
        if !old
            .iter()
            .any(|old| old.row.address.within() == new.row.address.within())
        {
            come.push(new);
        }
    }
    changes.extend(replaced(&gone, &come));
    changes.sort_by_key(|change: &Change| change.table);
    changes
}

/// What is in force. Yearly figures show in what is a share of them.
fn seen_on((pack, day): (&Pack, Date)) -> Vec<Seen<'_>> {
    let rows = rows(pack).into_iter();
    let national = national_rows(pack).into_iter();
    let national = national.filter(|row| row.row.table() == Table::Direct);
    let rows = rows.chain(national).filter(|row| {
        let is_index = row.row.table() == Table::Index;
        !is_index && row.decides_on(day)
    });
    let seen = |row| Seen { row, on: Some(day) };
    rows.map(seen).collect()
}

/// The same cell on both sides. Sources of two places are never the same.
fn compare(old: &Seen<'_>, new: &Seen<'_>, same_place: bool) -> Option<Change> {
    let (a, b) = (old.row.row, new.row.row);
    let kind = if old.value() != new.value() {
        ChangeKind::Value
    } else if same_place && a.basis() != b.basis() {
        ChangeKind::Source
    } else if same_place && a.says() != b.says() {
        ChangeKind::Wording
    } else {
        return None;
    };
    Some(Change::of(kind, Some(old), Some(new)))
}

/// Rules that are cut up otherwise: each new one beside the old ones it takes the place of.
fn replaced(gone: &[&Seen<'_>], come: &[&Seen<'_>]) -> Vec<Change> {
    let mut taken = BTreeSet::new();
    let mut changes = Vec::new();
    for new in come {
        let about = |old: &&&Seen<'_>| old.row.is_about_the_same(&new.row);
        let were: Vec<&Seen<'_>> = gone.iter().filter(about).copied().collect();
        taken.extend(were.iter().map(|old| old.row.row.identity()));
        changes.push(match were.is_empty() {
            true => Change::of(ChangeKind::Added, None, Some(new)),
            false => Change::rewritten(&were, new),
        });
    }
    let left = gone
        .iter()
        .filter(|old| !taken.contains(&old.row.row.identity()));
    changes.extend(left.map(|old| Change::of(ChangeKind::Removed, Some(old), None)));
    changes
}
