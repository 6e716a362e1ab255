//! Where somebody is signed in, and being signed out there, or everywhere: one page for insured
//! people, one for staff.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::accounts::{self, OwnSignIns, SignedInAs, SignedInThere, SubjectKind};
use domain::calendar::in_china;
use domain::text::Named;

use super::form::Sent;
use super::problem::PageProblem;
use super::{Asking, Page};
use crate::App;
use crate::access::{Cookies, signed_out_cookie};
use crate::device::device_in_words;
use crate::problem::ApiProblem;
use crate::web::sign_ins::{SignInRow, SignInsPage, render};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/me/sign-ins", get(list))
        .route("/me/sign-ins/end", post(end))
        .route("/account/sign-ins", get(list))
        .route("/account/sign-ins/end", post(end))
}

/// Whose they are. The table of access has seen to it that somebody is signed in.
fn own(app: &App, headers: &HeaderMap, asking: &Asking) -> Result<OwnSignIns, PageProblem> {
    let here = Cookies::read(headers, app).session;
    let subject = match &asking.who {
        Some(SignedInAs::Person { person, .. }) => Some((SubjectKind::Person, person.to_string())),
        Some(SignedInAs::Staff { operator, .. }) => {
            Some((SubjectKind::Operator, operator.id.clone()))
        }
        None => None,
    };
    match (here, subject) {
        (Some(here), Some((kind, subject))) => Ok(OwnSignIns {
            kind,
            subject,
            here,
        }),
        _ => Err(asking.problem(ApiProblem::no_such_page(&asking.frame.path))),
    }
}

async fn list(State(app): State<App>, headers: HeaderMap, asking: Asking) -> Page {
    let own = own(&app, &headers, &asking)?;
    let home = home(&own);
    let found = app.read(move |desk| accounts::sign_ins_of(desk, &own));
    let found = found.await.map_err(|error| asking.problem(error))?;
    let page = SignInsPage {
        home,
        rows: found.into_iter().map(row).collect(),
    };
    Ok(Html(render(&asking.frame, &page)))
}

fn home(own: &OwnSignIns) -> &'static str {
    match own.kind {
        SubjectKind::Person => "/me",
        SubjectKind::Operator => "/account",
    }
}

fn row(one: SignedInThere) -> SignInRow {
    let at = |at| in_china(at).strftime("%Y-%m-%d %H:%M").to_string();
    SignInRow {
        number: one.number,
        is_here: one.is_here,
        device: device_in_words(&one.device),
        way: one.way.name(),
        began_at: at(one.began_at),
        seen_at: at(one.seen_at),
    }
}

async fn end(State(app): State<App>, headers: HeaderMap, sent: Sent) -> Response {
    match ends(&app, &headers, &sent).await {
        Ok(reply) => reply,
        Err(problem) => problem.into_response(),
    }
}

async fn ends(app: &App, headers: &HeaderMap, sent: &Sent) -> Result<Response, PageProblem> {
    let own = own(app, headers, &sent.asking)?;
    let home = home(&own);
    let number = sent.values.get("number").map(str::to_owned);
    let done = app.transact(move |desk| match &number {
        Some(number) => accounts::sign_out_there(desk, (&own, number)),
        None => accounts::sign_out_everywhere(desk, &own).map(|()| true),
    });
    let was_here = done.await.map_err(|error| sent.asking.problem(error))?;
    Ok(match was_here {
        true => {
            let cookie = [(header::SET_COOKIE, signed_out_cookie(app))];
            (cookie, Redirect::to("/")).into_response()
        }
        false => Redirect::to(&format!("{home}/sign-ins")).into_response(),
    })
}
