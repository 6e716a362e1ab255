//! What applies: the one answer to «which row decides», for the fold, the check, the pages and
//! every tool.
//!
//! Tables lie over one another. What another source says comes first where it is asked for; then
//! what a later decision put in force; then the place's own rows; then the nation's. The first
//! tables that have a row for a situation decide it.
//!
//! A community facility counts as primary for what a table says, unless a row in force that says
//! the same thing – of the same layer, step or counter – to the same people names it.

use jiff::civil::Date;

use super::asked::Matched;
use super::pack::{Overlay, Pack};
use crate::rules::{AnyRow, Ask, Layer, LayerRow, Rule, Tabled, Tables};
use crate::situation::Situation;

/// The tables to look in, the one that decides first.
#[derive(Clone, Debug)]
pub struct InForce<'a> {
    /// The pack that is asked.
    pub pack: &'a Pack,
    /// What another source brings that is asked for.
    pub overlay: Option<&'a Overlay>,
    stack: Vec<&'a Tables>,
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
            pack: self,
            overlay,
            stack: stack.collect(),
        }
    }
}

impl<'a> InForce<'a> {
    /// The rows that decide a situation: those that apply in the first tables that have any.
    pub fn deciding<F: Tabled>(
        &self,
        situation: &Situation,
        concerns: impl Fn(&Rule<F>) -> bool,
    ) -> Vec<&'a Rule<F>> {
        let asked = Matched::of(situation);
        let on_the_day = |row: &&'a Rule<F>| row.is_in_force(situation.day) && concerns(row);
        let rows = |tables: &&'a Tables| F::rows(tables).iter().filter(on_the_day);
        let beside = || self.stack.iter().flat_map(rows);
        decide(self.stack.iter().map(rows), &asked, beside)
    }

    /// The rows that apply to a situation, whichever decides.
    pub fn applying<F: Tabled>(&self, situation: &Situation) -> Vec<&'a Rule<F>> {
        let asked = Matched::of(situation);
        let rows = || {
            let all = self.stack.iter().flat_map(|tables| F::rows(tables));
            all.filter(|row| row.is_in_force(situation.day))
        };
        rows().filter(|row| asked.falls_to(row, rows)).collect()
    }

    /// Whether a row speaks of a situation, whatever lies over it.
    pub fn speaks_of(&self, row: AnyRow<'a>, situation: &Situation) -> bool {
        row.ask(Speaks {
            rules: self,
            situation,
        })
    }

    /// Whether one of the layers a row serves is there in a situation; so it is where it serves the
    /// whole pack.
    pub fn is_served(&self, row: AnyRow<'_>, situation: &Situation) -> bool {
        let serves = |layer: &LayerRow| row.layers().is_none_or(|of| of.contains(&layer.name));
        row.layers().is_none() || !self.deciding::<Layer>(situation, serves).is_empty()
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
        let overlaid = usize::from(self.overlay.is_some());
        let in_force = self.stack.iter().skip(overlaid);
        let mut rows = in_force.flat_map(|tables| F::rows(tables));
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
    pub fn deciding(&self, situation: &Situation) -> Vec<&'a Rule<F>>
    where
        F: Tabled,
    {
        let levels = self.levels.iter().map(|rows| rows.iter().copied());
        decide(levels, &Matched::of(situation), || self.rows())
    }
}

/// The rows that apply in the first level that has any; `beside` are those of all levels.
fn decide<'a, F: Tabled, I: Iterator<Item = &'a Rule<F>>>(
    levels: impl Iterator<Item: Iterator<Item = &'a Rule<F>>>,
    asked: &Matched<'_>,
    beside: impl Fn() -> I,
) -> Vec<&'a Rule<F>> {
    for rows in levels {
        let found: Vec<&Rule<F>> = rows.filter(|row| asked.falls_to(row, &beside)).collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Whether a row speaks of a situation: of one of the layers it serves at least.
struct Speaks<'r, 'a, 's> {
    rules: &'r InForce<'a>,
    situation: &'s Situation,
}

impl<'a> Ask<'a> for Speaks<'_, 'a, '_> {
    type Answer = bool;

    fn ask<F: Tabled>(self, row: &'a Rule<F>) -> bool {
        let asked = Matched::of(self.situation);
        let all = self.rules.stack.iter().flat_map(|tables| F::rows(tables));
        let on_the_day = all.filter(|other| other.is_in_force(self.situation.day));
        let Some(of) = row.figure.layers() else {
            return asked.falls_to(row, || on_the_day);
        };
        of.iter().any(|layer| {
            let concerns = |other: &&Rule<F>| {
                let served = other.figure.layers();
                served.is_some_and(|of| of.contains(layer))
            };
            asked.falls_to(row, || on_the_day.clone().filter(concerns))
        })
    }
}
