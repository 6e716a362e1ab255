//! From what was said and what is on record about a visit to the situation a policy asks about.
//! Every face goes through [`Facts::situate`], so that the same facts give the same answer whether
//! a hospital sends them, a page asks, or a file states them.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::designation::{self, Need, VisitAsked};
use crate::facility::{Care, Grade};
use crate::filing::FilingInForce;
use crate::footing::{self, FootingDecision, FootingFacts, HOME_SUSPENDED};
use crate::person::{Scheme, Status, Trait};
use crate::plan::Refusal;
use crate::policy::InForce;
use crate::procedures::{Circumstances, Institution, Procedures};
use crate::situation::{DeductibleBefore, Follows, Footing, Route, Situation};
use crate::text::Bilingual;
use crate::{Money, Region};

/// Mark of a visit at a facility the person chose for outpatient care, or for which nothing has to
/// be chosen.
pub const DESIGNATED: &str = "designated";

/// Mark of a visit at a facility nobody chose, where the rules ask for a choice but not for this
/// visit: an emergency rescue, or a referral. It stands beside [`DESIGNATED`].
pub const CHOICE_EXCEPTED: &str = "choice-excepted";

/// Mark of a visit at home that the hospital marked as referred. Elsewhere a referral is filed, and
/// the footing says so.
pub const REFERRED_UP: &str = "referred-up";

/// The insurance that is asked to pay, and the person as it knows them on the day.
#[derive(Clone, Copy, Debug)]
pub struct Insured<'a> {
    /// Insured place.
    pub insured_at: Region,
    /// Scheme.
    pub scheme: Scheme,
    /// Tier, where the scheme has tiers.
    pub tier: Option<&'a str>,
    /// Status.
    pub status: Status,
    /// Full years of age.
    pub age: u8,
    /// Full months of continuous insurance.
    pub months: u16,
    /// Marks of the person.
    pub traits: &'a BTreeSet<Trait>,
}

/// All that is known of a visit before any rule is asked.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Who.
    pub insured: Insured<'a>,
    /// Division of the facility.
    pub treated_at: Region,
    /// The facility as the rules see it.
    pub at: Institution<'a>,
    /// Whether the person chose it for outpatient care.
    pub designated: bool,
    /// Kind of care.
    pub care: Care,
    /// The visit, or the discharge: the day that picks the rules, unless the policy says that a
    /// stay over years or rules goes by the day of its admission.
    pub day: Date,
    /// The day of admission, when it lies before `day`.
    pub admitted_on: Option<Date>,
    /// The day on which a stay is settled, when it lies after `day`.
    pub settled_on: Option<Date>,
    /// Direct or manual.
    pub route: Route,
    /// The hospital marked the visit as emergency rescue.
    pub emergency: bool,
    /// The hospital marked the visit as referred.
    pub referral: bool,
    /// Which admission of the benefit year; 1 for care without admission.
    pub admission: u8,
    /// Every approved filing of the person, also those that lie before or after the day.
    pub filings: &'a [FilingInForce],
    /// A footing to go by instead of what the filings say: for published examples that name it.
    pub stated: Option<Footing>,
    /// What only some cities ask about.
    pub particulars: Particulars<'a>,
}

/// What only some cities ask about; nothing of it unless stated.
#[derive(Clone, Copy, Debug, Default)]
pub struct Particulars<'a> {
    /// Grade on the licence of the facility.
    pub grade: Grade,
    /// Codes of the diagnoses of the visit.
    pub diagnoses: &'a [String],
    /// Names of the diseases the person was recognised as having.
    pub recognised: &'a [String],
    /// The person's own contribution base of a month.
    pub contribution_base: Option<Money>,
    /// Which earlier stay it follows.
    pub follows: Follows,
    /// What was paid as deductible in that stay; nothing unless stated.
    pub deductible_before: Option<&'a DeductibleBefore>,
    /// Stays without a filing settled before in the benefit year.
    pub unfiled_before: u8,
    /// Which stay without a filing it is, where that is stated instead of counted.
    pub unfiled_stay: Option<u8>,
}

/// What a visit comes to before any money is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Situated {
    /// All that a policy may ask about.
    pub situation: Situation,
    /// What the visit stands on, and why.
    pub footing: FootingDecision,
}

/// A visit that is not settled at all, whatever the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSettled {
    /// Why.
    pub refusal: Refusal,
    /// What the visit stands on.
    pub footing: FootingDecision,
}

impl Facts<'_> {
    /// Decides what the visit stands on, and puts together all that a policy may ask about, by the
    /// rules in force or by those of the source that is asked for.
    pub fn situate(
        &self,
        procedures: &Procedures,
        rules: &InForce<'_>,
    ) -> Result<Situated, Box<NotSettled>> {
        let footing = self.footing(procedures);
        match self.refusal(rules, &footing) {
            Some(refusal) => Err(Box::new(NotSettled { refusal, footing })),
            None => Ok(Situated {
                situation: self.situation(procedures, rules, &footing),
                footing,
            }),
        }
    }

    fn footing(&self, rules: &Procedures) -> FootingDecision {
        if let Some(footing) = self.stated {
            return FootingDecision {
                footing,
                reason: Bilingual::new("按所给的备案情形计算", "as stated in the request"),
                traits: vec![],
                basis: vec![],
            };
        }
        footing::decide(
            rules,
            &FootingFacts {
                insured_at: self.insured.insured_at.pooling(),
                treated_at: self.treated_at,
                care: self.care,
                day: self.day,
                admitted_on: self.admitted_on,
                settled_on: self.settled_on,
                route: self.route,
                filings: self.filings,
                emergency: self.emergency,
                referral: self.referral,
            },
        )
    }

    /// Nobody pays for care outside the scheme; care at home is not settled on the spot while a
    /// filing suspends it, unless the place has rules of its own for that.
    fn refusal(&self, rules: &InForce<'_>, footing: &FootingDecision) -> Option<Refusal> {
        if self.treated_at.is_outside_the_scheme() {
            return Some(Refusal::OutsideTheScheme(self.treated_at));
        }
        let suspended = footing.traits.iter().any(|mark| mark == HOME_SUSPENDED)
            && self.route == Route::Direct
            && !rules.asks_about(HOME_SUSPENDED);
        suspended.then(|| Refusal::HomeSuspended {
            reason: footing.reason.clone(),
            basis: footing.basis.clone(),
        })
    }

    fn situation(
        &self,
        procedures: &Procedures,
        rules: &InForce<'_>,
        footing: &FootingDecision,
    ) -> Situation {
        let mut chosen = self.bare(footing);
        self.mark(procedures, &mut chosen);
        let Particulars {
            diagnoses,
            recognised,
            ..
        } = self.particulars;
        let recognised = recognised.iter().cloned().collect();
        // A diagnosis gives the marks of the day that picks the rules, and no others.
        let by_the_rules_of = |day: Date| {
            let mut situation = Situation {
                day,
                ..chosen.clone()
            };
            let marks = rules.marks_of(diagnoses, &recognised, &situation);
            situation.traits.extend(marks);
            situation
        };
        let situation = by_the_rules_of(self.day);
        let day = self.admitted_on.map_or(self.day, |admitted_on| {
            rules.rules_day(admitted_on, self.day, &situation)
        });
        match day == self.day {
            true => situation,
            false => by_the_rules_of(day),
        }
    }

    /// What is stated and decided, before any rule of the pack gives a mark.
    fn bare(&self, footing: &FootingDecision) -> Situation {
        let insured = &self.insured;
        let own = insured.traits.iter().chain(self.at.traits);
        let traits: BTreeSet<Trait> = own.chain(&footing.traits).cloned().collect();
        let Particulars {
            grade,
            contribution_base,
            follows,
            deductible_before,
            unfiled_before,
            unfiled_stay,
            ..
        } = self.particulars;
        let unfiled = footing.footing == Footing::Unfiled && self.care == Care::Inpatient;
        let counted = match unfiled {
            true => unfiled_before.saturating_add(1),
            false => 0,
        };
        Situation {
            insured_at: insured.insured_at.pooling(),
            treated_at: self.treated_at,
            scheme: insured.scheme,
            tier: insured.tier.map(str::to_owned),
            status: insured.status,
            age: insured.age,
            months: insured.months,
            care: self.care,
            level: self.at.level,
            footing: footing.footing,
            admission: self.admission,
            unfiled_stay: unfiled_stay.unwrap_or(counted),
            grade,
            contribution_base,
            follows,
            deductible_before: deductible_before.cloned().unwrap_or_default(),
            traits,
            route: self.route,
            day: self.day,
        }
    }

    /// The marks that what was flagged and chosen comes to.
    fn mark(&self, procedures: &Procedures, situation: &mut Situation) {
        let stated = situation.traits.contains(DESIGNATED);
        // Nobody chooses for a stay in hospital.
        let chosen = (self.designated || stated) && self.care != Care::Inpatient;
        let marked = Marked {
            emergency: self.emergency,
            referral: self.referral,
        };
        let excepted = !chosen && is_excepted(procedures, situation, self.at, marked);
        let referred = self.referral && situation.footing == Footing::AtHome;
        let marks = &mut situation.traits;
        marks.extend((chosen || excepted).then(|| DESIGNATED.to_owned()));
        marks.extend(excepted.then(|| CHOICE_EXCEPTED.to_owned()));
        marks.extend(referred.then(|| REFERRED_UP.to_owned()));
    }
}

/// What the hospital says of a visit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Marked {
    /// As an emergency rescue.
    pub emergency: bool,
    /// As referred.
    pub referral: bool,
}

/// Whether the rules ask for a chosen facility but not for this visit: an emergency rescue, or a
/// referral. At home the hospital's flag is enough for a referral, elsewhere it has to be filed.
pub(crate) fn is_excepted(
    procedures: &Procedures,
    situation: &Situation,
    at: Institution<'_>,
    marked: Marked,
) -> bool {
    let footing = situation.footing;
    let visit = VisitAsked {
        about: Circumstances {
            footing: None,
            ..Circumstances::from(situation)
        },
        day: situation.day,
        at: Some(at),
        emergency: marked.emergency || footing == Footing::Emergency,
        referred: footing == Footing::Referred || footing == Footing::AtHome && marked.referral,
    };
    designation::need(procedures, &visit).need == Need::Excepted
}
