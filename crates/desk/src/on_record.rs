//! What is on record of a person: insurances over time, chosen facilities, filings. A settlement is
//! derived again from it when it changes for days that had passed.

use domain::Bilingual;
use domain::calendar::today_in_china;
use domain::facility::Care;
use domain::facts::Situated;
use domain::ids::PersonId;
use domain::person::{Enrolment, Person};
use domain::policy::Pack;
use domain::situation::Footing;
use jiff::civil::Date;
use store::designations::{self, Designation};
use store::enrolments::{self, Insurance, RecordedInsurance};
use store::filings::DatedFiling;
use store::settlements::Settlement;
use store::visits::{Visit, VisitFlags};
use store::{filings, people};

use crate::derive::Ordinals;
use crate::rules::{self, OnRecord};
use crate::stays::Following;
use crate::{Desk, DeskError, findings, parts};

/// All that is on record of a person that settlements are computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonOnRecord {
    pub person: Person,
    pub history: Vec<RecordedInsurance>,
    pub chosen: Vec<Designation>,
    pub filings: Vec<DatedFiling>,
}

impl PersonOnRecord {
    /// Reads it.
    pub(crate) fn load(
        desk: &mut Desk<'_, '_>,
        person: &PersonId,
    ) -> Result<PersonOnRecord, DeskError> {
        Ok(PersonOnRecord {
            person: people::find(desk.tx, person)?.ok_or(DeskError::UnknownPerson)?,
            history: enrolments::history(desk.tx, person)?,
            chosen: designations::of_person(desk.tx, person)?,
            filings: filings::dated(desk.tx, person)?,
        })
    }

    /// Whether the person is entitled by an insurance on a day.
    pub(crate) fn covers(&self, insurance: Insurance, day: Date) -> bool {
        let insured = self.insured(insurance, day);
        insured.is_some_and(|insured| insured.check_entitled(day).is_ok())
    }

    /// The insurance as it is on record for a day.
    fn insured(&self, insurance: Insurance, day: Date) -> Option<Enrolment> {
        let mut there = enrolments::as_of(&self.history, day).into_iter();
        there.find(|enrolment| (enrolment.insured_at, enrolment.scheme) == insurance)
    }
}

/// A settlement to be derived again, and what it then stands among.
pub(crate) struct Again<'a> {
    pub made: &'a Settlement,
    pub visit: &'a Visit,
    pub pack: &'a Pack,
    pub ordinals: Ordinals,
    pub following: &'a Following,
}

impl Again<'_> {
    /// The situation by what is on record; or why nobody can say.
    pub(crate) fn situated(
        &self,
        desk: &mut Desk<'_, '_>,
        on_record: &PersonOnRecord,
    ) -> Result<Result<Situated, Bilingual>, DeskError> {
        match self.situate(desk, on_record) {
            Err(refused) if refused.is_about_the_business() => Ok(Err(refused.message())),
            Err(error) => Err(error),
            Ok(situated) => Ok(Ok(situated)),
        }
    }

    fn situate(
        &self,
        desk: &mut Desk<'_, '_>,
        on_record: &PersonOnRecord,
    ) -> Result<Situated, DeskError> {
        let Again { made, visit, .. } = self;
        let day = last_day(visit, made);
        let insurance = made.insurance();
        let (insured_at, scheme) = insurance;
        let not_enrolled = || DeskError::NotEnrolled {
            scheme: Some(scheme),
            insured_at: Some(insured_at),
        };
        // Entitled on the first day; insured as on the day that picks the rules.
        let first = on_record.insured(insurance, visit.from);
        let first = first.ok_or_else(not_enrolled)?;
        first
            .check_entitled(visit.from)
            .map_err(DeskError::NotEntitled)?;
        let enrolment = on_record.insured(insurance, day).unwrap_or(first);
        let chosen = on_record.chosen.iter();
        let mut chosen = chosen.filter(|chosen| chosen.facility == visit.facility);
        let batch = parts::batch_of(made);
        let record = OnRecord {
            person: &on_record.person,
            enrolment: &enrolment,
            facility: desk.reference.facility(&visit.facility)?,
            care: visit.care,
            day,
            admitted_on: (visit.care == Care::Inpatient).then_some(visit.from),
            settled_on: today_in_china(made.created_at),
            flags: made.flags.unwrap_or_else(|| flags_of(visit, made)),
            admission: self.ordinals.admission,
            unfiled_before: self.ordinals.unfiled_before,
            following: self.following.clone(),
            diagnoses: findings::of_settlement(desk, visit, (self.pack, batch, &made.id))?,
            designated: chosen.any(|chosen| chosen.period.contains(visit.from)),
        };
        let all = &on_record.filings;
        let filings = all
            .iter()
            .filter_map(|filing| filing.at(made.created_at, all));
        let filings: Vec<_> = filings.collect();
        rules::situate(desk, &record, self.pack, &filings)
    }
}

/// The circumstances of a settlement from before they were kept with it: those of the visit, with
/// the emergency that the message of the settlement may have stated.
fn flags_of(visit: &Visit, made: &Settlement) -> VisitFlags {
    let emergency = made.inputs.situation.footing == Footing::Emergency;
    VisitFlags {
        emergency: visit.flags.emergency || emergency,
        ..visit.flags
    }
}

/// The day up to which a part of a stay goes: its discharge, or the day it was settled on. Of any
/// other care, the day of the visit.
pub(crate) fn last_day(visit: &Visit, made: &Settlement) -> Date {
    if visit.care != Care::Inpatient {
        return visit.from;
    }
    let until = visit.until.filter(|_| parts::is_final(made));
    until.unwrap_or(parts::mid_stay_day(visit, today_in_china(made.created_at)))
}
