//! Somebody who stands at the counter: a clerk saw the papers and found the person by name and
//! number. Everything that is done there carries that, sealed; a number of a person alone opens
//! nothing. It holds for as long as somebody stands at a counter.

use domain::ids::PersonId;
use jiff::{SignedDuration, Timestamp};
use store::operators::Operator;

use super::counter::seen_at_counter;
use super::stamp::{StampedFor, stamp, stamped_at};
use super::{CaseError, lookups};
use crate::accounts::{Claimed, find_claimed};
use crate::{Desk, DeskError, Identified};

/// How long a person who was identified is taken to be there.
const HOLDS: SignedDuration = SignedDuration::from_mins(30);
/// What its stamps are for.
const PURPOSE: &str = "at-counter";
/// Digits of the number of what is done next.
const DIGITS: u64 = 10_000_000_000_000_000;

/// Somebody at the counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonPresent {
    /// Who.
    pub person: PersonId,
    /// When the clerk identified them.
    pub at: Timestamp,
    /// The number of what is done next, made here: sent twice it is done once.
    pub number: String,
}

/// Somebody at the counter, with what the forms about them carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtCounter {
    /// Who, with the insurances.
    pub found: Identified,
    /// What the forms carry, sealed.
    pub ticket: String,
}

/// Finds somebody of the unit by name and number, both, and notes it.
pub fn found_at_counter(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    claimed: &Claimed,
) -> Result<AtCounter, DeskError> {
    let person = find_claimed(desk, claimed)?;
    let found = seen_at_counter(desk, operator, &person)?;
    let at = desk.now;
    let ticket = ticket(desk, operator, (&person, at));
    Ok(AtCounter { found, ticket })
}

/// Who is at the counter, by what a form carries.
pub fn presence(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    ticket: &str,
) -> Result<PersonPresent, DeskError> {
    read(desk, operator, ticket).ok_or_else(|| CaseError::NotIdentified.into())
}

/// The same person, for what is done next. It holds no longer than before.
pub fn still_at_counter(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    presence: &PersonPresent,
) -> Result<AtCounter, DeskError> {
    let found = seen_at_counter(desk, operator, &presence.person)?;
    let ticket = ticket(desk, operator, (&presence.person, presence.at));
    Ok(AtCounter { found, ticket })
}

fn ticket(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (person, at): (&PersonId, Timestamp),
) -> String {
    let mut bytes = [0; 8];
    desk.random.fill(&mut bytes);
    let about = format!("{:016}.{person}", u64::from_le_bytes(bytes) % DIGITS);
    let stamp = stamp(desk, stamped_for(operator, &about), at);
    format!("{stamp}.{about}")
}

fn stamped_for<'a>(operator: &'a Operator, about: &'a str) -> StampedFor<'a> {
    StampedFor {
        purpose: PURPOSE,
        operator: &operator.id,
        about,
    }
}

fn read(desk: &Desk<'_, '_>, operator: &Operator, ticket: &str) -> Option<PersonPresent> {
    let (stamp, about) = ticket.trim().split_once('.')?;
    let at = stamped_at(desk, stamped_for(operator, about), stamp)?;
    let (number, person) = about.split_once('.')?;
    let holds = desk.now.duration_since(at) < HOLDS;
    holds.then_some(PersonPresent {
        person: person.parse().ok()?,
        at,
        number: number.to_owned(),
    })
}

/// Refuses more codes for one person, or by one clerk, than anybody needs.
pub(crate) fn may_give_code(
    desk: &mut Desk<'_, '_>,
    (operator, person): (&Operator, &PersonId),
) -> Result<(), DeskError> {
    lookups::count(desk, (lookups::CODES_OF_PERSON, person.as_str()))?;
    lookups::count(desk, (lookups::CODES_BY_CLERK, &operator.id))
}
