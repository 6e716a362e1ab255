//! Making policy on pages: the draft of a place, edited as tables, as text, source by source; tried
//! out, and proposed. What is saved is whole files of a draft; nothing decides a bill before a
//! second person has approved it.

mod cells;
mod checked;
mod disputes;
mod draft;
mod home;
mod outlook;
mod paste;
mod place;
mod row;
mod sources;
mod table;
mod trial;
mod writing;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/policy/edit", get(home::home))
        .route("/policy/outlook", get(outlook::page))
        .route("/policy/outlook.csv", get(outlook::table))
        .route("/policy/edit/{place}", get(place::show))
        .route("/policy/edit/{place}/change", get(trial::show))
        .route("/policy/edit/{place}/cases", post(trial::cases))
        .route("/policy/edit/{place}/propose", post(trial::propose))
        .route("/policy/edit/{place}/discard", post(place::discard))
        .route("/policy/edit/{place}/moved", post(place::moved))
        .route(
            "/policy/edit/{place}/disputes",
            get(disputes::show).post(disputes::resolve),
        )
        .route(
            "/policy/edit/{place}/sources/{base}",
            get(sources::show).post(sources::save),
        )
        .route(
            "/policy/edit/{place}/text/{*file}",
            get(writing::show).post(writing::save),
        )
        .route("/policy/edit/{place}/file/{*file}", get(writing::plain))
        .route(
            "/policy/edit/{place}/table/{base}/{table}",
            get(table::show).post(table::save),
        )
        .route(
            "/policy/edit/{place}/paste/{base}/{table}",
            get(paste::ask).post(paste::pasted),
        )
        .route(
            "/policy/edit/{place}/row/{base}/{table}/{row}",
            get(row::show).post(row::save),
        )
}
