//! What is wrong with single rows, found while a file is read.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::ByLevel;
use super::say;
use crate::basis::Basis;
use crate::facility::Level;
use crate::files::RowProblem;
use crate::{Money, Rate};

/// The names a row may refer to.
#[derive(Debug, Default)]
pub struct KnownNames<'a> {
    /// Sources, of the nation too.
    pub sources: BTreeSet<&'a str>,
    /// Marks, of the nation too.
    pub marks: BTreeSet<&'a str>,
    /// Layers.
    pub layers: BTreeSet<&'a str>,
    /// Tiers.
    pub tiers: BTreeSet<&'a str>,
    /// Indices.
    pub indices: BTreeSet<&'a str>,
}

/// What was found so far, each with the basis of its row, and the row that is being looked at.
#[derive(Debug)]
pub struct Complaints<'a> {
    known: &'a KnownNames<'a>,
    row: Option<Arc<Basis>>,
    found: Vec<(Arc<Basis>, RowProblem)>,
}

impl<'a> Complaints<'a> {
    /// Nothing is wrong yet.
    pub fn new(known: &'a KnownNames<'a>) -> Complaints<'a> {
        Complaints {
            known,
            row: None,
            found: Vec::new(),
        }
    }

    /// Everything found.
    pub fn found(self) -> Vec<(Arc<Basis>, RowProblem)> {
        self.found
    }

    /// Something is wrong with the row that is looked at.
    pub fn report(&mut self, problem: RowProblem) {
        let row = self.row.clone();
        self.found.extend(row.map(|basis| (basis, problem)));
    }

    /// The same of another row.
    pub fn report_at(&mut self, basis: &Arc<Basis>, problem: RowProblem) {
        self.found.push((basis.clone(), problem));
    }

    /// The same, if it is so.
    pub fn report_if(&mut self, wrong: bool, problem: RowProblem) {
        if wrong {
            self.report(problem);
        }
    }

    /// The row that is looked at from here on.
    pub(crate) fn look_at(&mut self, basis: &Arc<Basis>) {
        self.row = Some(basis.clone());
    }

    /// The names a row may refer to.
    pub(crate) fn known(&self) -> &'a KnownNames<'a> {
        self.known
    }

    /// A mark must be described.
    pub fn known_mark(&mut self, mark: &str) {
        let is_known = self.known.marks.contains(mark);
        self.report_if(!is_known, say::unknown_mark(mark));
    }

    /// Exactly one of several keys must be there.
    pub fn exactly_one<'k>(&mut self, keys: impl Iterator<Item = (&'k str, bool)>) {
        let (keys, given): (Vec<&str>, Vec<bool>) = keys.unzip();
        let count = given.iter().filter(|present| **present).count();
        self.report_if(count != 1, say::one_of(&keys.join(" / ")));
    }

    /// No rate is above 100 %.
    pub fn within_full(&mut self, rates: impl IntoIterator<Item = Rate>) {
        for rate in rates.into_iter().filter(|rate| *rate > Rate::FULL) {
            self.report(say::over_full(rate));
        }
    }

    /// No amount is below zero.
    pub fn not_negative(&mut self, amounts: impl IntoIterator<Item = Money>) {
        for amount in amounts.into_iter().filter(|amount| amount.is_negative()) {
            self.report(say::negative(amount));
        }
    }
}

/// The values stated for the levels.
pub(super) fn values<T: Copy>(by_level: &ByLevel<T>) -> impl Iterator<Item = T> + '_ {
    Level::ALL.iter().filter_map(|level| by_level.at(*level))
}
