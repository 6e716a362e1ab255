//! Which rows can apply to the same visit, and which row of a dispute lies over which row in force.

use super::RowView;
use domain::rules::when::{Span, When};

impl RowView<'_> {
    /// Whether both speak of the same thing – the same table of the same layer – in some situation
    /// and on some day that both know.
    pub fn meets(&self, other: &RowView<'_>) -> bool {
        self.is_about_the_same(other) && self.is_ever_beside(other)
    }

    /// The same, whatever the days.
    pub fn is_about_the_same(&self, other: &RowView<'_>) -> bool {
        let (a, b) = (self.row, other.row);
        a.table() == b.table() && a.name() == b.name() && self.may_apply_beside(other)
    }

    /// Whether both are in force on some day.
    pub fn is_ever_beside(&self, other: &RowView<'_>) -> bool {
        let (a, b) = (self.row, other.row);
        b.until().is_none_or(|until| a.from() < until)
            && a.until().is_none_or(|until| b.from() < until)
    }

    /// Whether both serve a common layer, or none, in some situation.
    pub fn may_apply_beside(&self, other: &RowView<'_>) -> bool {
        let (a, b) = (self.row, other.row);
        let shares_layer = match (a.layers(), b.layers()) {
            (Some(a), Some(b)) => a.iter().any(|name| b.contains(name)),
            (None, None) => true,
            _ => false,
        };
        shares_layer && may_both_apply(a.when(), b.when())
    }

    /// Whether this is a row of a dispute that would stand in the place of `other`.
    pub fn overlays(&self, other: &RowView<'_>) -> bool {
        self.version.is_some() && other.version.is_none() && self.meets(other)
    }
}

/// Whether some situation fulfils both; where places decide, a doubt counts as yes.
pub fn may_both_apply(a: &When, b: &When) -> bool {
    lists_meet(&a.care, &b.care)
        && lists_meet(&a.tier, &b.tier)
        && lists_meet(&a.status, &b.status)
        && lists_meet(&a.level, &b.level)
        && lists_meet(&a.footing, &b.footing)
        && lists_meet(&a.distance, &b.distance)
        && lists_meet(&a.route, &b.route)
        && spans_meet(a.admission, b.admission)
        && spans_meet(a.unfiled_stay, b.unfiled_stay)
        && lists_meet(&a.grade, &b.grade)
        && lists_meet(&a.follows, &b.follows)
        && spans_meet(a.age, b.age)
        && spans_meet(a.months, b.months)
        && places_meet(a, b)
        && !a.with.iter().any(|mark| b.without.contains(mark))
        && !b.with.iter().any(|mark| a.without.contains(mark))
}

fn lists_meet<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    a.is_empty() || b.is_empty() || a.iter().any(|one| b.contains(one))
}

fn spans_meet(a: Option<Span>, b: Option<Span>) -> bool {
    let (Some(a), Some(b)) = (a, b) else {
        return true;
    };
    a.until.is_none_or(|until| b.from < until) && b.until.is_none_or(|until| a.from < until)
}

fn places_meet(a: &When, b: &When) -> bool {
    let inside = |a: &When, b: &When| {
        let mut places = a.place.iter();
        a.place.is_empty() || places.any(|p| !b.elsewhere.iter().any(|other| other.covers(*p)))
    };
    let apart = !a.place.is_empty()
        && !b.place.is_empty()
        && !a
            .place
            .iter()
            .any(|one| b.place.iter().any(|o| o.covers(*one) || one.covers(*o)));
    !apart && inside(a, b) && inside(b, a)
}
