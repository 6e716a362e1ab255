//! The policy pages: every place, its rules on a day, every figure with its source and history.

mod compare;
mod disputes;
mod figure;
mod given;
mod index;
mod nowhere;
mod place;
mod procedures;
mod releases;
mod rules;
mod what_if;

use axum::Router;
use axum::routing::get;
use domain::policy::Pack;
use domain::region_names;

use crate::App;
use crate::web::policy::{PackSummary, Source};

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

/// The page of a pack.
fn href(pack: &Pack) -> String {
    format!("/policy/{}/{}", pack.region, pack.scheme)
}

/// A pack in short, as it stands on a day.
fn summary(pack: &Pack, day: jiff::civil::Date) -> PackSummary {
    let rows = workbench::rows::rows(pack);
    let current: Vec<_> = rows
        .iter()
        .filter(|row| row.version.is_none() && row.row.is_in_force(day))
        .map(|row| row.row)
        .collect();
    let basis = || current.iter().map(|row| row.basis());
    PackSummary {
        href: href(pack),
        region: region_names::label(pack.region),
        scheme: pack.scheme,
        figures: current.len(),
        unknown: current.iter().filter(|row| row.unknown().is_some()).count(),
        verified: basis().filter(|basis| basis.verified).count(),
        weakest: basis().map(|basis| basis.confidence).max(),
        disputes: pack.disputes.len(),
        verified_on: pack.verified_on,
    }
}

/// A source as a page lists it.
fn source((id, source): (&String, &domain::basis::Source)) -> Source {
    let published = [source.publisher.as_deref(), source.dated.as_deref()];
    let published: Vec<&str> = published.into_iter().flatten().collect();
    Source {
        id: id.clone(),
        title: source.title.clone(),
        published: published.join(" · "),
        url: source.url.clone(),
        confidence: source.class,
    }
}
