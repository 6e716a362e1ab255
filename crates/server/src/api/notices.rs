//! What people were told, and how each notice fared by each adapter; sending one again. By clerks
//! with a key.

use axum::extract::State;
use axum::http::StatusCode;
use desk::accounts::{holds_person, in_unit};
use desk::looked::{ReadNote, note_read};
use desk::notices::{NoticeFared, code_in_words, delivery_in_words};
use desk::{Delivery, DeliveryState, DeskError};
use domain::Bilingual;
use domain::ids::{FilingId, PersonId};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::limits::check_texts;
use super::operators::Bearer;
use super::read::{Json, Path};
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type NoticesDoc = Of<NoticesReply>;
type SendAgainDoc = Of<SendNoticeAgain>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_person))
        .routes(routes!(of_filing))
        .routes(routes!(send_again))
}

/// How a notice fared by one adapter.
#[derive(Debug, Serialize, JsonSchema)]
struct DeliveryRow {
    /// By what: `inbox`, `sms`, `official-account`, `mini-programme`, `webhook-NAME`.
    adapter: String,
    /// How it stands.
    state: DeliveryState,
    /// The same in words, with why.
    says: Bilingual,
    /// How often it was tried.
    attempts: i64,
    /// When it is tried next.
    next_at: Option<Timestamp>,
    /// When it was sent or given up.
    over_at: Option<Timestamp>,
    /// Why it was not sent the last time, as a code.
    code: Option<String>,
    /// The same in words.
    why: Option<Bilingual>,
}

impl From<Delivery> for DeliveryRow {
    fn from(delivery: Delivery) -> DeliveryRow {
        DeliveryRow {
            says: delivery_in_words(&delivery),
            why: delivery.code.as_deref().map(code_in_words),
            adapter: delivery.adapter,
            state: delivery.state,
            attempts: delivery.attempts,
            next_at: delivery.next_at,
            over_at: delivery.over_at,
            code: delivery.code,
        }
    }
}

/// A notice with how it fared.
#[derive(Debug, Serialize, JsonSchema)]
struct NoticeRow {
    /// What it is known by.
    notice: String,
    /// When it was caused.
    at: Timestamp,
    /// What it is about, as a word.
    topic: String,
    /// The same in words.
    title: Bilingual,
    /// What happened, and what to do.
    text: Bilingual,
    /// The filing it is about.
    filing: Option<String>,
    /// The settlement it is about.
    settlement: Option<String>,
    /// By each adapter it was handed over to.
    deliveries: Vec<DeliveryRow>,
}

impl From<NoticeFared> for NoticeRow {
    fn from(NoticeFared { notice, deliveries }: NoticeFared) -> NoticeRow {
        NoticeRow {
            notice: notice.key,
            at: notice.at,
            topic: notice.topic,
            title: notice.title,
            text: notice.text,
            filing: notice.filing,
            settlement: notice.settlement,
            deliveries: deliveries.into_iter().map(DeliveryRow::from).collect(),
        }
    }
}

/// What somebody was told.
#[derive(Debug, Serialize, JsonSchema)]
struct NoticesReply {
    /// The newest first, five hundred at most.
    notices: Vec<NoticeRow>,
}

fn reply(found: Vec<NoticeFared>) -> axum::Json<NoticesReply> {
    let notices = found.into_iter().map(NoticeRow::from).collect();
    axum::Json(NoticesReply { notices })
}

/// What a person was told.
///
/// With how each notice fared by each adapter: waiting, sent, given up, and why. By a clerk.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/notices", tag = "filings",
    security(("operator" = [])),
    params(("person" = String, Path, description = "the person's number")),
    responses(
        (status = 200, description = "the newest first", body = NoticesDoc),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-missing"),
        (status = 404, description = "unknown-person"),
    ),
)]
async fn of_person(
    State(app): State<App>,
    Path(person): Path<PersonId>,
    Bearer(key): Bearer,
) -> Result<axum::Json<NoticesReply>, ApiProblem> {
    let read = app.transact(move |desk| {
        let by = desk::operators::clerk(desk, &key)?;
        in_unit(desk, &by, &person)?;
        note_read(desk, &by, of_messages(&person))?;
        desk::notices::notices_of_person(desk, &person)
    });
    Ok(reply(read.await?))
}

/// A look at what somebody was told.
fn of_messages(person: &PersonId) -> ReadNote<'_> {
    ReadNote {
        person,
        object: "/me/messages",
        reason: "",
    }
}

/// What was told about a filing.
///
/// As for a person. By a clerk.
#[utoipa::path(
    get, path = "/api/v1/filings/{filing}/notices", tag = "filings",
    security(("operator" = [])),
    params(("filing" = String, Path, description = "its number")),
    responses(
        (status = 200, description = "the newest first", body = NoticesDoc),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-missing"),
        (status = 404, description = "unknown-filing"),
    ),
)]
async fn of_filing(
    State(app): State<App>,
    Path(filing): Path<FilingId>,
    Bearer(key): Bearer,
) -> Result<axum::Json<NoticesReply>, ApiProblem> {
    let read = app.transact(move |desk| {
        let by = desk::operators::clerk(desk, &key)?;
        let person = desk::filing::filing_by_id(desk, &filing)?.person().clone();
        if !holds_person(desk, &by, &person)? {
            return Err(DeskError::UnknownFiling {
                filing: filing.clone(),
            });
        }
        note_read(desk, &by, of_messages(&person))?;
        desk::notices::notices_of_filing(desk, &filing)
    });
    Ok(reply(read.await?))
}

/// A notice that is to be sent once more.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "person": "P1", "notice": "P1:3:1:1796000000000000", "adapter": "sms"
}))]
pub struct SendNoticeAgain {
    /// Whose.
    person: PersonId,
    /// Which.
    notice: String,
    /// By what.
    adapter: String,
}

/// Sends a notice once more.
///
/// One that was sent, or given up, by one adapter; the receiver gets it under the same id, and may
/// drop what it has. Who wanted it is in the audit. By a clerk.
#[utoipa::path(
    post, path = "/api/v1/notices/again", tag = "filings", request_body = SendAgainDoc,
    security(("operator" = [])),
    responses(
        (status = 202, description = "it waits to be sent"),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-missing"),
        (status = 404, description = "unknown-person"),
        (status = 422, description = "field: there is no such notice, or it still waits"),
    ),
)]
async fn send_again(
    State(app): State<App>,
    Bearer(key): Bearer,
    Json(asked): Json<SendNoticeAgain>,
) -> Result<StatusCode, ApiProblem> {
    check_texts(&asked)?;
    let sent = app.transact(move |desk| {
        let by = desk::operators::clerk(desk, &key)?;
        in_unit(desk, &by, &asked.person)?;
        let which = (&asked.person, asked.notice.as_str());
        desk::notices::send_again(desk, &by.id, which, &asked.adapter)
    });
    sent.await?;
    Ok(StatusCode::ACCEPTED)
}
