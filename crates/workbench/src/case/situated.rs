//! From what a case states to the facts every face decides by. Words nobody knows and facts that
//! cannot be are refused first: they would change nothing, or something else than was meant.

use std::collections::BTreeSet;

use super::error::CaseError;
use super::given::{CaseFiling, CaseVisit};
use super::totals;
use super::written::Case;
use domain::calendar::{Period, age_on};
use domain::facility::{Care, FacilityKind};
use domain::facts::{Facts, Insured, NotSettled, Particulars, Situated};
use domain::filing::{FilingInForce, ends, marks_of};
use domain::person::{Scheme, Status, USUAL_AGE, USUAL_MONTHS};
use domain::policy::vocabulary::{self, Unknown, UnknownWord};
use domain::policy::{InForce, Library, Pack};
use domain::procedures::{Institution, Procedures};
use domain::rules::counter::is_of_deductible;
use domain::situation::{DeductibleBefore, Follows, Route, Situation, YearToDate};

/// Nobody was ever older.
pub(super) const OLDEST: u8 = 150;

impl Case {
    /// The footing and all that a policy may ask about.
    pub(super) fn situated(
        &self,
        library: &Library,
        rules: &InForce<'_>,
    ) -> Result<Situated, CaseError> {
        let (person, visit, pack) = (&self.person, &self.visit, rules.pack);
        let other = self.other_procedures(library);
        let procedures = other.as_ref();
        let procedures = procedures.unwrap_or_else(|| library.procedures(person.insured_at));
        self.check_words(pack, procedures)?;
        let tier = self.tier(pack)?;
        let filings = self.filings(procedures)?;
        let facts = Facts {
            insured: Insured {
                insured_at: person.insured_at,
                scheme: person.scheme,
                tier: tier.as_deref(),
                status: self.status()?,
                age: self.age()?,
                months: person.months.unwrap_or(USUAL_MONTHS),
                traits: &person.traits,
            },
            treated_at: visit.treated_at,
            at: Institution {
                level: visit.level,
                kind: match visit.care {
                    Care::Pharmacy => FacilityKind::Pharmacy,
                    Care::Outpatient | Care::Chronic | Care::Inpatient => FacilityKind::Hospital,
                },
                traits: &visit.traits,
            },
            designated: visit.designated == Some(true),
            care: visit.care,
            day: visit.day,
            admitted_on: visit.admitted_on,
            settled_on: visit.settled_on,
            route: visit.route.unwrap_or(Route::Direct),
            emergency: visit.emergency == Some(true),
            referral: visit.referral == Some(true),
            admission: self.admission()?,
            filings: &filings,
            stated: visit.footing,
            particulars: Particulars {
                grade: visit.grade,
                diagnoses: &visit.diagnoses,
                recognised: &person.recognised,
                contribution_base: person.contribution_base,
                follows: visit.follows.unwrap_or_default(),
                deductible_before: self.deductible_before(pack)?,
                unfiled_before: self.year_to_date.unfiled_stays.unwrap_or_default(),
                unfiled_stay: self.unfiled_stay()?,
            },
        };
        let refused = |refused: Box<NotSettled>| CaseError::Refused(refused.refusal);
        let situated = facts.situate(procedures, rules).map_err(refused)?;
        self.check_unfiled(&situated.situation)?;
        Ok(situated)
    }

    fn filings(&self, rules: &Procedures) -> Result<Vec<FilingInForce>, UnknownWord> {
        let filings = self.visit.filings.iter().enumerate();
        let filings = filings.map(|(number, filing)| filing.in_force(number, rules));
        filings.collect()
    }

    /// What was paid as deductible in the stay this one follows.
    fn deductible_before(&self, pack: &Pack) -> Result<Option<&DeductibleBefore>, CaseError> {
        let CaseVisit {
            follows,
            deductible_before,
            ..
        } = &self.visit;
        let Some(before) = deductible_before else {
            return match follows.unwrap_or_default() {
                Follows::Nothing => Ok(None),
                follows => Err(CaseError::FollowsNothing { follows }),
            };
        };
        let stem = |name: &str| name.split('@').next().map(str::to_owned);
        let layers = pack.tables.layers.iter().map(|row| row.name.clone());
        let counters = pack.totals().into_iter().map(|(name, _)| name);
        let shared = counters.filter(|name| is_of_deductible(name));
        let known: BTreeSet<String> = layers.chain(shared).collect();
        for name in before.amounts().filter_map(|(name, _)| stem(name?)) {
            UnknownWord::check(Unknown::Layer, &name, words(&known))?;
        }
        Ok(Some(before))
    }

    /// Which stay without a filing it is, where that is stated; it must be the one after those
    /// settled before.
    fn unfiled_stay(&self) -> Result<Option<u8>, CaseError> {
        match (self.visit.unfiled_stay, self.year_to_date.unfiled_stays) {
            (Some(stated), Some(before)) if stated != before.saturating_add(1) => {
                Err(CaseError::UnfiledStayMismatch { stated, before })
            }
            (stated, _) => Ok(stated),
        }
    }

    /// What was used up before.
    pub(super) fn year(&self, situation: &Situation) -> Result<YearToDate, CaseError> {
        let admission = self.admission()?;
        let before = self.year_to_date.admissions;
        let unfiled = self.year_to_date.unfiled_stays;
        Ok(YearToDate {
            counters: self.year_to_date.counters.clone(),
            admissions: before.unwrap_or(admission.saturating_sub(1)),
            unfiled_stays: unfiled.unwrap_or(situation.unfiled_stay.saturating_sub(1)),
        })
    }

    fn check_words(&self, pack: &Pack, rules: &Procedures) -> Result<(), UnknownWord> {
        let marks = vocabulary::marks(pack, rules, self.visit.day);
        for mark in self.person.traits.iter().chain(&self.visit.traits) {
            UnknownWord::check(Unknown::Mark, mark, marks.keys().map(String::as_str))?;
        }
        for name in &self.person.recognised {
            let known: BTreeSet<String> = pack.diseases();
            UnknownWord::check(Unknown::Disease, name, words(&known))?;
        }
        for counter in self.year_to_date.counters.keys() {
            totals::check(pack, counter, self.visit.day)?;
        }
        Ok(())
    }

    /// The procedures by the source asked for, where they disagree.
    pub(super) fn other_procedures(&self, library: &Library) -> Option<Procedures> {
        let source = self.according_to.as_ref()?;
        library
            .procedures(self.person.insured_at)
            .according_to(source)
    }

    fn tier(&self, pack: &Pack) -> Result<Option<String>, CaseError> {
        let open = pack.tables.tiers.iter();
        let open = open.filter(|row| row.is_in_force(self.visit.day));
        let open: BTreeSet<String> = open.map(|row| row.name.clone()).collect();
        let tier = self.person.tier.clone();
        if tier.is_some() || !open.is_empty() {
            let sent = tier.as_deref().unwrap_or_default();
            UnknownWord::check(Unknown::Tier, sent, words(&open))?;
        }
        Ok(tier)
    }

    /// On the job or resident unless stated.
    pub(super) fn status(&self) -> Result<Status, CaseError> {
        let scheme = self.person.scheme;
        let usual = match scheme {
            Scheme::Employee => Status::OnJob,
            Scheme::Resident => Status::Resident,
        };
        let status = self.person.status.unwrap_or(usual);
        match status.is_of(scheme) {
            true => Ok(status),
            false => Err(CaseError::WrongStatus { status, scheme }),
        }
    }

    pub(super) fn age(&self) -> Result<u8, CaseError> {
        let day = self.visit.day;
        let stated = self.person.age;
        let Some(born_on) = self.person.born_on else {
            let age = i32::from(stated.unwrap_or(u16::from(USUAL_AGE)));
            let possible = u8::try_from(age).ok().filter(|_| age <= i32::from(OLDEST));
            return possible.ok_or(CaseError::ImpossibleAge(age));
        };
        let years = i32::from(day.year()) - i32::from(born_on.year());
        if born_on > day || years > i32::from(OLDEST) {
            return Err(CaseError::ImpossibleAge(years));
        }
        let born = age_on(born_on, day);
        match stated.filter(|stated| *stated != u16::from(born)) {
            Some(stated) => Err(CaseError::TwoAges { stated, born }),
            None => Ok(born),
        }
    }

    /// The admission after those settled before; 1 for care without admission.
    fn admission(&self) -> Result<u8, CaseError> {
        let (care, stated) = (self.visit.care, self.visit.admission);
        if care != Care::Inpatient {
            return match stated.filter(|number| *number != 1) {
                Some(admission) => Err(CaseError::NotAnAdmission { care, admission }),
                None => Ok(1),
            };
        }
        let next = self.year_to_date.admissions.map(|n| n.saturating_add(1));
        match (stated, next) {
            (None, next) => Ok(next.unwrap_or(1)),
            (Some(0), _) => Err(CaseError::AdmissionMismatch {
                admission: 0,
                before: self.year_to_date.admissions.unwrap_or_default(),
            }),
            (Some(stated), Some(next)) if stated != next => Err(CaseError::AdmissionMismatch {
                admission: stated,
                before: next.saturating_sub(1),
            }),
            (Some(stated), _) => Ok(stated),
        }
    }
}

fn words(known: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    known.iter().map(String::as_str)
}

impl CaseFiling {
    /// The filing as the desk would have it on record by the rules of its day.
    fn in_force(&self, number: usize, rules: &Procedures) -> Result<FilingInForce, UnknownWord> {
        let submitted_on = self.submitted_on.unwrap_or(self.from);
        let id = self.category.as_deref().unwrap_or(self.reason.word());
        // What a filing stands for, and whether care at home goes on, is for its category to say.
        let known = rules.categories_on(submitted_on);
        let known = known.iter().map(|row| row.id.as_str());
        let row = rules.category(id, submitted_on);
        let row = row.ok_or_else(|| UnknownWord::of(Unknown::Category, id, known))?;
        if let Some(option) = &self.option {
            let known = row.row().options.iter().map(String::as_str);
            UnknownWord::check(Unknown::ChosenOption, option, known)?;
        }
        let allowed = ends(row.validity, self.from, None);
        Ok(FilingInForce {
            id: format!("F-{}", number + 1)
                .parse()
                .expect("a short printable number"),
            category: id.to_owned(),
            reason: self.reason,
            footing: row.footing,
            at_home: row.at_home,
            destination: self.destination,
            period: Period {
                from: self.from,
                until: self.until.or(allowed),
            },
            submitted_on,
            manual_claim_only: self.manual_claim_only,
            traits: marks_of(self.pledged, self.option.as_deref()),
        })
    }
}
