//! Owners of rows that are gone through together.

use crate::tx::Tx;
use crate::{StoreError, values};

/// Owners that lie together: after one, up to another or to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// None of it lies at or before this.
    pub after: String,
    /// The last; all that follow where there is none.
    pub through: Option<String>,
}

/// The end of the slice of so many people that begins after one; none where fewer are left.
pub fn slice_end(tx: &mut Tx, after: &str, people: usize) -> Result<Option<String>, StoreError> {
    const END: &str = "SELECT person FROM person_lock WHERE person > $1 ORDER BY person \
         LIMIT 1 OFFSET $2";
    let skipped = i64::try_from(people.max(1) - 1).map_err(StoreError::row)?;
    let found = tx.find(END, &values![after, skipped])?;
    found.map(|mut row| row.text()).transpose()
}
