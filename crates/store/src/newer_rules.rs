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

/// The rules each settlement of a person goes by now, and from which turn on.
pub(crate) type Newer = BTreeMap<SettlementId, (i64, String)>;

/// Those that were noted last of each settlement of a person.
pub(crate) fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Newer, StoreError> {
    const FIND: &str = "SELECT settlement, turn, pack_hash FROM newer_rules WHERE person = $1 \
         ORDER BY turn";
    let rows = tx.query(FIND, &values![person])?.into_iter();
    let each = rows.map(|mut row| Ok((row.parse()?, (row.integer()?, row.text()?))));
    each.collect()
}

/// Lets settlements as they stand go by newer rules, unless they were corrected by others since.
pub(crate) fn lay_over(mut newer: Newer, standing: &mut [Settlement], corrections: &[Correction]) {
    for made in standing {
        let Some((turn, pack_hash)) = newer.remove(&made.id) else {
            continue;
        };
        let own = corrections.iter().filter(|it| it.settlement == made.id);
        if own.map(|it| it.turn).max().is_none_or(|it| it <= turn) {
            made.pack_hash = pack_hash;
        }
    }
}
