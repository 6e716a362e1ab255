//! Notices to send, written in the transaction that causes them and sent afterwards, at least
//! once. The three parts of the key let a receiver drop repeats.

use domain::ids::PersonId;
use jiff::Timestamp;
use serde::Serialize;

use crate::tx::Tx;
use crate::value::Row;
use crate::{StoreError, values};

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
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
pub fn add(tx: &mut Tx, notice: &Notice) -> Result<(), StoreError> {
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
    tx.later(ADD, &row, Some(1))
}

/// The oldest notices not yet sent.
pub fn unsent(tx: &mut Tx, count: u32) -> Result<Vec<Notice>, StoreError> {
    const FIND: &str = "SELECT person, turn, ordinal, topic, payload, created_at FROM outbox \
         WHERE sent_at IS NULL ORDER BY created_at, person, turn, ordinal LIMIT $1";
    let rows = tx.query(FIND, &values![i64::from(count)])?;
    rows.into_iter().map(read).collect()
}

fn read(mut row: Row) -> Result<Notice, StoreError> {
    Ok(Notice {
        person: row.parse()?,
        turn: row.integer()?,
        ordinal: row.integer()?,
        topic: row.text()?,
        payload: row.text()?,
        created_at: row.instant()?,
    })
}

/// Notes that a notice was received.
pub fn mark_sent(tx: &mut Tx, notice: &Notice, at: Timestamp) -> Result<(), StoreError> {
    const MARK: &str = "UPDATE outbox SET sent_at = $4 \
         WHERE person = $1 AND turn = $2 AND ordinal = $3 AND sent_at IS NULL";
    let values = values![&notice.person, notice.turn, notice.ordinal, at];
    tx.execute(MARK, &values).map(|_| ())
}
