//! Probes for those who run the server: alive, ready, how much.

use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use crate::App;

/// `/healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// How long the database may take to take a row.
const PATIENCE: Duration = Duration::from_secs(5);

/// `/readyz`: the database takes a row too.
pub async fn ready(State(app): State<App>) -> Response {
    let asked = timeout(PATIENCE, app.takes_a_row()).await;
    let code = match asked {
        Ok(Ok(())) => return "ready\n".into_response(),
        Ok(Err(code)) => code,
        Err(_) => "not-in-time",
    };
    let says = format!("not ready: {code}\n");
    (StatusCode::SERVICE_UNAVAILABLE, says).into_response()
}

/// `/metrics`: Prometheus text.
pub async fn metrics(State(app): State<App>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.metrics_text()).into_response()
}
