//! What applies: the one answer to «which row decides», for the fold, the check, the pages and
//! every tool.
//!
//! Tables lie over one another. What another source says comes first where it is asked for; then
//! what a later decision put in force; then the place's own rows; then the nation's. The first
//! tables that have a row for a situation decide it.

use jiff::civil::Date;

use super::pack::{Overlay, Pack};
use crate::rules::glance::Glance;
use crate::rules::{AnyRow, Rule, Tabled, Tables};
use crate::situation::Situation;

/// The tables to look in, the one that decides first.
#[derive(Clone, Debug)]
pub struct InForce<'a> {
    stack: Vec<&'a Tables>,
    /// How many of them another source brings.
    overlaid: usize,
}

impl Pack {
    /// What applies here, or by another source where it differs.
    pub fn in_force<'a>(&'a self, overlay: Option<&'a Overlay>) -> InForce<'a> {
        let aside = |id: &String| overlay.is_some_and(|overlay| overlay.undecided.contains(id));
        let resolved = self.resolved.iter().filter(|(id, _)| !aside(id));
        let over = overlay.map(|overlay| &overlay.tables);
        let stack = over
            .into_iter()
            .chain(resolved.map(|(_, tables)| tables))
            .chain([&self.tables, &self.national.tables]);
        InForce {
            stack: stack.collect(),
            overlaid: usize::from(over.is_some()),
        }
    }
}

impl<'a> InForce<'a> {
    /// The rows that decide a situation: those that match in the first tables that have any.
    pub fn deciding<F: Tabled>(
        &self,
        situation: &Situation,
        concerns: impl Fn(&Rule<F>) -> bool,
    ) -> Vec<&'a Rule<F>> {
        let on_the_day = |row: &&'a Rule<F>| row.is_in_force(situation.day) && concerns(row);
        let levels = self.stack.iter();
        decide(
            levels.map(|tables| F::rows(tables).iter().filter(on_the_day)),
            situation,
        )
    }

    /// The same for many situations of one day.
    pub fn on<F: Tabled>(&self, day: Date, concerns: impl Fn(&Rule<F>) -> bool) -> OnDay<'a, F> {
        let on_the_day = |row: &&'a Rule<F>| row.is_in_force(day) && concerns(row);
        let levels = self.stack.iter();
        let levels = levels.map(|tables| F::rows(tables).iter().filter(on_the_day).collect());
        OnDay {
            levels: levels.collect(),
        }
    }

    /// Whether the table says anything on the day, by the rules that are in force whatever source
    /// is asked for.
    pub fn is_stated<F: Tabled>(&self, day: Date, concerns: impl Fn(&Rule<F>) -> bool) -> bool {
        let mut rows = self
            .stack
            .iter()
            .skip(self.overlaid)
            .flat_map(|tables| F::rows(tables));
        rows.any(|row| row.is_in_force(day) && concerns(row))
    }

    /// Every row of a table that could decide something, the place's own order first.
    pub fn rows<F: Tabled>(&self) -> impl Iterator<Item = &'a Rule<F>> {
        let own = self.stack.len().checked_sub(2).map(|own| self.stack[own]);
        let others = self.stack.iter().copied();
        own.into_iter()
            .chain(others)
            .flat_map(|tables| F::rows(tables))
    }

    /// Every row of every table that could decide something.
    pub fn every_row(&self) -> impl Iterator<Item = AnyRow<'a>> {
        self.stack.iter().flat_map(|tables| tables.every_row())
    }
}

/// The rows of one table on one day.
#[derive(Clone, Debug)]
pub struct OnDay<'a, F> {
    levels: Vec<Vec<&'a Rule<F>>>,
}

impl<'a, F> OnDay<'a, F> {
    /// All of them, whichever decides.
    pub fn rows(&self) -> impl Iterator<Item = &'a Rule<F>> {
        self.levels.iter().flatten().copied()
    }

    /// Whether rows of more than one origin could decide.
    pub fn is_layered(&self) -> bool {
        self.levels.iter().filter(|rows| !rows.is_empty()).count() > 1
    }

    /// The rows that decide a situation.
    pub fn deciding(&self, situation: &Situation) -> Vec<&'a Rule<F>> {
        decide(
            self.levels.iter().map(|rows| rows.iter().copied()),
            situation,
        )
    }
}

/// The rows that match in the first level that has any.
fn decide<'a, F: 'a>(
    levels: impl Iterator<Item: Iterator<Item = &'a Rule<F>>>,
    situation: &Situation,
) -> Vec<&'a Rule<F>> {
    let seen = Glance::at(situation);
    for rows in levels {
        let hits = |row: &&Rule<F>| row.when.admits(seen) && row.when.matches(situation);
        let found: Vec<&Rule<F>> = rows.filter(hits).collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Rows in force on the day of a situation that match it, whatever lies over them.
pub fn matching<'a, F>(
    rows: &'a [Rule<F>],
    situation: &Situation,
    concerns: impl Fn(&Rule<F>) -> bool,
) -> Vec<&'a Rule<F>> {
    let seen = Glance::at(situation);
    let hits = |row: &&Rule<F>| {
        row.when.admits(seen)
            && row.is_in_force(situation.day)
            && concerns(row)
            && row.when.matches(situation)
    };
    rows.iter().filter(hits).collect()
}
