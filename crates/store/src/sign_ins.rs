//! Operators of a facility signing in and out. Many facilities never do; nothing depends on it.

use domain::ids::FacilityCode;
use jiff::Timestamp;

use crate::{StoreError, Tx, kept, values};

/// A sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInRecord {
    /// The facility.
    pub facility: FacilityCode,
    /// Its number, issued by us.
    pub sign_number: String,
    /// The operator.
    pub operator: String,
    /// The terminal: network and hardware address.
    pub terminal: String,
    /// When.
    pub signed_in_at: Timestamp,
}

/// Whose the digests of sign-ins are.
pub(crate) const SIGN_INS: &str = "#sign-in";

/// Notes a sign-in.
pub fn insert(tx: &mut Tx, sign_in: &SignInRecord) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO sign_in (facility, sign_number, operator, terminal, \
         signed_in_at) VALUES ($1, $2, $3, $4, $5)";
    let row = values![
        &sign_in.facility,
        &sign_in.sign_number,
        &sign_in.operator,
        &sign_in.terminal,
        sign_in.signed_in_at,
    ];
    tx.execute(INSERT, &row)?;
    let item = format!("{}:{}", sign_in.facility, sign_in.sign_number);
    kept::keep(tx, (SIGN_INS, &item), "sign_in", &row)
}

/// Notes a sign-out; says whether such a sign-in was open.
pub fn close(
    tx: &mut Tx,
    facility: &FacilityCode,
    sign_number: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    const CLOSE: &str = "UPDATE sign_in SET signed_out_at = $3 \
         WHERE facility = $1 AND sign_number = $2 AND signed_out_at IS NULL";
    let row = values![facility, sign_number, at];
    let was_open = tx.execute(CLOSE, &row)? == 1;
    if was_open {
        let item = format!("{facility}:{sign_number}:out");
        kept::keep(tx, (SIGN_INS, &item), "sign_out", &row)?;
    }
    Ok(was_open)
}
