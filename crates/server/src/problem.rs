//! Errors as RFC 9457 problems. Causes go to the log, not to the caller.

use std::any::Any;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::DeskError;
use domain::Bilingual;
use domain::errors::{ErrorCode, FaultKind};
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::problems::{NO_SUCH_PAGE, SERVER_FAULT};
use crate::api::schema::Of;

/// The problem in the reference.
pub type ProblemDoc = Of<ApiProblem>;

/// What went wrong, which value, and what to do next (RFC 9457).
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ApiProblem {
    /// Address of the code in the error catalogue.
    #[serde(rename = "type")]
    pub kind: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code.
    pub code: String,
    /// What happened.
    pub title: Bilingual,
    /// Which value and which rule.
    pub detail: Bilingual,
    /// What to do.
    pub next: Bilingual,
}

impl ApiProblem {
    /// Nothing lives at this address.
    pub fn no_such_page(path: &str) -> ApiProblem {
        NO_SUCH_PAGE.because(Bilingual::new(path, path))
    }

    /// The problem of a code, with what happened this time.
    pub fn new(status: StatusCode, entry: &ErrorCode, detail: Bilingual) -> ApiProblem {
        ApiProblem {
            kind: format!("/developer#{}", entry.code),
            status: status.as_u16(),
            code: entry.code.to_owned(),
            title: entry.means(),
            detail,
            next: entry.next(),
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// The answer when a handler of the API or of a page panicked. The panic is in the log.
pub fn after_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    log_panic(panic.as_ref());
    SERVER_FAULT.problem().into_response()
}

/// An error with all its causes, as a line of the log has them. They name no person.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let told = causes.map(ToString::to_string);
    told.collect::<Vec<_>>().join(": ")
}

/// Puts what a handler panicked with into the log.
pub fn log_panic(panic: &(dyn Any + Send)) {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or(panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("no text"), "a handler panicked");
}

/// The status that tells a caller what to do with an error of the desk.
pub fn status_of_kind(kind: FaultKind) -> StatusCode {
    match kind {
        FaultKind::NotFound => StatusCode::NOT_FOUND,
        FaultKind::Conflict => StatusCode::CONFLICT,
        FaultKind::Invalid => StatusCode::BAD_REQUEST,
        FaultKind::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        FaultKind::Unidentified => StatusCode::UNAUTHORIZED,
        FaultKind::Forbidden => StatusCode::FORBIDDEN,
        FaultKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl From<DeskError> for ApiProblem {
    fn from(error: DeskError) -> ApiProblem {
        let entry = error.entry();
        if entry.kind == FaultKind::Unavailable {
            tracing::error!(error = chain(&error), "not available");
        }
        ApiProblem::new(status_of_kind(entry.kind), &entry, error.message())
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(&self)).into_response();
        let kind = HeaderValue::from_static("application/problem+json; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if self.status() == StatusCode::SERVICE_UNAVAILABLE {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        // Whoever asked for a page is told on one.
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::{Request, StatusCode, header};
    use axum::routing::get;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::after_panic;

    #[tokio::test]
    async fn a_panic_is_answered_in_the_form_of_every_other_problem() {
        async fn fails() -> &'static str {
            panic!("for the test")
        }
        let router = Router::new()
            .route("/", get(fails))
            .layer(CatchPanicLayer::custom(after_panic));
        let request = Request::get("/")
            .body(Body::empty())
            .expect("a plain request");
        let reply = router.oneshot(request).await.expect("an answer");
        assert_eq!(reply.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let kind = reply.headers().get(header::CONTENT_TYPE).expect("a kind");
        assert!(
            kind.to_str()
                .expect("ASCII")
                .starts_with("application/problem+json")
        );
    }
}
