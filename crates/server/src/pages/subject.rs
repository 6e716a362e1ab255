//! Whom a page of one's own is about.

use desk::{Desk, DeskError, accounts};
use domain::ids::PersonId;

use super::Asking;
use super::problem::PageProblem;

/// The person a page is about: whoever is signed in, or whom the address names and they may act
/// for. Whom they may not act for is nobody.
pub(super) fn subject(asking: &Asking) -> Result<(PersonId, PersonId), PageProblem> {
    let own = asking.resident()?.clone();
    let named = asking.asked("for").map(str::parse::<PersonId>);
    match named {
        None => Ok((own.clone(), own)),
        Some(Ok(person)) => Ok((own, person)),
        Some(Err(_)) => Err(asking.problem(DeskError::UnknownPerson)),
    }
}

/// Refuses those one may not act for.
pub(super) fn held_to_consent(
    desk: &mut Desk<'_, '_>,
    (own, person): (&PersonId, &PersonId),
) -> Result<(), DeskError> {
    match accounts::may_act(desk, own, person)? {
        true => Ok(()),
        false => Err(DeskError::UnknownPerson),
    }
}
