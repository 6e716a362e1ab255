//! Passkeys of staff: by which public key a browser, a telephone or a key of its own shows that it
//! is there, and how often it has signed. Nothing here is secret; each row has a digest beside it,
//! so that one nobody registered is noticed.

use jiff::Timestamp;

use crate::operators::OPERATORS;
use crate::value::Row;
use crate::{StoreError, Tx, kept, values};

/// A passkey as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPasskey {
    /// Our number for it.
    pub id: String,
    /// Whose.
    pub operator: String,
    /// What its owner calls it.
    pub name: String,
    /// By what its maker knows it.
    pub credential: Vec<u8>,
    /// Its public key, as a COSE key.
    pub public_key: Vec<u8>,
    /// How often it says it has signed; nothing where it does not count.
    pub signed: i64,
    /// Since when.
    pub made_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

const COLUMNS: &str = "SELECT passkey, operator, name, credential, public_key, signed, made_at, \
     used_at FROM passkey";

/// Puts a passkey down, instead of how it stood before.
pub fn put(tx: &mut Tx, passkey: &StoredPasskey) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO passkey (passkey, operator, name, credential, public_key, \
         signed, made_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (passkey) DO UPDATE SET signed = excluded.signed, \
         used_at = excluded.used_at";
    let row = values![
        &passkey.id,
        &passkey.operator,
        &passkey.name,
        passkey.credential.as_slice(),
        passkey.public_key.as_slice(),
        passkey.signed,
        passkey.made_at,
        passkey.used_at,
    ];
    tx.execute(PUT, &row)?;
    kept::keep(tx, (OPERATORS, &item(&passkey.id)), "passkey", &row)
}

/// The passkey its maker knows by this.
pub fn find(tx: &mut Tx, credential: &[u8]) -> Result<Option<StoredPasskey>, StoreError> {
    let sql = format!("{COLUMNS} WHERE credential = $1");
    tx.find(&sql, &values![credential])?.map(read).transpose()
}

/// Every passkey of an operator, oldest first.
pub fn of_operator(tx: &mut Tx, operator: &str) -> Result<Vec<StoredPasskey>, StoreError> {
    let sql = format!("{COLUMNS} WHERE operator = $1 ORDER BY made_at, passkey");
    let rows = tx.query(&sql, &values![operator])?;
    rows.into_iter().map(read).collect()
}

/// Takes a passkey of an operator away; says whether there was one.
pub fn remove(tx: &mut Tx, operator: &str, id: &str) -> Result<bool, StoreError> {
    const REMOVE: &str = "DELETE FROM passkey WHERE operator = $1 AND passkey = $2";
    let was_there = tx.execute(REMOVE, &values![operator, id])? == 1;
    if was_there {
        kept::forget(tx, OPERATORS, &item(id))?;
    }
    Ok(was_there)
}

/// By what no passkey is known: what somebody is asked for whose account has none, the same each
/// time, so that asking tells nothing.
pub fn nobodys(tx: &Tx, named: &str) -> Vec<u8> {
    [0, 1]
        .iter()
        .flat_map(|part| tx.keys().index("no-passkey", &format!("{part}:{named}")))
        .collect()
}

fn item(id: &str) -> String {
    format!("{id}:passkey")
}

fn read(mut row: Row) -> Result<StoredPasskey, StoreError> {
    Ok(StoredPasskey {
        id: row.text()?,
        operator: row.text()?,
        name: row.text()?,
        credential: row.bytes()?,
        public_key: row.bytes()?,
        signed: row.integer()?,
        made_at: row.instant()?,
        used_at: row.optional_instant()?,
    })
}
