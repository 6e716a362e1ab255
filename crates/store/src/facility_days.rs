//! What a facility settled and cancelled within a time, whoever it was for.

use domain::ids::{FacilityCode, PersonId, SettlementId};
use domain::shares::Shares;
use jiff::Timestamp;

use crate::settlements::{self, Settlement};
use crate::tx::Tx;
use crate::value::Row;
use crate::{StoreError, values};

/// From when, and until when.
pub type TimesWithin = (Timestamp, Timestamp);

/// Who paid what of every settlement of a facility within a time, and whether it is a cancellation,
/// whose amounts are the opposite ones.
pub fn shares(
    tx: &mut Tx,
    facility: &FacilityCode,
    (since, until): TimesWithin,
) -> Result<Vec<(bool, Shares)>, StoreError> {
    const FIND: &str = "SELECT reversal_of, shares FROM settlement \
         WHERE facility = $1 AND created_at >= $2 AND created_at < $3";
    let read = |mut row: Row| {
        let undoes: Option<SettlementId> = row.optional_parse()?;
        Ok((undoes.is_some(), row.json()?))
    };
    let rows = tx.query(FIND, &values![facility, since, until])?;
    rows.into_iter().map(read).collect()
}

/// The newest settlements of a facility within a time, the newest first, cancellations left out.
pub fn newest(
    tx: &mut Tx,
    facility: &FacilityCode,
    ((since, until), at_most): (TimesWithin, u32),
) -> Result<Vec<Settlement>, StoreError> {
    // The numbers first: a settlement itself is long.
    const NUMBERS: &str = "SELECT person, settlement FROM settlement \
         WHERE facility = $1 AND created_at >= $2 AND created_at < $3 AND reversal_of IS NULL \
         ORDER BY created_at DESC, settlement LIMIT $4";
    let asked = values![facility, since, until, i64::from(at_most)];
    let numbers = tx.query(NUMBERS, &asked)?;
    let mut found = Vec::with_capacity(numbers.len());
    for mut row in numbers {
        let (person, number): (PersonId, SettlementId) = (row.parse()?, row.parse()?);
        found.extend(settlements::find(tx, &person, &number)?);
    }
    Ok(found)
}
