//! Doing a thing once for callers that are not a facility: people who file over the API or a page
//! sends a key of their own with it. The same key again gets the stored answer byte for byte; the
//! same key with other content is refused and told which fields differ. The twin of
//! [`once`](crate::once) for facilities, in the same table.

use domain::ids::{FacilityCode, MessageId, PersonId};
use serde::Serialize;
use store::audit;
use store::messages::{self, MessageKey, NewMessage};

use crate::once::{canonical, stored_reply};
use crate::{Desk, DeskError, MessageAnswer};

/// Stands where the sender of a message stands. No facility has this code.
pub const NOT_A_FACILITY: &str = "P00000000API";

/// A request with its key.
#[derive(Debug)]
pub struct Keyed<'a, C> {
    /// The person it is about; keys of two people have nothing to do with each other.
    pub person: &'a PersonId,
    /// The caller's key.
    pub key: &'a MessageId,
    /// What it asks for, such as `file`.
    pub deed: &'static str,
    /// What it says.
    pub content: &'a C,
}

/// Does the work unless it was done under this key before, and stores the answer with it.
pub fn remember<T, C: Serialize>(
    desk: &mut Desk<'_, '_>,
    asked: &Keyed<'_, C>,
    work: impl FnOnce(&mut Desk<'_, '_>) -> Result<T, DeskError>,
    reply: impl FnOnce(&T) -> Vec<u8>,
) -> Result<MessageAnswer<T>, DeskError> {
    let sender: FacilityCode = NOT_A_FACILITY.parse().expect("twelve characters, P first");
    let key = MessageKey {
        person: asked.person,
        facility: &sender,
        message: asked.key,
    };
    let content = canonical(asked.content);
    desk.tx.lock_person(asked.person)?;
    if let Some(stored) = messages::find(desk.tx, key)? {
        let asked = (asked.deed, asked.key);
        return stored_reply(desk, asked, &stored, &content).map(MessageAnswer::again);
    }
    let outcome = work(desk)?;
    let reply = reply(&outcome);
    // The work may have taken a turn of its own.
    let turn = desk.tx.turn_of(asked.person.as_str());
    let turn = turn.expect("the turn was taken above");
    let message = NewMessage {
        key,
        deed: asked.deed,
        content: &content,
        reply: &reply,
        visit: None,
        settlement: None,
        received_at: desk.now,
        turn,
        said_besides: None,
    };
    messages::insert(desk.tx, desk.random, &message)?;
    let chain = asked.person.as_str();
    let head = audit::head(desk.tx, chain)?;
    let entry = audit::AuditEntry {
        chain,
        at: desk.now,
        actor: NOT_A_FACILITY,
        action: asked.deed,
        object: asked.key.as_str(),
        reason: "",
        digest: "",
    };
    audit::append(desk.tx, &head, &entry)?;
    Ok(MessageAnswer::first(outcome, reply))
}
