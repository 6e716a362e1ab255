//! Designated facilities: who settles what directly, where.

use axum::extract::State;
use domain::facility::{Care, Facility, FacilityKind, Level};
use domain::ids::FacilityCode;
use domain::region_names::label;
use domain::{Bilingual, Region};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::read::Query;
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type AskedDoc = Of<Asked>;
type FacilitiesReplyDoc = Of<FacilitiesReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// What the address asks.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Inside this province, pooling region or division.
    region: Option<Region>,
    /// Networked for this care on the day.
    care: Option<Care>,
    /// Of this settlement level.
    level: Option<Level>,
    /// The day; today unless stated.
    day: Option<Date>,
    /// Begin after this code: the `next` of the page before.
    after: Option<FacilityCode>,
    /// At most so many, 1 to 1000; 100 unless stated.
    limit: Option<u16>,
}

/// One kind of care settled directly.
#[derive(Debug, Serialize, JsonSchema)]
struct NetworkedReply {
    /// The kind of care.
    care: Care,
    /// First day.
    from: Date,
    /// First day it is closed again.
    until: Option<Date>,
}

/// A designated facility.
#[derive(Debug, Serialize, JsonSchema)]
struct FacilityReply {
    /// Its code.
    code: FacilityCode,
    /// Its name.
    name: String,
    /// The division it lies in.
    region: Region,
    /// Name of its pooling region.
    region_name: Bilingual,
    /// Hospital or pharmacy.
    kind: FacilityKind,
    /// Settlement level.
    level: Level,
    /// What it settles directly for people from elsewhere.
    networked: Vec<NetworkedReply>,
    /// Marks a policy may ask about.
    traits: Vec<String>,
}

/// A page of facilities.
#[derive(Debug, Serialize, JsonSchema)]
struct FacilitiesReply {
    /// By code.
    facilities: Vec<FacilityReply>,
    /// Ask for more with `after` this; none when this is the last page.
    next: Option<FacilityCode>,
}

impl From<&Facility> for FacilityReply {
    fn from(facility: &Facility) -> FacilityReply {
        let networked = facility.networked.iter().map(|open| NetworkedReply {
            care: open.care,
            from: open.period.from,
            until: open.period.until,
        });
        FacilityReply {
            code: facility.code.clone(),
            name: facility.name.clone(),
            region: facility.region,
            region_name: label(facility.region.pooling()),
            kind: facility.kind,
            level: facility.level,
            networked: networked.collect(),
            traits: facility.traits.iter().cloned().collect(),
        }
    }
}

impl Asked {
    fn wants(&self, facility: &Facility, today: Date) -> bool {
        let day = self.day.unwrap_or(today);
        self.region
            .is_none_or(|region| region.covers(facility.region))
            && self
                .care
                .is_none_or(|care| facility.is_networked(care, day))
            && self.level.is_none_or(|level| facility.level == level)
            && self
                .after
                .as_ref()
                .is_none_or(|after| facility.code > *after)
    }
}

/// Designated facilities.
///
/// Those that settle directly for people insured elsewhere, filtered by place, care and level.
#[utoipa::path(
    get, path = "/api/v1/facilities", tag = "facilities", params(AskedDoc),
    responses(
        (status = 200, description = "facilities by code", body = FacilitiesReplyDoc),
        (status = 400, description = "bad-query"),
    ),
)]
async fn list(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<FacilitiesReply>, ApiProblem> {
    let today = app.today();
    let count = usize::from(asked.limit.unwrap_or(100).clamp(1, 1000));
    let reference = app.reference();
    let mut found = reference
        .facilities()
        .filter(|facility| asked.wants(facility, today));
    let facilities: Vec<FacilityReply> = found
        .by_ref()
        .take(count)
        .map(FacilityReply::from)
        .collect();
    let last = facilities.last().map(|facility| facility.code.clone());
    let next = found.next().and(last);
    Ok(axum::Json(FacilitiesReply { facilities, next }))
}
