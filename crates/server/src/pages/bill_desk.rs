//! The desk where a facility without a system of its own settles: who is here, what is said before
//! care, what would be paid, the settlement, the bill, taking it back, what became of a form, the
//! day. What may be done the desk decides, by the functions the hospital interface calls.

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use desk::bill_cases::NotedRefusal;
use desk::hospital::{self, BillAtDesk, FateOfForm, find_items, named_inputs};
use desk::operators::Operator;
use desk::{Desk, DeskError};
use domain::Bilingual;
use jiff::civil::Date;
use sheets::bills::BillColumn;
use std::time::Instant;

use self::form::{AtForm, Came};
use self::paper::to_paper;
use self::place::OfFacility;
use self::read::{as_sent, told_before};
use self::rows::{of_table, with_rows};
use self::seen::seen_here;
use self::shown::{day_page, outcome_of};
use super::at_facility::{form_number, says, shown_by};
use super::bill_told::told_of;
use super::form::Sent;
use super::given::{FormValues, day};
use super::handed::{handed, rows_of};
use super::people::explained;
use super::{Asking, Page};
use crate::problem::ApiProblem;
use crate::web::bill_desk::render;
use crate::web::text::BillText;
use crate::{App, not_settled};

mod again;
mod day;
mod form;
mod paper;
mod place;
mod read;
mod rows;
mod seen;
mod shown;

/// So many items of the catalogue are shown of those that fit.
const ITEMS_FOUND: usize = 12;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/desk", get(show))
        .route("/desk/find", post(find))
        .route("/desk/search", post(search))
        .route("/desk/upload", post(upload))
        .route("/desk/quote", post(quote))
        .route("/desk/settle", post(settle))
        .route("/desk/fate", post(fate))
        .route("/desk/bills/{id}/again", get(again::again))
        .merge(paper::routes())
        .merge(day::routes())
}

async fn show(State(app): State<App>, asking: Asking) -> Page {
    let operator = asking.staff()?.clone();
    let on = asking.asked("day").and_then(day).unwrap_or(app.today());
    first_page(&app, &asking, (&operator, on), None).await
}

/// Who is here, and the day.
async fn first_page(
    app: &App,
    asking: &Asking,
    (operator, on): (&Operator, Date),
    wrong: Option<Bilingual>,
) -> Page {
    let by = operator.clone();
    let bills = app.read(move |desk| hospital::bills_of_day(desk, &by, on));
    let bills = bills.await.map_err(|error| asking.problem(error))?;
    let place = OfFacility::of(app, operator).map_err(|error| asking.problem(error))?;
    let mut page = day_page(&place, on, &bills);
    page.wrong = wrong;
    Ok(Html(render(&asking.frame, &page)))
}

async fn find(State(app): State<App>, sent: Sent) -> Response {
    let operator = match sent.asking.staff() {
        Ok(operator) => operator.clone(),
        Err(problem) => return problem.into_response(),
    };
    let (by, number) = (operator.clone(), form_number(&FormValues::default()));
    let (shown, request) = (shown_by(&sent.values), number.clone());
    let seen = app.transact(move |desk| {
        let seen = hospital::find_at_desk(desk, (&by, &request), &shown)?;
        seen_here(desk, (&by, &request), (seen, None))
    });
    match seen.await {
        Ok(seen) => {
            let asked = AtForm {
                operator,
                number,
                seen,
                values: FormValues::default(),
            };
            asked.page(&app, &sent.asking, Came::default())
        }
        Err(error) => {
            let problem = ApiProblem::from(error);
            let wrong = Some(says(&problem));
            let on = app.today();
            let page = first_page(&app, &sent.asking, (&operator, on), wrong).await;
            (problem.status(), page).into_response()
        }
    }
}

/// Looks for an item of the catalogue, or puts one that was found into the next row.
async fn search(State(app): State<App>, sent: Sent) -> Response {
    let mut form = match AtForm::of(&app, &sent.asking, &sent.values).await {
        Ok(form) => form,
        Err(problem) => return problem.into_response(),
    };
    let mut came = Came::default();
    let place = match OfFacility::of(&app, &form.operator) {
        Ok(place) => place,
        Err(error) => return sent.asking.problem(error).into_response(),
    };
    match form.values.get("add").map(str::to_owned) {
        Some(code) => {
            let row = of_table(vec![code, "1".to_owned()]);
            form.values = with_rows(&form.values.without("add"), vec![row]);
        }
        None => {
            let text = form.values.text("search");
            let asked = (text.as_str(), ITEMS_FOUND);
            let here = (&place.facility.code, place.today);
            let found = find_items(&place.reference, here, asked);
            came.items = Some(found.into_iter().cloned().collect());
        }
    }
    form.page(&app, &sent.asking, came)
}

/// Puts the rows of a table in a file behind those that are typed, and says at each what is wrong.
async fn upload(State(app): State<App>, request: Request) -> Response {
    let sent = match handed(&app, request, rows_of::<BillColumn>).await {
        Ok(sent) => sent,
        Err(problem) => return problem.into_response(),
    };
    let mut form = match AtForm::of(&app, &sent.asking, &sent.values).await {
        Ok(form) => form,
        Err(problem) => return problem.into_response(),
    };
    let came = match sent.read {
        Ok(rows) => {
            let rows = rows.into_iter().map(|(_, row)| of_table(row));
            form.values = with_rows(&form.values, rows.collect());
            form.faults_of_rows(&app)
        }
        Err(why) => Came::of_file(why),
    };
    form.page(&app, &sent.asking, came)
}

/// A form that was sent with the bill it asks for, or the page that says what is wrong with it.
async fn asked(app: &App, sent: &Sent) -> Result<(AtForm, BillAtDesk), Box<Response>> {
    let form = AtForm::of(app, &sent.asking, &sent.values).await;
    let form = form.map_err(|problem| Box::new(problem.into_response()))?;
    match form.bill(app) {
        Ok(asked) => Ok((form, asked)),
        Err(came) => Err(Box::new(form.page(app, &sent.asking, *came))),
    }
}

async fn quote(State(app): State<App>, sent: Sent) -> Response {
    let (form, asked) = match asked(&app, &sent).await {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let came = quoted(&app, (&form, asked)).await;
    form.page(&app, &sent.asking, came)
}

/// What the bill of a form would come to.
async fn quoted(app: &App, (form, asked): (&AtForm, BillAtDesk)) -> Came {
    let (by, number, of) = (form.operator.clone(), form.number.clone(), asked.clone());
    let told = app.rehearse(move |desk| {
        let found = hospital::quote_bill(desk, (&by, &number), &of)?;
        let priced = &found.priced;
        let explanation = explained(desk, &priced.inputs, &priced.pack)?;
        let told = told_of((priced.scope, priced.shares), explanation, &found.lines);
        Ok((told, as_sent(&named_inputs(priced))))
    });
    match told.await {
        Ok((told, inputs)) => Came {
            told: Some(told),
            inputs,
            ..Came::default()
        },
        Err(error) => not_come(app, (form, asked), error).await,
    }
}

/// Why nothing came of a form. What the rules refuse is noted, and the form says what happens now.
async fn not_come(app: &App, (form, asked): (&AtForm, BillAtDesk), error: DeskError) -> Came {
    let (by, number) = (form.operator.clone(), form.number.clone());
    let note = move |desk: &mut Desk<'_, '_>, refused: &NotedRefusal| {
        hospital::note_refused_form(desk, (&by, &number), (&asked, refused))
    };
    let noted = not_settled::noted(app, NotedRefusal::of(&error), note).await;
    let mut came = Came::from(error);
    came.refused = noted.map(|noted| outcome_of((&form.seen, &form.values), noted));
    came
}

async fn settle(State(app): State<App>, sent: Sent) -> Response {
    let (form, asked) = match asked(&app, &sent).await {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let (by, number, of) = (form.operator.clone(), form.number.clone(), asked.clone());
    let told = told_before(&form.values);
    let begun = Instant::now();
    let made = app.transact(move |desk| hospital::settle_bill(desk, (&by, &number), (&of, &told)));
    let error = match made.await {
        Ok(id) => return to_paper(&id, Some(begun.elapsed().as_millis())),
        Err(error) => error,
    };
    let is_told_otherwise = matches!(
        &error,
        DeskError::Field {
            field: "quoted",
            ..
        }
    );
    let came = match is_told_otherwise {
        // The new amounts stand beside why they are others than those that were told.
        true => Came {
            wrong: Came::from(error).wrong,
            ..quoted(&app, (&form, asked)).await
        },
        false => not_come(&app, (&form, asked), error).await,
    };
    form.page(&app, &sent.asking, came)
}

async fn fate(State(app): State<App>, sent: Sent) -> Response {
    let form = match AtForm::of(&app, &sent.asking, &sent.values).await {
        Ok(form) => form,
        Err(problem) => return problem.into_response(),
    };
    let (by, number) = (form.operator.clone(), form.number.clone());
    let person = form.person().clone();
    let fate = app.read(move |desk| hospital::fate_of_form(desk, (&by, &number), &person));
    let says = match fate.await {
        Ok(FateOfForm::Settled(id)) => return to_paper(&id, None),
        Ok(FateOfForm::Nothing) => BillText::NothingCame,
        Ok(FateOfForm::TakenBack) => BillText::CameTakenBack,
        Err(error) => return form.page(&app, &sent.asking, error.into()),
    };
    let came = Came {
        says: Some(says.both()),
        ..Came::default()
    };
    form.page(&app, &sent.asking, came)
}
