//! What of a stay was settled before its next part.

use std::collections::BTreeMap;

use domain::Money;
use domain::bill::Scope;
use domain::ids::SettlementId;
use domain::rules::counter::base_of_taken;
use domain::shares::Shares;
use domain::situation::YearToDate;
use serde::{Deserialize, Serialize};

use crate::settlements::{Settlement, add_total, stands_at};

impl Settlement {
    /// What was used up of the year before it, earlier parts of the same stay included.
    pub fn used_before(&self) -> YearToDate {
        let mut used = self.inputs.year.clone();
        if let Some(so_far) = &self.so_far {
            grow(&mut used, &so_far.counted);
        }
        used
    }
}

/// What of a stay was settled before, all its parts together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoFar {
    /// The settlements, in the order they were made.
    pub settlements: Vec<SettlementId>,
    /// Their bill.
    pub scope: Scope,
    /// Who paid what.
    pub shares: Shares,
    /// What the person paid as deductible.
    pub deductible: Money,
    /// What each running total of the year grew by.
    pub counted: BTreeMap<String, Money>,
}

impl SoFar {
    /// The parts together; nothing where there are none.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a Settlement>) -> Option<SoFar> {
        let mut parts = parts.into_iter();
        let first = parts.next()?;
        let mut so_far = SoFar {
            settlements: vec![first.id.clone()],
            scope: first.scope,
            shares: first.shares,
            deductible: first.deductible,
            counted: first.counted.clone(),
        };
        for part in parts {
            so_far.settlements.push(part.id.clone());
            so_far.scope = so_far.scope + part.scope;
            so_far.shares = so_far.shares.plus(&part.shares);
            so_far.deductible += part.deductible;
            so_far.counted = plus(so_far.counted, &part.counted);
        }
        Some(so_far)
    }
}

/// What each running total of both is together.
pub fn plus(
    mut one: BTreeMap<String, Money>,
    other: &BTreeMap<String, Money>,
) -> BTreeMap<String, Money> {
    for (counter, amount) in other {
        *one.entry(counter.clone()).or_default() += *amount;
    }
    one
}

/// What each running total of the one is more than of the other.
pub fn less(
    mut one: BTreeMap<String, Money>,
    other: &BTreeMap<String, Money>,
) -> BTreeMap<String, Money> {
    for (counter, amount) in other {
        *one.entry(counter.clone()).or_default() -= *amount;
    }
    one
}

/// Adds what a settlement counts to what was used up.
pub fn grow(year: &mut YearToDate, counted: &BTreeMap<String, Money>) {
    for (counter, amount) in counted {
        let stands_at = stands_at(year, counter) + *amount;
        add_total(year, counter.clone(), stands_at.fen());
        if stands_at.is_zero() && base_of_taken(counter).is_none() {
            year.counters.remove(counter);
        }
    }
}
