//! All invariants of the books, the one about policies included: computing a stored settlement
//! again from what is stored with it gives the stored result (M6).

use store::verify::{self, Violation};
use store::corrections::{self, Cause};
use store::{StoreError, Tx, settlements};

use crate::replay::{KeptPacks, replay};

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
    }
    Ok(found)
}
