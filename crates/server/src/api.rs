//! The JSON API.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::App;

/// All routes.
pub fn routes() -> Router<App> {
    Router::new()
}

/// Counts a request.
pub async fn observe(State(_): State<App>, request: Request, next: Next) -> Response {
    next.run(request).await
}

/// One code of the catalogue.
pub struct CatalogueEntry {
    /// Stable code.
    pub code: &'static str,
    /// HTTP status on the JSON interface.
    pub status: u16,
    /// What it means, in Chinese.
    pub zh: String,
    /// What it means, in English.
    pub en: String,
    /// What to do, in Chinese.
    pub next_zh: String,
    /// What to do, in English.
    pub next_en: String,
}

/// Every code.
pub fn error_catalogue() -> Vec<CatalogueEntry> {
    vec![]
}

/// The catalogue as Markdown.
pub fn errors_markdown() -> String {
    String::new()
}

/// The OpenAPI description.
pub fn openapi() -> utoipa::openapi::OpenApi {
    utoipa::openapi::OpenApi::default()
}
