//! Up to when somebody has read what a person was told. It is no part of the books, so it has no
//! digest.

use domain::ids::PersonId;
use jiff::Timestamp;

use crate::{StoreError, Tx, values};

/// Up to when a reader has read what this person was told; nothing where they never did.
pub fn read_through(
    tx: &mut Tx,
    (person, reader): (&PersonId, &PersonId),
) -> Result<Option<Timestamp>, StoreError> {
    const FIND: &str = "SELECT through_at FROM inbox_read WHERE person = $1 AND reader = $2";
    let found = tx.find(FIND, &values![person, reader])?;
    found.map(|mut row| row.instant()).transpose()
}

/// Notes up to when a reader has read it; never back to an earlier moment.
pub fn note_read(
    tx: &mut Tx,
    (person, reader): (&PersonId, &PersonId),
    through: Timestamp,
) -> Result<(), StoreError> {
    const NOTE: &str = "INSERT INTO inbox_read (person, reader, through_at) VALUES ($1, $2, $3) \
         ON CONFLICT (person, reader) DO UPDATE SET through_at = excluded.through_at \
         WHERE inbox_read.through_at < excluded.through_at";
    tx.execute(NOTE, &values![person, reader, through])
        .map(drop)
}

/// Forgets everything that was noted of a reader, and of what the person was told.
pub fn forget(tx: &mut Tx, person: &PersonId) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM inbox_read WHERE person = $1";
    tx.execute(FORGET, &values![person]).map(drop)
}
