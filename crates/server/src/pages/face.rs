//! Signing in with the face: away to whoever compares it, back, and what stands in for it in the
//! demo. Whatever goes wrong leads to the page of all ways.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::DeskError;
use desk::accounts::{self, AccountError, Claimed, LeftWith, SignInAttempt};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Asking;
use super::form::Sent;
use super::given::FormValues;
use super::onward::onward;
use super::problem::PageProblem;
use super::sign_in::{claimed, let_in, page_of, tried};
use crate::App;
use crate::access::{brought, step_cookie};
use crate::face::{FaceAway, FaceVerdict};
use crate::problem::ApiProblem;
use crate::web::Frame;
use crate::web::sign_in::{
    self, ChosenWay, FaceGoPage, FaceStandInPage, render_face_go, render_stand_in,
};

/// Under which name something lies with the browser.
const FACE: &str = "face";
/// How long comparing may take.
const COMPARED_MOST: SignedDuration = SignedDuration::from_mins(10);

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/face", post(begin))
        .route("/sign-in/face/back", get(back))
        .route("/sign-in/face/stand-in", get(stand_in).post(stand_in_says))
}

/// Whose face is being compared, as it lies with the browser, sealed.
#[derive(Serialize, Deserialize)]
struct Compared {
    name: String,
    number: String,
    ticket: String,
    to: String,
    at: Timestamp,
}

/// The page of all ways, with why the face is none now.
fn other_ways(app: &App, frame: &Frame, (given, why): (&FormValues, AccountError)) -> Response {
    let problem = ApiProblem::from(DeskError::from(why));
    let mut page = page_of(app, given, ChosenWay::Open);
    page.wrong = Some(problem.says());
    (problem.status(), Html(sign_in::render(frame, &page))).into_response()
}

async fn begin(State(app): State<App>, sent: Sent) -> Response {
    if app.ways().face.is_none() {
        let problem = ApiProblem::no_such_page(&sent.asking.frame.path);
        return sent.asking.problem(problem).into_response();
    }
    match begins(&app, &sent).await {
        Ok(reply) => reply,
        Err(problem) => problem.into_response(),
    }
}

async fn begins(app: &App, sent: &Sent) -> Result<Response, PageProblem> {
    let asking = &sent.asking;
    let claimed = claimed(&sent.values);
    let asked = claimed.clone();
    let refused = app.read(move |desk| accounts::face_refused(desk, &asked));
    if let Some(why) = refused.await.map_err(|error| asking.problem(error))? {
        return Ok(other_ways(app, &asking.frame, (&sent.values, why)));
    }
    let whom = claimed.clone();
    let begun = app.outside(move |ways| ways.face.as_ref().map(|face| face.begin(&whom)));
    let ticket = match begun.await.flatten() {
        Some(Ok(ticket)) => ticket,
        Some(Err(FaceAway)) | None => {
            let away = (&sent.values, AccountError::FaceAway);
            return Ok(other_ways(app, &asking.frame, away));
        }
    };
    let compared = Compared {
        name: claimed.name,
        number: claimed.number,
        ticket: ticket.ticket,
        to: onward(&sent.values, "/me"),
        at: app.now(),
    };
    let text = serde_json::to_string(&compared).expect("texts always serialise");
    let sealed = app.read(move |desk| Ok(accounts::leave_with(desk, LeftWith::Face, &text)));
    let sealed = sealed.await.map_err(|error| asking.problem(error))?;
    let page = FaceGoPage {
        go_to: ticket.go_to,
        to: compared.to,
    };
    let cookie = [(header::SET_COOKIE, step_cookie(app, FACE, &sealed))];
    Ok((cookie, Html(render_face_go(&asking.frame, &page))).into_response())
}

async fn back(State(app): State<App>, headers: HeaderMap, asking: Asking) -> Response {
    let mut reply = match comes_back(&app, &headers, &asking).await {
        Ok(reply) => reply,
        Err(problem) => problem.into_response(),
    };
    let cookie = step_cookie(&app, FACE, "");
    reply.headers_mut().append(header::SET_COOKIE, cookie);
    reply
}

async fn comes_back(
    app: &App,
    headers: &HeaderMap,
    asking: &Asking,
) -> Result<Response, PageProblem> {
    if app.ways().face.is_none() {
        return Err(asking.problem(ApiProblem::no_such_page(&asking.frame.path)));
    }
    let nothing = FormValues::default();
    let open = |why| Ok(other_ways(app, &asking.frame, (&nothing, why)));
    let Some(compared) = brought_compared(app, headers, asking).await? else {
        return open(AccountError::FaceNotCompared);
    };
    let ticket = compared.ticket.clone();
    let result = app.outside(move |ways| ways.face.as_ref().map(|face| face.result(&ticket)));
    let is_same = match result.await.flatten() {
        Some(Ok(FaceVerdict::Open)) => return open(AccountError::FaceNotCompared),
        Some(Ok(verdict)) => verdict == FaceVerdict::Same,
        Some(Err(FaceAway)) | None => return open(AccountError::FaceAway),
    };
    let claimed = Claimed {
        name: compared.name,
        number: compared.number,
    };
    let done = tried(app, asking, move |desk| {
        accounts::sign_in_with_face(desk, (&claimed, is_same))
    });
    match done.await.map_err(|error| asking.problem(error))? {
        SignInAttempt::Refused(why) => open(why),
        entered => Ok(let_in(app, entered, &compared.to, |_| String::new())),
    }
}

/// Whose face this browser had compared, not too long ago.
async fn brought_compared(
    app: &App,
    headers: &HeaderMap,
    asking: &Asking,
) -> Result<Option<Compared>, PageProblem> {
    let Some(sealed) = brought(headers, app, FACE) else {
        return Ok(None);
    };
    let text = app.read(move |desk| Ok(accounts::brought_back(desk, LeftWith::Face, &sealed)));
    let text = text.await.map_err(|error| asking.problem(error))?;
    let compared: Option<Compared> = text.and_then(|text| serde_json::from_str(&text).ok());
    Ok(compared.filter(|it| app.now().duration_since(it.at) <= COMPARED_MOST))
}

async fn stand_in(State(app): State<App>, given: FormValues, asking: Asking) -> Response {
    let has = app.ways().face.as_ref().and_then(|face| face.stand_in());
    if has.is_none() {
        let problem = ApiProblem::no_such_page(&asking.frame.path);
        return asking.problem(problem).into_response();
    }
    let page = FaceStandInPage {
        ticket: given.text("ticket"),
    };
    Html(render_stand_in(&asking.frame, &page)).into_response()
}

async fn stand_in_says(State(app): State<App>, sent: Sent) -> Response {
    let stand_in = app.ways().face.as_ref().and_then(|face| face.stand_in());
    let Some(stand_in) = stand_in else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if let Some(verdict) = FaceVerdict::from_word(&sent.values.text("verdict")) {
        stand_in.say(&sent.values.text("ticket"), verdict);
    }
    Redirect::to("/sign-in/face/back").into_response()
}
