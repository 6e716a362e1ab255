//! Operators signing in and out. Many facilities never do; nothing depends on it.

use jiff::Timestamp;
use store::sign_ins::{self, SignInRecord};

use crate::{Caller, Desk, DeskError};

/// A sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Its number.
    pub sign_number: String,
    /// When.
    pub at: Timestamp,
}

/// Signs an operator in at a terminal.
pub fn sign_in(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    terminal: &str,
) -> Result<SignedIn, DeskError> {
    let region = desk.reference.facility(&caller.facility)?.region;
    let sign_number = desk.new_number('Q', region);
    let sign_in = SignInRecord {
        facility: caller.facility.clone(),
        sign_number: sign_number.clone(),
        operator: caller.operator.clone(),
        terminal: terminal.to_owned(),
        signed_in_at: desk.now,
    };
    sign_ins::insert(desk.tx, &sign_in)?;
    let at = desk.now;
    Ok(SignedIn { sign_number, at })
}

/// Signs out; returns when.
pub fn sign_out(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    sign_number: &str,
) -> Result<Timestamp, DeskError> {
    match sign_ins::close(desk.tx, &caller.facility, sign_number, desk.now)? {
        true => Ok(desk.now),
        false => Err(DeskError::UnknownSignIn {
            sign_number: domain::text::shortened(sign_number, 40),
        }),
    }
}
