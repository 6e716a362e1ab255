//! What turns out to be impossible only when the bill is looked at, marked in the field of the form
//! that asks for it.

use domain::text::Bilingual;
use workbench::case::CaseError;

use crate::web::policy::what_if::Form;

/// The fields of a bill that the form asks for under another name, the longer paths first.
const ASKED: [(&str, &str); 25] = [
    ("person.insured_at", "pack"),
    ("person.scheme", "pack"),
    ("person.tier", "tier"),
    ("person.status", "status"),
    ("person.age", "age"),
    ("person.months", "months"),
    ("person.account", "account"),
    ("person.traits", "marks"),
    ("visit.traits", "marks"),
    ("visit.day", "day"),
    ("visit.care", "care"),
    ("visit.level", "level"),
    ("visit.treated_at", "at"),
    ("visit.filings[0].destination", "filed_to"),
    ("visit.filings[0].from", "filed_from"),
    ("visit.filings[0].until", "filed_until"),
    ("visit.filings", "footing"),
    ("visit.footing", "footing"),
    ("visit.admitted_on", "admitted_on"),
    ("visit.emergency", "circumstances"),
    ("visit.designated", "circumstances"),
    ("visit.referral", "circumstances"),
    ("visit.admission", "before"),
    ("year_to_date.admissions", "before"),
    ("bill", "total"),
];

/// Marks the field that is wrong; false where the rules refuse, or where no field asks.
pub(super) fn mark(form: &mut Form, error: &CaseError) -> bool {
    if error.refusal().is_some() {
        return false;
    }
    let Bilingual { zh, en } = error.says();
    let code = error.code();
    let wrong = Bilingual::new(zh, format!("{en} (code {code})"));
    let fields = error.fields();
    let names = fields.iter().filter_map(|field| asked(field));
    let names: Vec<&str> = names.collect();
    names.into_iter().any(|name| form.mark(name, &wrong))
}

/// The name under which the form asks for a field.
fn asked(field: &str) -> Option<&'static str> {
    let found = ASKED.iter().find(|(path, _)| field.starts_with(path));
    found.map(|(_, name)| *name)
}
