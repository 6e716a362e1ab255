//! Doing a thing once, however often it is asked for. The person's turn is taken first, the message
//! looked for second: the same message again gets the stored answer byte for byte; the same number
//! with other content is refused and told which fields differ; a message that was reversed, also
//! before it arrived, is refused.

use domain::ids::{MessageId, PersonId, SettlementId, VisitId};
use serde::Serialize;
use serde_json::Value;
use store::audit::{self, AuditHead};
use store::messages::{self, MessageKey, MessageState, NewMessage, StoredMessage};
use store::standing::{self, Standing};
use store::visits::Visit;

use crate::deed::Deed;
use crate::terms::{self, Asked, Found, Mentions};
use crate::visit_error::VisitError;
use crate::{Caller, Desk, DeskError};

/// The answer to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageAnswer<T> {
    /// What the caller is sent; the same bytes for the same message for ever.
    pub reply: Vec<u8>,
    /// Whether it was stored before.
    pub replayed: bool,
    /// What was done; none when the answer was stored before.
    pub outcome: Option<T>,
}

impl<T> MessageAnswer<T> {
    /// The answer to what was just done.
    pub(crate) fn first(outcome: T, reply: Vec<u8>) -> MessageAnswer<T> {
        MessageAnswer {
            reply,
            replayed: false,
            outcome: Some(outcome),
        }
    }

    /// The answer given before.
    pub(crate) fn again(reply: Vec<u8>) -> MessageAnswer<T> {
        MessageAnswer {
            reply,
            replayed: true,
            outcome: None,
        }
    }
}

/// What a message is about.
pub(crate) struct Errand<'a, C> {
    pub caller: &'a Caller,
    pub deed: Deed,
    pub person: &'a PersonId,
    pub names: Mentions<'a>,
    /// The business fields; transport fields must not be among them.
    pub content: &'a C,
}

/// The person's turn: what is known, and its number.
pub(crate) struct Turn {
    pub number: i64,
    pub standing: Standing,
    /// What the message names, as the row of its deed allows it.
    pub found: Found,
}

impl Turn {
    /// The visit the message names.
    pub fn visit(&self) -> &Visit {
        let visit = self.found.visit.as_ref();
        visit.expect("the deed names a visit")
    }
}

/// What was done, and what the audit and the message should remember of it.
pub(crate) struct Done<T> {
    pub outcome: T,
    pub visit: Option<VisitId>,
    pub settlement: Option<SettlementId>,
    /// What else the audit should remember, in a sentence.
    pub note: String,
}

impl<T> Done<T> {
    /// Something done to a visit.
    pub fn on_visit(outcome: T, visit: &VisitId) -> Done<T> {
        Done {
            outcome,
            visit: Some(visit.clone()),
            settlement: None,
            note: String::new(),
        }
    }
}

/// Does the work unless it was done before, and stores the answer with it.
pub(crate) fn once<T, C: Serialize>(
    desk: &mut Desk<'_, '_>,
    errand: &Errand<'_, C>,
    work: impl FnOnce(&mut Desk<'_, '_>, &mut Turn) -> Result<Done<T>, DeskError>,
    reply: impl FnOnce(&T) -> Vec<u8>,
) -> Result<MessageAnswer<T>, DeskError> {
    desk.reference.facility(&errand.caller.facility)?;
    let content = canonical(errand.content);
    let key = MessageKey {
        person: errand.person,
        facility: &errand.caller.facility,
        message: &errand.caller.message,
    };
    let number = desk.tx.lock_person(errand.person)?;
    let standing = standing::load(desk.tx, key, (errand.names.visit, desk.today()))?;
    if let Some(stored) = &standing.message {
        let asked = (errand.deed.word(), &errand.caller.message);
        return stored_reply(desk, asked, stored, &content).map(MessageAnswer::again);
    }
    let asked = Asked {
        caller: errand.caller,
        deed: errand.deed,
        names: errand.names,
    };
    if messages::is_of_another(desk.tx, key)? {
        return Err(VisitError::MessageOfAnother {
            message: key.message.clone(),
        }
        .into());
    }
    let found = terms::check(desk, asked, &standing)?;
    let mut turn = Turn {
        number,
        standing,
        found,
    };
    let done = work(desk, &mut turn)?;
    let reply = reply(&done.outcome);
    let message = NewMessage {
        key,
        deed: errand.deed.word(),
        content: &content,
        reply: &reply,
        visit: done.visit.as_ref(),
        settlement: done.settlement.as_ref(),
        received_at: desk.now,
        turn: turn.number,
        said_besides: errand.caller.said_besides.as_deref(),
    };
    messages::insert(desk.tx, desk.random, &message)?;
    note_in_audit(desk, errand, &turn.standing.audit, &done)?;
    Ok(MessageAnswer::first(done.outcome, reply))
}

fn note_in_audit<T, C>(
    desk: &mut Desk<'_, '_>,
    errand: &Errand<'_, C>,
    head: &AuditHead,
    done: &Done<T>,
) -> Result<(), DeskError> {
    let object = match (&done.settlement, &done.visit) {
        (Some(settlement), _) => settlement.as_str(),
        (None, Some(visit)) => visit.as_str(),
        (None, None) => errand.caller.message.as_str(),
    };
    let actor = format!("{}/{}", errand.caller.facility, errand.caller.operator);
    let entry = audit::AuditEntry {
        chain: errand.person.as_str(),
        at: desk.now,
        actor: &actor,
        action: errand.deed.word(),
        object,
        reason: &done.note,
        digest: "",
    };
    audit::append(desk.tx, head, &entry)?;
    Ok(())
}

/// The answer given before, if this is the same message and what it did still stands.
pub(crate) fn stored_reply(
    desk: &mut Desk<'_, '_>,
    (deed, message): (&str, &MessageId),
    stored: &StoredMessage,
    content: &[u8],
) -> Result<Vec<u8>, DeskError> {
    let message = message.clone();
    let other_deed = stored.deed != deed;
    let is_same = !other_deed && stored.digest.as_deref() == Some(&desk.tx.keys().digest(content));
    if stored.state != MessageState::Tombstone && !is_same {
        let fields = match other_deed {
            true => vec!["deed".to_owned()],
            false => differing_fields(&stored.content(desk.tx)?.unwrap_or_default(), content),
        };
        return Err(DeskError::KeyReused { message, fields });
    }
    match (stored.state, stored.reply(desk.tx)?) {
        (MessageState::Done, Some(reply)) => Ok(reply),
        _ => Err(DeskError::MessageReversed {
            message,
            settlement: stored.settlement.clone(),
        }),
    }
}

/// JSON with sorted keys and without absent values, so that the same content is the same bytes
/// whichever program wrote it.
pub(crate) fn canonical(content: &impl Serialize) -> Vec<u8> {
    let value = serde_json::to_value(content).expect("our commands always serialise");
    serde_json::to_vec(&sorted(value)).expect("a JSON value always serialises")
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<(String, Value)> = fields
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .collect();
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            let fields = fields
                .into_iter()
                .map(|(name, value)| (name, sorted(value)));
            Value::Object(fields.collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        plain => plain,
    }
}

/// The fields of two canonical contents that differ, by name.
pub(crate) fn differing_fields(one: &[u8], other: &[u8]) -> Vec<String> {
    let read = |text| match serde_json::from_slice(text) {
        Ok(Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (one, other) = (read(one), read(other));
    let mut names: Vec<String> = one.keys().chain(other.keys()).cloned().collect();
    names.sort();
    names.dedup();
    names.retain(|name| one.get(name) != other.get(name));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_fields_and_absent_ones_do_not_matter() {
        let one = serde_json::json!({ "b": 1, "a": { "y": null, "x": [1, 2] } });
        let other = serde_json::json!({ "a": { "x": [1, 2] }, "b": 1, "c": null });
        assert_eq!(canonical(&one), canonical(&other));
    }

    #[test]
    fn differing_fields_are_named() {
        let one = canonical(&serde_json::json!({ "a": 1, "b": 2, "c": 3 }));
        let other = canonical(&serde_json::json!({ "a": 1, "b": 4, "d": 3 }));
        assert_eq!(differing_fields(&one, &other), ["b", "c", "d"]);
    }
}
