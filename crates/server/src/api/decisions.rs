//! Deciding and cancelling filings. In the sandbox everybody is the clerk; elsewhere nobody is,
//! until clerks can sign in.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::{DeskError, Keyed};
use domain::filing::{Applied, Event};
use domain::ids::{FilingId, MessageId};
use domain::word_list;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::filings::{AppliedReply, as_bytes, send};
use super::limits::check_texts;
use super::read::{IdempotencyKey, Json, Path};
use super::sandbox::sandbox_only;
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type AppliedReplyDoc = Of<AppliedReply>;
type CancellationDoc = Of<FilingEnd>;
type DecisionDoc = Of<ClerkDecision>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(decide))
        .routes(routes!(cancel))
}

word_list! {
    /// What a clerk decides.
    Decided {
        /// For the person.
        Approve = "approve", "通过", "approve";
        /// Back to be corrected.
        Return = "return", "退回补正", "return for correction";
        /// Against the person.
        Refuse = "refuse", "不予通过", "refuse";
    }
}

/// A clerk's decision.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "decision": "return", "reason": "请补交居住证" }))]
pub struct ClerkDecision {
    /// What was decided.
    pub decision: Decided,
    /// Why; needed against the person, and for approving where a check did not pass.
    #[serde(default)]
    pub reason: String,
}

/// A person's wish to end a filing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "reason": "已返回参保地" }))]
pub struct FilingEnd {
    /// Why, if said.
    #[serde(default)]
    pub reason: String,
}

impl From<ClerkDecision> for Event {
    fn from(ClerkDecision { decision, reason }: ClerkDecision) -> Event {
        match decision {
            Decided::Approve => Event::Approve { reason },
            Decided::Return => Event::Return { reason },
            Decided::Refuse => Event::Refuse { reason },
        }
    }
}

/// Decides a queued filing.
///
/// Approve, return or refuse. `Idempotency-Key` as for submitting. Sandbox only.
#[utoipa::path(
    post, path = "/api/v1/filings/{filing}/decision", tag = "filings", request_body = DecisionDoc,
    params(("filing" = String, Path, description = "its number"), IdempotencyKey),
    responses(
        (status = 200, description = "the filing afterwards", body = AppliedReplyDoc),
        (status = 404, description = "unknown-filing, sandbox-only"),
        (status = 422, description = "filing-refused: not in a state in which this can happen"),
    ),
)]
async fn decide(
    State(app): State<App>,
    Path(filing): Path<FilingId>,
    IdempotencyKey(key): IdempotencyKey,
    Json(decision): Json<ClerkDecision>,
) -> Result<Response, ApiProblem> {
    check_texts(&decision)?;
    let deed = Deed {
        filing,
        name: "decide-filing",
        by: "sandbox-clerk",
    };
    happen(&app, key, deed, decision.into()).await
}

/// Cancels a filing.
///
/// The person withdraws it before it is decided, or ends it: from today on it is not in force.
/// `Idempotency-Key` as for submitting. Sandbox only until people can sign in.
#[utoipa::path(
    post, path = "/api/v1/filings/{filing}/cancellation", tag = "filings",
    request_body = CancellationDoc,
    params(("filing" = String, Path, description = "its number"), IdempotencyKey),
    responses(
        (status = 200, description = "the filing afterwards", body = AppliedReplyDoc),
        (status = 404, description = "unknown-filing, sandbox-only"),
        (status = 422, description = "filing-refused: not in a state in which this can happen"),
    ),
)]
async fn cancel(
    State(app): State<App>,
    Path(filing): Path<FilingId>,
    IdempotencyKey(key): IdempotencyKey,
    Json(cancellation): Json<FilingEnd>,
) -> Result<Response, ApiProblem> {
    check_texts(&cancellation)?;
    let deed = Deed {
        filing,
        name: "cancel-filing",
        by: "person",
    };
    happen(
        &app,
        key,
        deed,
        Event::Cancel {
            reason: cancellation.reason,
        },
    )
    .await
}

/// What is done to which filing by whom.
struct Deed {
    filing: FilingId,
    name: &'static str,
    by: &'static str,
}

/// What the key stands for: the filing, the event, the reason.
#[derive(Serialize)]
struct Content<'a> {
    filing: &'a FilingId,
    event: &'static str,
    reason: &'a str,
}

impl Content<'_> {
    fn of<'a>(filing: &'a FilingId, event: &'a Event) -> Content<'a> {
        let reason = match event {
            Event::Approve { reason }
            | Event::Return { reason }
            | Event::Refuse { reason }
            | Event::Cancel { reason } => reason.as_str(),
            _ => "",
        };
        Content {
            filing,
            event: event.kind().word(),
            reason,
        }
    }
}

async fn happen(
    app: &App,
    key: MessageId,
    deed: Deed,
    event: Event,
) -> Result<Response, ApiProblem> {
    sandbox_only(app)?;
    let sent = key.clone();
    let answer = app.transact(move |desk| {
        let person = desk::filing::filing_by_id(desk, &deed.filing)?
            .person()
            .clone();
        let content = &Content::of(&deed.filing, &event);
        let keyed = Keyed {
            person: &person,
            key: &key,
            deed: deed.name,
            content,
        };
        let work = |desk: &mut desk::Desk<'_, '_>| -> Result<Applied, DeskError> {
            desk::decide_filing(desk, deed.by, (&person, &deed.filing), &event)
        };
        desk::remember(desk, &keyed, work, as_bytes)
    });
    Ok(send(StatusCode::OK, &sent, answer.await?))
}
