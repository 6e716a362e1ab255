//! A figure over the years as numbers, level by level where it differs by level, with what other
//! sources say instead. Charts are drawn from it; what has no one number has no stretch.

use domain::facility::Level;
use domain::rules::{AnyRow, ByLevel};
use domain::text::{Bilingual, Named};
use domain::{Money, Rate};
use jiff::civil::{Date, date};

use super::yearly::amounts;
use crate::rows::RowView;

/// A number that a figure comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// An amount.
    Amount(Money),
    /// A share.
    Share(Rate),
}

impl Quantity {
    /// Its height: fen, or ten-thousandths.
    pub fn size(self) -> i64 {
        match self {
            Quantity::Amount(money) => money.fen(),
            Quantity::Share(rate) => i64::from(rate.ten_thousandths()),
        }
    }

    /// The number without its unit.
    pub fn number(self) -> String {
        match self {
            Quantity::Amount(money) => money.grouped().trim_end_matches(".00").to_owned(),
            Quantity::Share(rate) => rate.to_string(),
        }
    }
}

/// What a figure comes to from one day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Of which level; empty where it does not differ by level.
    pub name: Bilingual,
    /// First day.
    pub from: Date,
    /// First day no longer.
    pub until: Option<Date>,
    /// The number; none where it is not known.
    pub quantity: Option<Quantity>,
    /// Whether only another source says so.
    pub is_other: bool,
}

/// The stretches of the rows of a cell, and of those that other sources put in their place.
pub(super) fn stretches<'a, 'b: 'a>(
    own: &[RowView<'_>],
    others: impl Iterator<Item = &'a RowView<'b>>,
) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = own.iter().flat_map(|row| of_row(row, false)).collect();
    all.extend(others.flat_map(|row| of_row(row, true)));
    match all.iter().all(|stretch| stretch.quantity.is_none()) {
        true => vec![],
        false => all,
    }
}

fn of_row(view: &RowView<'_>, is_other: bool) -> Vec<Stretch> {
    let (from, until) = (view.row.from(), view.row.until());
    let stretch = |name: Bilingual, quantity| Stretch {
        name,
        from,
        until,
        quantity,
        is_other,
    };
    let whole = |quantity| vec![stretch(Bilingual::default(), quantity)];
    if view.row.unknown().is_some() {
        return whole(None);
    }
    let by_year = || {
        let years = amounts(view).into_iter();
        let years = years.flat_map(|one| {
            let said = Quantity::Amount(one.amount);
            of_year(one.year, said, is_other)
        });
        years.filter_map(|one| within(one, from, until)).collect()
    };
    match view.row {
        AnyRow::Deductible(row) => match &row.amount {
            Some(amount) => named(amount, Quantity::Amount, stretch),
            None => by_year(),
        },
        AnyRow::Rate(row) => match &row.pay {
            Some(pay) => named(pay, Quantity::Share, stretch),
            None => vec![],
        },
        AnyRow::Ceiling(row) => match row.amount {
            Some(amount) => whole(Some(Quantity::Amount(amount))),
            None => by_year(),
        },
        AnyRow::Index(row) => of_year(row.year, Quantity::Amount(row.value), is_other),
        _ => vec![],
    }
}

fn of_year(year: i16, said: Quantity, is_other: bool) -> Vec<Stretch> {
    vec![Stretch {
        name: Bilingual::default(),
        from: date(year, 1, 1),
        until: Some(date(year + 1, 1, 1)),
        quantity: Some(said),
        is_other,
    }]
}

/// The part of a stretch that lies between two days.
fn within(stretch: Stretch, from: Date, until: Option<Date>) -> Option<Stretch> {
    let cut = Stretch {
        from: stretch.from.max(from),
        until: [stretch.until, until].into_iter().flatten().min(),
        ..stretch
    };
    cut.until
        .is_none_or(|until| cut.from < until)
        .then_some(cut)
}

/// Level by level, levels of one number being one.
fn named<T: Copy>(
    values: &ByLevel<T>,
    quantity: fn(T) -> Quantity,
    stretch: impl Fn(Bilingual, Option<Quantity>) -> Stretch,
) -> Vec<Stretch> {
    if !values.is_by_level() {
        let only = values.at(Level::Primary).map(quantity);
        return vec![stretch(Bilingual::default(), only)];
    }
    let is_shown = |level: &&Level| **level != Level::Community || values.names_community();
    let levels = Level::ALL.iter().filter(is_shown);
    levels
        .filter_map(|level| {
            let said = quantity(values.at(*level)?);
            Some(stretch(level.name(), Some(said)))
        })
        .collect()
}
