//! Which rows really decide on a day: those that some situation falls to, when all that lies over
//! them has been asked first.

use domain::policy::Pack;
use domain::rules::when::When;
use domain::rules::{Ask, Rule, Tabled};
use jiff::civil::Date;

use super::RowView;
use crate::probe;

impl RowView<'_> {
    /// Whether the row decides in some situation on the day: it is in force, a decision did not put
    /// another source's row in its place, and a national row is not spoken over by the place's own.
    pub fn decides_on(&self, day: Date) -> bool {
        if self.version.is_some() && !self.is_decided_on(day) {
            return false;
        }
        if !self.row.is_in_force(day) {
            return false;
        }
        self.row.ask(Decides {
            pack: self.pack,
            day,
        })
    }
}

impl RowView<'_> {
    /// Whether a later decision put the version that brings the row in force for a day.
    pub fn is_decided_on(&self, day: Date) -> bool {
        self.version.is_some_and(|(dispute, version)| {
            let decision = dispute.decision_on(day);
            decision.from.is_some() && decision.in_force == version.source
        })
    }
}

struct Decides<'a> {
    pack: &'a Pack,
    day: Date,
}

impl<'a> Ask<'a> for Decides<'_> {
    type Answer = bool;

    fn ask<F: Tabled>(self, rule: &'a Rule<F>) -> bool {
        decides(self.pack, rule, self.day)
    }
}

/// Whether some situation on the day falls to the row. Rows that are about other layers or have
/// another name are not in its way.
fn decides<F: Tabled>(pack: &Pack, row: &Rule<F>, day: Date) -> bool {
    let rows = pack
        .in_force(None)
        .on::<F>(day, |other| row.says_the_same(other));
    if !rows.is_layered() {
        return true;
    }
    let conditions: Vec<&When> = rows.rows().map(|row| &row.when).collect();
    let by_level = false;
    match probe::situations(pack, day, &conditions, by_level) {
        Ok(situations) => situations.iter().any(|situation| {
            let found = rows.deciding(situation);
            found
                .iter()
                .any(|other| std::sync::Arc::ptr_eq(&other.basis, &row.basis))
        }),
        Err(_) => true,
    }
}
