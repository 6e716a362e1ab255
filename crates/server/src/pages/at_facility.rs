//! What the desks of a facility read and say alike: who is there, the number of a form, a day, a
//! doctor, an insurance.

use desk::DeskError;
use desk::accounts::Claimed;
use desk::hospital::ShownAtDesk;
use desk::operators::Operator;
use domain::Region;
use domain::hospital_record::RecordingDoctor;
use domain::ids::{MessageId, PersonId};
use domain::person::{Enrolment, Scheme};
use domain::region_names::label;
use domain::text::{Bilingual, Named};
use jiff::civil::Date;

use super::designation::fresh_number;
use super::form::Sent;
use super::given::{FormValues, day, not_a_day};
use super::problem::PageProblem;
use crate::problem::ApiProblem;

/// The number under which a form is sent; a number of its own where it carries none.
pub(super) fn form_number(values: &FormValues) -> MessageId {
    let sent = values.get("form").and_then(|form| form.parse().ok());
    sent.unwrap_or_else(|| {
        fresh_number()
            .parse()
            .expect("seventeen letters and digits")
    })
}

/// The person a form of the desk names.
pub(super) fn named(sent: &Sent) -> Result<(Operator, PersonId), PageProblem> {
    let operator = sent.asking.staff()?.clone();
    let person = sent.values.text("person").parse();
    let person = person.map_err(|_| sent.asking.problem(DeskError::UnknownPerson))?;
    Ok((operator, person))
}

/// What somebody shows at the desk.
pub(super) fn shown_by(values: &FormValues) -> ShownAtDesk {
    match values.get("voucher") {
        Some(token) => ShownAtDesk::Token(typed_by_hand(token)),
        None => ShownAtDesk::Papers(Claimed {
            name: values.text("name"),
            number: values.text("number"),
        }),
    }
}

/// A code as it is spelt, however it was typed off a screen: with gaps, all in small letters.
fn typed_by_hand(token: &str) -> String {
    let spelt: String = token.split_whitespace().collect();
    match spelt.contains(|sign: char| sign.is_ascii_uppercase()) {
        true => spelt,
        false => spelt.to_ascii_uppercase(),
    }
}

/// A rule of a field.
pub(super) fn wrong(field: &'static str, zh: &str, en: &str) -> DeskError {
    DeskError::Field {
        field,
        rule: Bilingual::new(zh, en),
    }
}

/// A day as a form sends it, if it sends one.
pub(super) fn sent_day(
    values: &FormValues,
    field: &'static str,
) -> Result<Option<Date>, DeskError> {
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

/// A day that must be there.
pub(super) fn needed_day(found: Option<Date>, field: &'static str) -> Result<Date, DeskError> {
    found.ok_or_else(|| wrong(field, "请填日期", "give the day"))
}

/// Who treats.
pub(super) fn doctor(values: &FormValues) -> Result<RecordingDoctor, DeskError> {
    let code = values.text("doctor_code").parse();
    Ok(RecordingDoctor {
        code: code.map_err(|_| wrong("doctor_code", "请填医师代码", "give the doctor's code"))?,
        name: values.text("doctor_name"),
    })
}

/// The insurance a form names, as `region/scheme`.
pub(super) fn insurance_named(values: &FormValues) -> Option<(Region, Scheme)> {
    let (place, scheme) = values.get("insurance")?.split_once('/')?;
    Some((place.parse().ok()?, Scheme::from_word(scheme)?))
}

/// A problem as the head of a form says it.
pub(super) fn says(problem: &ApiProblem) -> Bilingual {
    problem.says()
}

/// An insurance: the value of a form and the words.
pub(super) fn insurance(one: &Enrolment) -> (String, Bilingual) {
    let (place, scheme) = (label(one.insured_at), one.scheme.name());
    let words = Bilingual::new(
        format!("{}，{}", place.zh, scheme.zh),
        format!("{}, {}", place.en, scheme.en),
    );
    (format!("{}/{}", one.insured_at, one.scheme.word()), words)
}
