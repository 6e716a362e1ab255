//! The parts in which a visit is settled: charge batches, a stay before and after its discharge.
//! What was settled before says which serial the next part has, and which numbers of the year it
//! adds to.

use domain::facility::Care;
use domain::situation::{Situation, YearToDate};
use serde::{Deserialize, Serialize};
use store::settlements::{self, ADMISSIONS, Made, UNFILED_STAYS};
use store::standing::Standing;
use store::visits::Visit;

use crate::{Desk, DeskError};

/// Which lines are settled together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettledTogether {
    /// One charge batch of an outpatient visit.
    Batch(String),
    /// Everything unsettled of a stay in hospital.
    Stay {
        /// Before discharge.
        mid_stay: bool,
    },
}

impl SettledTogether {
    /// The charge batch, when only one is settled.
    pub(crate) fn batch(&self) -> Option<&str> {
        match self {
            SettledTogether::Batch(batch) => Some(batch),
            SettledTogether::Stay { .. } => None,
        }
    }
}

/// The visit's earlier settlements, told apart by what they mean for the next.
pub(crate) struct PartsSettled {
    made: Vec<Made>,
}

impl PartsSettled {
    /// The settlements the visit has had.
    pub(crate) fn load(
        desk: &mut Desk<'_, '_>,
        standing: &Standing,
        visit: &Visit,
    ) -> Result<PartsSettled, DeskError> {
        let made = match standing.settlements {
            0 => Vec::new(),
            _ => settlements::of_visit(desk.tx, &visit.person, &visit.id)?,
        };
        Ok(PartsSettled { made })
    }

    fn live(&self) -> impl Iterator<Item = &Made> {
        self.made.iter().filter(|made| made.reversed_by.is_none())
    }

    /// Whether no part of the stay was settled in the benefit year before.
    pub(crate) fn is_first_of(&self, year: &str) -> bool {
        self.live().all(|made| made.year != year)
    }

    /// Whether a part of the stay counts as one without a filing in the benefit year already.
    pub(crate) fn is_unfiled_in(&self, year: &str) -> bool {
        self.live().any(|made| made.year == year && made.unfiled)
    }

    /// Which numbers of the benefit year grow by one.
    pub(crate) fn counts(&self, situation: &Situation, year: &str) -> Vec<&'static str> {
        if situation.care != Care::Inpatient {
            return vec![];
        }
        let admission = self.is_first_of(year).then_some(ADMISSIONS);
        let unfiled = situation.unfiled_stay > 0 && !self.is_unfiled_in(year);
        let unfiled = unfiled.then_some(UNFILED_STAYS);
        admission.into_iter().chain(unfiled).collect()
    }

    /// The serial of the next settlement, or why there is none. An outpatient batch is settled at
    /// most once for ever; a stay may be settled again after a cancellation, under the next serial.
    pub(crate) fn next_serial(&self, what: &SettledTogether) -> Result<String, DeskError> {
        match what {
            SettledTogether::Batch(batch) => {
                let same = self.made.iter().find(|made| made.batch == *batch);
                same.map_or(Ok(batch.clone()), |made| Err(settled_before(made)))
            }
            SettledTogether::Stay { mid_stay } => {
                let last = self.live().find(|made| made.batch.starts_with(FINAL));
                let stem = if *mid_stay { MID_STAY } else { FINAL };
                let next = format!("{stem}{}", self.made.len() + 1);
                last.map_or(Ok(next), |made| Err(settled_before(made)))
            }
        }
    }
}

/// Serials of the settlements of a stay: `mid-1`, `final-2`.
pub(crate) const MID_STAY: &str = "mid-";
pub(crate) const FINAL: &str = "final-";

fn settled_before(made: &Made) -> DeskError {
    match &made.reversed_by {
        None => DeskError::AlreadySettled {
            settlement: made.id.clone(),
            message: made.message.clone(),
        },
        Some(cancelled_by) => DeskError::SettlementCancelled {
            batch: made.batch.clone(),
            settlement: made.id.clone(),
            cancelled_by: cancelled_by.clone(),
        },
    }
}

/// A stay settled in several parts is one admission of each benefit year it is settled in.
pub(crate) fn admission(care: Care, used: &YearToDate, first_of_stay: bool) -> u8 {
    match (care, first_of_stay) {
        (Care::Inpatient, true) => used.admissions.saturating_add(1),
        (Care::Inpatient, false) => used.admissions.max(1),
        _ => 1,
    }
}
