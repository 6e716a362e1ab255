//! Releases of policy: drafted by one operator, decided by another, in force without a restart.

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::releases::{ApproveFrom, Draft, Office, PastBills, ReleaseView, Summary};
use desk::{DeskError, MessageAnswer, OperatorKey};
use domain::files::NamedText;
use domain::ids::MessageId;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::filings::send;
use super::operators::Bearer;
use super::read::{IdempotencyKey, Json, Path};
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

/// All files of a large city in one body.
const RELEASE_BYTES_MAX: usize = 8 * 1024 * 1024;

type ApprovalDoc = Of<ApprovalAsked>;
type ReasonGivenDoc = Of<ReasonGiven>;
type ReleaseRequestDoc = Of<ReleaseRequest>;
type ReleaseViewDoc = Of<ReleaseView>;
type ReleasesReplyDoc = Of<ReleasesReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, draft))
        .routes(routes!(get))
        .routes(routes!(approve))
        .routes(routes!(refuse))
        .routes(routes!(withdraw))
        .routes(routes!(roll_back))
        .layer(DefaultBodyLimit::max(RELEASE_BYTES_MAX))
}

/// A file of a folder of policies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseFile {
    /// Its name within the folder.
    #[schemars(example = &"cases/inpatient.toml")]
    name: String,
    /// Its text, TOML.
    text: String,
}

/// A release to be drafted: all files of one folder, cases included.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRequest {
    /// The folder: the six digits of a pooling region, or `national`.
    #[schemars(example = &"440300")]
    place: String,
    /// Why.
    #[schemars(example = &"按 2027 年度最低缴费基数调整")]
    why: String,
    /// All files of the folder; one that is not named will no longer be there.
    files: Vec<ReleaseFile>,
}

/// Approval of a release.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "from": "2027-01-01", "why": "与印发文本核对无误" }))]
pub struct ApprovalAsked {
    /// The first day in force; at once when it is today or left out.
    #[serde(default)]
    from: Option<Date>,
    /// Why.
    why: String,
    /// What becomes of what was settled for days that have passed. Needed where the release changes
    /// any of it: `release-past` tells how much.
    #[serde(default)]
    past: Option<PastBills>,
}

/// Why a release is refused, withdrawn or rolled back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "why": "第三条的比例与原文不符" }))]
pub struct ReasonGiven {
    /// Why.
    why: String,
}

/// Releases in short.
#[derive(Debug, Serialize, JsonSchema)]
struct ReleasesReply {
    /// Newest first.
    releases: Vec<Summary>,
}

/// All releases.
///
/// Newest first: where each stands, who drafted it, when and why.
#[utoipa::path(
    get, path = "/api/v1/releases", tag = "releases",
    responses((status = 200, description = "the releases", body = ReleasesReplyDoc)),
)]
async fn list(State(app): State<App>) -> Result<axum::Json<ReleasesReply>, ApiProblem> {
    let releases = app.office(|office| office.releases()).await?;
    Ok(axum::Json(ReleasesReply { releases }))
}

/// One release.
///
/// Who did what, when and why; what was tested; what differs from the release before, dropped and
/// changed cases among it. The texts of its files and packs are at `/api/v1/policies/{hash}/text`.
#[utoipa::path(
    get, path = "/api/v1/releases/{release}", tag = "releases",
    params(("release" = String, Path, description = "its number")),
    responses(
        (status = 200, description = "the release", body = ReleaseViewDoc),
        (status = 404, description = "unknown-release"),
    ),
)]
async fn get(
    State(app): State<App>,
    Path(release): Path<String>,
) -> Result<axum::Json<ReleaseView>, ApiProblem> {
    let found = app.office(move |office| office.release(&release)).await?;
    Ok(axum::Json(found))
}

/// Drafts a release.
///
/// Checks and cases of all places are run and their result is kept; red or green, nothing comes
/// into force by it. Takes the role `policy-editor`. `Idempotency-Key` as for filings.
#[utoipa::path(
    post, path = "/api/v1/releases", tag = "releases", request_body = ReleaseRequestDoc,
    security(("operator" = [])),
    params(IdempotencyKey),
    responses(
        (status = 201, description = "the draft, with what was tested",
            body = ReleaseViewDoc),
        (status = 400, description = "release-files, field"),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-missing"),
        (status = 409, description = "key-reused: the key came before with other content"),
    ),
)]
async fn draft(
    State(app): State<App>,
    Bearer(operator): Bearer,
    IdempotencyKey(key): IdempotencyKey,
    Json(asked): Json<ReleaseRequest>,
) -> Result<Response, ApiProblem> {
    let place = asked.place.parse().map_err(DeskError::from)?;
    let files = asked.files.into_iter().map(|file| NamedText {
        name: file.name,
        text: file.text,
    });
    let draft = Draft {
        place,
        files: files.collect(),
        why: asked.why,
    };
    let call = (StatusCode::CREATED, operator, key);
    happen(&app, call, move |office, operator, key| {
        office.draft(operator, Some(key), &draft)
    })
    .await
}

/// Approves a release.
///
/// By somebody else than who drafted it, with the role `policy-publisher`. Everything is tested
/// again against the policies as they will be on that day; the answer lists dropped and changed
/// cases. When the day is today, it is in force when the answer arrives.
#[utoipa::path(
    post, path = "/api/v1/releases/{release}/approve", tag = "releases",
    request_body = ApprovalDoc, security(("operator" = [])),
    params(("release" = String, Path, description = "its number"), IdempotencyKey),
    responses(
        (status = 200, description = "the release afterwards", body = ReleaseViewDoc),
        (status = 400, description = "release-date, field"),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "four-eyes, role-missing"),
        (status = 404, description = "unknown-release"),
        (status = 409, description = "release-decided, release-outdated, release-past, key-reused"),
        (status = 422, description = "release-red: named by file, line and case"),
    ),
)]
async fn approve(
    State(app): State<App>,
    Bearer(operator): Bearer,
    Path(release): Path<String>,
    IdempotencyKey(key): IdempotencyKey,
    Json(asked): Json<ApprovalAsked>,
) -> Result<Response, ApiProblem> {
    let call = (StatusCode::OK, operator, key);
    happen(&app, call, move |office, operator, key| {
        let (from, past) = (asked.from, asked.past);
        let which = (release.as_str(), asked.why.as_str());
        office.approve(operator, Some(key), which, ApproveFrom { from, past })
    })
    .await
}

/// Refuses a release.
///
/// By somebody else than who drafted it, with the role `policy-publisher`.
#[utoipa::path(
    post, path = "/api/v1/releases/{release}/refuse", tag = "releases",
    request_body = ReasonGivenDoc, security(("operator" = [])),
    params(("release" = String, Path, description = "its number"), IdempotencyKey),
    responses(
        (status = 200, description = "the release afterwards", body = ReleaseViewDoc),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "four-eyes, role-missing"),
        (status = 404, description = "unknown-release"),
        (status = 409, description = "release-decided, key-reused"),
    ),
)]
async fn refuse(
    State(app): State<App>,
    Bearer(operator): Bearer,
    Path(release): Path<String>,
    IdempotencyKey(key): IdempotencyKey,
    Json(asked): Json<ReasonGiven>,
) -> Result<Response, ApiProblem> {
    let call = (StatusCode::OK, operator, key);
    happen(&app, call, move |office, operator, key| {
        office.refuse(operator, Some(key), (&release, &asked.why))
    })
    .await
}

/// Withdraws a release that is not in force.
///
/// A draft by its drafter; what is approved for a day to come by a `policy-publisher`.
#[utoipa::path(
    post, path = "/api/v1/releases/{release}/withdraw", tag = "releases",
    request_body = ReasonGivenDoc, security(("operator" = [])),
    params(("release" = String, Path, description = "its number"), IdempotencyKey),
    responses(
        (status = 200, description = "the release afterwards", body = ReleaseViewDoc),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-missing"),
        (status = 404, description = "unknown-release"),
        (status = 409, description = "release-in-force, release-decided, release-not-latest"),
        (status = 422, description = "release-red: another approved release needs it"),
    ),
)]
async fn withdraw(
    State(app): State<App>,
    Bearer(operator): Bearer,
    Path(release): Path<String>,
    IdempotencyKey(key): IdempotencyKey,
    Json(asked): Json<ReasonGiven>,
) -> Result<Response, ApiProblem> {
    let call = (StatusCode::OK, operator, key);
    happen(&app, call, move |office, operator, key| {
        office.withdraw(operator, Some(key), (&release, &asked.why))
    })
    .await
}

/// Drafts the way back from a release.
///
/// The draft holds the text of before and takes a second person like any other: the answer names
/// it, to be approved by somebody else.
#[utoipa::path(
    post, path = "/api/v1/releases/{release}/roll-back", tag = "releases",
    request_body = ReasonGivenDoc, security(("operator" = [])),
    params(("release" = String, Path, description = "the release to be undone"), IdempotencyKey),
    responses(
        (status = 201, description = "the draft of the way back",
            body = ReleaseViewDoc),
        (status = 401, description = "unknown-operator-key"),
        (status = 404, description = "unknown-release"),
        (status = 409, description = "release-not-latest, key-reused"),
    ),
)]
async fn roll_back(
    State(app): State<App>,
    Bearer(operator): Bearer,
    Path(release): Path<String>,
    IdempotencyKey(key): IdempotencyKey,
    Json(asked): Json<ReasonGiven>,
) -> Result<Response, ApiProblem> {
    let call = (StatusCode::CREATED, operator, key);
    happen(&app, call, move |office, operator, key| {
        office.roll_back(operator, Some(key), (&release, &asked.why))
    })
    .await
}

/// Does it at the office; what came into force by it is in use before the answer leaves.
async fn happen<W>(
    app: &App,
    (status, operator, key): (StatusCode, OperatorKey, MessageId),
    work: W,
) -> Result<Response, ApiProblem>
where
    W: FnOnce(&Office<'_>, &OperatorKey, &str) -> Result<MessageAnswer<ReleaseView>, DeskError>
        + Send
        + 'static,
{
    let sent = key.clone();
    let answer = app.office(move |office| work(office, &operator, key.as_str()));
    let answer = answer.await?;
    if let Err(error) = app.refresh().await {
        // It is written; programs that follow the database try again every second.
        tracing::error!(
            error = crate::problem::chain(&error),
            "policies stay as they were"
        );
    }
    Ok(send(status, &sent, answer))
}
