//! Several cases at once: looked at together, decided one by one, each in a transaction of its own,
//! so that one that fails leaves the others as they are.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use desk::cases::{self, CaseDecision, CaseError};
use desk::operators::Operator;
use desk::{Desk, DeskError, Role};
use domain::Bilingual;
use domain::filing::{DecisionReason, EventKind};
use domain::ids::FilingId;
use domain::text::Named;

use super::case::decision;
use super::said::{holds, what};
use crate::App;
use crate::pages::form::Sent;
use crate::pages::problem::PageProblem;
use crate::problem::ApiProblem;
use crate::web::clerk::{BulkPage, BulkRow, render_bulk};
use crate::web::text::DeskText as T;

/// No more are decided with one form; a page of the list has fewer.
const AT_ONCE: usize = 100;

/// The cases that are ticked.
fn ticked(sent: &Sent) -> Vec<FilingId> {
    let ids = sent.values.after("case-");
    let ids = ids.filter_map(|id| id.parse().ok());
    ids.take(AT_ONCE).collect()
}

/// What would become of a case, or what became of it.
fn row(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (id, decision, shown): (&FilingId, &CaseDecision, Option<&str>),
) -> Result<BulkRow, DeskError> {
    let named = cases::name_case(desk, operator, id)?;
    if let Some(shown) = shown {
        cases::is_as_shown(desk, operator, (id, shown))?;
    }
    let foreseen = cases::foresee_decision(desk, operator, (id, decision))?;
    let state = match shown.is_some() {
        true => {
            cases::decide_case(desk, operator, (id, decision))?
                .filing
                .state
        }
        false => foreseen.state,
    };
    Ok(BulkRow {
        id: id.to_string(),
        what: what(&named.filing),
        name: named.name,
        outcome: Ok((state.name(), foreseen.reads)),
        shown: foreseen.shown,
    })
}

/// A case that cannot be decided so; what is not the unit's has no name here.
fn refused(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (id, error): (&FilingId, &DeskError),
) -> BulkRow {
    let is_seen = !matches!(error, DeskError::Case(CaseError::OwnCase));
    let named = cases::name_case(desk, operator, id).ok();
    let named = named.filter(|_| is_seen);
    BulkRow {
        id: id.to_string(),
        what: named
            .as_ref()
            .map(|it| what(&it.filing))
            .unwrap_or_default(),
        name: named.map(|it| it.name).unwrap_or_default(),
        outcome: Err((error.message(), error.next())),
        shown: String::new(),
    }
}

/// Whether it says something about this case, and not that nothing works.
fn is_of_the_case(error: &DeskError) -> bool {
    matches!(
        error,
        DeskError::Case(_) | DeskError::FilingRefused(_) | DeskError::UnknownFiling { .. }
    )
}

async fn rows(
    app: &App,
    sent: &Sent,
    (decision, decides): (&CaseDecision, bool),
) -> Result<Vec<BulkRow>, PageProblem> {
    let operator = sent.asking.staff()?.clone();
    let mut found = Vec::new();
    for id in ticked(sent) {
        let (by, of, with) = (operator.clone(), id.clone(), decision.clone());
        // Only what was seen on the page before is decided.
        let shown = decides.then(|| sent.values.text(&format!("case-{id}")));
        let work = move |desk: &mut Desk<'_, '_>| row(desk, &by, (&of, &with, shown.as_deref()));
        let outcome = match decides {
            true => app.transact(work).await,
            false => app.read(work).await,
        };
        found.push(match outcome {
            Ok(row) => row,
            Err(error) if is_of_the_case(&error) => {
                let by = operator.clone();
                let row = app.read(move |desk| Ok(refused(desk, &by, (&id, &error))));
                row.await.map_err(|error| sent.asking.problem(error))?
            }
            Err(error) => return Err(sent.asking.problem(error)),
        });
    }
    Ok(found)
}

fn called(verdict: EventKind) -> (&'static str, Bilingual) {
    match verdict {
        EventKind::Return => ("return", T::Return.both()),
        EventKind::Refuse => ("refuse", T::Refuse.both()),
        _ => ("approve", T::Approve.both()),
    }
}

/// The reasons of a decision that needs one.
fn reasons(decision: &CaseDecision) -> Vec<(String, Bilingual, bool)> {
    let all = DecisionReason::of(decision.verdict).into_iter();
    let one = |reason: DecisionReason| {
        let is_chosen = decision.reason == Some(reason);
        (reason.word().to_owned(), reason.name(), is_chosen)
    };
    all.map(one).collect()
}

async fn page(app: &App, sent: &Sent, decides: bool) -> Result<BulkPage, PageProblem> {
    let operator = sent.asking.staff()?.clone();
    let problem = || {
        let error = DeskError::from(CaseError::ReasonNeeded);
        sent.asking.problem(ApiProblem::from(error))
    };
    let decision = decision(sent).ok_or_else(problem)?;
    let (verdict, name) = called(decision.verdict);
    let wants_reason = decision.verdict != EventKind::Approve;
    // A reason that was not chosen yet is asked for, not missed.
    let decides = decides && (!wants_reason || decision.reason.is_some());
    Ok(BulkPage {
        verdict,
        decision: name,
        reasons: match wants_reason && !decides {
            true => reasons(&decision),
            false => vec![],
        },
        wants_reason: wants_reason && !decides,
        more: decision.more.clone(),
        is_done: decides,
        rows: rows(app, sent, (&decision, decides)).await?,
        has_board: holds(&operator, Role::Supervisor),
        has_counter: holds(&operator, Role::Clerk),
    })
}

fn answered(sent: &Sent, page: Result<BulkPage, PageProblem>) -> Response {
    match page {
        Ok(page) => {
            let status = match page.rows.is_empty() {
                true => StatusCode::BAD_REQUEST,
                false => StatusCode::OK,
            };
            (status, Html(render_bulk(&sent.asking.frame, &page))).into_response()
        }
        Err(problem) => problem.into_response(),
    }
}

/// What would become of each; nothing is written.
pub(super) async fn look(State(app): State<App>, sent: Sent) -> Response {
    let page = page(&app, &sent, false).await;
    answered(&sent, page)
}

pub(super) async fn decide(State(app): State<App>, sent: Sent) -> Response {
    let page = page(&app, &sent, true).await;
    answered(&sent, page)
}
