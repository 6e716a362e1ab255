//! The policy pages: every place, its rules on a day, every figure with its source and history.

mod case_names;
mod change;
mod compare;
mod disputes;
mod editor;
mod figure;
mod index;
mod links;
mod nowhere;
mod own;
mod place;
mod procedures;
mod readable;
mod releases;
mod rules;
mod search;
mod sources;
mod summary;
pub(super) mod what_if;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

/// The policy pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/policy", get(index::index))
        .route("/policy/national", get(place::national))
        .route("/policy/disputes", get(disputes::disputes))
        .route("/policy/compare", get(compare::compare))
        .route("/policy/releases", get(releases::list))
        .route("/policy/releases/{release}", get(releases::one))
        .route("/policy/releases/{release}/{deed}", post(releases::decide))
        .merge(editor::routes())
        .route("/policy/what-if", get(what_if::what_if))
        .route("/policy/{region}", get(place::schemes))
        .route("/policy/{region}/{scheme}", get(place::place))
        .route("/policy/national/figure/{*address}", get(figure::of_nation))
        .route(
            "/policy/{region}/{scheme}/figure/{*address}",
            get(figure::of_place),
        )
}
