//! What is on record of a person: insurances over time, chosen facilities, filings. A settlement is
//! derived again from it when it changes for days that had passed.

use domain::calendar::today_in_china;
use domain::facility::Care;
use domain::facts::Situated;
use domain::ids::PersonId;
use domain::person::{Enrolment, Person};
use domain::policy::Pack;
use domain::situation::Footing;
use domain::{Bilingual, say};
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
        let Again { made, visit, .. } = self;
        let day = last_day(visit, made);
        let insured = on_record.insured(made.insurance(), day);
        let Some(enrolment) = insured else {
            return Ok(Err(say!(
                "就诊当天没有这项参保登记",
                "the insurance is not on record for the day"
            )));
        };
        if let Err(why) = enrolment.check_entitled(visit.from) {
            return Ok(Err(why.told()));
        }
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
            diagnoses: findings::diagnoses(desk, visit, (self.pack, batch))?,
            designated: chosen.any(|chosen| chosen.period.contains(visit.from)),
        };
        let all = &on_record.filings;
        let filings = all
            .iter()
            .filter_map(|filing| filing.at(made.created_at, all));
        let filings: Vec<_> = filings.collect();
        match rules::situate(desk, &record, self.pack, &filings) {
            Ok(situated) => Ok(Ok(situated)),
            Err(DeskError::Unavailable(error)) => Err(DeskError::Unavailable(error)),
            Err(refused) => Ok(Err(refused.message())),
        }
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
