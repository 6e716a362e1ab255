//! Notices to send, written in the transaction that causes them. Nothing sends them yet; whatever
//! will, does it afterwards and at least once, and the three parts of the key let a receiver drop
//! repeats.

use domain::ids::PersonId;
use jiff::Timestamp;
use serde::Serialize;

use crate::tx::Tx;
use crate::{StoreError, values};

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutboxNotice {
    /// Whom it is about.
    pub person: PersonId,
    /// The person's turn that caused it.
    pub turn: i64,
    /// Which of that turn.
    pub ordinal: i64,
    /// What it is about, such as `settled`.
    pub topic: String,
    /// Identifiers and amounts as JSON; nothing personal.
    pub payload: String,
    /// When it was caused.
    pub created_at: Timestamp,
}

/// Adds a notice.
pub fn add(tx: &mut Tx, notice: &OutboxNotice) -> Result<(), StoreError> {
    const ADD: &str = "INSERT INTO outbox (person, turn, ordinal, topic, payload, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)";
    let row = values![
        &notice.person,
        notice.turn,
        notice.ordinal,
        &notice.topic,
        &notice.payload,
        notice.created_at,
    ];
    tx.wrote(notice.person.as_str(), "outbox", &row);
    tx.later(ADD, &row, Some(1))
}
