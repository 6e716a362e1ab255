//! What every piece of business about a visit looks at first: the person, the insurance that is
//! asked to pay, what the facility is networked for.

use domain::facility::{Care, Facility};
use domain::person::{Enrolment, Person};
use jiff::civil::Date;
use store::enrolments;
use store::standing::Standing;
use store::visits::Visit;

use crate::{Desk, DeskError};

/// The person, who must be known.
pub(crate) fn person(standing: &Standing) -> Result<&Person, DeskError> {
    standing.person.as_ref().ok_or(DeskError::UnknownPerson)
}

/// The enrolment the visit asks to pay, as it is on record for the day that picks the rules;
/// entitled on the first day of the visit.
pub(crate) fn enrolment<'s>(
    desk: &mut Desk<'_, '_>,
    standing: &'s Standing,
    visit: &Visit,
) -> Result<&'s Enrolment, DeskError> {
    let enrolment = standing.enrolment.as_ref().ok_or(DeskError::NotEnrolled {
        scheme: Some(visit.scheme),
        insured_at: Some(visit.insured_at),
    })?;
    let entitled = match standing.other_on_first_day {
        false => enrolment.check_entitled(visit.from),
        true => {
            let then = enrolments::on_day(desk.tx, &visit.person, visit.from)?;
            let own = (visit.insured_at, visit.scheme);
            let mut then = then.iter();
            let first = then.find(|then| (then.insured_at, then.scheme) == own);
            first.unwrap_or(enrolment).check_entitled(visit.from)
        }
    };
    entitled.map_err(DeskError::NotEntitled)?;
    Ok(enrolment)
}

/// The facility must be networked for the care on the day.
pub(crate) fn networked(facility: &Facility, care: Care, day: Date) -> Result<(), DeskError> {
    if facility.is_networked(care, day) {
        return Ok(());
    }
    let later = facility
        .networked
        .iter()
        .filter(|n| n.care == care && n.period.from > day);
    Err(DeskError::NotNetworked {
        facility: facility.code.clone(),
        care,
        day,
        from: later.map(|n| n.period.from).min(),
    })
}
