//! Errors as RFC 9457 problems. Causes go to the log, not to the caller.

use std::any::Any;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::DeskError;
use domain::errors::{ErrorCode, FaultKind};
use domain::{Bilingual, say};
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::problems::{BAD_QUERY, NO_SUCH_PAGE, SERVER_FAULT};
use crate::api::schema::Of;
use crate::web::field_names::field_label;

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
    /// Which value and which rule, for programs; pages say [`ApiProblem::on_page`].
    detail: Bilingual,
    /// What to do.
    pub next: Bilingual,
    /// The field it is about and the rule of it, where it is about one.
    #[serde(skip)]
    #[schemars(skip)]
    field: Option<(&'static str, Bilingual)>,
}

/// A problem in the words of a page: what happened, which, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemInWords {
    /// What happened.
    pub title: Bilingual,
    /// Which, and why.
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
            field: None,
        }
    }

    /// Which value and which rule, as programs and commands are told.
    pub fn detail(&self) -> &Bilingual {
        &self.detail
    }

    /// In the words of a page: a field by the label people see, never by its name.
    pub fn on_page(&self) -> ProblemInWords {
        let (title, detail, next) = (self.title.clone(), self.detail.clone(), self.next.clone());
        let of_form = |detail| ProblemInWords {
            title: say!(
                "有一处填得不对",
                "Something that was filled in is not right"
            ),
            detail,
            next: say!(
                "回到刚才那一页，改好再来一次",
                "go back to the page before, mend it, and try again"
            ),
        };
        match &self.field {
            Some(field) => of_form(rule_of(field)),
            None if self.code == BAD_QUERY.entry.code => of_form(detail),
            None => ProblemInWords {
                title,
                detail,
                next,
            },
        }
    }

    /// In a sentence, as the head of a form says it: which and why, and what to do.
    pub fn says(&self) -> Bilingual {
        if let Some(field) = &self.field {
            let rule = rule_of(field);
            return say!("{rule}。", "{rule}."; rule = rule);
        }
        let (detail, next) = (self.detail.clone(), self.next.clone());
        say!("{detail}。{next}。", "{detail}. {next}."; detail = detail, next = next)
    }

    /// What is wrong with the field it is about, to be told beside it; else all of it.
    pub fn beside(&self) -> Bilingual {
        match &self.field {
            Some((_, rule)) => rule.clone(),
            None => self.detail.clone(),
        }
    }

    /// The field it is about, by its name in forms.
    pub fn field(&self) -> Option<&'static str> {
        self.field.as_ref().map(|(name, _)| *name)
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// The rule of a field behind its label; alone where nobody is asked for the field.
fn rule_of((field, rule): &(&'static str, Bilingual)) -> Bilingual {
    let rule = rule.clone();
    match field_label(field) {
        Some(label) => {
            say!("{label}：{rule}", "{label}: {rule}"; label = label, rule = rule)
        }
        None => rule,
    }
}

/// What a page says of an error, in a sentence.
pub fn in_a_sentence(error: &DeskError) -> Bilingual {
    match error {
        DeskError::Field { field, rule } => {
            let rule = rule_of(&(*field, rule.clone()));
            say!("{rule}。", "{rule}."; rule = rule)
        }
        other => {
            let (said, next) = (other.message(), other.entry().next());
            say!("{said}。{next}。", "{said}. {next}."; said = said, next = next)
        }
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
        let field = match &error {
            DeskError::Field { field, rule } => Some((*field, rule.clone())),
            _ => None,
        };
        ApiProblem {
            field,
            ..ApiProblem::new(status_of_kind(entry.kind), &entry, error.message())
        }
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
