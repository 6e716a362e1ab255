//! What a visit stands on, decided once, before any arithmetic.

pub use crate::situation::Footing;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Region;
use crate::basis::ShownBasis;
use crate::calendar::{day, days_after, span};
use crate::facility::Care;
use crate::filing::FilingInForce;
use crate::procedures::{AtHome, Circumstances, Procedures, RowInFile};
use crate::region::Distance;
use crate::region_names::label;
use crate::situation::Route;
use crate::text::{Bilingual, Named};

/// The footing of one visit with its reason, which is always shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FootingDecision {
    /// The footing.
    pub footing: Footing,
    /// Why, in words a patient understands.
    pub reason: Bilingual,
    /// Marks the decision adds to the situation, such as `filed-elsewhere`.
    #[serde(default)]
    pub traits: Vec<String>,
    /// What the decision rests on.
    #[serde(default)]
    pub basis: Vec<ShownBasis>,
}

/// What the footing of one visit follows from.
#[derive(Clone, Copy, Debug)]
pub struct FootingFacts<'a> {
    /// Insured place.
    pub insured_at: Region,
    /// Division or pooling region of the place of care.
    pub treated_at: Region,
    /// Kind of care.
    pub care: Care,
    /// The day that picks the rules: the visit, or the discharge.
    pub day: Date,
    /// The day of admission, when it lies before `day`. A filing counts when it is in force on
    /// either: made before discharge, or running out during the stay.
    pub admitted_on: Option<Date>,
    /// The day on which a stay is settled, when it lies after `day`. One filed by then counts, also
    /// after discharge (NAT-09).
    pub settled_on: Option<Date>,
    /// Direct or manual; a filing made after a paid stay only helps a manual claim (NAT-10).
    pub route: Route,
    /// Every approved filing of the person, also those that lie before or after the day.
    pub filings: &'a [FilingInForce],
    /// The hospital marked the visit as emergency rescue.
    pub emergency: bool,
    /// The hospital marked the visit as referred.
    pub referral: bool,
}

/// Decides the footing of a visit. The order is: home, long-term filing, referral, emergency, other
/// temporary filing, exemption, nothing.
///
/// ```
/// use domain::{facility::Care, footing, procedures::Procedures, situation::Route};
///
/// let facts = footing::FootingFacts {
///     insured_at: "440300".parse()?,
///     treated_at: "510107".parse()?,
///     care: Care::Inpatient,
///     day: "2026-11-03".parse()?,
///     admitted_on: None,
///     settled_on: None,
///     route: Route::Direct,
///     filings: &[],
///     emergency: true,
///     referral: false,
/// };
/// let decision = footing::decide(&Procedures::national(), &facts);
/// assert_eq!(decision.footing, footing::Footing::Emergency);
/// assert_eq!(decision.reason.en, "emergency rescue, which counts as filed");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decide(rules: &Procedures, facts: &FootingFacts<'_>) -> FootingDecision {
    let visit = Visit { rules, facts };
    let decided = visit
        .at_home()
        .or_else(|| visit.filed(Footing::LongTermFiled))
        .or_else(|| visit.filed(Footing::Referred))
        .or_else(|| visit.filed(Footing::Emergency))
        .or_else(|| visit.emergency())
        .or_else(|| visit.filed(Footing::TemporaryFiled))
        .or_else(|| visit.exempt());
    decided.unwrap_or_else(|| visit.unfiled())
}

/// Mark of a person with a long-term filing in force for another place than that of the visit.
pub const FILED_ELSEWHERE: &str = "filed-elsewhere";

/// Mark of a visit at home during a long-term filing that suspends care at home.
pub const HOME_SUSPENDED: &str = "home-suspended";

struct Visit<'a> {
    rules: &'a Procedures,
    facts: &'a FootingFacts<'a>,
}

impl<'a> Visit<'a> {
    /// Filings that can count for this route at all.
    fn usable(&self) -> impl Iterator<Item = &'a FilingInForce> + use<'a> {
        let manual = self.facts.route == Route::Manual;
        self.facts
            .filings
            .iter()
            .filter(move |filing| manual || !filing.manual_claim_only)
    }

    fn covers(&self, filing: &FilingInForce) -> bool {
        filing.destination.covers(self.facts.treated_at.pooling())
    }

    /// In force on the day, or on the day of admission, or when the stay is settled.
    fn is_in_force(&self, filing: &FilingInForce) -> bool {
        let settled_on = self.facts.settled_on;
        let settled_on = settled_on.filter(|_| self.facts.care == Care::Inpatient);
        let days = [Some(self.facts.day), self.facts.admitted_on, settled_on];
        let mut days = days.into_iter().flatten();
        days.any(|day| filing.period.contains(day))
    }

    /// The first day of the visit, which people know it by.
    fn began_on(&self) -> Date {
        self.facts.admitted_on.unwrap_or(self.facts.day)
    }

    fn elsewhere(&self) -> Option<&'a FilingInForce> {
        self.usable().find(|filing| {
            filing.footing == Footing::LongTermFiled
                && self.is_in_force(filing)
                && !self.covers(filing)
        })
    }

    fn decision(&self, footing: Footing, reason: Bilingual) -> FootingDecision {
        let elsewhere = self.elsewhere().map(|_| FILED_ELSEWHERE.to_owned());
        let traits = elsewhere.into_iter().collect();
        FootingDecision {
            footing,
            reason,
            traits,
            basis: Vec::new(),
        }
    }

    fn at_home(&self) -> Option<FootingDecision> {
        if self.facts.insured_at.distance_to(self.facts.treated_at) != Distance::Home {
            return None;
        }
        let Some(filing) = self.elsewhere() else {
            let reason = Bilingual::new("在参保地就医", "treated in the insured place");
            return Some(self.decision(Footing::AtHome, reason));
        };
        let at = label(filing.destination);
        let effect = filing.at_home.name();
        let reason = Bilingual::new(
            format!(
                "在参保地就医；备案 {} 备案到{}，{}",
                filing.id, at.zh, effect.zh
            ),
            format!(
                "treated in the insured place; filing {} is for {}, {}",
                filing.id, at.en, effect.en
            ),
        );
        let mut decision = self.decision(Footing::AtHome, reason);
        if filing.at_home == AtHome::Suspended {
            decision.traits.push(HOME_SUSPENDED.to_owned());
        }
        decision.traits.extend(filing.traits.iter().cloned());
        decision.basis = self.basis_of(filing);
        Some(decision)
    }

    /// A filing giving this footing; one in force on the day itself goes before one that only was
    /// on the day of admission, and one that holds on before one that was replaced that day.
    fn filed(&self, footing: Footing) -> Option<FootingDecision> {
        let fits =
            |f: &&FilingInForce| f.footing == footing && self.covers(f) && self.is_in_force(f);
        let filing = self.usable().filter(fits).max_by_key(|filing| {
            let period = filing.period;
            let until = period.until.unwrap_or(Date::MAX);
            (period.contains(self.facts.day), period.from, until)
        })?;
        let (name, at) = (filing.reason.name(), label(filing.destination));
        let days = span(&filing.period);
        let reason = Bilingual::new(
            format!("备案 {}（{}），{}，{}", filing.id, name.zh, at.zh, days.zh),
            format!(
                "filing {} ({}) for {}, {}",
                filing.id, name.en, at.en, days.en
            ),
        );
        let mut decision = self.decision(footing, reason);
        decision.traits.extend(filing.traits.iter().cloned());
        decision.basis = self.basis_of(filing);
        Some(decision)
    }

    fn basis_of(&self, filing: &FilingInForce) -> Vec<ShownBasis> {
        let row = self.rules.category(&filing.category, filing.submitted_on);
        row.map(RowInFile::shown).into_iter().collect()
    }

    /// Deemed filed, when the rule of the day says so (NAT-06; a filing was needed before, X27).
    fn emergency(&self) -> Option<FootingDecision> {
        let rule = self.rules.emergency(self.facts.day)?;
        if !self.facts.emergency || !rule.deemed_filed {
            return None;
        }
        let reason = Bilingual::new(
            "急诊抢救，视同已备案",
            "emergency rescue, which counts as filed",
        );
        let mut decision = self.decision(Footing::Emergency, reason);
        decision.basis.push(rule.shown());
        Some(decision)
    }

    fn exempt(&self) -> Option<FootingDecision> {
        let about = Circumstances {
            care: Some(self.facts.care),
            ..Circumstances::of_journey(self.facts.insured_at, self.facts.treated_at)
        };
        let row = self.rules.exemption(self.facts.day, &about)?;
        let mut decision = self.decision(Footing::Exempt, row.title.clone());
        decision.basis.push(row.shown());
        Some(decision)
    }

    fn unfiled(&self) -> FootingDecision {
        let mut reason = self.near_miss().unwrap_or_else(|| {
            let at = label(self.facts.treated_at.pooling());
            Bilingual::new(
                format!("没有到{}的备案", at.zh),
                format!("no filing for {} on record", at.en),
            )
        });
        if self.facts.emergency {
            reason.zh += "；当时急诊抢救也须备案";
            reason.en += "; at the time emergency rescue had to be filed too";
        }
        if self.facts.referral {
            reason.zh += "；医院标注了转诊，但没有转诊备案";
            reason.en += "; the hospital marked a referral, but none is on record";
        }
        let mut decision = self.decision(Footing::Unfiled, reason);
        let emergency = self
            .rules
            .emergency(self.facts.day)
            .filter(|_| self.facts.emergency);
        decision.basis.extend(emergency.map(RowInFile::shown));
        let filing = self.rules.categories_on(self.facts.day).pop();
        decision.basis.extend(filing.map(RowInFile::shown));
        decision
    }

    /// The filing that comes closest: ended before, begins after, for another place, or only good
    /// for a manual claim.
    fn near_miss(&self) -> Option<Bilingual> {
        let covering = || {
            self.facts
                .filings
                .iter()
                .filter(|filing| self.covers(filing))
        };
        let ended = covering()
            .filter_map(|filing| Some((filing.period.until?, filing)))
            .filter(|(until, _)| *until <= self.began_on())
            .max_by_key(|(until, _)| *until)
            .map(|(until, filing)| self.ended_before(filing, until));
        let begins = covering()
            .filter(|filing| filing.period.from > self.facts.day && !self.is_in_force(filing))
            .min_by_key(|filing| filing.period.from)
            .map(|filing| self.begins_after(filing));
        let afterwards = covering()
            .find(|filing| filing.manual_claim_only)
            .map(only_for_claims);
        let elsewhere = self
            .usable()
            .find(|filing| self.is_in_force(filing) && !self.covers(filing))
            .map(|filing| self.for_another_place(filing));
        // One that neither is in force nor fits the place is still worth a word.
        let neither = || self.usable().find(|filing| !self.covers(filing));
        afterwards
            .filter(|_| self.facts.route == Route::Direct)
            .or(ended)
            .or(begins)
            .or(elsewhere)
            .or_else(|| neither().map(|filing| self.for_another_place(filing)))
    }

    fn visit_word(&self) -> Bilingual {
        if self.facts.care == Care::Inpatient {
            Bilingual::new("入院", "admission")
        } else {
            Bilingual::new("就医", "the visit")
        }
    }

    fn ended_before(&self, filing: &FilingInForce, until: Date) -> Bilingual {
        let (last, visit, began_on) = (days_after(until, -1), self.visit_word(), self.began_on());
        Bilingual::new(
            format!(
                "备案 {} 已于{}到期，早于{}的{}",
                filing.id,
                day(last).zh,
                day(began_on).zh,
                visit.zh
            ),
            format!(
                "filing {} ended {last}, before {} on {began_on}",
                filing.id, visit.en
            ),
        )
    }

    fn begins_after(&self, filing: &FilingInForce) -> Bilingual {
        let from = filing.period.from;
        Bilingual::new(
            format!("备案 {} 自{}起才生效", filing.id, day(from).zh),
            format!("filing {} begins only on {from}", filing.id),
        )
    }

    fn for_another_place(&self, filing: &FilingInForce) -> Bilingual {
        let filed = label(filing.destination);
        let treated = label(self.facts.treated_at.pooling());
        Bilingual::new(
            format!("备案 {} 备案到{}，不含{}", filing.id, filed.zh, treated.zh),
            format!(
                "filing {} is for {}, not {}",
                filing.id, filed.en, treated.en
            ),
        )
    }
}

fn only_for_claims(filing: &FilingInForce) -> Bilingual {
    Bilingual::new(
        format!("备案 {} 为出院后补办，仅用于零星报销", filing.id),
        format!(
            "filing {} was made after discharge and only helps a manual claim",
            filing.id
        ),
    )
}
