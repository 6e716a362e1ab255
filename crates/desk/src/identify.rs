//! Who is at the counter: by a certificate of any kind, or the token the electronic voucher shows.
//! Whoever is looked at finds it in their audit: which facility, whose operator, when.

use domain::ids::{FacilityCode, PersonId};
use domain::person::{Enrolment, Person};
use jiff::SignedDuration;
use store::audit;
use store::{enrolments, people, visits};

use crate::looked::{self, LOOKS, ReadDeed};
use crate::shown::Voucher;
use crate::{Caller, Desk, DeskError};

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

/// What a facility looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Who somebody is.
    Identity,
    /// What somebody has used up.
    Totals,
}

impl Look {
    fn action(self) -> &'static str {
        match self {
            Look::Identity => "identify",
            Look::Totals => "look-up-totals",
        }
    }
}

/// How long somebody who was identified is at the counter.
pub(crate) const AT_COUNTER: SignedDuration = SignedDuration::from_hours(24);

/// Notes that a facility looked somebody up, once in a while however often it asks.
pub fn note_look(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    (person, look): (&PersonId, Look),
) -> Result<(), DeskError> {
    let actor = format!("{}/{}", caller.facility, caller.operator);
    let deed = ReadDeed {
        actor: &actor,
        action: look.action(),
        object: caller.message.as_str(),
        reason: "",
        tells_apart: false,
    };
    looked::note(desk, person, &deed)
}

/// Refuses what only who treats somebody may see: a facility that neither had a visit of the person
/// nor identified them within a day learns no more than of somebody who does not exist.
pub fn refuse_strangers(
    desk: &mut Desk<'_, '_>,
    facility: &FacilityCode,
    person: &PersonId,
) -> Result<(), DeskError> {
    match visits::has_been_at(desk.tx, person, facility)?
        || identified_here(desk, facility, person)?
    {
        true => Ok(()),
        false => Err(DeskError::UnknownPerson),
    }
}

/// Whether the facility identified somebody within a day.
pub(crate) fn identified_here(
    desk: &mut Desk<'_, '_>,
    facility: &FacilityCode,
    person: &PersonId,
) -> Result<bool, DeskError> {
    let looks = audit::last_of(desk.tx, (person.as_str(), Look::Identity.action()), LOOKS)?;
    let own = format!("{facility}/");
    let mut looks = looks.iter();
    Ok(
        looks
            .any(|one| one.actor.starts_with(&own) && desk.now.duration_since(one.at) < AT_COUNTER),
    )
}
