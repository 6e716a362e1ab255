//! A settled bill: its page, the slip, and taking it back after seeing what that would do.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::Voucher;
use desk::hospital::{self, BillTakenBack};
use desk::looked::HelperLook;
use desk::operators::Operator;
use domain::ids::SettlementId;

use super::place::OfFacility;
use super::shown::{BillFound, paper_page, undo_ahead};
use crate::App;
use crate::pages::Asking;
use crate::pages::acting::seen;
use crate::pages::at_facility::{form_number, says};
use crate::pages::bill_told::told_of;
use crate::pages::form::Sent;
use crate::pages::given::FormValues;
use crate::pages::people::explained;
use crate::pages::problem::PageProblem;
use crate::problem::ApiProblem;
use crate::web::bill_desk::{BillOnPaper, render_paper, render_slip};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/desk/bills/{id}", get(paper))
        .route("/desk/undo", post(undo))
        .route("/desk/undo/look", post(look))
}

async fn found_bill(
    app: &App,
    asking: &Asking,
    (operator, id): (&Operator, &SettlementId),
) -> Result<BillFound, PageProblem> {
    let (by, id) = (operator.clone(), id.clone());
    let request = form_number(&FormValues::default());
    let found = app.read(move |desk| {
        let (made, mut visit) = hospital::bill_of_facility(desk, (&by, &request), &id)?;
        let pack = desk::query::pack_of_settlement(desk, &made)?;
        let explanation = explained(desk, &made.inputs, &pack)?;
        let lines = desk::lines_of_settlement(desk, &made)?;
        let cancelled = desk::query::cancellation_of(desk, &made)?;
        // Whoever may not go on with it, because it is their family's, sees the bill all the same.
        let sent = match cancelled {
            Some(_) => hospital::bill_as_sent(desk, (&by, &request), &id).unwrap_or_default(),
            None => None,
        };
        // Taken back, the stay goes on; the bill shows the days it was made with.
        visit.until = visit.until.or(sent.as_ref().and_then(|sent| sent.until));
        Ok(BillFound {
            again: sent.is_some(),
            cancelled,
            seen: desk::identify(desk, &Voucher::Person(made.person.clone()))?,
            told: told_of((made.scope, made.shares), explanation, &lines),
            made,
            visit,
        })
    });
    found.await.map_err(|error| asking.problem(error))
}

/// Where a settled bill is shown.
pub(super) fn to_paper(id: &SettlementId, took: Option<u128>) -> Response {
    let new = took.map_or_else(String::new, |took| format!("?new=1&took={took}"));
    Redirect::to(&format!("/desk/bills/{id}{new}")).into_response()
}

/// No settlement that was told how long it took took longer, in milliseconds.
const TOOK_LONGEST: u32 = 600_000;

async fn paper(State(app): State<App>, Path(id): Path<String>, asking: Asking) -> Response {
    let operator = match asking.staff() {
        Ok(operator) => operator.clone(),
        Err(problem) => return problem.into_response(),
    };
    let Ok(id) = id.parse::<SettlementId>() else {
        let unknown = ApiProblem::no_such_page(&asking.frame.path);
        return asking.problem(unknown).into_response();
    };
    let page = match page_of(&app, &asking, (&operator, &id)).await {
        Ok(page) => page,
        Err(problem) => return problem.into_response(),
    };
    let html = match asking.asked("paper") {
        Some("narrow") => render_slip(&asking.frame, &page),
        _ => render_paper(&asking.frame, &page),
    };
    Html(html).into_response()
}

/// The page of a bill as it is.
async fn page_of(
    app: &App,
    asking: &Asking,
    (operator, id): (&Operator, &SettlementId),
) -> Result<BillOnPaper, PageProblem> {
    let found = found_bill(app, asking, (operator, id)).await?;
    let look = HelperLook::Object(found.made.id.to_string());
    seen(app, asking, (&found.made.person, look)).await?;
    let place = OfFacility::of(app, operator).map_err(|error| asking.problem(error))?;
    let mut page = paper_page(&place, found);
    page.is_new = asking.asked("new").is_some();
    let took = asking.asked("took").and_then(|took| took.parse().ok());
    page.took_ms = took.filter(|took| *took <= TOOK_LONGEST);
    Ok(page)
}

/// A form that takes a bill back, as it was sent.
struct UndoSent {
    operator: Operator,
    asked: BillTakenBack,
}

impl UndoSent {
    fn of(sent: &Sent) -> Result<UndoSent, PageProblem> {
        let operator = sent.asking.staff()?.clone();
        let settlement = sent.values.text("settlement").parse::<SettlementId>();
        let settlement = settlement.map_err(|_| {
            let unknown = ApiProblem::no_such_page(&sent.asking.frame.path);
            sent.asking.problem(unknown)
        })?;
        let reason = sent.values.text("reason");
        Ok(UndoSent {
            operator,
            asked: BillTakenBack { settlement, reason },
        })
    }

    /// The page of the bill again, with what was typed.
    async fn page(&self, app: &App, sent: &Sent) -> Result<BillOnPaper, PageProblem> {
        let id = &self.asked.settlement;
        let mut page = page_of(app, &sent.asking, (&self.operator, id)).await?;
        page.reason = sent.values.text("reason");
        page.form = form_number(&sent.values).to_string();
        Ok(page)
    }

    async fn refused(&self, app: &App, sent: &Sent, problem: ApiProblem) -> Response {
        let mut page = match self.page(app, sent).await {
            Ok(page) => page,
            Err(problem) => return problem.into_response(),
        };
        let status = problem.status();
        page.wrong = Some(says(&problem));
        (status, Html(render_paper(&sent.asking.frame, &page))).into_response()
    }
}

/// What taking a bill back would do: it is done, looked at and given up.
async fn look(State(app): State<App>, sent: Sent) -> Response {
    let undo = match UndoSent::of(&sent) {
        Ok(undo) => undo,
        Err(problem) => return problem.into_response(),
    };
    let (by, number) = (undo.operator.clone(), form_number(&sent.values));
    let asked = undo.asked.clone();
    let done = app.rehearse(move |desk| hospital::take_bill_back(desk, (&by, &number), &asked));
    let done = match done.await {
        Ok(done) => done,
        Err(error) => return undo.refused(&app, &sent, ApiProblem::from(error)).await,
    };
    match undo.page(&app, &sent).await {
        Ok(mut page) => {
            page.ahead = undo_ahead(&done);
            (
                StatusCode::OK,
                Html(render_paper(&sent.asking.frame, &page)),
            )
                .into_response()
        }
        Err(problem) => problem.into_response(),
    }
}

async fn undo(State(app): State<App>, sent: Sent) -> Response {
    let undo = match UndoSent::of(&sent) {
        Ok(undo) => undo,
        Err(problem) => return problem.into_response(),
    };
    let (by, number) = (undo.operator.clone(), form_number(&sent.values));
    let asked = undo.asked.clone();
    let done = app.transact(move |desk| hospital::take_bill_back(desk, (&by, &number), &asked));
    match done.await {
        Ok(_) => to_paper(&undo.asked.settlement, None),
        Err(error) => undo.refused(&app, &sent, ApiProblem::from(error)).await,
    }
}
