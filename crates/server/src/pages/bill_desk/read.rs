//! What the form of a bill says: the visit, or the stay it goes on with, its diagnoses and rows.
//! What is wrong is told at its field.

use desk::hospital::{BillAtDesk, HospitalRecordError, NamedInputs, StayHere, ToldBefore};
use desk::{DeskError, VisitFlags};
use domain::facility::Care;
use domain::ids::{MessageId, PersonId};
use domain::{Bilingual, diagnosis, say};
use national::codes::MedType;
use national::request::{Diagnosis, findings};

use super::place::OfFacility;
use super::rows::{FieldFaults, LinesRead};
use crate::pages::at_facility::{doctor, insurance_named, needed_day, sent_day};
use crate::pages::given::FormValues;

/// No form has more diagnoses.
pub(super) const DIAGNOSES_MAX: usize = 10;

/// Code and name of a diagnosis, as the fields are called; the first is the main one.
pub(super) fn diagnosis_fields(number: usize) -> [String; 2] {
    ["diagnosis_code", "diagnosis_name"].map(|field| match number {
        1 => field.to_owned(),
        _ => format!("{field}-{number}"),
    })
}

/// The diagnoses that are typed, by their numbers.
pub(super) fn diagnoses_typed(values: &FormValues) -> Vec<(usize, [String; 2])> {
    let all = (1..=DIAGNOSES_MAX).map(|number| {
        let cells = diagnosis_fields(number).map(|field| values.text(&field));
        (number, cells)
    });
    all.filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()))
        .collect()
}

/// The form with the diagnoses completed by a list of codes and titles: a code that is on it needs
/// no name, and a title, or a part of one title only, needs no code.
pub(super) fn completed(values: &FormValues, listed: &[(String, Bilingual)]) -> FormValues {
    let mut all = values.clone();
    let meant = values.get("disease").and_then(|text| {
        let mut titled = listed.iter();
        titled.find(|(_, title)| title.zh == text || title.en == text)
    });
    if let Some((code, _)) = meant {
        all = all.with("disease", code);
    }
    for (number, [code, name]) in diagnoses_typed(values) {
        let text = if code.is_empty() { &name } else { &code };
        if !code.is_empty() && !name.is_empty() {
            continue;
        }
        let by_code = listed.iter().find(|(it, _)| diagnosis::is_same(it, text));
        let by_title = || {
            let exact = |(_, title): &&(String, Bilingual)| title.zh == *text || title.en == *text;
            let part = |(_, title): &&(String, Bilingual)| title.zh.contains(text.as_str());
            let mut parts = listed.iter().filter(part);
            let only = parts.next().filter(|_| parts.next().is_none());
            listed.iter().find(exact).or(only)
        };
        if let Some((code, title)) = by_code.or_else(by_title) {
            let [at_code, at_name] = diagnosis_fields(number);
            all = all.with(&at_code, code).with(&at_name, &title.zh);
        }
    }
    all
}

/// Takes what was read, or notes at its field why it was not.
fn noted<T>(read: Result<T, DeskError>, faults: &mut FieldFaults) -> Option<T> {
    match read {
        Ok(read) => Some(read),
        Err(error) => {
            let field = field_of(&error).unwrap_or_default();
            let rule = match &error {
                DeskError::Field { rule, .. } => rule.clone(),
                _ => error.message(),
            };
            faults.insert(field, rule);
            None
        }
    }
}

/// The field of the form an error is about, if it has it.
pub(super) fn field_of(error: &DeskError) -> Option<String> {
    let of_row = |cell: &str, serial: &str| {
        let number = serial.rsplit('-').next().unwrap_or(serial);
        Some(format!("{cell}-{number}"))
    };
    match error {
        DeskError::Field {
            field: "medfee_sumamt" | "quoted" | "form",
            ..
        } => None,
        DeskError::Field {
            field: "doctor", ..
        } => Some("doctor_name".to_owned()),
        DeskError::Field { field, .. } => Some((*field).to_owned()),
        DeskError::UnknownItem { serial, .. } | DeskError::ItemNotInForce { serial, .. } => {
            of_row("item", serial)
        }
        DeskError::Refund { serial, .. } => of_row("quantity", serial),
        DeskError::DateOrder { .. } => Some("until".to_owned()),
        DeskError::HospitalRecord(HospitalRecordError::DoctorNotHere { .. }) => {
            Some("doctor_code".to_owned())
        }
        DeskError::HospitalRecord(HospitalRecordError::BedDays { serial, .. }) => {
            of_row("quantity", serial)
        }
        _ => None,
    }
}

/// The diagnoses, the main one first. A pharmacy and a form that goes on with a stay need none.
fn diagnoses(values: &FormValues, needed: bool, faults: &mut FieldFaults) -> Vec<Diagnosis> {
    let mut typed = diagnoses_typed(values);
    if needed && typed.iter().all(|(number, _)| *number != 1) {
        typed.insert(0, (1, [String::new(), String::new()]));
    }
    let mut read: Vec<Diagnosis> = Vec::new();
    for (number, [code, name]) in typed {
        let [at_code, at_name] = diagnosis_fields(number);
        if code.is_empty() {
            let rule = say!("请填诊断编码", "give the code of the diagnosis");
            faults.insert(at_code, rule);
        } else if !diagnosis::is_code(&code) {
            let rule = say!(
                "没有这样的诊断编码：一个字母、两位数字开头，例如 I10.x00。核对病历",
                "no diagnosis has such a code: it begins with a letter and two figures, such as \
                 I10.x00. Check the record"
            );
            faults.insert(at_code, rule);
        } else if read.iter().any(|one| diagnosis::is_same(&one.code, &code)) {
            let rule = say!("这个诊断已经有了", "this diagnosis stands there already");
            faults.insert(at_code, rule);
        }
        if name.is_empty() {
            let rule = say!("请填诊断名称", "give the diagnosis");
            faults.insert(at_name, rule);
        }
        read.push(Diagnosis {
            code,
            name: Some(name),
            kind: None,
            order: Some(number.to_string()),
            main: number == 1,
            valid: true,
        });
    }
    read
}

/// Where a form is read: whose it is, at which facility, under which number, and the stay it may go
/// on with.
pub(super) struct FormOf<'a> {
    pub person: &'a PersonId,
    pub place: &'a OfFacility,
    pub number: &'a MessageId,
    pub stay: Option<&'a StayHere>,
}

impl FormOf<'_> {
    /// The stay the form says it goes on with.
    fn goes_on_with(&self, values: &FormValues) -> Option<&StayHere> {
        let said = values.get("stay");
        self.stay
            .filter(|stay| said == Some(stay.visit.id.as_str()))
    }
}

/// What the form says. What is wrong with it, by field.
pub(super) fn bill(values: &FormValues, form: &FormOf<'_>) -> Result<BillAtDesk, FieldFaults> {
    let mut faults = FieldFaults::new();
    let stay = form.goes_on_with(values);
    let (from, care) = match stay {
        Some(stay) => (Some(stay.visit.from), Some(Care::Inpatient)),
        None => {
            let from = sent_day(values, "from").and_then(|day| needed_day(day, "from"));
            let care = values.get("care").and_then(Care::from_word);
            (noted(from, &mut faults), care)
        }
    };
    if care.is_none() {
        faults.insert(
            "care".to_owned(),
            say!("选一种类别", "choose a kind of care"),
        );
    }
    let until = noted(sent_day(values, "until"), &mut faults).flatten();
    let doctor = noted(doctor(values), &mut faults);
    if values.get("doctor_name").is_none() {
        let rule = say!("请填姓名", "give the name");
        faults.insert("doctor_name".to_owned(), rule);
    }
    let needs_diagnosis = stay.is_none() && care != Some(Care::Pharmacy);
    let diagnoses = diagnoses(values, needs_diagnosis, &mut faults);
    let mut read = LinesRead {
        from: from.unwrap_or(form.place.today),
        place: form.place,
        stay: stay.map(|stay| (stay, form.number)),
        faults,
    };
    let lines = read.read(values);
    let faults = read.faults;
    let (Some(from), Some(doctor), Some(care), true) = (from, doctor, care, faults.is_empty())
    else {
        return Err(faults);
    };
    Ok(BillAtDesk {
        person: form.person.clone(),
        insured_by: insurance_named(values).filter(|_| stay.is_none()),
        care,
        from,
        until,
        stay: stay.map(|stay| stay.visit.id.clone()),
        mid_stay: care == Care::Inpatient && values.get("mid_stay").is_some(),
        flags: flags(values),
        doctor,
        findings: found(values, (care, stay.is_some()), &diagnoses),
        diseases: disease(values).into_iter().collect(),
        lines,
        use_account: values.get("account").is_some(),
    })
}

fn flags(values: &FormValues) -> VisitFlags {
    let ticked = |name: &str| values.get(name).is_some();
    VisitFlags {
        emergency: ticked("emergency"),
        referral: ticked("referral"),
        trauma: ticked("trauma"),
        third_party: ticked("third_party"),
    }
}

fn disease(values: &FormValues) -> Option<String> {
    values.get("disease").map(str::to_owned)
}

/// The diagnoses as the interface keeps them. Of a stay that goes on its kind is said already.
fn found(
    values: &FormValues,
    (care, goes_on): (Care, bool),
    diagnoses: &[Diagnosis],
) -> serde_json::Value {
    let disease = disease(values);
    let kind = (!goes_on).then(|| MedType::code_of(care));
    let mut found = findings(kind, disease.as_deref(), diagnoses);
    found["doctor"] = serde_json::json!({
        "code": values.text("doctor_code"),
        "name": values.text("doctor_name"),
    });
    found
}

/// What the person was told to pay, and what that was worked out from.
pub(super) fn told_before(values: &FormValues) -> ToldBefore {
    let inputs = values.text("inputs");
    let pairs = form_urlencoded::parse(inputs.as_bytes()).into_owned();
    ToldBefore {
        pays: values.get("quoted").and_then(|told| told.parse().ok()),
        inputs: pairs.collect(),
    }
}

/// What a price was worked out from, as the form sends it back.
pub(super) fn as_sent(inputs: &NamedInputs) -> String {
    let mut all = form_urlencoded::Serializer::new(String::new());
    all.extend_pairs(inputs);
    all.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnosis_of_the_list_is_completed_and_any_other_is_left_as_it_is() {
        let listed = [
            ("N18.5", "尿毒症透析"),
            ("C00", "恶性肿瘤"),
            ("C01", "恶性肿瘤"),
        ]
        .map(|(code, title)| (code.to_owned(), Bilingual::new(title, title)));
        for (code, name, expected) in [
            ("n18.5", "", ["N18.5", "尿毒症透析"]),
            ("透析", "", ["N18.5", "尿毒症透析"]),
            ("", "尿毒症透析", ["N18.5", "尿毒症透析"]),
            ("I10", "高血压", ["I10", "高血压"]),
            ("I10", "", ["I10", ""]),
            ("肿瘤", "", ["肿瘤", ""]),
        ] {
            let values = FormValues::of(
                [
                    ("diagnosis_code".to_owned(), code.to_owned()),
                    ("diagnosis_name".to_owned(), name.to_owned()),
                ],
                100,
            );
            let done = completed(&values, &listed);
            let told = diagnosis_fields(1).map(|field| done.text(&field));
            assert_eq!(told, expected, "{code} {name}");
        }
    }
}
