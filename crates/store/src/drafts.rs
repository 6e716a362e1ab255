//! Filings that are being filled in, so that one can go on with them on another device. A draft
//! names whom to call and where they live, so it is sealed. Drafts are short-lived and no part of
//! the books: none of them has a digest.

use domain::ids::{FilingId, PersonId};
use jiff::Timestamp;

use crate::seal::{Random, SealedAt};
use crate::value::Row;
use crate::{StoreError, Tx, values};

/// A draft as it was saved: its number, when, and what it says.
pub type SavedDraft = (FilingId, Timestamp, Vec<u8>);

fn row_id(person: &PersonId, draft: &FilingId) -> String {
    format!("{person}|{draft}")
}

fn place(row: &str) -> SealedAt<'_> {
    SealedAt {
        column: "filing_draft|body",
        row,
    }
}

/// Saves a draft, instead of what it said before.
pub fn put(
    tx: &mut Tx,
    random: &mut dyn Random,
    (person, draft): (&PersonId, &FilingId),
    (plain, at): (&[u8], Timestamp),
) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO filing_draft (person, draft, saved_at, body) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (person, draft) DO UPDATE SET \
         saved_at = excluded.saved_at, body = excluded.body";
    let id = row_id(person, draft);
    let body = tx.keys().seal(place(&id), plain, random);
    tx.execute(PUT, &values![person, draft, at, body]).map(drop)
}

/// One draft of a person.
pub fn find(
    tx: &mut Tx,
    (person, draft): (&PersonId, &FilingId),
) -> Result<Option<SavedDraft>, StoreError> {
    const FIND: &str = "SELECT draft, saved_at, body FROM filing_draft \
         WHERE person = $1 AND draft = $2";
    match tx.find(FIND, &values![person, draft])? {
        Some(mut row) => read(tx, person, &mut row).map(Some),
        None => Ok(None),
    }
}

/// The drafts of a person, the one saved last first.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<SavedDraft>, StoreError> {
    const FIND: &str = "SELECT draft, saved_at, body FROM filing_draft WHERE person = $1 \
         ORDER BY saved_at DESC, draft";
    let rows = tx.query(FIND, &values![person])?;
    let read = |mut row: Row| read(tx, person, &mut row);
    rows.into_iter().map(read).collect()
}

fn read(tx: &Tx, person: &PersonId, row: &mut Row) -> Result<SavedDraft, StoreError> {
    let (draft, at): (FilingId, _) = (row.parse()?, row.instant()?);
    let id = row_id(person, &draft);
    let plain = tx.keys().open(place(&id), &row.bytes()?)?;
    Ok((draft, at, plain))
}

/// Takes a draft away: it was sent, or is not wanted any more.
pub fn remove(tx: &mut Tx, person: &PersonId, draft: &FilingId) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM filing_draft WHERE person = $1 AND draft = $2";
    tx.execute(REMOVE, &values![person, draft]).map(drop)
}

/// Forgets everybody's drafts that were last saved before then.
pub fn forget(tx: &mut Tx, before: Timestamp) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM filing_draft WHERE saved_at < $1";
    tx.execute(FORGET, &values![before]).map(drop)
}
