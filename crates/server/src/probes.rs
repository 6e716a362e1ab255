//! Probes for those who run the server: alive, ready, how much.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::DeskError;

use crate::App;

/// `/healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `/readyz`: the database answers too.
pub async fn ready(State(app): State<App>) -> Response {
    let asked = app.read(desk::query::answers).await;
    match asked {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                format!("not ready: {}\n", DeskError::code(&error)),
            )
                .into_response()
        }
    }
}

/// `/metrics`: Prometheus text.
pub async fn metrics(State(app): State<App>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.metrics_text()).into_response()
}
