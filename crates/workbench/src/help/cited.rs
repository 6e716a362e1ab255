//! A row of the rules in a sentence, with where it is written and who says otherwise.

use domain::basis::{ShownBasis, ShownDispute};
use domain::text::{Bilingual, Sep};
use serde::Serialize;

/// A row, told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CitedRow {
    /// Which row, such as `440300/procedures/manual_claim/window`.
    pub row: String,
    /// What it says, in a sentence.
    pub says: Bilingual,
    /// Where it is written.
    pub basis: Vec<ShownBasis>,
    /// Who says otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<ShownDispute>,
}

impl CitedRow {
    /// Rows that say the same of several things, as one: the things in a row, then what is said.
    pub(super) fn merged(rows: Vec<(Bilingual, CitedRow)>) -> Vec<CitedRow> {
        let mut merged: Vec<(Vec<Bilingual>, CitedRow)> = Vec::new();
        for (subject, row) in rows {
            match merged.iter_mut().find(|(_, same)| same.says == row.says) {
                Some((subjects, same)) => {
                    if !subjects.contains(&subject) {
                        subjects.push(subject);
                    }
                    same.take_over(row);
                }
                None => merged.push((vec![subject], row)),
            }
        }
        let told = |(subjects, row): (Vec<Bilingual>, CitedRow)| {
            let of = Bilingual::join(subjects, Sep::List);
            let says = Bilingual::new(
                format!("{}：{}", of.zh, row.says.zh),
                format!("{}: {}", of.en, row.says.en),
            );
            CitedRow { says, ..row }
        };
        merged.into_iter().map(told).collect()
    }

    /// One sentence that rests on several rows; nothing where there is none.
    pub(super) fn resting_on(rows: Vec<CitedRow>, says: Bilingual) -> Option<CitedRow> {
        let mut rows = rows.into_iter();
        let mut first = rows.next()?;
        for row in rows {
            first.take_over(row);
        }
        Some(CitedRow { says, ..first })
    }

    /// What another row rests on, each once.
    fn take_over(&mut self, other: CitedRow) {
        for basis in other.basis {
            if !self.basis.contains(&basis) {
                self.basis.push(basis);
            }
        }
        for dispute in other.disputes {
            let is_known = |known: &ShownDispute| {
                (&known.id, &known.other, &known.says)
                    == (&dispute.id, &dispute.other, &dispute.says)
            };
            if !self.disputes.iter().any(is_known) {
                self.disputes.push(dispute);
            }
        }
    }
}
