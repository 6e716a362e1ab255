//! What only the sandbox may show or do, where people are invented and nobody signs in: its clock.

use axum::extract::State;
use desk::DeskError;
use desk::clock::read_time;
use domain::calendar::CHINA;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problems;
use super::read::Json;
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type ClockBodyDoc = Of<ClockBody>;
type ClockReplyDoc = Of<ClockReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(clock, set_clock, release_clock))
}

/// Refuses it everywhere else.
pub(crate) fn sandbox_only(app: &App) -> Result<(), ApiProblem> {
    match app.is_sandbox() {
        true => Ok(()),
        false => Err(problems::SANDBOX_ONLY.problem()),
    }
}

/// What the clock is to show.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ClockBody {
    /// The time in China, forward or back.
    #[schemars(example = &"2026-12-31T23:58")]
    now: String,
}

/// What the clock shows.
#[derive(Debug, Serialize, JsonSchema)]
struct ClockReply {
    /// The time, on the clock in China.
    now: String,
    /// The day, in China.
    today: Date,
    /// Whether it was set to something else than the machine's.
    is_set: bool,
}

impl ClockReply {
    fn of(app: &App) -> axum::Json<ClockReply> {
        let now = app.now().to_zoned(TimeZone::fixed(CHINA));
        axum::Json(ClockReply {
            now: now.strftime("%Y-%m-%dT%H:%M:%S+08:00").to_string(),
            today: now.date(),
            is_set: app.clock().is_set(),
        })
    }
}

/// What the sandbox's clock shows.
///
/// Pages, jobs and messages go by it. Sandbox only.
#[utoipa::path(
    get, path = "/api/v1/sandbox/clock", tag = "sandbox",
    responses(
        (status = 200, description = "the clock", body = ClockReplyDoc),
        (status = 404, description = "sandbox-only"),
    ),
)]
async fn clock(State(app): State<App>) -> Result<axum::Json<ClockReply>, ApiProblem> {
    sandbox_only(&app)?;
    Ok(ClockReply::of(&app))
}

/// Set the sandbox's clock.
///
/// Forward or back; from there it runs on. It is kept in the database, for every program on it and
/// every later start. What was recorded stays as it was. Only in a demo's database.
#[utoipa::path(
    put, path = "/api/v1/sandbox/clock", tag = "sandbox", request_body = ClockBodyDoc,
    responses(
        (status = 200, description = "the clock", body = ClockReplyDoc),
        (status = 400, description = "bad-clock-time, or the body cannot be read"),
        (status = 404, description = "sandbox-only"),
        (status = 422, description = "clock-not-settable"),
    ),
)]
async fn set_clock(
    State(app): State<App>,
    Json(body): Json<ClockBody>,
) -> Result<axum::Json<ClockReply>, ApiProblem> {
    sandbox_only(&app)?;
    let to = read_time(&body.now).map_err(DeskError::from)?;
    app.set_clock(Some(to)).await?;
    Ok(ClockReply::of(&app))
}

/// Give the sandbox's clock back to the machine.
///
/// It shows the real time again. Sandbox only.
#[utoipa::path(
    delete, path = "/api/v1/sandbox/clock", tag = "sandbox",
    responses(
        (status = 200, description = "the clock", body = ClockReplyDoc),
        (status = 404, description = "sandbox-only"),
        (status = 422, description = "clock-not-settable"),
    ),
)]
async fn release_clock(State(app): State<App>) -> Result<axum::Json<ClockReply>, ApiProblem> {
    sandbox_only(&app)?;
    app.set_clock(None).await?;
    Ok(ClockReply::of(&app))
}
