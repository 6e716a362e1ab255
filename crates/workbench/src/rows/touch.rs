//! Which rows can apply to the same visit, and which row of a dispute lies over which row in force.

use super::RowView;

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
        shares_layer && a.when().may_meet(b.when())
    }

    /// Whether this is a row of a dispute that would stand in the place of `other`.
    pub fn overlays(&self, other: &RowView<'_>) -> bool {
        self.version.is_some() && other.version.is_none() && self.meets(other)
    }
}
