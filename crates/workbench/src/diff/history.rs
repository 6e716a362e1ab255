//! Two packs with all their days: a draft against what is in force. A new row that takes over where
//! an old one now ends is shown as one change of the figure, from that day on.

use std::collections::BTreeMap;

use super::change::{Change, ChangeKind, Seen};
use crate::rows::{RowView, national_rows, rows};
use domain::policy::Pack;

/// Every difference, in the order of the tables.
pub(super) fn changes(before: &Pack, after: &Pack) -> Vec<Change> {
    let (mut old, mut new) = (cells(before), cells(after));
    let keys: Vec<String> = old.keys().chain(new.keys()).cloned().collect();
    let mut changes = Vec::new();
    for key in keys {
        let (old, new) = (old.remove(&key), new.remove(&key));
        if old.is_some() || new.is_some() {
            compare_cell(
                old.unwrap_or_default(),
                new.unwrap_or_default(),
                &mut changes,
            );
        }
    }
    changes.sort_by(|a, b| (a.table, &a.address).cmp(&(b.table, &b.address)));
    changes
}

/// The rows of each cell by first day.
fn cells(pack: &Pack) -> BTreeMap<String, Vec<Seen<'_>>> {
    let mut cells: BTreeMap<String, Vec<Seen<'_>>> = BTreeMap::new();
    for row in rows(pack).into_iter().chain(national_rows(pack)) {
        let seen = Seen { row, on: None };
        cells.entry(seen.key()).or_default().push(seen);
    }
    for rows in cells.values_mut() {
        rows.sort_by_key(|seen| seen.row.row.from());
    }
    cells
}

fn compare_cell(old: Vec<Seen<'_>>, new: Vec<Seen<'_>>, changes: &mut Vec<Change>) {
    let (mut left, mut come): (Vec<&Seen<'_>>, Vec<&Seen<'_>>) = (vec![], vec![]);
    let mut kept: Vec<(&Seen<'_>, &Seen<'_>)> = vec![];
    for row in &old {
        match new
            .iter()
            .find(|other| other.row.row.from() == row.row.row.from())
        {
            Some(same) => kept.push((row, same)),
            None => left.push(row),
        }
    }
    for row in &new {
        if !old
            .iter()
            .any(|other| other.row.row.from() == row.row.row.from())
        {
            come.push(row);
        }
    }
    for new in come {
        let from = new.row.row.from();
        let ended = kept.iter().position(|(old, cut)| {
            cut.row.row.until() == Some(from) && old.row.row.until() != Some(from)
        });
        let moved = left.iter().position(|old| old.value() == new.value());
        let change = match (ended, moved) {
            (Some(at), _) => {
                let (old, cut) = kept.remove(at);
                changes.extend(kept_row(old, cut, true));
                Change::of(ChangeKind::Value, Some(cut), Some(new))
            }
            (None, Some(at)) => Change::of(ChangeKind::Dates, Some(left.remove(at)), Some(new)),
            (None, None) => Change::of(ChangeKind::Added, None, Some(new)),
        };
        changes.push(change);
    }
    let removed = left
        .iter()
        .map(|old| Change::of(ChangeKind::Removed, Some(old), None));
    changes.extend(removed);
    changes.extend(
        kept.iter()
            .filter_map(|(old, new)| kept_row(old, new, false)),
    );
}

/// A row with the same first day on both sides; where another took over, its end is shown there.
fn kept_row(old: &Seen<'_>, new: &Seen<'_>, taken_over: bool) -> Option<Change> {
    let (a, b) = (old.row.row, new.row.row);
    let kind = if old.value() != new.value() {
        ChangeKind::Value
    } else if a.until() != b.until() && !taken_over {
        ChangeKind::Dates
    } else if a.basis() != b.basis() {
        ChangeKind::Source
    } else if a.says() != b.says() || titles(&old.row) != titles(&new.row) {
        ChangeKind::Wording
    } else {
        return None;
    };
    Some(Change::of(kind, Some(old), Some(new)))
}

/// The title of a layer is shown, but is not its figure.
fn titles<'a>(row: &RowView<'a>) -> Option<&'a domain::text::Bilingual> {
    match row.row {
        domain::rules::AnyRow::Layer(layer) => Some(&layer.title),
        _ => None,
    }
}
