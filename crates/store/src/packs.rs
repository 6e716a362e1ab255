//! Texts of policy packs by hash, kept for ever, so that any settlement can be derived again.

use crate::{StoreError, Tx, values};

/// Keeps a text under its hash. The same hash is the same text.
pub fn keep(tx: &mut Tx, hash: &str, text: &str) -> Result<(), StoreError> {
    const KEEP: &str = "INSERT INTO pack_text (hash, content) VALUES ($1, $2) \
         ON CONFLICT (hash) DO NOTHING";
    tx.execute(KEEP, &values![hash, text]).map(|_| ())
}

/// The text with this hash.
pub fn find(tx: &mut Tx, hash: &str) -> Result<Option<String>, StoreError> {
    let found = tx.find(
        "SELECT content FROM pack_text WHERE hash = $1",
        &values![hash],
    )?;
    found.map(|mut row| row.text()).transpose()
}
