//! Changes of policy that somebody is still writing: one a place. They decide nothing and are no
//! part of the books; what is proposed is a release, which is.

use jiff::Timestamp;

use crate::value::Row;
use crate::{StoreError, Tx, values};

/// A draft as it was saved last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyDraftRow {
    /// The folder.
    pub place: String,
    /// How often it was saved.
    pub version: i64,
    /// Who began it.
    pub begun_by: String,
    /// When.
    pub begun_at: Timestamp,
    /// Who saved it last.
    pub saved_by: String,
    /// When.
    pub saved_at: Timestamp,
    /// What it says, as JSON.
    pub body: String,
}

/// Saves a draft in place of what it said before. The caller has seen to its version.
pub fn put(tx: &mut Tx, draft: &PolicyDraftRow) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO policy_draft (place, version, begun_by, begun_at, saved_by, \
         saved_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (place) DO UPDATE SET \
         version = excluded.version, saved_by = excluded.saved_by, \
         saved_at = excluded.saved_at, body = excluded.body";
    let row = values![
        &draft.place,
        draft.version,
        &draft.begun_by,
        draft.begun_at,
        &draft.saved_by,
        draft.saved_at,
        &draft.body,
    ];
    tx.execute(PUT, &row).map(drop)
}

/// The draft of a place.
pub fn find(tx: &mut Tx, place: &str) -> Result<Option<PolicyDraftRow>, StoreError> {
    const FIND: &str = "SELECT place, version, begun_by, begun_at, saved_by, saved_at, body \
         FROM policy_draft WHERE place = $1";
    let found = tx.find(FIND, &values![place])?;
    found.map(read).transpose()
}

/// Every draft, the one saved last first.
pub fn all(tx: &mut Tx) -> Result<Vec<PolicyDraftRow>, StoreError> {
    const ALL: &str = "SELECT place, version, begun_by, begun_at, saved_by, saved_at, body \
         FROM policy_draft ORDER BY saved_at DESC, place";
    tx.query(ALL, &[])?.into_iter().map(read).collect()
}

/// Takes a draft away: it was proposed, or given up.
pub fn remove(tx: &mut Tx, place: &str) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM policy_draft WHERE place = $1";
    tx.execute(REMOVE, &values![place]).map(drop)
}

fn read(mut row: Row) -> Result<PolicyDraftRow, StoreError> {
    Ok(PolicyDraftRow {
        place: row.text()?,
        version: row.integer()?,
        begun_by: row.text()?,
        begun_at: row.instant()?,
        saved_by: row.text()?,
        saved_at: row.instant()?,
        body: row.text()?,
    })
}
