//! All invariants of the books, the one about policies included: computing a stored settlement
//! again from what is stored with it gives the stored result (M6).

use store::verify::{self, Violation};
use store::{StoreError, Tx, settlements};

use crate::replay::{KeptPacks, replay};

/// Checks everything, for everybody.
pub fn verify(tx: &mut Tx<'_>) -> Result<Vec<Violation>, StoreError> {
    let mut found = verify::all(tx)?;
    let mut known = KeptPacks::default();
    for person in verify::people(tx)? {
        for settlement in settlements::of_person(tx, &person)? {
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
