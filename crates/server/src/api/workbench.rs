//! The policy workbench: the tables of a pack on a day, one figure with its source and history, two
//! places or two days side by side, and where sources disagree.

use std::sync::Arc;

use axum::extract::State;
use desk::query;
use domain::policy::{Library, Pack};
use domain::{Bilingual, Region};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workbench::address::{AddressError, pack_of};
use workbench::diff::{AskedSide, PackDiff, Side, diff_packs, on_days};
use workbench::figure::{FigureAnswer, FigureQuestion};
use workbench::show::{ListedDispute, ShownTable, all_disputes, tables_on};

use super::policies::PolicyReply;
use super::problems::{self, shortened};
use super::read::{Path, Query};
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type DisputesReplyDoc = Of<DisputesReply>;
type FoundDoc = Of<FigureAnswer>;
type OfRegionDoc = Of<OfRegion>;
type OnDayDoc = Of<OnDay>;
type PackDiffDoc = Of<PackDiff>;
type SidesDoc = Of<Sides>;
type TablesReplyDoc = Of<TablesReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tables))
        .routes(routes!(figure))
        .routes(routes!(compare))
        .routes(routes!(disputes))
}

/// The day an address asks for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OnDay {
    /// The day; for tables none shows the rows of all days, for a figure today.
    on: Option<Date>,
}

/// The rules of a place and scheme.
#[derive(Debug, Serialize, JsonSchema)]
struct TablesReply {
    /// The pack.
    pack: PolicyReply,
    /// The day; none shows the rows of all days.
    on: Option<Date>,
    /// The tables in the order in which a bill meets them.
    tables: Vec<ShownTable>,
}

fn refused(error: AddressError) -> ApiProblem {
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
        OnDayDoc,
    ),
    responses(
        (status = 200, description = "the tables", body = TablesReplyDoc),
        (status = 400, description = "bad-address or bad-query"),
        (status = 404, description = "unknown-pack"),
    ),
)]
async fn tables(
    State(app): State<App>,
    Path((region, scheme)): Path<(String, String)>,
    Query(OnDay { on }): Query<OnDay>,
) -> Result<axum::Json<TablesReply>, ApiProblem> {
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
        OnDayDoc,
    ),
    responses(
        (status = 200, description = "the figure", body = FoundDoc),
        (status = 400, description = "bad-address or bad-query"),
        (status = 404, description = "unknown-pack or unknown-figure"),
    ),
)]
async fn figure(
    State(app): State<App>,
    Path((region, scheme, address)): Path<(String, String, String)>,
    Query(OnDay { on }): Query<OnDay>,
) -> Result<axum::Json<FigureAnswer>, ApiProblem> {
    let (reference, exercised) = app.exercised().await?;
    let question = FigureQuestion {
        library: &reference.library,
        exercised: &exercised,
        on: on.unwrap_or_else(|| app.today()),
    };
    let asked = format!("{region}/{scheme}/{address}");
    question.at(&asked).map(axum::Json).map_err(refused)
}

/// The two sides.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Sides {
    /// One side: `440300/employee`, `440300/employee@2023-09-30`, or the hash of a pack, also of
    /// one no longer in use.
    #[schemars(example = &"440300/employee@2023-09-30")]
    a: String,
    /// The other side.
    #[schemars(example = &"440300/employee@2023-10-01")]
    b: String,
    /// The day of sides that name none.
    on: Option<Date>,
}

/// What differs between two places, days or versions.
///
/// In words, and in money on the standard bills; refusals are shown, not hidden.
#[utoipa::path(
    get, path = "/api/v1/policies/compare", tag = "policies", params(SidesDoc),
    responses(
        (status = 200, description = "the differences", body = PackDiffDoc),
        (status = 400, description = "bad-address or bad-query"),
        (status = 404, description = "unknown-pack"),
    ),
)]
async fn compare(
    State(app): State<App>,
    Query(Sides { a, b, on }): Query<Sides>,
) -> Result<axum::Json<PackDiff>, ApiProblem> {
    let today = on.unwrap_or_else(|| app.today());
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

async fn side(app: &App, asked: &str) -> Result<(Arc<Pack>, Option<Date>), ApiProblem> {
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
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OfRegion {
    /// Only disputes of this insured place.
    region: Option<Region>,
}

/// Where sources disagree.
#[derive(Debug, Serialize, JsonSchema)]
struct DisputesReply {
    /// By place and number.
    disputes: Vec<ListedDispute>,
}

/// Where sources disagree.
///
/// Every version with its source, the one in force and why, who decided when, and what to ask for
/// to compute by the others.
#[utoipa::path(
    get, path = "/api/v1/policies/disputes", tag = "policies", params(OfRegionDoc),
    responses(
        (status = 200, description = "the disputes", body = DisputesReplyDoc),
        (status = 400, description = "bad-query"),
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
