//! The desk of a facility as a door: for its own facility, and for whom it has seen. Somebody it
//! has not is nobody, in the same words.

use domain::ids::{FacilityCode, MessageId, PersonId};
use domain::procedures::{ChangeReason, ChoiceChannel};
use store::operators::Operator;

use super::actor;
use crate::accounts::{AccountError, Claimed, Unit, find_claimed};
use crate::cases::{CaseError, is_own};
use crate::designation::{ChooseFacility, FacilityChosen, choose_facility};
use crate::e_voucher::identify_at;
use crate::identify::{Identified, Look, identified_here, identify, note_look, refuse_strangers};
use crate::operators::Role;
use crate::shown::{Shown, Voucher};
use crate::{Caller, Desk, DeskError};

/// What somebody shows at the desk of a facility.
#[derive(Clone, PartialEq, Eq)]
pub enum ShownAtDesk {
    /// The token of their electronic voucher.
    Token(String),
    /// Name and certificate number, both.
    Papers(Claimed),
}

impl std::fmt::Debug for ShownAtDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShownAtDesk(…)")
    }
}

/// The facility whose desk an operator keeps.
pub fn own_facility(operator: &Operator) -> Result<&FacilityCode, DeskError> {
    match &operator.unit {
        Unit::Facility(own) if operator.roles.contains(&Role::FacilityDesk) => Ok(own),
        _ => Err(AccountError::RoleNotHeld.into()),
    }
}

/// The facility of an operator as a caller, for what is its own whoever it is about.
pub fn as_facility(operator: &Operator, request: &MessageId) -> Result<Caller, DeskError> {
    Ok(Caller {
        facility: own_facility(operator)?.clone(),
        message: request.clone(),
        operator: operator.id.clone(),
        said_besides: None,
        shown: Shown::default(),
    })
}

/// Finds somebody by what they show, and notes that the facility looked.
pub fn find_at_desk(
    desk: &mut Desk<'_, '_>,
    (operator, request): (&Operator, &MessageId),
    shown: &ShownAtDesk,
) -> Result<Identified, DeskError> {
    let caller = as_facility(operator, request)?;
    let voucher = match shown {
        ShownAtDesk::Token(token) => Voucher::Token(token.trim().to_owned()),
        ShownAtDesk::Papers(claimed) => Voucher::Person(find_claimed(desk, claimed)?),
    };
    let found = identify_at(desk, &caller.facility, &voucher)?;
    refuse_own(desk, operator, &found.person.id)?;
    note_look(desk, &caller, (&found.person.id, Look::Identity))?;
    Ok(found)
}

/// The facility as the caller of what it records of a person it has seen, neither the operator's
/// own nor of the operator's family.
pub fn at_desk(
    desk: &mut Desk<'_, '_>,
    (operator, request): (&Operator, &MessageId),
    person: &PersonId,
) -> Result<Caller, DeskError> {
    let caller = as_facility(operator, request)?;
    refuse_strangers(desk, &caller.facility, person)?;
    refuse_own(desk, operator, person)?;
    Ok(caller)
}

/// The facility as the caller of what asks for a voucher, for somebody who showed who they are
/// there within a day. What they showed is not kept; their certificate on record stands for it.
pub fn at_counter(
    desk: &mut Desk<'_, '_>,
    (operator, request): (&Operator, &MessageId),
    person: &PersonId,
) -> Result<Caller, DeskError> {
    let caller = at_desk(desk, (operator, request), person)?;
    if !identified_here(desk, &caller.facility, person)? {
        return Err(DeskError::UnknownPerson);
    }
    let found = identify(desk, &Voucher::Person(person.clone()))?;
    Ok(Caller {
        shown: Shown::voucher(Voucher::Certificate(found.person.certificate)),
        ..caller
    })
}

/// Somebody the facility has seen, once more.
pub fn seen_at_desk(
    desk: &mut Desk<'_, '_>,
    (operator, request): (&Operator, &MessageId),
    person: &PersonId,
) -> Result<Identified, DeskError> {
    at_desk(desk, (operator, request), person)?;
    identify(desk, &Voucher::Person(person.clone()))
}

/// What else a choice says: for whom, instead of which other, and why it is changed.
pub type ChoiceAtDesk<'a> = (&'a PersonId, Option<FacilityCode>, Option<ChangeReason>);

/// Chooses the facility for somebody who showed who they are there within a day: to have been
/// treated there some time is not enough.
pub fn choose_here(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    (person, instead_of, reason): ChoiceAtDesk<'_>,
) -> Result<FacilityChosen, DeskError> {
    if !identified_here(desk, &caller.facility, person)? {
        return Err(DeskError::UnknownPerson);
    }
    let asked = ChooseFacility {
        person: person.clone(),
        number: caller.message.clone(),
        facility: caller.facility.clone(),
        insured_by: None,
        instead_of,
        reason,
        channel: ChoiceChannel::Institution,
    };
    choose_facility(desk, &actor(caller), &asked)
}

/// The same by an operator of the facility's desk.
pub fn choose_at_desk(
    desk: &mut Desk<'_, '_>,
    (operator, request): (&Operator, &MessageId),
    choice: ChoiceAtDesk<'_>,
) -> Result<FacilityChosen, DeskError> {
    let caller = at_desk(desk, (operator, request), choice.0)?;
    choose_here(desk, &caller, choice)
}

fn refuse_own(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    person: &PersonId,
) -> Result<(), DeskError> {
    match is_own(desk, operator, person)? {
        true => Err(CaseError::OwnCase.into()),
        false => Ok(()),
    }
}
