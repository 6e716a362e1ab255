//! How long the server works at a request before it gives up.

use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;
use tower_http::timeout::TimeoutLayer;

use crate::api::problems::NOT_IN_TIME;

/// How long one request may take, a slow client's sending included.
pub const REQUEST_SECONDS_MAX: u64 = 30;

/// How long what an operator asks of a release may take: checks and cases of the whole country are
/// run before it is answered, on a machine that settles bills meanwhile.
pub const REHEARSAL_SECONDS_MAX: u64 = 600;

/// Gives up on a probe after so many seconds.
pub fn within(seconds: u64) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(seconds))
}

/// Tells who asked the API that it is not known what became of it, after a while.
pub async fn in_time(request: Request, next: Next) -> Response {
    told_after(REQUEST_SECONDS_MAX, request, next).await
}

/// The same, after the while that a rehearsal may take.
pub async fn in_time_of_rehearsal(request: Request, next: Next) -> Response {
    told_after(REHEARSAL_SECONDS_MAX, request, next).await
}

async fn told_after(seconds: u64, request: Request, next: Next) -> Response {
    let answered = timeout(Duration::from_secs(seconds), next.run(request)).await;
    answered.unwrap_or_else(|_| NOT_IN_TIME.problem().into_response())
}
