//! Corrections that the rules leave to a clerk: what waits, and what one of them proposes. Another
//! one confirms it where bills are. By clerks with a key.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::bill_cases::{self, BillLane, BillProposal, BillVerdict, DecisionSource};
use desk::{Correction, CorrectionTask, CorrectionVerdict, Desk, Keyed};
use domain::Bilingual;
use domain::ids::{PersonId, SettlementId};
use domain::shares::Shares;
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
type ProposedDoc = Of<CorrectionProposed>;
type TasksDoc = Of<CorrectionTasksReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tasks))
        .routes(routes!(propose))
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

/// What a decision rests on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionSource {
    /// The title of the document.
    title: String,
    /// Its number, or the day and number of the letter.
    number: String,
    /// Where it is found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    address: String,
}

/// A decision about a settlement that comes to something else now, as one clerk proposes it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "decision": "correct",
    "reason": "参保信息核对无误",
    "source": { "title": "参保信息核对记录", "number": "2026-11-20 第3号" },
}))]
pub struct CorrectionDecision {
    /// What is proposed.
    decision: CorrectionVerdict,
    /// Why; the person reads it.
    reason: String,
    /// On what it rests.
    source: CorrectionSource,
}

/// What was proposed. It holds once another clerk confirmed it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CorrectionProposed {
    /// Number of the case in the clerks' list of bills: that of the settlement.
    case: SettlementId,
    /// How it stands: `proposed`, until another clerk confirms it on the page of the case.
    #[schemars(example = &"proposed")]
    state: &'static str,
    /// The page on which another clerk confirms it.
    confirm_at: String,
    /// What each payer would pay more; nothing where no amount changes.
    would: Option<Shares>,
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

/// Proposes whether a settlement is corrected.
///
/// `correct` derives it again from what stands now, and then the later ones that rest on it;
/// `leave` keeps it as it is. Nothing holds before another clerk – by account and by identity
/// number – confirms it on the page named in the reply. The settlement itself stays as it was sent.
/// By a clerk of the insured place; `Idempotency-Key` as for submitting.
#[utoipa::path(
    post, path = "/api/v1/settlements/{settlement}/correction", tag = "settlements",
    request_body = DecisionDoc, security(("operator" = [])),
    params(("settlement" = String, Path, description = "its number"), IdempotencyKey),
    responses(
        (status = 202, description = "proposed; another clerk confirms it", body = ProposedDoc),
        (status = 400, description = "decision-source-missing, decision-reason-missing, \
            verdict-unfit"),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-missing, own-case"),
        (status = 404, description = "unknown-settlement"),
        (status = 409, description = "nothing-to-decide, bill-closed, bill-done-already, \
            key-reused"),
        (status = 422, description = "not-derived: nothing comes out, and why"),
    ),
)]
async fn propose(
    State(app): State<App>,
    Path(settlement): Path<SettlementId>,
    Bearer(operator): Bearer,
    IdempotencyKey(key): IdempotencyKey,
    Json(asked): Json<CorrectionDecision>,
) -> Result<Response, ApiProblem> {
    check_texts(&asked)?;
    let sent = key.clone();
    let answer = app.transact(move |desk| {
        let clerk = desk::operators::clerk(desk, &operator)?;
        let person = desk::settlement_by_id(desk, &settlement)?.person;
        let keyed = Keyed {
            person: &person,
            key: &key,
            deed: "propose-correction",
            content: &(&settlement, &asked),
        };
        let proposal = asked.proposal();
        let work = |desk: &mut Desk<'_, '_>| {
            bill_cases::propose_correction(desk, &clerk, (&settlement, &proposal))
        };
        desk::remember(desk, &keyed, work, |proposed| {
            let reply = CorrectionProposed {
                case: settlement.clone(),
                state: BillLane::Proposed.word(),
                confirm_at: format!("/clerk/bills/{settlement}"),
                would: proposed.foreseen,
            };
            serde_json::to_vec(&reply).expect("a proposal always serialises")
        })
    });
    Ok(send(StatusCode::ACCEPTED, &sent, answer.await?))
}

impl CorrectionDecision {
    fn proposal(&self) -> BillProposal {
        let CorrectionSource {
            title,
            number,
            address,
        } = self.source.clone();
        BillProposal {
            verdict: match self.decision {
                CorrectionVerdict::Correct => BillVerdict::Correct,
                CorrectionVerdict::Leave => BillVerdict::Leave,
            },
            reason: self.reason.clone(),
            source: DecisionSource {
                title,
                number,
                address,
            },
            figures: Vec::new(),
        }
    }
}

pub(super) fn as_bytes(made: &[Correction], waiting: &[SettlementId]) -> Vec<u8> {
    let reply = CorrectionsReply {
        corrections: made.iter().map(CorrectionAnswer::from).collect(),
        waiting: waiting.to_vec(),
    };
    serde_json::to_vec(&reply).expect("corrections always serialise")
}
