//! Doctors and pharmacists of facilities, looked up one at a time.

use domain::ids::{FacilityCode, PractitionerCode};
use domain::practitioner::Practitioner;

use crate::tx::Tx;
use crate::value::json;
use crate::{StoreError, kept, values};

/// Whose the digests of doctors and pharmacists are.
pub(crate) const PRACTITIONERS: &str = "#practitioner";

/// Adds somebody at a facility or replaces what is known of them there.
pub fn put(tx: &mut Tx, one: &Practitioner) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO practitioner (facility, practitioner, body) \
         VALUES ($1, $2, $3) ON CONFLICT (facility, practitioner) DO UPDATE \
         SET body = excluded.body";
    let row = values![&one.facility, one.code.as_str(), json(one)];
    tx.later(PUT, &row, Some(1))?;
    let item = format!("{}:{}", one.facility, one.code);
    kept::keep(tx, (PRACTITIONERS, &item), "practitioner", &row)
}

/// Whether anybody is on record at the facility.
pub fn has_any(tx: &mut Tx, facility: &FacilityCode) -> Result<bool, StoreError> {
    const FIND: &str = "SELECT practitioner FROM practitioner WHERE facility = $1 LIMIT 1";
    Ok(tx.find(FIND, &values![facility])?.is_some())
}

/// Who has this code at the facility.
pub fn find(
    tx: &mut Tx,
    facility: &FacilityCode,
    code: &PractitionerCode,
) -> Result<Option<Practitioner>, StoreError> {
    const FIND: &str = "SELECT body FROM practitioner WHERE facility = $1 AND practitioner = $2";
    let found = tx.find(FIND, &values![facility, code.as_str()])?;
    found.map(|mut row| row.json()).transpose()
}
