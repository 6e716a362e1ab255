//! From a person at a facility on a day to the situation a policy asks about: the footing decided
//! from the filings, the pack of the insured place.

use std::sync::Arc;

use domain::calendar::age_on;
use domain::facility::{Care, Facility};
use domain::footing::{self, FootingDecision, FootingFacts};
use domain::person::{Enrolment, Person};
use domain::policy::Pack;
use domain::situation::{Route, Situation};
use jiff::civil::Date;
use store::visits::VisitFlags;
use store::{designations, filings};

use crate::{Desk, DeskError};

/// What is known of a visit, or of one that is only asked about.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub person: &'a Person,
    pub enrolment: &'a Enrolment,
    pub facility: &'a Facility,
    pub care: Care,
    /// The day that picks the rules.
    pub day: Date,
    /// The day of admission.
    pub admitted_on: Option<Date>,
    pub flags: VisitFlags,
    /// Which admission of the benefit year.
    pub admission: u8,
}

/// The pack that decides.
pub(crate) fn pack(
    desk: &Desk<'_, '_>,
    enrolment: &Enrolment,
    day: Date,
) -> Result<Arc<Pack>, DeskError> {
    let (insured_at, scheme) = (enrolment.insured_at, enrolment.scheme);
    let found = desk.reference.library.pack(insured_at, scheme, day);
    found.cloned().ok_or(DeskError::NoPolicy {
        insured_at,
        scheme,
        day,
    })
}

/// The mark of a visit at a facility the person chose for outpatient care.
const DESIGNATED: &str = "designated";

/// Whether the person had chosen this facility. Nobody chooses for a stay in hospital.
fn is_designated(desk: &mut Desk<'_, '_>, facts: &Facts<'_>) -> Result<bool, DeskError> {
    if facts.care == Care::Inpatient {
        return Ok(false);
    }
    let at = (&facts.facility.code, facts.day);
    Ok(designations::holds(desk.tx, &facts.person.id, at)?)
}

/// Reads the filings and decides what the visit stands on.
pub(crate) fn situate(
    desk: &mut Desk<'_, '_>,
    facts: &Facts<'_>,
) -> Result<(Situation, FootingDecision), DeskError> {
    let filings = filings::in_force(desk.tx, &facts.person.id)?;
    let (enrolment, facility) = (facts.enrolment, facts.facility);
    let decision = footing::decide(
        desk.reference.library.filing_rules(enrolment.insured_at),
        &FootingFacts {
            insured_at: enrolment.insured_at,
            treated_at: facility.region,
            care: facts.care,
            day: facts.day,
            admitted_on: facts.admitted_on,
            route: Route::Direct,
            filings: &filings,
            emergency: facts.flags.emergency,
            referral: facts.flags.referral,
        },
    );
    let designated = is_designated(desk, facts)?.then(|| DESIGNATED.to_owned());
    let traits = enrolment
        .traits
        .iter()
        .chain(&facility.traits)
        .chain(&decision.traits)
        .chain(&designated);
    let situation = Situation {
        insured_at: enrolment.insured_at,
        treated_at: facility.region,
        scheme: enrolment.scheme,
        tier: enrolment.tier.clone(),
        status: enrolment.status,
        age: age_on(facts.person.born_on, facts.day),
        months: enrolment.continuous_months(facts.day),
        care: facts.care,
        level: facility.level,
        footing: decision.footing,
        admission: facts.admission,
        traits: traits.cloned().collect(),
        route: Route::Direct,
        day: facts.day,
    };
    Ok((situation, decision))
}
