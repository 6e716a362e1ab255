//! The desk where a facility without a system of its own settles: who is here, what would be paid,
//! the settlement, the bill, taking it back, what became of a form, the day. What may be done the
//! desk decides, by the functions the hospital interface calls.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::hospital::{self, BillAtDesk, BillTakenBack, FateOfForm};
use desk::operators::Operator;
use desk::{DeskError, Identified, Settlement, Visit, Voucher};
use domain::Bilingual;
use domain::ids::{MessageId, PersonId, SettlementId};
use jiff::civil::Date;

use self::read::{FieldFaults, bill, field_of, told_before};
use self::shown::{OfFacility, day_page, form_page, paper_page, told_of};
use super::at_facility::{form_number, named, says, shown_by};
use super::form::Sent;
use super::given::{FormValues, day};
use super::people::explained;
use super::problem::PageProblem;
use super::{Asking, Page};
use crate::App;
use crate::problem::ApiProblem;
use crate::web::bill_desk::{BillTold, render, render_form, render_paper};
use crate::web::text::BillText;

mod read;
mod shown;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/desk", get(show))
        .route("/desk/find", post(find))
        .route("/desk/quote", post(quote))
        .route("/desk/settle", post(settle))
        .route("/desk/fate", post(fate))
        .route("/desk/bills/{id}", get(paper))
        .route("/desk/undo", post(undo))
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
    let seen = app.transact(move |desk| hospital::find_at_desk(desk, (&by, &request), &shown));
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

/// A form with whose it is.
struct AtForm {
    operator: Operator,
    number: MessageId,
    seen: Identified,
    values: FormValues,
}

/// What came of a form.
#[derive(Default)]
struct Came {
    faults: FieldFaults,
    wrong: Option<ApiProblem>,
    says: Option<Bilingual>,
    told: Option<BillTold>,
}

impl From<DeskError> for Came {
    /// At its field, where the form has it; at the head otherwise.
    fn from(error: DeskError) -> Came {
        let field = field_of(&error);
        let problem = ApiProblem::from(error);
        let faults = field.map(|field| (field, problem.detail.clone()));
        Came {
            faults: faults.into_iter().collect(),
            wrong: Some(problem),
            ..Came::default()
        }
    }
}

impl AtForm {
    /// The form that was sent, with the person it is of, whom the facility has seen.
    async fn of(app: &App, sent: &Sent) -> Result<AtForm, PageProblem> {
        let (operator, person) = named(sent)?;
        let number = form_number(&sent.values);
        let (by, request) = (operator.clone(), number.clone());
        let seen = app.read(move |desk| hospital::seen_at_desk(desk, (&by, &request), &person));
        let seen = seen.await.map_err(|error| sent.asking.problem(error))?;
        Ok(AtForm {
            operator,
            number,
            seen,
            values: sent.values.clone(),
        })
    }

    fn person(&self) -> &PersonId {
        &self.seen.person.id
    }

    /// What the form says, or what is wrong with it.
    fn bill(&self, app: &App) -> Result<BillAtDesk, Box<Came>> {
        let place =
            OfFacility::of(app, &self.operator).map_err(|error| Box::new(Came::from(error)))?;
        let read = bill(&self.values, (self.person(), &place));
        read.map_err(|faults| {
            Box::new(Came {
                faults,
                ..Came::default()
            })
        })
    }

    fn page(&self, app: &App, asking: &Asking, came: Came) -> Response {
        let place = match OfFacility::of(app, &self.operator) {
            Ok(place) => place,
            Err(error) => return asking.problem(error).into_response(),
        };
        let status = match &came.wrong {
            Some(problem) => problem.status(),
            None if came.faults.is_empty() => StatusCode::OK,
            None => StatusCode::BAD_REQUEST,
        };
        let mut page = form_page(&place, (&self.seen, &self.number), &self.values);
        page.with_faults(came.faults);
        page.wrong = came.wrong.as_ref().map(says);
        page.came = came.says;
        page.told = came.told;
        (status, Html(render_form(&asking.frame, &page))).into_response()
    }
}

async fn quote(State(app): State<App>, sent: Sent) -> Response {
    let form = match AtForm::of(&app, &sent).await {
        Ok(form) => form,
        Err(problem) => return problem.into_response(),
    };
    let asked = match form.bill(&app) {
        Ok(asked) => asked,
        Err(came) => return form.page(&app, &sent.asking, *came),
    };
    let (by, number) = (form.operator.clone(), form.number.clone());
    let told = app.rehearse(move |desk| {
        let found = hospital::quote_bill(desk, (&by, &number), &asked)?;
        let priced = &found.priced;
        let explanation = explained(desk, &priced.inputs, &priced.pack)?;
        Ok(told_of(
            (priced.scope, priced.shares),
            explanation,
            &found.lines,
        ))
    });
    let came = match told.await {
        Ok(told) => Came {
            told: Some(told),
            ..Came::default()
        },
        Err(error) => error.into(),
    };
    form.page(&app, &sent.asking, came)
}

/// Where a settled bill is shown.
fn to_paper(id: &SettlementId, is_new: bool) -> Response {
    let new = if is_new { "?new=1" } else { "" };
    Redirect::to(&format!("/desk/bills/{id}{new}")).into_response()
}

async fn settle(State(app): State<App>, sent: Sent) -> Response {
    let form = match AtForm::of(&app, &sent).await {
        Ok(form) => form,
        Err(problem) => return problem.into_response(),
    };
    let asked = match form.bill(&app) {
        Ok(asked) => asked,
        Err(came) => return form.page(&app, &sent.asking, *came),
    };
    let (by, number) = (form.operator.clone(), form.number.clone());
    let told = told_before(&form.values);
    let made =
        app.transact(move |desk| hospital::settle_bill(desk, (&by, &number), (&asked, told)));
    match made.await {
        Ok(id) => to_paper(&id, true),
        Err(error) => form.page(&app, &sent.asking, error.into()),
    }
}

async fn fate(State(app): State<App>, sent: Sent) -> Response {
    let form = match AtForm::of(&app, &sent).await {
        Ok(form) => form,
        Err(problem) => return problem.into_response(),
    };
    let (by, number) = (form.operator.clone(), form.number.clone());
    let person = form.person().clone();
    let fate = app.read(move |desk| hospital::fate_of_form(desk, (&by, &number), &person));
    let says = match fate.await {
        Ok(FateOfForm::Settled(id)) => return to_paper(&id, false),
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

/// A settled bill with everything its page shows.
pub(super) struct BillFound {
    made: Settlement,
    visit: Visit,
    cancelled: Option<Settlement>,
    seen: Identified,
    told: BillTold,
}

async fn found_bill(
    app: &App,
    asking: &Asking,
    (operator, id): (&Operator, &SettlementId),
) -> Result<BillFound, PageProblem> {
    let (by, id) = (operator.clone(), id.clone());
    let request = form_number(&FormValues::default());
    let found = app.read(move |desk| {
        let (made, visit) = hospital::bill_of_facility(desk, (&by, &request), &id)?;
        let pack = desk::query::pack_of_settlement(desk, &made)?;
        let explanation = explained(desk, &made.inputs, &pack)?;
        let lines = desk::lines_of_settlement(desk, &made)?;
        Ok(BillFound {
            cancelled: desk::query::cancellation_of(desk, &made)?,
            seen: desk::identify(desk, &Voucher::Person(made.person.clone()))?,
            told: told_of((made.scope, made.shares), explanation, &lines),
            made,
            visit,
        })
    });
    found.await.map_err(|error| asking.problem(error))
}

async fn paper(State(app): State<App>, Path(id): Path<String>, asking: Asking) -> Response {
    let operator = match asking.staff() {
        Ok(operator) => operator.clone(),
        Err(problem) => return problem.into_response(),
    };
    let Ok(id) = id.parse::<SettlementId>() else {
        let unknown = ApiProblem::no_such_page(&asking.frame.path);
        return asking.problem(unknown).into_response();
    };
    paper_again(&app, &asking, (&operator, &id), None).await
}

/// The page of a bill, as it is or with why it was not taken back.
async fn paper_again(
    app: &App,
    asking: &Asking,
    (operator, id): (&Operator, &SettlementId),
    failed: Option<(&FormValues, ApiProblem)>,
) -> Response {
    let found = match found_bill(app, asking, (operator, id)).await {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    let place = match OfFacility::of(app, operator) {
        Ok(place) => place,
        Err(error) => return asking.problem(error).into_response(),
    };
    let mut page = paper_page(&place, found);
    page.is_new = asking.asked("new").is_some();
    let mut status = StatusCode::OK;
    if let Some((values, problem)) = failed {
        status = problem.status();
        page.reason = values.text("reason");
        page.form = form_number(values).to_string();
        page.wrong = Some(says(&problem));
    }
    (status, Html(render_paper(&asking.frame, &page))).into_response()
}

async fn undo(State(app): State<App>, sent: Sent) -> Response {
    let operator = match sent.asking.staff() {
        Ok(operator) => operator.clone(),
        Err(problem) => return problem.into_response(),
    };
    let Ok(settlement) = sent.values.text("settlement").parse::<SettlementId>() else {
        let unknown = ApiProblem::no_such_page(&sent.asking.frame.path);
        return sent.asking.problem(unknown).into_response();
    };
    let asked = BillTakenBack {
        settlement: settlement.clone(),
        reason: sent.values.text("reason"),
    };
    let (by, number) = (operator.clone(), form_number(&sent.values));
    let done = app.transact(move |desk| hospital::take_bill_back(desk, (&by, &number), &asked));
    match done.await {
        Ok(()) => to_paper(&settlement, false),
        Err(error) => {
            let failed = Some((&sent.values, ApiProblem::from(error)));
            paper_again(&app, &sent.asking, (&operator, &settlement), failed).await
        }
    }
}
