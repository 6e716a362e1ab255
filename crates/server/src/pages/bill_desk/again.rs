//! A bill that was taken back, as a form again: what was typed stands there, under a new number.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::hospital::{self, BillAtDesk};
use domain::ids::SettlementId;
use serde_json::Value;

use super::form::{AtForm, Came};
use super::place::price;
use super::read::diagnosis_fields;
use super::rows::{CELLS, GIVES};
use super::shown::quantity;
use crate::App;
use crate::pages::Asking;
use crate::pages::at_facility::form_number;
use crate::pages::given::FormValues;
use crate::problem::ApiProblem;

pub(super) async fn again(
    State(app): State<App>,
    Path(id): Path<String>,
    asking: Asking,
) -> Response {
    let operator = match asking.staff() {
        Ok(operator) => operator.clone(),
        Err(problem) => return problem.into_response(),
    };
    let Ok(id) = id.parse::<SettlementId>() else {
        let unknown = ApiProblem::no_such_page(&asking.frame.path);
        return asking.problem(unknown).into_response();
    };
    let request = form_number(&FormValues::default());
    let sent = app.read(move |desk| hospital::bill_as_sent(desk, (&operator, &request), &id));
    let values = match sent.await {
        Ok(Some(bill)) => as_typed(&bill),
        Ok(None) => return Redirect::to("/desk").into_response(),
        Err(error) => return asking.problem(error).into_response(),
    };
    match AtForm::of(&app, &asking, &values).await {
        Ok(form) => form.page(&app, &asking, Came::default()),
        Err(problem) => problem.into_response(),
    }
}

/// A bill as the fields of the form.
fn as_typed(bill: &BillAtDesk) -> FormValues {
    let mut all = FormValues::default()
        .with("person", bill.person.as_str())
        .with("care", bill.care.word())
        .with("from", &bill.from.to_string())
        .with("doctor_code", bill.doctor.code.as_str())
        .with("doctor_name", &bill.doctor.name);
    if let Some(stay) = &bill.stay {
        all = all.with("stay", stay.as_str());
    }
    if let Some(until) = bill.until {
        all = all.with("until", &until.to_string());
    }
    if let Some((place, scheme)) = bill.insured_by {
        all = all.with("insurance", &format!("{place}/{}", scheme.word()));
    }
    if let Some(disease) = bill.diseases.first() {
        all = all.with("disease", disease);
    }
    let ticked = [
        ("mid_stay", bill.mid_stay),
        ("emergency", bill.flags.emergency),
        ("referral", bill.flags.referral),
        ("trauma", bill.flags.trauma),
        ("third_party", bill.flags.third_party),
        ("account", bill.use_account),
    ];
    for (name, _) in ticked.into_iter().filter(|(_, is_ticked)| *is_ticked) {
        all = all.with(name, "1");
    }
    with_lines(with_diagnoses(all, &bill.findings), bill)
}

fn with_diagnoses(mut all: FormValues, findings: &Value) -> FormValues {
    let rows = findings["diagnoses"].as_array();
    for (number, row) in (1..).zip(rows.into_iter().flatten()) {
        let [code, name] = diagnosis_fields(number);
        all = all.with(&code, row["code"].as_str().unwrap_or_default());
        all = all.with(&name, row["name"].as_str().unwrap_or_default());
    }
    all
}

fn with_lines(mut all: FormValues, bill: &BillAtDesk) -> FormValues {
    let number_of = |serial: &str| {
        let mut lines = (1..).zip(&bill.lines);
        let found = lines.find(|(_, line)| line.serial == serial);
        found.map(|(number, _): (usize, _)| number)
    };
    for (number, line) in (1usize..).zip(&bill.lines) {
        let count = quantity(line.quantity.abs());
        let back = line.refund_of.as_deref();
        let cells = match back.map(|of| (of, number_of(of))) {
            Some((of, None)) => {
                // It gives back what the stay had before this form.
                all = all.with(&format!("{GIVES}{of}"), &count);
                continue;
            }
            Some((_, Some(of))) => [
                String::new(),
                count,
                String::new(),
                String::new(),
                String::new(),
                of.to_string(),
            ],
            None => [
                line.code.clone(),
                count,
                price(line.price),
                line.used_on.to_string(),
                mark((line.approved_by_hospital, line.refused_by_hospital)).to_owned(),
                String::new(),
            ],
        };
        for (cell, text) in CELLS
            .iter()
            .zip(&cells)
            .filter(|(_, text)| !text.is_empty())
        {
            all = all.with(&format!("{cell}-{number}"), text);
        }
    }
    all
}

fn mark(said: (bool, bool)) -> &'static str {
    match said {
        (true, _) => "approved",
        (_, true) => "own",
        (false, false) => "",
    }
}
