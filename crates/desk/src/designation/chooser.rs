//! Who chooses, by one insurance, and what is chosen in a place.

use domain::Region;
use domain::calendar::age_on;
use domain::facility::Care;
use domain::person::{Enrolment, Person, Scheme};
use domain::procedures::{Circumstances, Institution, Procedures};
use jiff::civil::Date;
use store::designations::Designation;

/// Somebody who chooses, by one insurance.
#[derive(Clone, Copy)]
pub(crate) struct Chooser<'a> {
    pub person: &'a Person,
    pub enrolment: &'a Enrolment,
    pub rules: &'a Procedures,
    pub today: Date,
}

impl<'a> Chooser<'a> {
    pub(crate) fn insurance(&self) -> (Region, Scheme) {
        (self.enrolment.insured_at, self.enrolment.scheme)
    }

    /// What is known of outpatient care in a place.
    pub(crate) fn about(&self, treated_at: Region) -> Circumstances<'a> {
        let enrolment = self.enrolment;
        Circumstances {
            care: Some(Care::Outpatient),
            scheme: Some(enrolment.scheme),
            tier: Some(enrolment.tier.as_deref().unwrap_or_default()),
            status: Some(enrolment.status),
            traits: Some(&enrolment.traits),
            months: Some(enrolment.continuous_months(self.today)),
            age: Some(age_on(self.person.born_on, self.today)),
            ..Circumstances::of_journey(enrolment.insured_at, treated_at.pooling())
        }
    }
}

/// What is chosen in the pooling region of a place and not given up by a day.
pub(crate) fn held_at<'h>(
    reference: &'h crate::Reference,
    place: Region,
    (held, day): (&'h [Designation], Date),
) -> Vec<(&'h Designation, Institution<'h>)> {
    let holds = held
        .iter()
        .filter(|one| one.period.until.is_none_or(|until| until > day));
    let with = holds.filter_map(|one| {
        let facility = reference.facility(&one.facility).ok()?;
        let here = facility.region.pooling() == place.pooling();
        here.then(|| (one, Institution::of(facility, day)))
    });
    with.collect()
}
