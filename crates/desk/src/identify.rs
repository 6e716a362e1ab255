//! Who is at the counter: by citizen ID number, social-security card, or the token the electronic
//! voucher shows.

use domain::ids::{IdNumber, PersonId};
use domain::person::{Enrolment, Person};
use store::{enrolments, people};

use crate::{Desk, DeskError};

/// What the person shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voucher {
    /// Citizen ID number.
    IdNumber(IdNumber),
    /// Number of the social-security card.
    Card(String),
    /// Token of the electronic voucher. The sandbox issues its own.
    Token(String),
    /// Our own number for the person, once identified.
    Person(PersonId),
}

/// A person and where they are insured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identified {
    /// The person.
    pub person: Person,
    /// Every insurance as it is on record today, the newest first.
    pub enrolments: Vec<Enrolment>,
}

/// Finds the person. Nobody found, a token run out and a card two people hold are the same answer.
pub fn identify(desk: &mut Desk<'_, '_>, voucher: &Voucher) -> Result<Identified, DeskError> {
    let found = match voucher {
        Voucher::IdNumber(number) => people::find_by_id_number(desk.tx, number)?,
        Voucher::Card(number) => people::find_by_card(desk.tx, number)?,
        Voucher::Token(token) => people::find_by_voucher(desk.tx, token, desk.now)?,
        Voucher::Person(id) => people::find(desk.tx, id)?,
    };
    let person = found.ok_or(DeskError::UnknownPerson)?;
    let enrolments = enrolments::on_day(desk.tx, &person.id, desk.today())?;
    Ok(Identified { person, enrolments })
}
