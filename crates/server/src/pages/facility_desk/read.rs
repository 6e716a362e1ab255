//! What the forms of the desk say.

use desk::DeskError;
use desk::hospital::{RecordRecognition, RecordReferral};
use domain::Region;
use domain::filing::Contact;
use domain::hospital_record::{NamedCode, RecordingDoctor};
use domain::ids::PersonId;
use domain::person::{Person, Scheme};
use domain::text::Bilingual;
use jiff::civil::Date;

use crate::pages::given::{FormValues, day, not_a_day};

fn wrong(field: &'static str, zh: &str, en: &str) -> DeskError {
    DeskError::Field {
        field,
        rule: Bilingual::new(zh, en),
    }
}

fn day_of(values: &FormValues, field: &'static str) -> Result<Option<Date>, DeskError> {
    let Some(text) = values.get(field) else {
        return Ok(None);
    };
    match day(text) {
        Some(day) => Ok(Some(day)),
        None => Err(DeskError::Field {
            field,
            rule: not_a_day(text),
        }),
    }
}

fn needed(found: Option<Date>, field: &'static str) -> Result<Date, DeskError> {
    found.ok_or_else(|| wrong(field, "请填日期", "give the day"))
}

fn doctor(values: &FormValues) -> Result<RecordingDoctor, DeskError> {
    let code = values.text("doctor_code").parse();
    Ok(RecordingDoctor {
        code: code.map_err(|_| wrong("doctor_code", "请填医师代码", "give the doctor's code"))?,
        name: values.text("doctor_name"),
    })
}

/// A referral, with the person's own name as whom to reach.
pub(super) fn referral(values: &FormValues, person: &Person) -> Result<RecordReferral, DeskError> {
    let place: Result<Region, _> = values.text("to_place").parse();
    let facility = values
        .get("to_facility")
        .map(|code| code.to_ascii_uppercase().parse());
    let facility = facility.transpose();
    let files = values.get("files").map(|_| Contact {
        name: person.name.clone(),
        phone: values.text("phone"),
        address: values.text("address"),
    });
    Ok(RecordReferral {
        person: person.id.clone(),
        to_facility: facility.map_err(|_| {
            wrong(
                "to_facility",
                "机构编号是 12 位",
                "a code has 12 characters",
            )
        })?,
        to_name: values.text("to_name"),
        to_place: place.map_err(|_| {
            wrong(
                "to_place",
                "请从列表里选一个地方",
                "choose a place of the list",
            )
        })?,
        distance: None,
        diagnosis: NamedCode {
            code: values.text("diagnosis_code"),
            name: values.text("diagnosis_name"),
        },
        condition: values.text("condition"),
        reason: values.text("why"),
        opinion: values.text("opinion"),
        doctor: Some(doctor(values)?),
        referred_on: needed(day_of(values, "referred_on")?, "referred_on")?,
        from: None,
        through: day_of(values, "through")?,
        files,
    })
}

/// The insurance a form names, as `region/scheme`.
fn insurance(values: &FormValues) -> Option<(Region, Scheme)> {
    let (place, scheme) = values.get("insurance")?.split_once('/')?;
    Some((place.parse().ok()?, Scheme::from_word(scheme)?))
}

/// A recognition.
pub(super) fn recognition(
    values: &FormValues,
    person: &PersonId,
) -> Result<RecordRecognition, DeskError> {
    // One of a list is sent as its name in the policy and its title, divided by a stroke.
    let listed = values.get("disease").and_then(|it| it.split_once('|'));
    let (code, name) = match listed {
        Some((code, name)) => (code.to_owned(), name.to_owned()),
        None => (values.text("disease_code"), values.text("disease_name")),
    };
    Ok(RecordRecognition {
        person: person.clone(),
        insured_by: insurance(values),
        disease: NamedCode { code, name },
        doctor: doctor(values)?,
        recognised_on: needed(day_of(values, "recognised_on")?, "recognised_on")?,
        from: day_of(values, "holds_from")?,
        through: day_of(values, "holds_through")?,
        memo: values.text("memo"),
    })
}
