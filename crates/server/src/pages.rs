//! Pages over HTTP: fills view-models from the desk and hands them to `web`.

mod asking;
mod demo;
mod people;
mod policies;

use axum::extract::{Path, Request};
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};

use crate::App;
use crate::problem::Problem;
use crate::web::problem::ProblemPage;
use crate::web::{self, Frame};

pub(crate) use asking::Asking;

/// All pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(demo::home))
        .route("/developer", get(demo::developer))
        .route("/api/docs", get(demo::api_docs))
        .route("/settlements/{id}", get(people::settlement))
        .route("/persons/{id}", get(people::person))
        .merge(policies::routes())
        .route("/assets/{path}", get(asset))
        .layer(middleware::from_fn(keep_choices))
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

/// A page, or the page of a problem.
pub(crate) type Page = Result<Html<String>, PageProblem>;

/// A problem on its way to becoming a page.
pub(crate) struct PageProblem {
    frame: Frame,
    problem: Problem,
}

impl Asking {
    /// Turns a problem into its page.
    pub(crate) fn problem(&self, problem: impl Into<Problem>) -> PageProblem {
        PageProblem {
            frame: self.frame.clone(),
            problem: problem.into(),
        }
    }
}

impl IntoResponse for PageProblem {
    fn into_response(self) -> Response {
        let Problem {
            status,
            code,
            title,
            detail,
            next,
            ..
        } = self.problem;
        let page = ProblemPage {
            status,
            code,
            title,
            detail,
            next,
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Html(web::problem::render(&self.frame, &page))).into_response()
    }
}

async fn asset(Path(path): Path<String>) -> Response {
    let Some((bytes, kind)) = web::assets::get(&path) else {
        return Problem::no_such_page(&format!("/assets/{path}")).into_response();
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
    let problem = Problem::no_such_page(uri.path());
    if method == Method::GET && !uri.path().starts_with("/api/") {
        return asking.problem(problem).into_response();
    }
    problem.into_response()
}
