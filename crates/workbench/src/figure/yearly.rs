//! What a share of a yearly figure comes to, year by year.

use domain::Money;
use serde::Serialize;

use crate::rows::RowView;

/// What a share of a yearly figure comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct YearAmount {
    /// The year the benefit year begins in.
    pub year: i16,
    /// The amount.
    pub amount: Money,
}

/// What a share of a yearly figure comes to in every benefit year in which the row is in force and
/// the figure is known.
pub(crate) fn amounts(view: &RowView<'_>) -> Vec<YearAmount> {
    let Some(indexed) = view.row.index_share() else {
        return vec![];
    };
    let share = indexed.share;
    let (from, until) = (view.row.from(), view.row.until());
    let indices = view
        .pack
        .tables
        .indices
        .iter()
        .filter(|index| index.name == share.index);
    let years = indices.map(|index| YearAmount {
        year: index.year + i16::from(share.years_back),
        amount: index.value.at(share.share),
    });
    let holds = |year: &YearAmount| {
        year.year >= from.year() && until.is_none_or(|until| year.year <= until.year())
    };
    let mut years: Vec<YearAmount> = years.filter(holds).collect();
    years.sort_by_key(|year| year.year);
    years
}
