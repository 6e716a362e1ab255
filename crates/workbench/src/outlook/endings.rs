//! Whether anything follows a row that ends.

use domain::policy::Pack;
use domain::rules::when::When;
use domain::rules::{AnyRow, Names};
use jiff::civil::Date;

use crate::probe;

/// Whether the end of a row leaves somebody without a rule: of its table, its layer and its name
/// nothing is in force for them from that day on.
pub(crate) fn leaves_nothing<'a>(pack: &'a Pack, row: AnyRow<'a>, until: Date) -> bool {
    let layers = pack.tables.layers.iter();
    let layers = layers.filter(|layer| layer.is_in_force(until));
    let served: Vec<&When> = layers
        .filter(|layer| row.layers().is_none_or(|of| of.contains(&layer.name)))
        .map(|layer| &layer.when)
        .collect();
    if row.layers().is_some() && served.is_empty() {
        // The layer ends, which is told of the layer.
        return false;
    }
    let rules = pack.in_force(None);
    let next: Vec<AnyRow<'_>> = rules
        .every_row()
        .filter(|other| other.is_in_force(until) && is_same(row, *other))
        .collect();
    if next.is_empty() {
        return true;
    }
    let conditions: Vec<&When> = served
        .iter()
        .copied()
        .chain(next.iter().map(|next| next.when()))
        .chain([row.when()])
        .collect();
    let Ok(mut situations) = probe::situations(pack, until, &conditions, true) else {
        return false;
    };
    situations.retain(|one| rules.speaks_of(row, one) && rules.is_served(row, one));
    let is_left = |one| !next.iter().any(|next| rules.speaks_of(*next, one));
    situations.iter().any(is_left)
}

/// Whether two rows say the same thing at different times.
fn is_same(row: AnyRow<'_>, other: AnyRow<'_>) -> bool {
    let share = |a: &Names, b: &Names| a.iter().any(|name| b.contains(name));
    let layers = match (row.layers(), other.layers()) {
        (Some(a), Some(b)) => share(a, b),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    row.table() == other.table() && row.name() == other.name() && layers
}
