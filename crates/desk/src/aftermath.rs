//! What becomes of later settlements when an earlier one is cancelled, as the policy of each says.
//! Where no row of it says anything, those of the same hospital are cancelled first, and those of
//! others are corrected.

use domain::facility::Care;
use domain::ids::{FacilityCode, SettlementId};
use domain::rules::{DecidedBy, LaterSettlements, WhatChanged};
use domain::text::{Named, Sep};
use domain::{Bilingual, say};
use store::settlements::{self, Settlement};
use store::{corrections, visits};

use crate::query::pack_of_settlement;
use crate::stays::is_followed_by;
use crate::{Desk, DeskError};

/// What becomes of one later settlement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AfterCancellation {
    /// The later settlement.
    pub settlement: SettlementId,
    /// Where it was made, seen from the cancelled one.
    pub at: WhatChanged,
    /// What becomes of it.
    pub later: LaterSettlements,
    /// Who decides.
    pub decided: DecidedBy,
}

impl AfterCancellation {
    /// In a sentence. A settlement elsewhere is not named: nobody learns of another facility's
    /// patients by cancelling.
    pub fn says(&self) -> Bilingual {
        let what = Bilingual::join(vec![self.later.name(), self.decided.name()], Sep::Comma);
        match self.at {
            WhatChanged::SameFacility => {
                let settlement = &self.settlement;
                say!(
                    "之后的结算 {settlement}：{what}",
                    "later settlement {settlement}: {what}";
                    what = what
                )
            }
            _ => say!(
                "之后在别处的一笔结算：{what}",
                "a later settlement elsewhere: {what}";
                what = what
            ),
        }
    }
}

/// What becomes of the settlements made after this one that its cancellation touches: those of the
/// same benefit year, later parts of the same stay, and the stay that follows it. What was made
/// after the cancellation is not touched by it.
pub fn after_cancellation(
    desk: &mut Desk<'_, '_>,
    settled: &Settlement,
) -> Result<Vec<AfterCancellation>, DeskError> {
    let all = all_after_cancellation(desk, settled)?;
    let near = all.into_iter().filter(|(_, near)| *near);
    Ok(near.map(|(one, _)| one).collect())
}

/// What becomes of everything the insurance settled after this one, and whether its cancellation
/// touches it by itself; what lies further off may be touched through the account.
pub(crate) fn all_after_cancellation(
    desk: &mut Desk<'_, '_>,
    settled: &Settlement,
) -> Result<Vec<(AfterCancellation, bool)>, DeskError> {
    let live = corrections::standing(desk.tx, &settled.person)?;
    let visits = visits::of_person(desk.tx, &settled.person)?;
    let cancelled = settlements::reversal_of(desk.tx, &settled.person, &settled.id)?;
    let is_part = |later: &Settlement| later.visit == settled.visit && is_stay(settled);
    let touched = |later: &&Settlement| {
        later.turn > settled.turn
            && cancelled.as_ref().is_none_or(|by| later.turn < by.turn)
            && later.insurance() == settled.insurance()
    };
    let mut after = Vec::new();
    for later in live.iter().filter(touched) {
        let at = seen_from(&settled.facility, &later.facility);
        let pack = pack_of_settlement(desk, later)?;
        let rules = pack.in_force(None);
        let usual = rules.after_cancellation(&later.inputs.situation, at);
        let near =
            later.year == settled.year || is_part(later) || is_followed_by(settled, later, &visits);
        let (fate, decided) = match (is_part(later), usual) {
            (true, _) => (LaterSettlements::CancelledFirst, DecidedBy::Automatic),
            // A bill of another year need not be cancelled for the sake of the account.
            (_, (LaterSettlements::CancelledFirst, decided)) if !near => {
                (LaterSettlements::Corrected, decided)
            }
            (_, fate) => fate,
        };
        let one = AfterCancellation {
            settlement: later.id.clone(),
            at,
            later: fate,
            decided,
        };
        after.push((one, near));
    }
    Ok(after)
}

fn is_stay(settled: &Settlement) -> bool {
    settled.inputs.situation.care == Care::Inpatient
}

fn seen_from(cancelled: &FacilityCode, later: &FacilityCode) -> WhatChanged {
    match cancelled == later {
        true => WhatChanged::SameFacility,
        false => WhatChanged::Elsewhere,
    }
}

/// Refuses to cancel a settlement while later ones stand that the policy wants cancelled first.
pub(crate) fn refuse_before_later(
    settled: &Settlement,
    after: &[AfterCancellation],
) -> Result<(), DeskError> {
    let first = |one: &&AfterCancellation| one.later == LaterSettlements::CancelledFirst;
    let is_here = |one: &&AfterCancellation| one.at == WhatChanged::SameFacility;
    let (here, elsewhere): (Vec<_>, Vec<_>) = after.iter().filter(first).partition(is_here);
    match here.len() + elsewhere.len() {
        0 => Ok(()),
        _ => Err(DeskError::LaterFirst {
            settlement: settled.id.clone(),
            later: here
                .iter()
                .rev()
                .map(|one| one.settlement.clone())
                .collect(),
            elsewhere: elsewhere.len(),
        }),
    }
}
