//! What every piece of business about a visit checks first. «Not yours» and «not there» are the
//! same answer, so that nobody learns of another facility's patients by asking.

use domain::facility::{Care, Facility};
use domain::ids::{FacilityCode, VisitId};
use domain::person::{Enrolment, Person};
use jiff::civil::Date;
use store::standing::Standing;
use store::visits::{Visit, VisitState};

use crate::DeskError;

/// The person, who must be known.
pub(crate) fn person(standing: &Standing) -> Result<&Person, DeskError> {
    standing.person.as_ref().ok_or(DeskError::UnknownPerson)
}

/// The visit, which must be the facility's own and not cancelled.
pub(crate) fn visit<'s>(
    standing: &'s Standing,
    facility: &FacilityCode,
    id: &VisitId,
) -> Result<&'s Visit, DeskError> {
    person(standing)?;
    let own = standing
        .visit
        .as_ref()
        .filter(|visit| visit.facility == *facility);
    let visit = own.ok_or_else(|| DeskError::UnknownVisit { visit: id.clone() })?;
    match visit.state {
        VisitState::Cancelled => Err(DeskError::VisitCancelled { visit: id.clone() }),
        VisitState::Open | VisitState::Discharged => Ok(visit),
    }
}

/// Outpatient visits and stays in hospital have each their own transactions.
pub(crate) fn kind(visit: &Visit, asked: Care) -> Result<(), DeskError> {
    let held = visit.care;
    match (held == Care::Inpatient) == (asked == Care::Inpatient) {
        true => Ok(()),
        false => Err(DeskError::WrongCare { held, asked }),
    }
}

/// The enrolment the visit asks to pay, entitled on its first day.
pub(crate) fn enrolment<'s>(
    standing: &'s Standing,
    visit: &Visit,
) -> Result<&'s Enrolment, DeskError> {
    let enrolment = standing.enrolment.as_ref().ok_or(DeskError::NotEnrolled {
        scheme: Some(visit.scheme),
        insured_at: Some(visit.insured_at),
    })?;
    enrolment
        .check_entitled(visit.from)
        .map_err(DeskError::NotEntitled)?;
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
