//! From a person at a facility on a day to the situation a policy asks about: the footing decided
//! from the filings, the pack of the insured place.

use std::sync::Arc;

use domain::calendar::age_on;
use domain::designation::{self, Need, Visit};
use domain::facility::{Care, Facility};
use domain::filing::FilingInForce;
use domain::footing::{self, FootingDecision, FootingFacts};
use domain::person::{Enrolment, Person};
use domain::policy::Pack;
use domain::procedures::Circumstances;
use domain::situation::Footing;
use domain::situation::{Route, Situation};
use jiff::civil::Date;
use store::visits::VisitFlags;

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

/// The mark of a visit at a facility the person chose for outpatient care, or for which nothing has
/// to be chosen.
const DESIGNATED: &str = "designated";

/// Whether the rules ask for a chosen facility but not for this visit: an emergency rescue, or a
/// referral. At home the hospital's flag is enough for a referral, elsewhere it has to be filed.
fn excepted(desk: &Desk<'_, '_>, facts: &Facts<'_>, decision: &FootingDecision) -> bool {
    let (enrolment, facility) = (facts.enrolment, facts.facility);
    let at_home = decision.footing == Footing::AtHome;
    let visit = Visit {
        about: Circumstances {
            care: Some(facts.care),
            scheme: Some(enrolment.scheme),
            tier: enrolment.tier.as_deref(),
            status: Some(enrolment.status),
            traits: Some(&enrolment.traits),
            age: Some(age_on(facts.person.born_on, facts.day)),
            ..Circumstances::of_journey(enrolment.insured_at, facility.region)
        },
        day: facts.day,
        at: Some(facility.into()),
        emergency: facts.flags.emergency,
        referred: decision.footing == Footing::Referred || at_home && facts.flags.referral,
    };
    let rules = desk.reference.library.procedures(enrolment.insured_at);
    designation::need(rules, &visit).need == Need::Excepted
}

/// Decides what the visit stands on, and puts together all that a policy may ask about.
pub(crate) fn situate(
    desk: &Desk<'_, '_>,
    facts: &Facts<'_>,
    filings: &[FilingInForce],
) -> (Situation, FootingDecision) {
    let (enrolment, facility) = (facts.enrolment, facts.facility);
    let decision = footing::decide(
        desk.reference.library.procedures(enrolment.insured_at),
        &FootingFacts {
            insured_at: enrolment.insured_at,
            treated_at: facility.region,
            care: facts.care,
            day: facts.day,
            admitted_on: facts.admitted_on,
            route: Route::Direct,
            filings,
            emergency: facts.flags.emergency,
            referral: facts.flags.referral,
        },
    );
    // Nobody chooses for a stay in hospital.
    let chosen = facts.designated && facts.care != Care::Inpatient;
    let designated = (chosen || excepted(desk, facts, &decision)).then(|| DESIGNATED.to_owned());
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
    (situation, decision)
}
