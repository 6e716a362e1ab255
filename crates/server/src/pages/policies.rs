//! The policy pages: every place, its rules on a day, every figure with its source and history.

mod compare;
mod disputes;
mod figure;
mod index;
mod links;
mod nowhere;
mod place;
mod procedures;
mod releases;
mod rules;
mod sources;
mod summary;
pub(super) mod what_if;

use axum::Router;
use axum::routing::get;

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
        .route("/policy/what-if", get(what_if::what_if))
        .route("/policy/{region}", get(place::schemes))
        .route("/policy/{region}/{scheme}", get(place::place))
        .route("/policy/national/figure/{*address}", get(figure::of_nation))
        .route(
            "/policy/{region}/{scheme}/figure/{*address}",
            get(figure::of_place),
        )
}
