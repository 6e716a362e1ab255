//! The policy workbench: the tables of a pack on a day, one figure with its source and history, two
//! places or two days side by side, and where sources disagree.

use std::sync::Arc;

use axum::extract::State;
use desk::query;
use domain::policy::{Library, Pack};
use domain::{Bilingual, Region};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workbench::address::{AddressError, pack_of};
use workbench::diff::{AskedSide, PackDiff, Side, diff_packs, on_days};
use workbench::figure::{Found, Question};
use workbench::show::{ListedDispute, ShownTable, all_disputes, tables_on};

use super::policies::PolicyReply;
use super::problems::{self, shortened};
use super::read::{Path, Query};
use super::schema;
use crate::App;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tables))
        .routes(routes!(figure))
        .routes(routes!(compare))
        .routes(routes!(disputes))
}

/// The day an address asks for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OnDay {
    /// The day; for tables none shows the rows of all days, for a figure today.
    #[param(value_type = Option<schema::Day>)]
    on: Option<Date>,
}

/// The rules of a place and scheme.
#[derive(Debug, Serialize, ToSchema)]
struct TablesReply {
    /// The pack.
    pack: PolicyReply,
    /// The day; none shows the rows of all days.
    #[schema(value_type = Option<schema::Day>)]
    on: Option<Date>,
    /// The tables in the order in which a bill meets them.
    #[schema(value_type = Vec<schema::policy::PolicyTable>)]
    tables: Vec<ShownTable>,
}

fn refused(error: AddressError) -> Problem {
    let code = match &error {
        AddressError::NoPack { .. } => problems::UNKNOWN_PACK,
        AddressError::NoCell { .. } => problems::UNKNOWN_FIGURE,
        _ => problems::BAD_ADDRESS,
    };
    let mut problem = code.because(error.message());
    problem.next = error.next();
    problem
}

/// The rules of a place and scheme.
///
/// Every row with its address, its value, its source and the disputes that touch it.
#[utoipa::path(
    get, path = "/api/v1/policies/{region}/{scheme}", tag = "policies",
    params(
        ("region" = String, Path, description = "division code of the insured place"),
        ("scheme" = String, Path, description = "employee or resident"),
        OnDay,
    ),
    responses(
        (status = 200, description = "the tables", body = TablesReply),
        (status = 400, description = "bad-address or bad-query", body = Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "unknown-pack", body = Problem,
            content_type = "application/problem+json"),
    ),
)]
async fn tables(
    State(app): State<App>,
    Path((region, scheme)): Path<(String, String)>,
    Query(OnDay { on }): Query<OnDay>,
) -> Result<axum::Json<TablesReply>, Problem> {
    let reference = app.reference();
    let owner = format!("{}/{}", shortened(&region), shortened(&scheme));
    let pack = pack_of(&reference.library, &owner).map_err(refused)?;
    Ok(axum::Json(TablesReply {
        pack: PolicyReply::from(pack),
        on,
        tables: tables_on(pack, on),
    }))
}

/// One figure.
///
/// Its source, its history, where it is used, who says otherwise, and the cases that put it to the
/// proof. An address that covers several figures lists them.
#[utoipa::path(
    get, path = "/api/v1/policies/{region}/{scheme}/figures/{*address}", tag = "policies",
    params(
        ("region" = String, Path, description = "division code of the insured place"),
        ("scheme" = String, Path, description = "employee or resident"),
        ("address" = String, Path,
            description = "the rest of the address, such as rate/pooled/one+on-job"),
        OnDay,
    ),
    responses(
        (status = 200, description = "the figure", body = schema::policy::FigureReply),
        (status = 400, description = "bad-address or bad-query", body = Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "unknown-pack or unknown-figure", body = Problem,
            content_type = "application/problem+json"),
    ),
)]
async fn figure(
    State(app): State<App>,
    Path((region, scheme, address)): Path<(String, String, String)>,
    Query(OnDay { on }): Query<OnDay>,
) -> Result<axum::Json<Found>, Problem> {
    let (reference, exercised) = app.exercised().await?;
    let question = Question {
        library: &reference.library,
        exercised: &exercised,
        on: on.unwrap_or_else(|| today(&app)),
    };
    let asked = format!("{region}/{scheme}/{address}");
    question.at(&asked).map(axum::Json).map_err(refused)
}

fn today(app: &App) -> Date {
    national::time::in_china(app.now()).date()
}

/// The two sides.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Sides {
    /// One side: `440300/employee`, `440300/employee@2023-09-30`, or the hash of a pack, also of
    /// one no longer in use.
    #[param(example = "440300/employee@2023-09-30")]
    a: String,
    /// The other side.
    #[param(example = "440300/employee@2023-10-01")]
    b: String,
    /// The day of sides that name none.
    #[param(value_type = Option<schema::Day>)]
    on: Option<Date>,
}

/// What differs between two places, days or versions.
///
/// In words, and in money on the standard bills; refusals are told, not hidden.
#[utoipa::path(
    get, path = "/api/v1/policies/compare", tag = "policies", params(Sides),
    responses(
        (status = 200, description = "the differences", body = schema::policy::Comparison),
        (status = 400, description = "bad-address or bad-query", body = Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "unknown-pack", body = Problem,
            content_type = "application/problem+json"),
    ),
)]
async fn compare(
    State(app): State<App>,
    Query(Sides { a, b, on }): Query<Sides>,
) -> Result<axum::Json<PackDiff>, Problem> {
    let today = on.unwrap_or_else(|| today(&app));
    let (before, after) = (side(&app, &a).await?, side(&app, &b).await?);
    let of = |(pack, on): &(Arc<Pack>, Option<Date>)| (pack.clone(), *on);
    let ((old, old_on), (new, new_on)) = (of(&before), of(&after));
    let (old, new) = (
        Side {
            pack: &old,
            on: old_on,
        },
        Side {
            pack: &new,
            on: new_on,
        },
    );
    let (old, new) = on_days(old, new, on, today);
    Ok(axum::Json(diff_packs(old, new, today)))
}

async fn side(app: &App, asked: &str) -> Result<(Arc<Pack>, Option<Date>), Problem> {
    let side = AskedSide::read(asked);
    let no_day = |day: &String| {
        problems::BAD_QUERY.because(Bilingual::new(
            format!("「{}」不是日期", shortened(day)),
            format!("«{}» is not a day", shortened(day)),
        ))
    };
    let on = match &side.day {
        None => None,
        Some(day) => Some(day.parse().map_err(|_| no_day(day))?),
    };
    if !side.is_hash() {
        let reference = app.reference();
        let pack = pack_of(&reference.library, &side.name).map_err(refused)?;
        return Ok((in_use(&reference.library, pack), on));
    }
    let hash = side.name.clone();
    let text = app.read(move |desk| query::pack_text(desk, &hash)).await?;
    let pack = text.and_then(|text| Pack::from_text(&text, query::pack_hash).ok());
    let unknown = || {
        let hash = shortened(&side.name);
        problems::UNKNOWN_PACK.because(Bilingual::new(
            format!("没有哈希为 {hash} 的政策包"),
            format!("no pack has the hash {hash}"),
        ))
    };
    Ok((Arc::new(pack.ok_or_else(unknown)?), on))
}

fn in_use(library: &Library, pack: &Pack) -> Arc<Pack> {
    let found = library.find(pack.region, pack.scheme);
    found.expect("it was found in this library").clone()
}

/// The place an address asks for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OfRegion {
    /// Only disputes of this insured place.
    #[param(value_type = Option<schema::RegionCode>)]
    region: Option<Region>,
}

/// Where sources disagree.
#[derive(Debug, Serialize, ToSchema)]
struct DisputesReply {
    /// By place and number.
    #[schema(value_type = Vec<schema::policy::ListedDispute>)]
    disputes: Vec<ListedDispute>,
}

/// Where sources disagree.
///
/// Every version with its source, the one in force and why, who decided when, and what to ask for
/// to compute by the others.
#[utoipa::path(
    get, path = "/api/v1/policies/disputes", tag = "policies", params(OfRegion),
    responses(
        (status = 200, description = "the disputes", body = DisputesReply),
        (status = 400, description = "bad-query", body = Problem,
            content_type = "application/problem+json"),
    ),
)]
async fn disputes(
    State(app): State<App>,
    Query(OfRegion { region }): Query<OfRegion>,
) -> axum::Json<DisputesReply> {
    axum::Json(DisputesReply {
        disputes: all_disputes(&app.reference().library, region),
    })
}
