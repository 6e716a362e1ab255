//! Pages over HTTP: fills view-models from the desk and hands them to `web`.

use axum::Router;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::problem::Problem;

/// All pages.
pub fn routes() -> Router<App> {
    Router::new()
}

/// Nothing lives here.
pub async fn nothing_here(uri: Uri) -> Response {
    Problem::no_such_page(uri.path()).into_response()
}
