//! Errors as RFC 9457 problems. Causes go to the log, not to the caller.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{DeskError, Kind};
use domain::Bilingual;
use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong, which value, and what to do next (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Address of the code in the error catalogue.
    #[serde(rename = "type")]
    pub kind: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code.
    pub code: String,
    /// What happened.
    #[schema(value_type = Object)]
    pub title: Bilingual,
    /// Which value and which rule.
    #[schema(value_type = Object)]
    pub detail: Bilingual,
    /// What to do.
    #[schema(value_type = Object)]
    pub next: Bilingual,
}

impl Problem {
    /// A problem of the request itself, before any business.
    pub fn bad_request(code: &str, detail: Bilingual, next: Bilingual) -> Problem {
        let title = Bilingual::new("请求有误", "the request cannot be right");
        Problem::new((StatusCode::BAD_REQUEST, code), title, detail, next)
    }

    /// Nothing lives at this address.
    pub fn no_such_page(path: &str) -> Problem {
        Problem::new(
            (StatusCode::NOT_FOUND, "no-such-page"),
            Bilingual::new("没有这个地址", "there is nothing at this address"),
            Bilingual::new(path, path),
            Bilingual::new("请从首页重新进入", "start again from the home page"),
        )
    }

    /// Puts a problem together.
    pub fn new(
        (status, code): (StatusCode, &str),
        title: Bilingual,
        detail: Bilingual,
        next: Bilingual,
    ) -> Problem {
        Problem {
            kind: format!("/developer#{code}"),
            status: status.as_u16(),
            code: code.to_owned(),
            title,
            detail,
            next,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// The status that tells a caller what to do with an error of the desk.
pub fn status_of_kind(kind: Kind) -> StatusCode {
    match kind {
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Invalid => StatusCode::BAD_REQUEST,
        Kind::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unidentified => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Problem {
        let entry = error.entry();
        if entry.kind == Kind::Unavailable {
            tracing::error!(error = &error as &dyn std::error::Error, "not available");
        }
        let status = status_of_kind(entry.kind);
        Problem::new(
            (status, entry.code),
            entry.means(),
            error.message(),
            error.next(),
        )
    }
}

impl IntoResponse for Problem {
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
        response
    }
}
