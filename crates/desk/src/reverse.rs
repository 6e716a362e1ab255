//! Reversing a message of unknown fate (冲正): if it did something, that is undone; if it never
//! arrived, a tombstone makes sure that it does nothing when it does. Reversing twice is harmless.

use domain::ids::{MessageId, PersonId};
use serde::{Deserialize, Serialize};
use store::messages::{self, MessageKey, MessageState, StoredMessage};
use store::settlements;
use store::visits::{self, VisitState};

use crate::cancel::{Cancelled, undo};
use crate::deed::Deed;
use crate::once::{Done, Errand, Turn, once};
use crate::terms::{self, Mentions};
use crate::visit::withdraw_visit;
use crate::visit_error::VisitError;
use crate::{Caller, Desk, DeskError, MessageAnswer};

/// Reverse this message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReverseMessage {
    /// The person it was about.
    pub person: PersonId,
    /// Its number.
    pub original: MessageId,
    /// What it asked for.
    pub deed: Deed,
}

/// What reversing came to.
#[derive(Clone, Debug)]
pub enum ReversalOutcome {
    /// It had not arrived; it will be refused when it does.
    Tombstone,
    /// It had been reversed, or what it did cancelled, before.
    Before,
    /// A settlement was undone.
    Settlement(Box<Cancelled>),
    /// An admission was undone.
    Visit,
}

/// Reverses a message.
pub fn reverse_message(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &ReverseMessage,
    reply: impl FnOnce(&ReversalOutcome) -> Vec<u8>,
) -> Result<MessageAnswer<ReversalOutcome>, DeskError> {
    if !asked.deed.is_reversible() {
        return Err(DeskError::NotReversible);
    }
    let errand = Errand {
        caller,
        deed: Deed::Reverse,
        person: &asked.person,
        names: Mentions::default(),
        content: asked,
    };
    let work = |desk: &mut Desk<'_, '_>, turn: &mut Turn| {
        let key = MessageKey {
            person: &asked.person,
            facility: &caller.facility,
            message: &asked.original,
        };
        let Some(original) = messages::find(desk.tx, key)? else {
            if messages::is_of_another(desk.tx, key)? {
                return Err(VisitError::MessageOfAnother {
                    message: asked.original.clone(),
                }
                .into());
            }
            messages::insert_tombstone(desk.tx, key, asked.deed.word(), desk.now)?;
            return Ok(nothing_undone(ReversalOutcome::Tombstone));
        };
        if !asked.deed.reverses(&original.deed) {
            return Err(DeskError::OtherDeed {
                message: asked.original.clone(),
                asked: asked.deed,
            });
        }
        match original.state {
            MessageState::Reversed | MessageState::Tombstone => {
                Ok(nothing_undone(ReversalOutcome::Before))
            }
            MessageState::Done => undo_done(desk, caller, turn, (key, &original)),
        }
    };
    once(desk, &errand, work, reply)
}

fn nothing_undone(outcome: ReversalOutcome) -> Done<ReversalOutcome> {
    Done {
        outcome,
        visit: None,
        settlement: None,
        note: String::new(),
    }
}

/// Undoes what a message did.
fn undo_done(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    turn: &Turn,
    (key, original): (MessageKey<'_>, &StoredMessage),
) -> Result<Done<ReversalOutcome>, DeskError> {
    if let Some(id) = &original.settlement {
        let settlement = settlements::find(desk.tx, key.person, id)?;
        let settlement = settlement.ok_or_else(|| DeskError::UnknownSettlement {
            settlement: id.clone(),
        })?;
        let cancelled = undo(desk, &caller.message, turn, settlement)?;
        let done = cancelled.done();
        return Ok(Done {
            outcome: ReversalOutcome::Settlement(Box::new(done.outcome)),
            visit: done.visit,
            settlement: done.settlement,
            note: done.note,
        });
    }
    let visit = match &original.visit {
        Some(id) => visits::find(desk.tx, key.person, id)?,
        None => None,
    };
    messages::mark_reversed(desk.tx, key)?;
    let Some(visit) = visit.filter(|visit| visit.state != VisitState::Cancelled) else {
        return Ok(nothing_undone(ReversalOutcome::Before));
    };
    terms::stands(desk, Deed::CancelAdmission, &visit)?;
    withdraw_visit(desk, &visit)?;
    Ok(Done::on_visit(ReversalOutcome::Visit, &visit.id))
}
