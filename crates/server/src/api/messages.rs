//! The outcome of a message: the question of a sender whose line broke before the answer.

use axum::extract::State;
use desk::{Caller, MessageFate, fate_of_message};
use domain::ids::{FacilityCode, MessageId, PersonId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::read::{Path, Query};
use super::sandbox::sandbox_only;
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type AskedDoc = Of<Asked>;
type MessageReplyDoc = Of<MessageReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get))
}

/// What the address asks.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// The person the message is about.
    person: PersonId,
}

/// The outcome of a message.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Fate {
    /// It never arrived, or nothing came of it.
    None,
    /// Done and answered.
    Done,
    /// Done, and undone since.
    Reversed,
    /// Reversed before it arrived; it will be refused.
    Tombstone,
}

/// The outcome of a message.
#[derive(Debug, Serialize, JsonSchema)]
struct MessageReply {
    /// The sender.
    facility: FacilityCode,
    /// The sender's number.
    message: MessageId,
    /// Its outcome.
    fate: Fate,
    /// The answer that was sent, byte for byte, when it is done.
    reply: Option<String>,
}

/// The outcome of a message.
///
/// A sender that does not know whether its message arrived asks here before it sends it again.
/// Sandbox only: on the hospital interface the facility proves who it is.
#[utoipa::path(
    get, path = "/api/v1/messages/{facility}/{message}", tag = "settlements",
    params(
        ("facility" = String, Path, description = "code of the sender"),
        ("message" = String, Path, description = "the sender's number (msgid)"),
        AskedDoc,
    ),
    responses(
        (status = 200, description = "its fate", body = MessageReplyDoc),
        (status = 404, description = "unknown-facility, sandbox-only"),
    ),
)]
async fn get(
    State(app): State<App>,
    Path((facility, message)): Path<(FacilityCode, MessageId)>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<MessageReply>, ApiProblem> {
    sandbox_only(&app)?;
    app.reference().facility(&facility)?;
    let caller = Caller {
        facility,
        message,
        operator: String::new(),
        said_besides: None,
        shown: Default::default(),
    };
    let Caller {
        facility, message, ..
    } = caller.clone();
    let fate = app
        .read(move |desk| fate_of_message(desk, &caller, &asked.person, &caller.message))
        .await?;
    let (fate, reply) = match fate {
        MessageFate::None => (Fate::None, None),
        MessageFate::Done(reply) => (Fate::Done, Some(reply)),
        MessageFate::Reversed => (Fate::Reversed, None),
        MessageFate::Tombstone => (Fate::Tombstone, None),
    };
    let reply = reply.map(|reply| String::from_utf8_lossy(&reply).into_owned());
    Ok(axum::Json(MessageReply {
        facility,
        message,
        fate,
        reply,
    }))
}
