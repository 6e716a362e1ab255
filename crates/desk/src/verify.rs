//! All invariants of the books, the one about policies included: computing a stored settlement
//! again from what is stored with it gives the stored result (M6).

use std::collections::BTreeSet;

use domain::Money;
use domain::ids::{PersonId, SettlementId};
use jiff::Timestamp;
use store::corrections::{self, Cause};
use store::settlements::Settlement;
use store::verify::{self, Violation};
use store::{StoreError, Tx, settlements};

use crate::context::Unused;
use crate::in_order::{Anew, InOrder};
use crate::replay::{KeptPacks, replay};
use crate::{Desk, DeskError, Reference};

/// Checks everything, for everybody.
pub fn verify(tx: &mut Tx<'_>) -> Result<Vec<Violation>, StoreError> {
    let mut found = verify::all(tx)?;
    let mut known = KeptPacks::default();
    for person in verify::people(tx)? {
        let all = settlements::of_person(tx, &person)?;
        let corrections = corrections::of_person(tx, &person)?;
        // Each as it was made, and as it stands after each correction.
        let mut versions = all.clone();
        for made in &all {
            let own = corrections.iter().filter(|it| it.settlement == made.id);
            // The last correction of what was cancelled takes the others back.
            let own = own.filter(|it| it.cause != Cause::Cancelled);
            let corrected = own.scan(made.clone(), |stands, correction| {
                *stands = stands.clone().corrected(correction);
                Some(stands.clone())
            });
            versions.extend(corrected);
        }
        for settlement in versions {
            if let Some(difference) = replay(tx, &mut known, &settlement)? {
                found.push(Violation {
                    invariant: "M6",
                    what: format!("settlement {}: {}", settlement.id, difference.says().en),
                });
            }
        }
        found.extend(folded(tx, &known, &person)?);
    }
    Ok(found)
}

/// A1: what each settlement comes to after those before it, as they stand, is what stands. Those
/// that wait for a clerk, or that stand by rule or decision, are left out.
fn folded(
    tx: &mut Tx<'_>,
    known: &KeptPacks,
    person: &PersonId,
) -> Result<Vec<Violation>, StoreError> {
    let mut reference = Reference::default();
    reference.kept = known.usable();
    let mut nothing = Unused;
    let mut desk = Desk::new(tx, Timestamp::UNIX_EPOCH, &mut nothing, &reference);
    match what_does_not_fold(&mut desk, person) {
        Ok(found) => Ok(found
            .into_iter()
            .map(|(settlement, why)| Violation {
                invariant: "A1",
                what: format!(
                    "settlement {settlement} does not follow from those before it: {why}"
                ),
            })
            .collect()),
        Err(DeskError::Unavailable(error)) => Err(error),
        Err(other) => Ok(vec![Violation {
            invariant: "A1",
            what: format!("person {person}: {}", other.message().en),
        }]),
    }
}

/// The settlements of a person that do not follow from those before them, and what they come to
/// instead. Those that somebody decided on are left out.
fn what_does_not_fold(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
) -> Result<Vec<(SettlementId, String)>, DeskError> {
    let standing = corrections::standing(desk.tx, person)?;
    let insurances: BTreeSet<_> = standing.iter().map(Settlement::insurance).collect();
    let mut found = Vec::new();
    for insurance in insurances {
        let mut ledger = InOrder::open(desk, person, (insurance, Money::ZERO))?;
        for made in std::mem::take(&mut ledger.standing) {
            if !ledger.asked.any(&made.id) {
                let says = match ledger.again(desk, (&made, Anew::Before))? {
                    Ok((derived, _)) if derived.is(&made) => None,
                    Ok((derived, _)) => Some(format!(
                        "{} of the funds, {} comes out",
                        made.shares.funds(),
                        derived.shares.funds()
                    )),
                    Err(why) => Some(why.en),
                };
                found.extend(says.map(|says| (made.id.clone(), says)));
            }
            ledger.add(made);
        }
    }
    Ok(found)
}
