//! All invariants of the books, the one about policies included: computing a stored settlement
//! again from what is stored with it gives the stored result (M6).

use domain::ids::PersonId;
use jiff::Timestamp;
use store::corrections::{self, Cause};
use store::verify::{self, Violation};
use store::{StoreError, Tx, settlements};

use crate::context::Unused;
use crate::replay::{KeptPacks, replay};
use crate::{Desk, DeskError, Reference, correct};

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
    let asked = corrections::asked(tx, person)?;
    let mut nothing = Unused;
    let mut desk = Desk::new(tx, Timestamp::UNIX_EPOCH, &mut nothing, &reference);
    match correct::what_does_not_fold(&mut desk, person, &asked) {
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
