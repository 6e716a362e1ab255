//! What the forms of the desk say.

use desk::DeskError;
use desk::hospital::{RecordRecognition, RecordReferral};
use domain::Region;
use domain::filing::Contact;
use domain::hospital_record::NamedCode;
use domain::ids::PersonId;
use domain::person::Person;

use crate::pages::at_facility::{doctor, insurance_named, needed_day, sent_day, wrong};
use crate::pages::given::FormValues;

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
        referred_on: needed_day(sent_day(values, "referred_on")?, "referred_on")?,
        from: None,
        through: sent_day(values, "through")?,
        files,
    })
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
        insured_by: insurance_named(values),
        disease: NamedCode { code, name },
        doctor: doctor(values)?,
        recognised_on: needed_day(sent_day(values, "recognised_on")?, "recognised_on")?,
        from: sent_day(values, "holds_from")?,
        through: sent_day(values, "holds_through")?,
        memo: values.text("memo"),
    })
}
