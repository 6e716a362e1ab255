//! How long the server works at a request before it gives up.

use std::time::Duration;

use axum::http::StatusCode;
use tower_http::timeout::TimeoutLayer;

/// How long one request may take, a slow client's sending included.
pub const REQUEST_SECONDS_MAX: u64 = 30;

/// How long what an operator asks of a release may take: checks and cases of the whole country are
/// run before it is answered, on a machine that settles bills meanwhile.
pub const REHEARSAL_SECONDS_MAX: u64 = 600;

/// Gives up on a request after so many seconds.
pub fn within(seconds: u64) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(seconds))
}
