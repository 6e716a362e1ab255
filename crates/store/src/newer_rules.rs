//! By which newer rules a settlement goes that came to the same by them.

use std::collections::BTreeMap;

use domain::ids::{PersonId, SettlementId};

use crate::corrections::Correction;
use crate::settlements::Settlement;
use crate::{StoreError, Tx, values};

/// Notes that a settlement goes by these rules from a turn of the person on.
pub fn note(
    tx: &mut Tx,
    (person, turn): (&PersonId, i64),
    (settlement, pack_hash): (&SettlementId, &str),
) -> Result<(), StoreError> {
    const NOTE: &str = "INSERT INTO newer_rules (person, settlement, turn, pack_hash) \
         VALUES ($1, $2, $3, $4)";
    let row = values![person, settlement, turn, pack_hash];
    tx.wrote(person.as_str(), "newer_rules", &row);
    tx.later(NOTE, &row, Some(1))
}

/// Lets settlements as they stand go by the rules that were noted last, unless they were corrected
/// by others since.
pub(crate) fn lay_over(
    tx: &mut Tx,
    person: &PersonId,
    (standing, corrections): (&mut [Settlement], &[Correction]),
) -> Result<(), StoreError> {
    const FIND: &str = "SELECT settlement, turn, pack_hash FROM newer_rules WHERE person = $1 \
         ORDER BY turn";
    let mut last: BTreeMap<SettlementId, (i64, String)> = BTreeMap::new();
    for mut row in tx.query(FIND, &values![person])? {
        last.insert(row.parse()?, (row.integer()?, row.text()?));
    }
    for made in standing {
        let Some((turn, pack_hash)) = last.remove(&made.id) else {
            continue;
        };
        let own = corrections.iter().filter(|it| it.settlement == made.id);
        if own.map(|it| it.turn).max().is_none_or(|it| it <= turn) {
            made.pack_hash = pack_hash;
        }
    }
    Ok(())
}
