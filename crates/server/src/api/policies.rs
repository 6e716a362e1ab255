//! Policy packs: which rules decide, and their whole text.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use desk::query;
use domain::person::Scheme;
use domain::policy::Pack;
use domain::region_names::label;
use domain::{Bilingual, Region};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problems::{self, shortened};
use super::read::Path;
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type PoliciesReplyDoc = Of<PoliciesReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(text))
}

/// A policy pack in use.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PolicyReply {
    /// Insured place.
    region: Region,
    /// Name of the insured place.
    region_name: Bilingual,
    /// Scheme.
    scheme: Scheme,
    /// What people call it.
    title: Bilingual,
    /// Day of the last comparison with the published texts.
    verified_on: Option<Date>,
    /// How many sources it cites.
    sources: usize,
    /// Where its sources disagree: numbers of the contradictions.
    disputes: Vec<String>,
    /// SHA-256 of its text; stored with every settlement it decides.
    hash: String,
}

/// All packs in use.
#[derive(Debug, Serialize, JsonSchema)]
struct PoliciesReply {
    /// By place and scheme.
    policies: Vec<PolicyReply>,
}

impl From<&Pack> for PolicyReply {
    fn from(pack: &Pack) -> PolicyReply {
        PolicyReply {
            region: pack.region,
            region_name: label(pack.region),
            scheme: pack.scheme,
            title: pack.title.clone(),
            verified_on: pack.verified_on,
            sources: pack.sources.len(),
            disputes: pack
                .disputes
                .iter()
                .map(|dispute| dispute.id.clone())
                .collect(),
            hash: pack.hash().to_owned(),
        }
    }
}

/// Policy packs in use.
///
/// One for each insured place and scheme; one text holds the rules of all dates.
#[utoipa::path(
    get, path = "/api/v1/policies", tag = "policies",
    responses((status = 200, description = "the packs", body = PoliciesReplyDoc)),
)]
async fn list(State(app): State<App>) -> axum::Json<PoliciesReply> {
    let reference = app.reference();
    let packs = reference.library.packs();
    let policies = packs.map(|pack| PolicyReply::from(pack.as_ref()));
    axum::Json(PoliciesReply {
        policies: policies.collect(),
    })
}

/// The text of a policy pack.
///
/// TOML, byte for byte as hashed; also of packs no longer in use that once decided a settlement.
#[utoipa::path(
    get, path = "/api/v1/policies/{hash}/text", tag = "policies",
    params(("hash" = String, Path, description = "hash of the pack")),
    responses(
        (status = 200, description = "the text", body = String,
            content_type = "application/toml"),
        (status = 404, description = "unknown-pack"),
    ),
)]
async fn text(State(app): State<App>, Path(hash): Path<String>) -> Result<Response, ApiProblem> {
    // What cannot be a hash never reaches the database.
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let asked = hash.clone();
    let found = match is_hash {
        true => app.read(move |desk| query::pack_text(desk, &asked)).await?,
        false => None,
    };
    let text = found.ok_or_else(|| {
        let hash = shortened(&hash);
        problems::UNKNOWN_PACK.because(Bilingual::new(
            format!("没有哈希为 {hash} 的政策包"),
            format!("no pack has the hash {hash}"),
        ))
    })?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/toml; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"policy.toml\""),
        ),
        // The hash is the text: it can never be another.
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
    ];
    Ok((headers, text).into_response())
}
