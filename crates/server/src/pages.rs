//! Pages over HTTP: fills view-models from the desk and hands them to `web`.

mod account;
mod acting;
mod advice;
mod asked;
mod asking;
mod at_facility;
mod before;
mod bill_desk;
mod bill_items;
mod bill_told;
mod bureau;
mod clerk;
mod corrected;
mod demo;
mod designation;
mod employer;
mod face;
mod facilities;
mod facility_desk;
mod filing;
mod form;
mod given;
mod handed;
mod help;
mod hospital_records;
mod mine;
mod multipart;
mod onward;
mod passkeys;
mod people;
mod policies;
mod printed;
mod problem;
mod provider;
mod questions;
mod registers;
mod renewal;
mod sharing;
mod sign_in;
mod sign_ins;
mod subject;
mod year;

use std::time::Duration;

use axum::extract::{MatchedPath, Path, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use tokio::time::timeout;

use crate::App;
use crate::access::table;
use crate::admission::{self, Lane, TooMany};
use crate::api::problems::{BUSY, METHOD_NOT_ALLOWED, NOT_IN_TIME};
use crate::patience::{REHEARSAL_SECONDS_MAX, REQUEST_SECONDS_MAX};
use crate::problem::ApiProblem;
use crate::web;

pub(crate) use acting::carry;
pub(crate) use asking::Asking;
pub(crate) use help::asked as help_asked;
pub(crate) use problem::Page;

/// All pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(demo::home))
        .route("/advice", get(advice::advice))
        .route("/stories", get(advice::stories))
        .route("/before", get(before::before))
        .route("/facilities", get(facilities::list))
        .route("/facilities/{code}", get(facilities::one))
        .route("/developer", get(demo::developer))
        .route("/api/docs", get(demo::api_docs))
        .route("/settlements/{id}", get(people::settlement))
        .route(
            "/settlements/{id}/ask",
            get(questions::ask).post(questions::send),
        )
        .route(
            "/settlements/{id}/share",
            get(sharing::show).post(sharing::make),
        )
        .route("/settlements/{id}/share/end", post(sharing::end))
        .route("/shared/{link}", get(sharing::shared))
        .route("/corrections/{id}", get(people::correction))
        .route("/persons/{id}", get(people::person))
        .merge(help::routes())
        .merge(policies::routes())
        .merge(sign_in::routes())
        .merge(account::routes())
        .merge(passkeys::routes())
        .merge(provider::routes())
        .merge(face::routes())
        .merge(sign_ins::routes())
        .merge(mine::routes())
        .merge(clerk::routes())
        .merge(employer::routes())
        .merge(registers::routes())
        .merge(facility_desk::routes())
        .merge(bill_desk::routes())
        .merge(bureau::routes())
        .merge(filing::routes())
        .merge(designation::routes())
        .route("/assets/{path}", get(asset))
        .method_not_allowed_fallback(only_forms)
        .layer(middleware::from_fn(keep_choices))
}

/// An address that only takes forms, opened like a page: a reload, or a choice of language on what
/// a form answered. The page with the form is shown.
async fn only_forms(matched: MatchedPath, asking: Asking, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let page = asking.problem(METHOD_NOT_ALLOWED.problem());
        return (StatusCode::METHOD_NOT_ALLOWED, page).into_response();
    }
    let mut page = table::page_above(matched.as_str(), request.uri().path());
    if let Some(query) = request.uri().query() {
        page.push('?');
        page.push_str(query);
    }
    Redirect::to(&page).into_response()
}

/// Gives up on a page after a while, and says that it is not known what became of it. What tries
/// rules out has the while that a rehearsal may take.
pub(crate) async fn in_time(
    asking: Asking,
    matched: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    let rehearses = ["/policy/edit/", "/policy/releases/"];
    let rehearses = rehearses
        .iter()
        .any(|path| matched.as_str().starts_with(path));
    let seconds = match rehearses {
        true => REHEARSAL_SECONDS_MAX,
        false => REQUEST_SECONDS_MAX,
    };
    let answered = timeout(Duration::from_secs(seconds), next.run(request)).await;
    answered.unwrap_or_else(|_| asking.problem(NOT_IN_TIME.problem()).into_response())
}

/// Lets a request in when its turn comes. What stands beside the pages needs nobody to work.
pub(crate) async fn admit(
    State(app): State<App>,
    asking: Asking,
    request: Request,
    next: Next,
) -> Response {
    if request.uri().path().starts_with("/assets/") {
        return next.run(request).await;
    }
    match app.enter(Lane::Pages).await {
        Ok(leave) => admission::with(leave, next.run(request)).await,
        Err(TooMany) => asking.problem(BUSY.problem()).into_response(),
    }
}

/// What no page of ours told of a problem, such as that a page broke, is told on one to whoever
/// asked for a page.
pub(crate) async fn for_people(asking: Asking, request: Request, next: Next) -> Response {
    let accepts = request.headers().get_all(header::ACCEPT);
    let wants_page = accepts
        .iter()
        .any(|it| it.to_str().is_ok_and(|it| it.contains("text/html")));
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<ApiProblem>() {
        Some(problem) if wants_page => asking.problem(problem).into_response(),
        _ => response,
    }
}

/// Pages about somebody. No browser keeps them: on a shared telephone «back» would show the bill.
const PRIVATE: [&str; 8] = [
    "/desk",
    "/sign-in",
    "/me",
    "/designation",
    "/persons/",
    "/settlements/",
    "/corrections/",
    "/verify",
];

/// What the query chose of language, size and colours is kept in cookies; the page itself is asked
/// for again each time, and what is somebody's own is kept nowhere.
async fn keep_choices(request: Request, next: Next) -> Response {
    let cookies = asking::cookies(request.uri().query().unwrap_or_default());
    let path = request.uri().path();
    let keep = match PRIVATE.iter().any(|begin| path.starts_with(begin)) {
        true => "no-store",
        false => "private, no-cache",
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        headers.append(
            header::VARY,
            HeaderValue::from_static("cookie, accept-language"),
        );
    }
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn asset(Path(path): Path<String>) -> Response {
    let Some((bytes, kind)) = web::assets::get(&path) else {
        return ApiProblem::no_such_page(&format!("/assets/{path}")).into_response();
    };
    let keep = match web::assets::is_immutable(&path) {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    (
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)],
        bytes,
    )
        .into_response()
}

/// Nothing lives here: a problem for programs, a page for people.
pub async fn nothing_here(method: Method, uri: Uri, asking: Asking) -> Response {
    let problem = ApiProblem::no_such_page(uri.path());
    if let Some(bare) = bare(&uri).filter(|_| method == Method::GET) {
        return Redirect::permanent(&bare).into_response();
    }
    if method == Method::GET && !uri.path().starts_with("/api/") {
        return asking.problem(problem).into_response();
    }
    problem.into_response()
}

/// The address without the stroke at its end, which nobody means; never one of another host.
fn bare(uri: &Uri) -> Option<String> {
    let path = uri.path();
    let bare = path.strip_suffix('/')?;
    let is_ours = bare.starts_with('/') && !bare.contains("//") && !bare.contains('\\');
    is_ours.then(|| match uri.query() {
        Some(query) => format!("{bare}?{query}"),
        None => bare.to_owned(),
    })
}
