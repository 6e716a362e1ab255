//! Designated facilities: who settles what directly, where.

use axum::extract::State;
use desk::directory::DirectoryAsked;
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
    /// Hospital or pharmacy.
    kind: Option<FacilityKind>,
    /// Name or some of it, in characters or pinyin (`rmyy`, `renmin`); or how a code begins.
    q: Option<String>,
    /// The nearest to this district first, as far as positions are on record.
    near: Option<Region>,
    /// Also those that are not yet or no longer open for the care, after those that are.
    all: Option<bool>,
    /// Which page, from 1, of those in the order of how well they fit; instead of `after`.
    page: Option<usize>,
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
    /// Street and number, where on record.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Telephone, where on record.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// How far it is from the middle of `near`, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    metres: Option<u64>,
}

/// A kind of care that is settled directly in the place.
#[derive(Debug, Serialize, JsonSchema)]
struct OpenReply {
    /// The kind of care.
    care: Care,
    /// How many facilities settle it on the day.
    count: usize,
    /// Since when the first of them does.
    since: Option<Date>,
}

/// A page of facilities.
#[derive(Debug, Serialize, JsonSchema)]
struct FacilitiesReply {
    /// By code.
    facilities: Vec<FacilityReply>,
    /// Ask for more with `after` this; none when this is the last page.
    next: Option<FacilityCode>,
    /// How many fit, where they are in the order of how well they fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    /// What is settled directly in the `region` for people from elsewhere.
    open: Vec<OpenReply>,
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
            address: facility.site.address.clone(),
            phone: facility.site.phone.clone(),
            metres: None,
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
            && self
                .level
                .is_none_or(|level| facility.level_on(day) == level)
            && self.kind.is_none_or(|kind| facility.kind == kind)
            && self
                .after
                .as_ref()
                .is_none_or(|after| facility.code > *after)
    }

    /// Whether they are wanted in the order of how well they fit.
    fn by_fit(&self) -> bool {
        self.q.is_some() || self.near.is_some() || self.page.is_some() || self.all.is_some()
    }

    fn of_directory(&self, (today, count): (Date, usize)) -> DirectoryAsked {
        let page = self.page.unwrap_or(1).clamp(1, PAGES_MOST);
        DirectoryAsked {
            text: self.q.clone().unwrap_or_default(),
            at: self.region,
            care: self.care,
            level: self.level.into_iter().collect(),
            kind: self.kind,
            open_only: self.care.is_some() && self.all != Some(true),
            near: self.near,
            day: self.day.unwrap_or(today),
            skip: (page - 1) * count,
            count,
        }
    }
}

/// No further page is looked at.
const PAGES_MOST: usize = 1_000_000;

/// Designated facilities.
///
/// Those that settle directly for people insured elsewhere, filtered by place, care, level, kind
/// and name. By code, to be gone through with `after`; where `q`, `near`, `all` or `page` is
/// stated, in the order of how well they fit: open ones first, then by name, distance and level.
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
    let open = asked.region.into_iter();
    let open = open.flat_map(|region| {
        let day = asked.day.unwrap_or(today);
        reference.directory().open_at(region, day)
    });
    let open = open.map(|it| OpenReply {
        care: it.care,
        count: it.count,
        since: it.since,
    });
    let open: Vec<OpenReply> = open.collect();
    if asked.by_fit() {
        let found = reference
            .directory()
            .search(&asked.of_directory((today, count)));
        let rows = found.page.iter().map(|one| FacilityReply {
            metres: one.metres,
            ..FacilityReply::from(one.facility)
        });
        return Ok(axum::Json(FacilitiesReply {
            facilities: rows.collect(),
            next: None,
            total: Some(found.total),
            open,
        }));
    }
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
    Ok(axum::Json(FacilitiesReply {
        facilities,
        next,
        total: None,
        open,
    }))
}
