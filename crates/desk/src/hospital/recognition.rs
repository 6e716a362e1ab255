//! A hospital recognises a disease (门诊慢特病认定). From its first day the insurance has it on record,
//! exactly as if a register had stated it; here is kept who found it, when and on whose word.

use domain::hospital_record::{NamedCode, Recognition, RecordingDoctor};
use domain::ids::PersonId;
use domain::notices::NoticeTopic;
use domain::person::{Enrolment, Scheme};
use domain::{Region, say};
use jiff::civil::Date;
use store::corrections::Correction;
use store::enrolments::{self, Insurance, RecordedInsurance};
use store::hospital_records::{self, KeptRecord};

use super::disease::{known_as, known_on, marked};
use super::told::{HospitalTold, tell};
use super::{
    HospitalRecordError, actor, again, check_doctor, filled, hospital, new_number, period,
};
use crate::identify::refuse_strangers;
use crate::register::{self, RegisterStatement};
use crate::{Caller, Desk, DeskError};

/// A recognition as a hospital states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRecognition {
    /// Who.
    pub person: PersonId,
    /// The insurance, where the person has more than one.
    pub insured_by: Option<(Region, Scheme)>,
    /// The disease: a national code, or the policy's name of it.
    pub disease: NamedCode,
    /// The doctor who says so.
    pub doctor: RecordingDoctor,
    /// The day on which it was found.
    pub recognised_on: Date,
    /// The first day; that one if none.
    pub from: Option<Date>,
    /// The last day, where it ends.
    pub through: Option<Date>,
    /// What else is to be said.
    pub memo: String,
}

/// A recognition that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecognitionRecorded {
    /// The record.
    pub kept: KeptRecord<Recognition>,
    /// What was settled otherwise for its days.
    pub corrections: Vec<Correction>,
}

/// Records a recognition; the same number again is the same recognition.
pub fn record_recognition(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &RecordRecognition,
) -> Result<RecognitionRecorded, DeskError> {
    desk.tx.lock_person(&asked.person)?;
    let mut record = built(desk, caller, asked)?;
    let before = hospital_records::of_person::<Recognition>(desk.tx, &asked.person)?;
    let mut before = before.into_iter();
    let same = |one: &KeptRecord<Recognition>| {
        one.request == caller.message && one.record.hospital == caller.facility
    };
    if let Some(same) = before.find(same) {
        record.number = same.record.number.clone();
        record.recorded_by = same.record.recorded_by.clone();
        record.withdrawn = same.record.withdrawn.clone();
        return Ok(RecognitionRecorded {
            kept: again(caller, (same, record))?,
            corrections: vec![],
        });
    }
    refuse_strangers(desk, &caller.facility, &asked.person)?;
    let insurance = (record.insured_at, record.scheme);
    let history = history(desk, (&asked.person, insurance))?;
    let what = (record.known_as.as_str(), record.period);
    if let Some(from) = known_on(&history, what) {
        return Err(HospitalRecordError::AlreadyRecognised {
            disease: record.disease.name.clone(),
            from,
        }
        .into());
    }
    let history = marked(history, what, true);
    let (kept, corrections) = write(desk, caller, (record, history))?;
    let told = HospitalTold::of(&kept.record, kept.record.period.from);
    let ordinal = 1 + i64::try_from(corrections.len()).unwrap_or_default();
    tell(
        desk,
        (kept.turn, ordinal),
        (NoticeTopic::DiseaseRecognised, &told),
    )?;
    Ok(RecognitionRecorded { kept, corrections })
}

/// Puts down what the insurance says from now on, with the record of how it came to know.
fn write(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    (record, history): (Recognition, Vec<RecordedInsurance>),
) -> Result<(KeptRecord<Recognition>, Vec<Correction>), DeskError> {
    let (by, number) = (actor(caller), record.number.clone());
    let statement = RegisterStatement {
        by: &by,
        number: number.as_str(),
    };
    let (person, insurance) = (record.person.clone(), (record.insured_at, record.scheme));
    let mut kept = KeptRecord {
        record,
        turn: 0,
        request: caller.message.clone(),
        recorded_at: desk.now,
    };
    let whose = ("record-recognition", (&person, insurance));
    let corrections = register::record_diseases(desk, statement, whose, &history, |desk, turn| {
        kept.turn = turn;
        Ok(hospital_records::put(desk.tx, desk.random, &kept)?)
    })?;
    Ok((kept, corrections))
}

/// All that is on record of one insurance of a person.
pub(super) fn history(
    desk: &mut Desk<'_, '_>,
    (person, (insured_at, scheme)): (&PersonId, Insurance),
) -> Result<Vec<RecordedInsurance>, DeskError> {
    let mut history = enrolments::history(desk.tx, person)?;
    history.retain(|row| {
        let it = &row.enrolment;
        (it.insured_at, it.scheme) == (insured_at, scheme)
    });
    Ok(history)
}

/// What is asked as a record, once it is in order.
fn built(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &RecordRecognition,
) -> Result<Recognition, DeskError> {
    let own = hospital(desk, caller)?;
    filled("disease", &asked.disease.code)?;
    filled("disease", &asked.disease.name)?;
    desk.not_ahead(
        say!("认定日期", "the day of the recognition"),
        asked.recognised_on,
    )?;
    check_doctor(desk, caller, (&asked.doctor, asked.recognised_on))?;
    let from = asked.from.unwrap_or(asked.recognised_on);
    if from < asked.recognised_on {
        return Err(DeskError::Field {
            field: "from",
            rule: say!(
                "不能早于认定日期：先认定，后享受待遇",
                "not before the recognition: the benefit follows it"
            ),
        });
    }
    let days = period(from, asked.through)?;
    let enrolment = insured(desk, asked, from)?;
    let known_as = known_as(desk, (&enrolment, from), &asked.disease)?;
    Ok(Recognition {
        number: new_number(desk, 'G', own),
        person: asked.person.clone(),
        insured_at: enrolment.insured_at,
        scheme: enrolment.scheme,
        disease: asked.disease.clone(),
        known_as,
        hospital: caller.facility.clone(),
        doctor: asked.doctor.clone(),
        recognised_on: asked.recognised_on,
        period: days,
        memo: asked.memo.trim().to_owned(),
        recorded_by: actor(caller),
        withdrawn: None,
    })
}

/// The insurance that pays for it: the one named, else one that covers the person on the day.
fn insured(
    desk: &mut Desk<'_, '_>,
    asked: &RecordRecognition,
    day: Date,
) -> Result<Enrolment, DeskError> {
    let mut all = enrolments::on_day(desk.tx, &asked.person, day)?;
    if let Some((place, scheme)) = asked.insured_by {
        all.retain(|one| (one.insured_at, one.scheme) == (place.pooling(), scheme));
    }
    all.retain(|one| one.period.contains(day));
    all.sort_by_key(|one| one.check_entitled(day).is_err());
    all.into_iter().next().ok_or(DeskError::NotEnrolled {
        scheme: asked.insured_by.map(|(_, scheme)| scheme),
        insured_at: asked.insured_by.map(|(place, _)| place),
    })
}
