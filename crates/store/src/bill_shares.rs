//! Links by which a person shows one bill to family. A link is known to who holds it alone: what
//! stands here is its keyed hash. They hold for days and are no part of the books, so none of it
//! has a digest; who opened one the audit tells.

use domain::ids::{PersonId, SettlementId};
use jiff::Timestamp;

use crate::value::Row;
use crate::{StoreError, Tx, sha256_hex, values};

/// A link that shows a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillLink {
    /// By what its owner may name it: it opens nothing.
    pub number: String,
    /// Whose bill.
    pub person: PersonId,
    /// Which.
    pub settlement: SettlementId,
    /// Since when.
    pub made_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
    /// How often it was opened.
    pub opened: i64,
    index: Vec<u8>,
}

const LINK: &str = "bill-share";

/// What is noted of a new link.
#[derive(Clone, Copy, Debug)]
pub struct NewShare<'a> {
    /// Whose bill.
    pub person: &'a PersonId,
    /// Which.
    pub settlement: &'a SettlementId,
    /// Since when, and until when.
    pub holds: (Timestamp, Timestamp),
}

/// Notes a link.
pub fn make(tx: &mut Tx, link: &str, new: NewShare<'_>) -> Result<(), StoreError> {
    const MAKE: &str = "INSERT INTO bill_share (link_index, person, settlement, made_at, ends_at, \
         opened) VALUES ($1, $2, $3, $4, $5, 0)";
    let (made_at, ends_at) = new.holds;
    let row = values![
        tx.keys().index(LINK, link),
        new.person,
        new.settlement,
        made_at,
        ends_at,
    ];
    tx.execute(MAKE, &row).map(drop)
}

fn read(mut row: Row) -> Result<BillLink, StoreError> {
    let index = row.bytes()?;
    Ok(BillLink {
        number: sha256_hex(&[b"share", &index])[..16].to_owned(),
        person: row.parse()?,
        settlement: row.parse()?,
        made_at: row.instant()?,
        ends_at: row.instant()?,
        opened: row.integer()?,
        index,
    })
}

/// The link, however it stands.
pub fn find(tx: &mut Tx, link: &str) -> Result<Option<BillLink>, StoreError> {
    const FIND: &str = "SELECT link_index, person, settlement, made_at, ends_at, opened \
         FROM bill_share WHERE link_index = $1";
    let index = tx.keys().index(LINK, link);
    tx.find(FIND, &values![index])?.map(read).transpose()
}

/// The links to a bill of a person, the newest first.
pub fn of_bill(
    tx: &mut Tx,
    (person, settlement): (&PersonId, &SettlementId),
) -> Result<Vec<BillLink>, StoreError> {
    const OF: &str = "SELECT link_index, person, settlement, made_at, ends_at, opened \
         FROM bill_share WHERE person = $1 AND settlement = $2 ORDER BY made_at DESC, link_index";
    let rows = tx.query(OF, &values![person, settlement])?;
    rows.into_iter().map(read).collect()
}

/// Counts that it was opened.
pub fn note_opened(tx: &mut Tx, share: &BillLink) -> Result<(), StoreError> {
    const OPENED: &str = "UPDATE bill_share SET opened = opened + 1 WHERE link_index = $1";
    tx.execute(OPENED, &values![share.index.as_slice()])
        .map(drop)
}

/// Ends a link.
pub fn end(tx: &mut Tx, share: &BillLink) -> Result<(), StoreError> {
    const END: &str = "DELETE FROM bill_share WHERE link_index = $1";
    tx.execute(END, &values![share.index.as_slice()]).map(drop)
}

/// Ends every link of a person.
pub fn end_all(tx: &mut Tx, person: &PersonId) -> Result<(), StoreError> {
    const END: &str = "DELETE FROM bill_share WHERE person = $1";
    tx.execute(END, &values![person]).map(drop)
}

/// Forgets links that are over.
pub fn forget(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM bill_share WHERE ends_at < $1";
    tx.execute(FORGET, &values![now]).map(drop)
}
