//! Which disease is meant, and what the record of an insurance says once it is recognised. The
//! insurance is the one truth that settling reads: a recognition writes there what a register would
//! have stated.

use domain::calendar::Period;
use domain::diagnosis;
use domain::hospital_record::NamedCode;
use domain::person::Enrolment;
use domain::text::Bilingual;
use jiff::civil::Date;
use store::enrolments::RecordedInsurance;

use super::HospitalRecordError;
use crate::{Desk, Reference};

/// The diseases an insured place lists as needing a recognition: name and title.
pub fn diseases_to_recognise(
    reference: &Reference,
    (enrolment, day): (&Enrolment, Date),
) -> Vec<(String, Bilingual)> {
    let (place, scheme) = (enrolment.insured_at, enrolment.scheme);
    let pack = reference.library.pack(place, scheme, day);
    let listed = pack.iter().flat_map(|pack| pack.diseases_to_recognise());
    listed
        .map(|row| (row.name.clone(), row.title.clone()))
        .collect()
}

/// What a disease is on record as: the policy's name of it; its national code where the policy
/// lists none. Words that are no code would never be paid for, and are refused.
pub(super) fn known_as(
    desk: &Desk<'_, '_>,
    (enrolment, day): (&Enrolment, Date),
    disease: &NamedCode,
) -> Result<String, HospitalRecordError> {
    let (place, scheme) = (enrolment.insured_at, enrolment.scheme);
    let pack = desk.reference().library.pack(place, scheme, day);
    let listed = pack.map(|pack| pack.diseases_to_recognise());
    let listed = listed.unwrap_or_default();
    if listed.is_empty() {
        return match diagnosis::is_code(&disease.code) {
            true => Ok(diagnosis::plain(&disease.code)),
            false => Err(HospitalRecordError::DiseaseCodeUnknown {
                disease: disease.code.trim().to_owned(),
            }),
        };
    }
    let code = disease.code.trim();
    let mut rows = listed.iter();
    if let Some(row) = rows.find(|row| row.is_known_as(code)) {
        return Ok(row.name.clone());
    }
    Err(HospitalRecordError::DiseaseNotListed {
        disease: format!("{} {}", disease.code, disease.name),
        listed: listed.iter().map(|row| row.title.clone()).collect(),
    })
}

/// The first day of a period on which a disease is on record already.
pub(super) fn known_on(
    history: &[RecordedInsurance],
    (known_as, period): (&str, Period),
) -> Option<Date> {
    let ends = history.iter().skip(1).map(|row| row.from).chain([None]);
    let mut days = history.iter().zip(ends).filter_map(|(row, until)| {
        let from = row.from.unwrap_or(Date::MIN);
        let has_it = row.enrolment.recognised.iter().any(|one| one == known_as);
        let held = Period { from, until };
        (has_it && held.overlaps(&period)).then_some(from.max(period.from))
    });
    days.next()
}

/// The record of an insurance with a disease added to, or taken from, the days of a period.
pub(super) fn marked(
    mut history: Vec<RecordedInsurance>,
    (known_as, period): (&str, Period),
    holds: bool,
) -> Vec<RecordedInsurance> {
    begin_row(&mut history, period.from);
    if let Some(until) = period.until {
        begin_row(&mut history, until);
    }
    for row in &mut history {
        if !row.from.is_some_and(|from| period.contains(from)) {
            continue;
        }
        let recognised = &mut row.enrolment.recognised;
        recognised.retain(|one| one != known_as);
        if holds {
            recognised.push(known_as.to_owned());
        }
    }
    history.dedup_by(|later, earlier| later.enrolment == earlier.enrolment);
    history
}

/// Lets a row of its own begin on a day, saying what the one before says.
fn begin_row(history: &mut Vec<RecordedInsurance>, day: Date) {
    let held = history.iter();
    let held = held.filter(|row| row.from.is_none_or(|from| from <= day));
    let at = held.count();
    let Some(before) = at.checked_sub(1).map(|last| &history[last]) else {
        return;
    };
    if before.from != Some(day) {
        let row = RecordedInsurance {
            from: Some(day),
            enrolment: before.enrolment.clone(),
        };
        history.insert(at, row);
    }
}
