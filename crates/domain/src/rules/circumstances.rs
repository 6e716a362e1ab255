//! What is known when a condition is asked: of a form what was said, of a bill everything.

use std::collections::BTreeSet;

use crate::Region;
use crate::facility::{Care, Grade, Level};
use crate::filing::Register;
use crate::person::{Scheme, Status, Trait};
use crate::situation::{Follows, Footing, Route, Situation};
use crate::text::Bilingual;

/// What people call the words that a file names for itself.
pub trait Titles {
    /// A tier.
    fn tier(&self, tier: &str) -> Bilingual {
        Bilingual::new(tier, tier)
    }

    /// A mark.
    fn mark(&self, mark: &str) -> Bilingual {
        Bilingual::new(mark, mark)
    }
}

/// The words as they stand in the file.
impl Titles for () {}

/// What is known about the person, the care and the place. `None` is «not said».
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// Insured place.
    pub insured_at: Region,
    /// Where care is sought.
    pub destination: Region,
    /// Kind of care.
    pub care: Option<Care>,
    /// Scheme.
    pub scheme: Option<Scheme>,
    /// Tier.
    pub tier: Option<&'a str>,
    /// Status.
    pub status: Option<Status>,
    /// Household register.
    pub register: Option<Register>,
    /// Settlement level of the facility.
    pub level: Option<Level>,
    /// Grade on the licence of the facility.
    pub grade: Option<Grade>,
    /// The footing.
    pub footing: Option<Footing>,
    /// Which admission of the benefit year.
    pub admission: Option<u8>,
    /// Which stay without a filing of the benefit year.
    pub unfiled_stay: Option<u8>,
    /// Which earlier stay it follows.
    pub follows: Option<Follows>,
    /// Marks of the person, the facility and the visit.
    pub traits: Option<&'a BTreeSet<Trait>>,
    /// Full months of continuous insurance.
    pub months: Option<u16>,
    /// Months away, past or intended.
    pub months_away: Option<u8>,
    /// Whether an employer posted the person.
    pub posted: Option<bool>,
    /// Age in full years.
    pub age: Option<u8>,
    /// Direct or manual.
    pub route: Option<Route>,
}

impl<'a> Circumstances<'a> {
    /// A journey of which nothing else is known.
    pub fn of_journey(insured_at: Region, destination: Region) -> Circumstances<'a> {
        Circumstances {
            insured_at,
            destination,
            care: None,
            scheme: None,
            tier: None,
            status: None,
            register: None,
            level: None,
            grade: None,
            footing: None,
            admission: None,
            unfiled_stay: None,
            follows: None,
            traits: None,
            months: None,
            months_away: None,
            posted: None,
            age: None,
            route: None,
        }
    }
}

impl<'a> From<&'a Situation> for Circumstances<'a> {
    /// Of a visit everything is known but what only a form tells.
    fn from(situation: &'a Situation) -> Circumstances<'a> {
        Circumstances {
            insured_at: situation.insured_at,
            destination: situation.treated_at,
            care: Some(situation.care),
            scheme: Some(situation.scheme),
            // Where the scheme has no tiers, no tier is the answer.
            tier: Some(situation.tier.as_deref().unwrap_or_default()),
            status: Some(situation.status),
            register: None,
            level: Some(situation.level),
            grade: Some(situation.grade),
            footing: Some(situation.footing),
            admission: Some(situation.admission),
            unfiled_stay: Some(situation.unfiled_stay),
            follows: Some(situation.follows),
            traits: Some(&situation.traits),
            months: Some(situation.months),
            months_away: None,
            posted: None,
            age: Some(situation.age),
            route: Some(situation.route),
        }
    }
}
