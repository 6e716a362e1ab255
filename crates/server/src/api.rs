//! The JSON API, `/api/v1`: one short file a resource, the handler beside its request, its reply
//! and its notes for the reference. Money is a text of yuan, days are `2026-11-03`, every error is
//! a problem (RFC 9457) with a stable code. Handlers translate; the business is in `desk`.
//!
//! Known quirks: a quote takes the format of the golden cases, `expect` included, so that a case
//! can be sent as it is. Whatever shows or changes one person's affairs is offered in the sandbox
//! only, until people and clerks can sign in.

#![expect(
    clippy::result_large_err,
    reason = "a problem is the answer itself, made once for a refused request"
)]

mod advice;
mod ask;
mod choices;
mod corrections;
pub mod decisions;
pub mod errors;
mod facilities;
pub mod filings;
mod hospital;
mod limits;
mod messages;
mod notices;
mod observe;
mod operators;
mod people;
mod policies;
pub mod problems;
pub mod quotes;
mod read;
mod register;
pub mod releases;
mod sandbox;
pub mod schema;
pub mod settlements;
mod workbench;

#[cfg(test)]
pub(crate) mod tests;

use std::sync::OnceLock;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Method, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use domain::Bilingual;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use errors::{CatalogueEntry, Face, error_catalogue, errors_markdown};
pub use observe::{RequestNumber, observe};
pub(crate) use sandbox::sandbox_only;

use self::operators::SignInAsked;
use crate::App;
use crate::admission::{self, Lane, TooMany};
use crate::patience::{in_time, in_time_of_rehearsal};
use crate::problem::{ApiProblem, ProblemDoc};

/// The largest body; a bill of a thousand lines is far below.
pub const API_BODY_BYTES_MAX: usize = 1024 * 1024;

/// What stands at the head of the reference.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "随行 Suixing",
        description = "跨统筹地区就医结算 · settlement of care outside the insured place. \
            Money is a text of yuan; days are yyyy-MM-dd; errors are RFC 9457 problems with a \
            stable code, in Chinese and English, that say what to do next.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    modifiers(&SignInAsked),
    components(schemas(ProblemDoc)),
    tags(
        (name = "quotes", description = "试算 · what would a bill come to"),
        (name = "filings", description = "备案 · telling the insured place beforehand"),
        (name = "settlements", description = "结算 · what was settled, and why so"),
        (name = "people", description = "演示人员 · invented people of the sandbox"),
        (name = "sandbox", description = "演示时钟 · the clock of the sandbox"),
        (name = "facilities", description = "定点医药机构 · who settles what directly"),
        (name = "policies", description = "政策包 · the rules that decide"),
        (name = "releases", description = "政策发布 · rules changed by two people, without a restart"),
        (name = "errors", description = "错误码 · what can go wrong and what to do"),
    ),
)]
struct Head;

/// Every endpoint, each for as long as it may take.
fn described() -> OpenApiRouter<App> {
    let quick = OpenApiRouter::with_openapi(Head::openapi())
        .merge(advice::routes())
        .merge(ask::routes())
        .merge(choices::routes())
        .merge(corrections::routes())
        .merge(decisions::routes())
        .merge(errors::routes())
        .merge(facilities::routes())
        .merge(filings::routes())
        .merge(hospital::routes())
        .merge(messages::routes())
        .merge(notices::routes())
        .merge(operators::routes())
        .merge(people::routes())
        .merge(policies::routes())
        .merge(quotes::routes())
        .merge(sandbox::routes())
        .merge(register::routes())
        .merge(settlements::routes())
        .merge(workbench::routes());
    quick
        .layer(from_fn(in_time))
        .merge(releases::routes().layer(from_fn(in_time_of_rehearsal)))
}

/// The reference as an OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = described().into_openapi();
    problems::describe(&mut document);
    document
}

/// Lets a request in when its turn comes.
pub(crate) async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    match app.enter(Lane::Api).await {
        Ok(leave) => admission::with(leave, next.run(request)).await,
        Err(TooMany) => problems::BUSY.problem().into_response(),
    }
}

/// All routes under `/api`.
pub fn routes() -> Router<App> {
    let (router, _) = described().split_for_parts();
    router
        .route("/api/openapi.json", get(openapi_json))
        .method_not_allowed_fallback(method_not_allowed)
        .route("/api", any(unknown_address))
        .route("/api/", any(unknown_address))
        .route("/api/{*rest}", any(unknown_address))
        .layer(DefaultBodyLimit::max(API_BODY_BYTES_MAX))
}

async fn openapi_json() -> impl IntoResponse {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    let document = DOCUMENT.get_or_init(|| {
        openapi()
            .to_json()
            .expect("the document is made of texts and lists")
    });
    (
        [(header::CONTENT_TYPE, "application/json")],
        document.as_str(),
    )
}

async fn unknown_address(uri: Uri) -> ApiProblem {
    let path = problems::shortened(uri.path());
    problems::UNKNOWN_ADDRESS.because(Bilingual::new(
        format!("没有接口 {path}"),
        format!("there is no call {path}"),
    ))
}

async fn method_not_allowed(method: Method, uri: Uri) -> ApiProblem {
    let (method, path) = (
        problems::shortened(method.as_str()),
        problems::shortened(uri.path()),
    );
    problems::METHOD_NOT_ALLOWED.because(Bilingual::new(
        format!("{path} 不接受 {method}"),
        format!("{path} does not take {method}"),
    ))
}
