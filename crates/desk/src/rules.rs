//! What is on record of a person at a facility on a day, put before the rules of the insured place.

use std::sync::Arc;

use domain::calendar::age_on;
use domain::facility::{Care, Facility};
use domain::facts::{Insured, NotSettled, Particulars, Situated};
use domain::filing::FilingInForce;
use domain::person::{Enrolment, Person};
use domain::policy::Pack;
use domain::procedures::Institution;
use domain::situation::Route;
use jiff::civil::Date;
use store::visits::VisitFlags;

use crate::stays::Following;
use crate::{Desk, DeskError};

/// What is known of a visit, or of one that is only asked about.
#[derive(Clone)]
pub(crate) struct OnRecord<'a> {
    pub person: &'a Person,
    pub enrolment: &'a Enrolment,
    pub facility: &'a Facility,
    pub care: Care,
    /// The visit, the discharge, or today in mid-stay.
    pub day: Date,
    /// The day of admission.
    pub admitted_on: Option<Date>,
    /// The day on which it is settled.
    pub settled_on: Date,
    pub flags: VisitFlags,
    /// Which admission of the benefit year.
    pub admission: u8,
    /// Stays without a filing settled before in the benefit year.
    pub unfiled_before: u8,
    /// Which earlier stay it follows.
    pub following: Following,
    /// Codes of the diagnoses, as far as the policy asks for them.
    pub diagnoses: Vec<String>,
    /// Whether the person chose the facility for outpatient care.
    pub designated: bool,
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

/// Decides what the visit stands on, and puts together all that a policy may ask about.
pub(crate) fn situate(
    desk: &Desk<'_, '_>,
    facts: &OnRecord<'_>,
    pack: &Pack,
    filings: &[FilingInForce],
) -> Result<Situated, DeskError> {
    let enrolment = facts.enrolment;
    let facts = domain::facts::Facts {
        insured: Insured {
            insured_at: enrolment.insured_at,
            scheme: enrolment.scheme,
            tier: enrolment.tier.as_deref(),
            status: enrolment.status,
            age: age_on(facts.person.born_on, facts.day),
            months: enrolment.continuous_months(facts.day),
            traits: &enrolment.traits,
        },
        treated_at: facts.facility.region,
        at: Institution::of(facts.facility, facts.day),
        designated: facts.designated,
        care: facts.care,
        day: facts.day,
        admitted_on: facts.admitted_on,
        settled_on: Some(facts.settled_on),
        route: Route::Direct,
        emergency: facts.flags.emergency,
        referral: facts.flags.referral,
        admission: facts.admission,
        filings,
        stated: None,
        particulars: Particulars {
            grade: facts.facility.grade_on(facts.day),
            diagnoses: &facts.diagnoses,
            recognised: &enrolment.recognised,
            contribution_base: enrolment.contribution_base,
            follows: facts.following.follows,
            deductible_before: Some(&facts.following.deductible_before),
            unfiled_before: facts.unfiled_before,
            unfiled_stay: None,
        },
    };
    let rules = desk.reference.library.procedures(enrolment.insured_at);
    facts
        .situate(rules, &pack.in_force(None))
        .map_err(|refused| {
            let NotSettled { refusal, footing } = *refused;
            DeskError::refused(refusal, &footing)
        })
}
