//! Who is at the counter: by a certificate of any kind, or the token the electronic voucher shows.

use domain::person::{Enrolment, Person};
use store::{enrolments, people};

use crate::shown::Voucher;
use crate::{Desk, DeskError};

/// A person and where they are insured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identified {
    /// The person.
    pub person: Person,
    /// Every insurance as it is on record today, the newest first.
    pub enrolments: Vec<Enrolment>,
}

/// Finds the person. Nobody found, a token run out and a number two people hold are the same
/// answer.
pub fn identify(desk: &mut Desk<'_, '_>, voucher: &Voucher) -> Result<Identified, DeskError> {
    let found = match voucher {
        Voucher::Certificate(shown) => people::find_by_certificate(desk.tx, shown)?,
        Voucher::Token(token) => people::find_by_voucher(desk.tx, token, desk.now)?,
        Voucher::Person(id) => people::find(desk.tx, id)?,
    };
    let person = found.ok_or(DeskError::UnknownPerson)?;
    let enrolments = enrolments::on_day(desk.tx, &person.id, desk.today())?;
    Ok(Identified { person, enrolments })
}
