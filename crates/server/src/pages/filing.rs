//! Filing on pages: the questions, sending it, and how it stands.

mod answers;
mod asks;
mod check;
mod deeds;
mod draft;
mod filling;
mod paper;
mod proofs;
mod say;
mod status;
mod verify;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/file", get(draft::start).post(draft::begin))
        .route("/file/{draft}", get(draft::go_on))
        .route("/file/{draft}/discard", post(draft::discard))
        .route("/file/{draft}/{step}", get(draft::ask).post(draft::answer))
        .route("/filings/{id}", get(status::filing))
        .route("/filings/{id}/form.pdf", get(paper::form))
        .route("/filings/{id}/documents/{n}", get(proofs::document))
        .route("/filings/{id}/{deed}", get(deeds::ask).post(deeds::act))
        .route("/verify", get(verify::verify))
}
