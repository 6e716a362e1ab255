//! Digests beside the rows that change in place, written with them.

use crate::digest::{kept, of_row, of_rows};
use crate::tx::{Insert, Tx};
use crate::value::Value;
use crate::{StoreError, values};

/// Keeps the digest of a row as it was just written, instead of the one before.
pub(crate) fn keep(
    tx: &mut Tx,
    (owner, item): (&str, &str),
    table: &'static str,
    row: &[Value<'_>],
) -> Result<(), StoreError> {
    put(tx, (owner, item), kept(of_row(table, row)))
}

/// The rows of digests.
pub(crate) const DIGESTS: Insert = Insert {
    into: "row_digest (owner, item, digest)",
    width: 3,
    then: "",
};

/// The digest of a row that is written for the first time, as a row.
pub(crate) fn row_of(
    (owner, item): (&str, String),
    table: &'static str,
    row: &[Value<'_>],
) -> [Value<'static>; 3] {
    values![owner.to_owned(), item, kept(of_row(table, row))]
}

/// Keeps this of a row.
pub(crate) fn put(
    tx: &mut Tx,
    (owner, item): (&str, &str),
    content: Vec<u8>,
) -> Result<(), StoreError> {
    const KEEP: &str = "INSERT INTO row_digest (owner, item, digest) VALUES ($1, $2, $3) \
         ON CONFLICT (owner, item) DO UPDATE SET digest = excluded.digest";
    tx.later(KEEP, &values![owner, item, content], Some(1))
}

/// Keeps one digest of many rows laid end to end, in whatever order.
pub(crate) fn keep_all(
    tx: &mut Tx,
    (owner, item): (&str, &str),
    table: &'static str,
    (rows, width): (&[Value<'_>], usize),
) -> Result<(), StoreError> {
    let hashes = rows.chunks(width).map(|row| of_row(table, row)).collect();
    put(tx, (owner, item), kept(of_rows(hashes)))
}

/// Forgets the digests of rows that are taken away: the item itself, and those that go on with a
/// colon after it.
pub(crate) fn forget(tx: &mut Tx, owner: &str, item: &str) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM row_digest WHERE owner = $1 \
         AND (item = $2 OR SUBSTR(item, 1, LENGTH($3)) = $3)";
    let prefix = format!("{item}:");
    tx.later(FORGET, &values![owner, item, &prefix], None)
}
