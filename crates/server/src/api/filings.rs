//! Filings: submit, look up, list. Deciding and cancelling are in [`decisions`](super::decisions).

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{DeskError, Keyed, MessageAnswer, Voucher};
use domain::Region;
use domain::filing::{
    Agent, Applied, Channel, Contact, Evidence, Filing, Notice, PaidStay, Register,
    State as FilingState, Submission,
};
use domain::ids::{FilingId, MessageId, PersonId};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::limits::check_texts;
use super::read::{IdempotencyKey, Json, Path, Query};
use super::sandbox::sandbox_only;
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type AppliedReplyDoc = Of<AppliedReply>;
type AskedDoc = Of<Asked>;
type FilingDoc = Of<Filing>;
type FilingRequestDoc = Of<FilingRequest>;
type FilingsReplyDoc = Of<FilingsReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(submit, list))
        .routes(routes!(get))
}

/// What a person asks for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "person": "P1", "insured_at": "440300", "destination": "510100",
    "category": "other-temporary", "starts_on": "2026-11-21",
    "contact": { "name": "陈示例", "phone": "13800000000", "address": "示例路1号" }
}))]
pub struct FilingRequest {
    /// The insured person.
    pub person: PersonId,
    /// Where insured.
    pub insured_at: Region,
    /// Where care will be sought: a pooling region.
    pub destination: Region,
    /// The category, by its id in the rules, see `/api/v1/advice`.
    #[schemars(example = &"other-temporary")]
    pub category: String,
    /// The first day asked for.
    pub starts_on: Date,
    /// The day after the last, when the person wants it shorter than the rules allow.
    #[serde(default)]
    pub ends_on: Option<Date>,
    /// How it came in; the website unless stated.
    #[serde(default = "website")]
    pub channel: Channel,
    /// Who files, when not the person.
    #[serde(default)]
    pub agent: Option<Agent>,
    /// Whom to reach.
    pub contact: Contact,
    /// Whether the person pledges instead of proving.
    #[serde(default)]
    pub pledged: bool,
    /// What prevents the person from getting the proof.
    #[serde(default)]
    pub prevented_by: Option<String>,
    /// Proofs handed in.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// The option chosen, where the category has options.
    #[serde(default)]
    pub option: Option<String>,
    /// Months away, past or intended.
    #[serde(default)]
    pub months_away: Option<u8>,
    /// Whether an employer posted the person.
    #[serde(default)]
    pub posted: Option<bool>,
    /// Household register.
    #[serde(default)]
    pub register: Option<Register>,
    /// The stay it is meant for, when that is already over.
    #[serde(default)]
    pub past_stay: Option<PaidStay>,
}

fn website() -> Channel {
    Channel::Website
}

impl FilingRequest {
    fn into_submission(self, id: FilingId) -> Submission {
        Submission {
            id,
            person: self.person,
            insured_at: self.insured_at,
            destination: self.destination,
            category: self.category,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            channel: self.channel,
            agent: self.agent,
            contact: self.contact,
            pledged: self.pledged,
            prevented_by: self.prevented_by,
            evidence: self.evidence,
            option: self.option,
            months_away: self.months_away,
            posted: self.posted,
            register: self.register,
            past_stay: self.past_stay,
            replaces: false,
        }
    }
}

/// What an event led to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AppliedReply {
    /// The filing afterwards.
    pub filing: Filing,
    /// Numbers of other filings that gave way to it.
    pub superseded: Vec<FilingId>,
    /// What the person is told.
    pub notices: Vec<Notice>,
}

/// The bytes that are stored and sent for what an event led to.
pub(super) fn as_bytes(applied: &Applied) -> Vec<u8> {
    let superseded = applied.superseded.iter().map(|filing| filing.id().clone());
    let reply = AppliedReply {
        filing: applied.filing.clone(),
        superseded: superseded.collect(),
        notices: applied.notices.clone(),
    };
    serde_json::to_vec(&reply).expect("a filing always serialises")
}

/// Says whether the answer was stored before, and under which key it can be had again.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A stored answer on its way.
pub(super) fn send<T>(status: StatusCode, key: &MessageId, answer: MessageAnswer<T>) -> Response {
    let text = |text: &str| HeaderValue::from_str(text).expect("identifiers are printable ASCII");
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
        (KEY, text(key.as_str())),
        (
            REPLAYED,
            text(if answer.replayed { "true" } else { "false" }),
        ),
    ];
    (status, headers, answer.reply).into_response()
}

/// Submits a filing.
///
/// Approved by rule at once, or queued for a clerk. With an `Idempotency-Key` the same request may
/// be sent again: it gets the stored answer, byte for byte. Sandbox only until people can sign in.
#[utoipa::path(
    post, path = "/api/v1/filings", tag = "filings", request_body = FilingRequestDoc,
    params(IdempotencyKey),
    responses(
        (status = 201, description = "the filing", body = AppliedReplyDoc),
        (status = 404, description = "unknown-person, sandbox-only"),
        (status = 409, description = "key-reused: the key came before with other content"),
        (status = 422, description = "filing-refused: the form has to be mended"),
    ),
)]
async fn submit(
    State(app): State<App>,
    IdempotencyKey(key): IdempotencyKey,
    Json(asked): Json<FilingRequest>,
) -> Result<Response, ApiProblem> {
    sandbox_only(&app)?;
    check_texts(&asked)?;
    let sent = key.clone();
    let answer = app.transact(move |desk| {
        let content = &asked;
        let keyed = Keyed {
            person: &asked.person,
            key: &key,
            deed: "file",
            content,
        };
        let work = |desk: &mut desk::Desk<'_, '_>| {
            let id = desk::filing::new_filing_id(desk, asked.insured_at.pooling());
            desk::file(desk, "person", &asked.clone().into_submission(id))
        };
        desk::remember(desk, &keyed, work, as_bytes)
    });
    Ok(send(StatusCode::CREATED, &sent, answer.await?))
}

/// What the address asks.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Where they stand; queued unless stated.
    state: Option<FilingState>,
    /// At most so many, 1 to 1000; 100 unless stated.
    limit: Option<u16>,
}

/// Some filings.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FilingsReply {
    /// By number.
    pub filings: Vec<Filing>,
}

/// Filings of all people in a state.
///
/// The clerk's list. Sandbox only until clerks can sign in.
#[utoipa::path(
    get, path = "/api/v1/filings", tag = "filings", params(AskedDoc),
    responses(
        (status = 200, description = "filings by number", body = FilingsReplyDoc),
        (status = 404, description = "sandbox-only"),
    ),
)]
async fn list(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<FilingsReply>, ApiProblem> {
    sandbox_only(&app)?;
    let state = asked.state.unwrap_or(FilingState::Queued);
    let count = u32::from(asked.limit.unwrap_or(100).clamp(1, 1000));
    let found = app.read(move |desk| desk::filing::filings_in_state(desk, state, count));
    Ok(axum::Json(FilingsReply {
        filings: found.await?,
    }))
}

/// One filing.
///
/// With everything that happened to it. Sandbox only until people can sign in.
#[utoipa::path(
    get, path = "/api/v1/filings/{filing}", tag = "filings",
    params(("filing" = String, Path, description = "its number")),
    responses(
        (status = 200, description = "the filing", body = FilingDoc),
        (status = 404, description = "unknown-filing, sandbox-only"),
    ),
)]
async fn get(
    State(app): State<App>,
    Path(id): Path<FilingId>,
) -> Result<axum::Json<Filing>, ApiProblem> {
    sandbox_only(&app)?;
    let found = app.read(move |desk| desk::filing::filing_by_id(desk, &id));
    Ok(axum::Json(found.await?))
}

/// All filings of a person who exists.
pub(super) fn of_person(
    desk: &mut desk::Desk<'_, '_>,
    person: &PersonId,
) -> Result<Vec<Filing>, DeskError> {
    desk::identify(desk, &Voucher::Person(person.clone()))?;
    desk::filings(desk, person)
}
