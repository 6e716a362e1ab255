//! The desk of a facility: finding who is there, recording a referral, a recognised disease or a
//! choice, taking a record back. What may be done the desk decides.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use desk::hospital::{self, KeptRecord, WithdrawRecord};
use desk::operators::Operator;
use desk::{Desk, DeskError};
use domain::Bilingual;
use domain::hospital_record::{HospitalRecord, RecordKind};
use domain::ids::{FacilityCode, MessageId, PersonId};
use domain::procedures::ChangeReason;

use self::read::{named_by_people, recognition, referral};
use self::shown::{SeenHere, choice_row, day_row, found, outcome, person_page};
use super::at_facility::{form_number, named, says, shown_by};
use super::facilities::reached_at;
use super::form::Sent;
use super::given::FormValues;
use super::problem::PageProblem;
use super::{Asking, Page};
use crate::App;
use crate::problem::ApiProblem;
use crate::web::facility_desk::{FacilityDeskPage, render, render_person};

mod read;
mod shown;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/facility", get(show))
        .route("/facility/find", post(find))
        .route("/facility/refer", post(refer))
        .route("/facility/recognise", post(recognise))
        .route("/facility/choose", post(choose))
        .route("/facility/withdraw", post(withdraw))
}

async fn show(State(app): State<App>, headers: HeaderMap, asking: Asking) -> Page {
    let operator = asking.staff()?.clone();
    let page = desk_page(&app, &asking, (&operator, &headers)).await?;
    Ok(Html(render(&asking.frame, &page)))
}

/// The first page with what was done of late.
async fn desk_page(
    app: &App,
    asking: &Asking,
    (operator, headers): (&Operator, &HeaderMap),
) -> Result<FacilityDeskPage, PageProblem> {
    let by = operator.clone();
    let day = app
        .read(move |desk| hospital::facility_day(desk, &by))
        .await;
    let day = day.map_err(|error| asking.problem(error))?;
    let code = hospital::own_facility(operator).map_err(|error| asking.problem(error))?;
    let (reference, today) = (app.reference(), app.today());
    let name = reference
        .facility(code)
        .map(|facility| facility.name.clone());
    let home = reached_at(app, headers);
    let choices = day.choices.iter();
    Ok(FacilityDeskPage {
        facility: name.unwrap_or_else(|_| code.to_string()),
        link: format!("{home}/designation/choose?facility={code}&by=scan"),
        referrals: day
            .referrals
            .iter()
            .map(|one| day_row(one, today))
            .collect(),
        recognitions: day
            .recognitions
            .iter()
            .map(|one| day_row(one, today))
            .collect(),
        choices: choices
            .map(|(person, made, name)| choice_row((person, name.as_str()), made))
            .collect(),
        ..FacilityDeskPage::default()
    })
}

/// The first page again, with what was done or was wrong.
async fn desk_again(
    app: &App,
    (asking, headers): (&Asking, &HeaderMap),
    (operator, outcome): (&Operator, Result<Bilingual, DeskError>),
) -> Response {
    let mut page = match desk_page(app, asking, (operator, headers)).await {
        Ok(page) => page,
        Err(problem) => return problem.into_response(),
    };
    match outcome {
        Ok(done) => {
            page.done = Some(done);
            Html(render(&asking.frame, &page)).into_response()
        }
        Err(error) => {
            let said = named_by_people("withdraw", &error);
            let problem = ApiProblem::from(error);
            page.wrong = Some(said.unwrap_or_else(|| says(&problem)));
            (problem.status(), Html(render(&asking.frame, &page))).into_response()
        }
    }
}

async fn find(State(app): State<App>, headers: HeaderMap, sent: Sent) -> Response {
    let operator = match sent.asking.staff() {
        Ok(operator) => operator.clone(),
        Err(problem) => return problem.into_response(),
    };
    let shown = shown_by(&sent.values);
    let (by, number) = (operator.clone(), form_number(&sent.values));
    let seen = app.transact(move |desk| {
        let seen = hospital::find_at_desk(desk, (&by, &number), &shown)?;
        found(desk, (&by, &number), &seen.person.id)
    });
    match seen.await {
        Ok(seen) => person_response(&app, &sent.asking, (seen, &FormValues::default()), None),
        Err(error) => {
            let from = (&sent.asking, &headers);
            desk_again(&app, from, (&operator, Err(error))).await
        }
    }
}

/// The page of a person, as it is or with what came of a form.
fn person_response(
    app: &App,
    asking: &Asking,
    (seen, typed): (SeenHere, &FormValues),
    came: Option<(&'static str, Result<Bilingual, DeskError>)>,
) -> Response {
    let mut page = person_page(app, seen, typed);
    match came {
        None => Html(render_person(&asking.frame, &page)).into_response(),
        Some((_, Ok(done))) => {
            page.done = Some(done);
            Html(render_person(&asking.frame, &page)).into_response()
        }
        Some((form, Err(error))) => {
            page.open = form;
            let said = named_by_people(form, &error);
            let problem = ApiProblem::from(error);
            page.wrong = Some(said.unwrap_or_else(|| says(&problem)));
            (problem.status(), Html(render_person(&asking.frame, &page))).into_response()
        }
    }
}

/// The page of a person after one of its forms was sent.
async fn again(
    app: &App,
    sent: &Sent,
    (operator, person): (Operator, PersonId),
    (form, outcome): (&'static str, Result<Bilingual, DeskError>),
) -> Response {
    let number: MessageId = match &outcome {
        Ok(_) => form_number(&FormValues::default()),
        Err(_) => form_number(&sent.values),
    };
    let seen = app
        .read(move |desk| found(desk, (&operator, &number), &person))
        .await;
    let seen = match seen {
        Ok(seen) => seen,
        Err(error) => return sent.asking.problem(error).into_response(),
    };
    let nothing = FormValues::default();
    let typed = if outcome.is_ok() {
        &nothing
    } else {
        &sent.values
    };
    person_response(app, &sent.asking, (seen, typed), Some((form, outcome)))
}

/// Does what a form of a person asks, and shows the person again.
async fn do_form(
    app: &App,
    sent: &Sent,
    form: &'static str,
    work: impl Fn(
        &mut Desk<'_, '_>,
        (&Operator, &MessageId, &PersonId),
        &FormValues,
    ) -> Result<Bilingual, DeskError>
    + Send
    + 'static,
) -> Response {
    let (operator, person) = match named(sent) {
        Ok(named) => named,
        Err(problem) => return problem.into_response(),
    };
    let (by, of, values) = (operator.clone(), person.clone(), sent.values.clone());
    let number = form_number(&sent.values);
    let done = app
        .transact(move |desk| work(desk, (&by, &number, &of), &values))
        .await;
    again(app, sent, (operator, person), (form, done)).await
}

async fn refer(State(app): State<App>, sent: Sent) -> Response {
    let work = |desk: &mut Desk<'_, '_>,
                (operator, number, person): (&Operator, &MessageId, &PersonId),
                values: &FormValues| {
        let seen = hospital::seen_at_desk(desk, (operator, number), person)?;
        let asked = referral(values, &seen.person)?;
        let caller = hospital::at_desk(desk, (operator, number), person)?;
        let done = hospital::record_referral(desk, &caller, &asked)?;
        Ok(outcome::referral(&done))
    };
    do_form(&app, &sent, "refer", work).await
}

async fn recognise(State(app): State<App>, sent: Sent) -> Response {
    let work = |desk: &mut Desk<'_, '_>,
                (operator, number, person): (&Operator, &MessageId, &PersonId),
                values: &FormValues| {
        let asked = recognition(values, person)?;
        let caller = hospital::at_desk(desk, (operator, number), person)?;
        let done = hospital::record_recognition(desk, &caller, &asked)?;
        Ok(outcome::recognition(&done))
    };
    do_form(&app, &sent, "recognise", work).await
}

async fn choose(State(app): State<App>, sent: Sent) -> Response {
    let work = |desk: &mut Desk<'_, '_>,
                (operator, number, person): (&Operator, &MessageId, &PersonId),
                values: &FormValues| {
        let instead_of = values.get("instead_of").map(str::parse::<FacilityCode>);
        let instead_of = instead_of.transpose().map_err(|_| DeskError::Field {
            field: "instead_of",
            rule: Bilingual::new("从列表里选", "choose one of the list"),
        })?;
        let reason = values.get("reason").and_then(ChangeReason::from_word);
        let what = (person, instead_of, reason);
        let done = hospital::choose_at_desk(desk, (operator, number), what)?;
        Ok(outcome::choice(&done))
    };
    do_form(&app, &sent, "choose", work).await
}

async fn withdraw(State(app): State<App>, headers: HeaderMap, sent: Sent) -> Response {
    let (operator, person) = match named(&sent) {
        Ok(named) => named,
        Err(problem) => return problem.into_response(),
    };
    let (by, values) = (operator.clone(), sent.values.clone());
    let done = app.transact(move |desk| {
        let caller = hospital::as_facility(&by, &form_number(&values))?;
        let record = values
            .text("record")
            .parse()
            .map_err(|_| DeskError::Field {
                field: "record",
                rule: Bilingual::new("没有这条登记", "there is no such record"),
            })?;
        let asked = WithdrawRecord {
            person: person.clone(),
            record,
            reason: values.text("reason"),
        };
        match values.get("kind").and_then(RecordKind::from_word) {
            Some(RecordKind::Recognition) => {
                hospital::withdraw_recognition(desk, &caller, &asked).map(|kept| gone(&kept))
            }
            _ => hospital::withdraw_referral(desk, &caller, &asked).map(|kept| gone(&kept)),
        }
    });
    let done = done.await;
    desk_again(&app, (&sent.asking, &headers), (&operator, done)).await
}

fn gone<R: HospitalRecord>(kept: &KeptRecord<R>) -> Bilingual {
    let number = kept.record.number();
    domain::say!(
        "已撤销登记 {number}，已告知本人。",
        "Record {number} is withdrawn, and the person is told."
    )
}
