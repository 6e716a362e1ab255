//! Signing in with the face, where the installation has somebody who compares it. We never see the
//! face: what comes here is whether it was the one of whoever the name and number are of.

use store::sessions::SignInWay;

use super::resident::enter;
use super::{AccountError, Claimed, SignInAttempt, guard};
use crate::{Desk, DeskError};

/// Whether a face may be compared for this name and number now. Nothing says whether there is such
/// a person.
pub fn face_refused(
    desk: &mut Desk<'_, '_>,
    claimed: &Claimed,
) -> Result<Option<AccountError>, DeskError> {
    guard::refused(desk, &claimed.counted())
}

/// Signs in whoever the face was compared for, where it was the same.
pub fn sign_in_with_face(
    desk: &mut Desk<'_, '_>,
    (claimed, is_same): (&Claimed, bool),
) -> Result<SignInAttempt, DeskError> {
    let whom = claimed.counted();
    if let Some(refused) = guard::refused(desk, &whom)? {
        return Ok(SignInAttempt::Refused(refused));
    }
    match claimed.find(desk)?.filter(|_| is_same) {
        Some(person) => {
            guard::went_well(desk, &whom, None)?;
            enter(desk, &person.id, SignInWay::Face)
        }
        None => Ok(SignInAttempt::Refused(guard::failed(desk, &whom)?)),
    }
}
