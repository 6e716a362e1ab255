//! What the accounts may pay, and what else serves the whole pack and may not be known.

use super::cited::cite;
use super::fold::Fold;
use super::{Entries, Missing, Plan, Refusal};
use crate::rules::{Account, Component, Rule, Tabled, Turn};

impl Fold<'_> {
    /// Writes down that a row which serves the whole pack has no figure.
    pub(super) fn pack_unknown<F: Tabled>(&mut self, row: &Rule<F>) -> Entries {
        let missing = Missing::of_pack(self.pack, row);
        Entries::one(self.note(missing))
    }

    /// What the accounts may pay.
    pub(super) fn account(&mut self, plan: &mut Plan) -> Result<(), Refusal> {
        let Some(row) = self.one::<Account>(|_| true)? else {
            return Ok(());
        };
        plan.account_first = row.turn == Some(Turn::First);
        plan.origin.account = Some(cite(row));
        let Some(pays) = &row.pays else {
            plan.account_unknown = self.pack_unknown(row);
            return Ok(());
        };
        plan.account_pays = pays.iter().copied().collect();
        let eligible = |part: &&Component| **part != Component::Eligible;
        plan.account_pays_before = pays.iter().take_while(eligible).copied().collect();
        Ok(())
    }
}
