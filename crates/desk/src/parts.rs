//! The parts in which a visit is settled: charge batches, a stay before and after its discharge.
//! What was settled before says which serial the next part has.

use domain::facility::Care;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::settlements::{self, Made, Settlement};
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

/// The day up to which a stay is settled before its discharge: today, unless it began on a clock
/// that is past midnight already.
pub(crate) fn mid_stay_day(visit: &Visit, today: Date) -> Date {
    today.max(visit.from)
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

    /// Whether the visit was settled before, and that stands.
    pub(crate) fn stand(&self) -> bool {
        self.live().next().is_some()
    }

    /// The serial of the next settlement, or why there is none. What was cancelled may be settled
    /// again, under a serial of its own.
    pub(crate) fn next_serial(&self, what: &SettledTogether) -> Result<String, DeskError> {
        let last = |is_same: &dyn Fn(&&Made) -> bool| match self.live().find(is_same) {
            None => Ok(()),
            Some(made) => Err(DeskError::AlreadySettled {
                settlement: made.id.clone(),
                message: made.message.clone(),
            }),
        };
        match what {
            SettledTogether::Batch(batch) => {
                last(&|made| is_of_batch(made, batch))?;
                let before = self.made.iter().filter(|made| is_of_batch(made, batch));
                Ok(match before.count() {
                    0 => batch.clone(),
                    times => format!("{batch}{AGAIN}{}", times + 1),
                })
            }
            SettledTogether::Stay { mid_stay } => {
                last(&|made| made.batch.starts_with(FINAL))?;
                let stem = if *mid_stay { MID_STAY } else { FINAL };
                Ok(format!("{stem}{}", self.made.len() + 1))
            }
        }
    }
}

/// Serials of the settlements of a stay: `mid-1`, `final-2`.
pub(crate) const MID_STAY: &str = "mid-";
pub(crate) const FINAL: &str = "final-";

/// Before the count in the serial of a batch that is settled again: `B1·2`. No batch of a facility
/// has it, for those are ASCII.
const AGAIN: char = '·';

/// The charge batch a settlement was made of; none of a stay, which counts everything unsettled.
pub(crate) fn batch_of(made: &Settlement) -> Option<&str> {
    let stay = made.inputs.situation.care == Care::Inpatient;
    let batch = made.batch.split(AGAIN).next();
    batch.filter(|_| !stay)
}

/// Whether it is the last of a stay.
pub(crate) fn is_final(made: &Settlement) -> bool {
    made.batch.starts_with(FINAL)
}

/// Whether the settlement is one of this charge batch.
pub(crate) fn is_of_batch(made: &Made, batch: &str) -> bool {
    made.batch.split(AGAIN).next() == Some(batch)
}
