//! Whose affairs an operator may see: those of its own unit. What is not is not there, in the same
//! words.

use domain::ids::PersonId;
use store::operators::Operator;
use store::staff::Unit;
use store::{employers, enrolments, visits};

use crate::{Desk, DeskError};

/// Whether a person is the affair of the operator's unit: insured in its region, treated in its
/// facility, or employed today by its employer.
pub fn holds_person(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    person: &PersonId,
) -> Result<bool, DeskError> {
    match &operator.unit {
        Unit::All => Ok(true),
        unit @ Unit::Region(_) => {
            let insured = enrolments::on_day(desk.tx, person, desk.today())?;
            Ok(insured.iter().any(|one| unit.holds_region(one.insured_at)))
        }
        Unit::Facility(facility) => Ok(visits::has_been_at(desk.tx, person, facility)?),
        Unit::Employer(number) => {
            let (all, today) = (employers::of_person(desk.tx, person)?, desk.today());
            let mut own = all.iter().filter(|one| one.employer.as_str() == number);
            Ok(own.any(|one| one.period.contains(today)))
        }
    }
}

/// Refuses what is not the affair of the operator's unit, as of somebody who is not on record.
pub fn in_unit(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    person: &PersonId,
) -> Result<(), DeskError> {
    match holds_person(desk, operator, person)? {
        true => Ok(()),
        false => Err(DeskError::UnknownPerson),
    }
}
