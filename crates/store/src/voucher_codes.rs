//! Codes of the electronic voucher that somebody's phone shows. A code is known to who holds it
//! alone: what stands here is its keyed hash. All of it is short-lived and no part of the books, so
//! none of it has a digest.

use domain::ids::{FacilityCode, PersonId};
use jiff::Timestamp;

use crate::{StoreError, Tx, values};

/// A code that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoucherCode {
    /// Whose voucher.
    pub person: PersonId,
    /// Who shows it: the person, or somebody who may act for them.
    pub shown_by: PersonId,
    /// The sign-in it was shown under.
    pub session: Vec<u8>,
    /// Until when.
    pub ends_at: Timestamp,
    /// Who read it first, and when; nobody yet if none.
    pub read: Option<(FacilityCode, Timestamp)>,
}

const CODE: &str = "voucher-code";

/// Notes a code that is shown now.
pub fn issue(tx: &mut Tx, code: &str, issued: &VoucherCode) -> Result<(), StoreError> {
    const ISSUE: &str = "INSERT INTO voucher_code (code_index, person, shown_by, session_index, \
         ends_at) VALUES ($1, $2, $3, $4, $5)";
    let row = values![
        tx.keys().index(CODE, code),
        &issued.person,
        &issued.shown_by,
        issued.session.as_slice(),
        issued.ends_at,
    ];
    tx.execute(ISSUE, &row).map(drop)
}

/// The code, as it stands.
pub fn find(tx: &mut Tx, code: &str) -> Result<Option<VoucherCode>, StoreError> {
    const FIND: &str = "SELECT person, shown_by, session_index, ends_at, read_by, read_at \
         FROM voucher_code WHERE code_index = $1";
    let index = tx.keys().index(CODE, code);
    let Some(mut row) = tx.find(FIND, &values![index])? else {
        return Ok(None);
    };
    let (person, shown_by) = (row.parse()?, row.parse()?);
    let (session, ends_at) = (row.bytes()?, row.instant()?);
    let (by, at) = (row.optional_parse()?, row.optional_instant()?);
    Ok(Some(VoucherCode {
        person,
        shown_by,
        session,
        ends_at,
        read: by.zip(at),
    }))
}

/// Notes which facility read a code; whether nobody had before.
pub fn note_read(
    tx: &mut Tx,
    code: &str,
    (facility, at): (&FacilityCode, Timestamp),
) -> Result<bool, StoreError> {
    const READ: &str = "UPDATE voucher_code SET read_by = $2, read_at = $3 \
         WHERE code_index = $1 AND read_by IS NULL";
    let index = tx.keys().index(CODE, code);
    let changed = tx.execute(READ, &values![index, facility, at])?;
    Ok(changed == 1)
}

/// Forgets codes that were over by then.
pub fn forget(tx: &mut Tx, before: Timestamp) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM voucher_code WHERE ends_at < $1";
    tx.execute(FORGET, &values![before]).map(drop)
}
