//! Pages over HTTP: fills view-models from the desk and hands them to `web`.

mod asking;
mod corrected;
mod demo;
mod people;
mod policies;
mod problem;

use axum::extract::{Path, Request, State};
use axum::http::{Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};

use crate::App;
use crate::admission::{self, Lane, TooMany};
use crate::api::problems::BUSY;
use crate::problem::ApiProblem;
use crate::web;

pub(crate) use asking::Asking;
pub(crate) use problem::Page;

/// All pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(demo::home))
        .route("/developer", get(demo::developer))
        .route("/api/docs", get(demo::api_docs))
        .route("/settlements/{id}", get(people::settlement))
        .route("/corrections/{id}", get(people::correction))
        .route("/persons/{id}", get(people::person))
        .merge(policies::routes())
        .route("/assets/{path}", get(asset))
        .layer(middleware::from_fn(keep_choices))
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

/// What the query chose of language and size is kept in cookies.
async fn keep_choices(request: Request, next: Next) -> Response {
    let cookies = asking::cookies(request.uri().query().unwrap_or_default());
    let mut response = next.run(request).await;
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
    if method == Method::GET && !uri.path().starts_with("/api/") {
        return asking.problem(problem).into_response();
    }
    problem.into_response()
}
