//! Corrections that the rules leave to a clerk: what waits, and what is decided. By clerks with a
//! key.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::{Correction, CorrectionTask, CorrectionVerdict, DecideCorrection, Desk, Keyed};
use domain::Bilingual;
use domain::ids::{PersonId, SettlementId};
use domain::text::Named;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::filings::send;
use super::limits::check_texts;
use super::operators::Bearer;
use super::read::{IdempotencyKey, Json, Path};
use super::schema::Of;
use super::settlements::CorrectionAnswer;
use crate::App;
use crate::problem::ApiProblem;

pub(super) type CorrectedDoc = Of<CorrectionsReply>;
type DecisionDoc = Of<CorrectionDecision>;
type TasksDoc = Of<CorrectionTasksReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tasks))
        .routes(routes!(decide))
}

/// How many tasks are listed at once.
const TASKS_MAX: u32 = 200;

/// A settlement that waits for a clerk.
#[derive(Debug, Serialize, JsonSchema)]
struct CorrectionTaskRow {
    /// Which.
    settlement: SettlementId,
    /// Whose.
    person: PersonId,
    /// Since when.
    opened_at: Timestamp,
    /// What changed, as a word.
    #[schemars(example = &"filing-changed")]
    cause: &'static str,
    /// What changed, in words.
    says: Bilingual,
    /// Number of what changed.
    cause_of: String,
    /// Why it is not decided by rule.
    why: Bilingual,
}

/// What waits for a clerk.
#[derive(Debug, Serialize, JsonSchema)]
struct CorrectionTasksReply {
    /// The oldest first, two hundred at most.
    tasks: Vec<CorrectionTaskRow>,
}

/// A clerk's decision about a settlement that comes to something else now.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "decision": "correct", "reason": "参保信息核对无误" }))]
pub struct CorrectionDecision {
    /// What was decided.
    decision: CorrectionVerdict,
    /// Why.
    reason: String,
}

/// What was corrected.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CorrectionsReply {
    /// In the order they were made.
    corrections: Vec<CorrectionAnswer>,
    /// Settlements that wait for a clerk now.
    waiting: Vec<SettlementId>,
}

impl From<CorrectionTask> for CorrectionTaskRow {
    fn from(task: CorrectionTask) -> CorrectionTaskRow {
        CorrectionTaskRow {
            settlement: task.settlement,
            person: task.person,
            opened_at: task.opened_at,
            cause: task.cause.word(),
            says: task.cause.name(),
            cause_of: task.cause_of,
            why: task.why,
        }
    }
}

/// Settlements that wait for a clerk.
///
/// What changed came to something else, and the rules leave it to a clerk whether the difference is
/// corrected. The oldest first. By a clerk.
#[utoipa::path(
    get, path = "/api/v1/corrections/tasks", tag = "settlements",
    security(("operator" = [])),
    responses(
        (status = 200, description = "what waits", body = TasksDoc),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-missing"),
    ),
)]
async fn tasks(
    State(app): State<App>,
    Bearer(key): Bearer,
) -> Result<axum::Json<CorrectionTasksReply>, ApiProblem> {
    let read = app.read(move |desk| {
        desk::operators::clerk(desk, &key)?;
        desk::correction_tasks(desk, TASKS_MAX)
    });
    let tasks = read.await?.into_iter().map(CorrectionTaskRow::from);
    Ok(axum::Json(CorrectionTasksReply {
        tasks: tasks.collect(),
    }))
}

/// Decides whether a settlement is corrected.
///
/// `correct` derives it again from what stands now, and then the later ones that rest on it;
/// `leave` keeps it as it is. One of a day that nothing on record covers is corrected to be all the
/// person's own. The settlement itself stays as it was sent. By a clerk;
/// `Idempotency-Key` as for submitting.
#[utoipa::path(
    post, path = "/api/v1/settlements/{settlement}/correction", tag = "settlements",
    request_body = DecisionDoc, security(("operator" = [])),
    params(("settlement" = String, Path, description = "its number"), IdempotencyKey),
    responses(
        (status = 200, description = "what was corrected", body = CorrectedDoc),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-missing"),
        (status = 404, description = "unknown-settlement"),
        (status = 409, description = "not-standing, nothing-to-decide, key-reused"),
        (status = 422, description = "not-derived: nothing comes out, and why"),
    ),
)]
async fn decide(
    State(app): State<App>,
    Path(settlement): Path<SettlementId>,
    Bearer(operator): Bearer,
    IdempotencyKey(key): IdempotencyKey,
    Json(asked): Json<CorrectionDecision>,
) -> Result<Response, ApiProblem> {
    check_texts(&asked)?;
    let sent = key.clone();
    let asked = DecideCorrection {
        settlement,
        verdict: asked.decision,
        reason: asked.reason,
    };
    let answer = app.transact(move |desk| {
        let clerk = desk::operators::clerk(desk, &operator)?;
        let person = desk::settlement_by_id(desk, &asked.settlement)?.person;
        let keyed = Keyed {
            person: &person,
            key: &key,
            deed: "decide-correction",
            content: &asked,
        };
        let work = |desk: &mut Desk<'_, '_>| desk::decide_correction(desk, &clerk, &asked);
        desk::remember(desk, &keyed, work, |decided| {
            as_bytes(&decided.corrections, &decided.waiting)
        })
    });
    Ok(send(StatusCode::OK, &sent, answer.await?))
}

pub(super) fn as_bytes(made: &[Correction], waiting: &[SettlementId]) -> Vec<u8> {
    let reply = CorrectionsReply {
        corrections: made.iter().map(CorrectionAnswer::from).collect(),
        waiting: waiting.to_vec(),
    };
    serde_json::to_vec(&reply).expect("corrections always serialise")
}
