//! What the rules that apply say of single things: each is asked of the one answer to «which row
//! decides», so that a source that is asked for is heard wherever it has rows.

use std::collections::BTreeSet;

use super::InForce;
use crate::Money;
use crate::diagnosis;
use crate::person::Trait;
use crate::rules::{
    CancellationRow, Credit, DecidedBy, DiseaseRow, LaterSettlements, Note, NoteRow, RateFigure,
    RateRow, Upfront, UpfrontRow, WhatChanged,
};
use crate::situation::Situation;

/// What is paid into the personal account in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthlyCredit {
    /// So much.
    Amount(Money),
    /// A share of the contribution base, which is not on record.
    NoBase,
}

impl<'a> InForce<'a> {
    /// The upfront share of class B set by this place for the situation, if it sets one.
    pub fn upfront(&self, situation: &Situation) -> Option<&'a UpfrontRow> {
        let rows = self.deciding::<Upfront>(situation, |_| true);
        rows.first().copied()
    }

    /// The rules that are only told, for the situation.
    pub fn notes_for(&self, situation: &Situation) -> Vec<&'a NoteRow> {
        self.applying::<Note>(situation)
    }

    /// The rates of a layer in a situation, before anything changes them: one a band.
    pub fn rates(&self, layer: &str, situation: &Situation) -> Vec<&'a RateRow> {
        let concerns = |row: &RateRow| row.of.contains(layer);
        self.deciding::<RateFigure>(situation, concerns)
    }

    /// The marks that diagnoses give a visit.
    pub fn marks_of(
        &self,
        diagnoses: &[String],
        recognised: &BTreeSet<String>,
        situation: &Situation,
    ) -> BTreeSet<Trait> {
        let rows = self.diseases_of(diagnoses, recognised, situation);
        rows.iter().map(|row| row.mark.clone()).collect()
    }

    /// The diseases that diagnoses are of; `recognised` are those the person was recognised as
    /// having, by the name of the policy or by a national code that it lists.
    pub fn diseases_of(
        &self,
        diagnoses: &[String],
        recognised: &BTreeSet<String>,
        situation: &Situation,
    ) -> Vec<&'a DiseaseRow> {
        let is_it = |row: &DiseaseRow| {
            let covers = |code: &String| {
                let mut found = diagnoses.iter();
                found.any(|diagnosis| diagnosis::covers(code, diagnosis))
            };
            let is_recognised = || recognised.iter().any(|one| row.is_known_as(one));
            row.codes.iter().any(covers) && (!row.recognised || is_recognised())
        };
        self.deciding(situation, is_it)
    }

    /// What becomes of settlements when what they were computed from changes, and who decides it:
    /// as the row says, or what is usual.
    pub fn after_cancellation(
        &self,
        situation: &Situation,
        at: WhatChanged,
    ) -> (LaterSettlements, DecidedBy) {
        let row = self.cancellation(situation, at);
        let stated = row.map(|row| (row.later, row.decided));
        stated.unwrap_or(match at {
            // The hospital can cancel its own; nobody can cancel those of others for it.
            WhatChanged::SameFacility => (LaterSettlements::CancelledFirst, DecidedBy::Automatic),
            _ => (LaterSettlements::Corrected, DecidedBy::Automatic),
        })
    }

    /// The row that says it, where the place has one.
    pub fn cancellation(
        &self,
        situation: &Situation,
        at: WhatChanged,
    ) -> Option<&'a CancellationRow> {
        let is_about = |row: &CancellationRow| row.at == at;
        let rows = self.deciding(situation, is_about);
        rows.first().copied()
    }

    /// What is paid into the personal account in a month; none where no row says it.
    pub fn credit(&self, situation: &Situation) -> Option<MonthlyCredit> {
        let rows = self.deciding::<Credit>(situation, |_| true);
        let row = *rows.first()?;
        let amount = row.amount(situation.contribution_base);
        Some(amount.map_or(MonthlyCredit::NoBase, MonthlyCredit::Amount))
    }

    /// Whether a row that could decide something asks about the mark.
    pub fn asks_about(&self, mark: &str) -> bool {
        self.every_row().any(|row| row.asks_about(mark))
    }
}
