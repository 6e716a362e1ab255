//! Which national rows a place really inherits: those that some situation falls to.

use jiff::civil::Date;

use super::{AnyRow, RowView};
use crate::address::Owner;
use crate::probe;
use domain::policy::format::{DirectRow, Row};
use domain::policy::when::When;
use domain::situation::Situation;

impl RowView<'_> {
    /// Whether the row holds in its place on the day: a row of its own does when it is in force, a
    /// national one when moreover no row of the place's own applies in some situation.
    pub fn is_inherited_on(&self, day: Date) -> bool {
        let (AnyRow::Direct(national), Owner::National) = (self.row, self.address.owner) else {
            return true;
        };
        let pack = self.pack;
        let directs = pack.tables.directs.iter();
        let own: Vec<&DirectRow> = directs.filter(|row| row.is_in_force(day)).collect();
        let conditions = own.iter().map(|row| &row.when);
        let conditions: Vec<&When> = conditions.chain([&national.when]).collect();
        let falls_to_it = |situation: &Situation| {
            let mut own = own.iter();
            national.when.matches(situation) && !own.any(|row| row.when.matches(situation))
        };
        match probe::situations(pack, day, &conditions, false) {
            Ok(situations) => situations.iter().any(falls_to_it),
            Err(_) => true,
        }
    }
}
