//! What the forms of the desk say.

use desk::DeskError;
use desk::hospital::{RecordRecognition, RecordReferral};
use domain::filing::Contact;
use domain::hospital_record::NamedCode;
use domain::ids::PersonId;
use domain::person::Person;
use domain::{Bilingual, Region, say};

use crate::pages::at_facility::{doctor, insurance_named, needed_day, sent_day, wrong};
use crate::pages::given::FormValues;
use crate::web::text::FacilityDeskText;

/// What is wrong with a field, by what the page calls it.
pub(super) fn named_by_people(form: &str, error: &DeskError) -> Option<Bilingual> {
    use FacilityDeskText as T;
    let DeskError::Field { field, rule } = error else {
        return None;
    };
    let called = match (form, *field) {
        (_, "to_place") => T::ToPlace,
        (_, "to_facility") => T::ToCode,
        (_, "to_name") => T::ToHospital,
        (_, "diagnosis") => T::DiagnosisName,
        ("refer", "reason") => T::WhyReferred,
        (_, "opinion") => T::Opinion,
        (_, "condition") => T::Condition,
        (_, "doctor_code") => T::DoctorCode,
        (_, "doctor") => T::DoctorName,
        (_, "referred_on") => T::ReferredOn,
        (_, "through") => T::ValidThrough,
        (_, "phone" | "contact.phone") => T::FilePhone,
        (_, "address" | "contact.address") => T::FileAddress,
        (_, "disease") => T::WhichDisease,
        (_, "recognised_on") => T::RecognisedOn,
        (_, "from" | "holds_from") => T::HoldsFrom,
        (_, "holds_through") => T::HoldsThrough,
        ("choose", "instead_of") => T::ChooseInstead,
        ("choose", "reason") => T::ChooseWhy,
        ("withdraw", "reason") => T::WithdrawWhy,
        _ => return Some(rule.clone()),
    };
    let called = called.both();
    Some(say!("{called}：{rule}", "{called}: {rule}"; called = called, rule = rule.clone()))
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
