//! Notices to send, written in the transaction that causes them. Whoever sends them does it
//! afterwards and at least once; the three parts of the key let a receiver drop repeats.

use domain::ids::PersonId;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::points::{self, FailPoint};
use crate::tx::Tx;
use crate::value::Row;
use crate::{StoreError, installation, values};

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

impl OutboxNotice {
    /// What a receiver knows it by: the same however often it is sent. With the time it was caused
    /// at: where a database was restored to an earlier moment, turns are counted from there once
    /// more.
    pub fn key(&self) -> String {
        let OutboxNotice {
            person,
            turn,
            ordinal,
            created_at,
            ..
        } = self;
        format!("{person}:{turn}:{ordinal}:{}", created_at.as_microsecond())
    }
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
    tx.later(ADD, &row, Some(1))
}

/// What waits to be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many, as far as they are counted.
    pub count: i64,
    /// When the oldest was caused.
    pub since: Option<Timestamp>,
}

/// The oldest notices that were not sent, at most so many.
pub fn unsent(tx: &mut Tx, at_most: i64) -> Result<Vec<OutboxNotice>, StoreError> {
    const UNSENT: &str = "SELECT person, turn, ordinal, topic, payload, created_at FROM outbox \
         WHERE sent_at IS NULL ORDER BY created_at, person, turn, ordinal LIMIT $1";
    let unsent = tx.query(UNSENT, &values![at_most])?;
    let unsent = unsent.into_iter().map(read).collect();
    points::at(FailPoint::BeforeSend)?;
    unsent
}

/// Notes that a notice is sent by whoever asks; says no where somebody else did it.
pub(crate) fn take(tx: &mut Tx, notice: &OutboxNotice, at: Timestamp) -> Result<bool, StoreError> {
    const TAKE: &str = "UPDATE outbox SET sent_at = $1 \
         WHERE person = $2 AND turn = $3 AND ordinal = $4 AND sent_at IS NULL";
    let key = values![at, &notice.person, notice.turn, notice.ordinal];
    Ok(tx.execute(TAKE, &key)? == 1)
}

/// Notes that notices were sent.
pub fn note_sent(tx: &mut Tx, sent: &[OutboxNotice], at: Timestamp) -> Result<(), StoreError> {
    const SENT: &str = "UPDATE outbox SET sent_at = $1 \
         WHERE person = $2 AND turn = $3 AND ordinal = $4 AND sent_at IS NULL";
    points::at(FailPoint::AfterSend)?;
    for notice in sent {
        let key = values![at, &notice.person, notice.turn, notice.ordinal];
        tx.later(SENT, &key, None)?;
    }
    Ok(())
}

/// How many wait, counted no further than this.
pub fn waiting(tx: &mut Tx, at_most: i64) -> Result<Waiting, StoreError> {
    const WAITING: &str = "SELECT COUNT(*), MIN(created_at) FROM (SELECT created_at FROM outbox \
         WHERE sent_at IS NULL ORDER BY created_at LIMIT $1) AS oldest";
    let mut row = tx.one(WAITING, &values![at_most])?;
    let count = row.integer()?;
    let since = row.optional_integer()?.map(Timestamp::from_microsecond);
    Ok(Waiting {
        count,
        since: since.transpose().map_err(StoreError::row)?,
    })
}

/// How far the clock of whoever causes a notice may be from that of whoever sends it.
const APART: SignedDuration = SignedDuration::from_hours(1);

/// What was caused since then was never deleted; nothing where no notice was.
pub fn kept_since(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    let forgotten = installation::notices_forgotten(tx)?;
    Ok(forgotten.map(|before| before.checked_add(APART).unwrap_or(before)))
}

/// Deletes what was sent before an instant, at most so many, and remembers the instant; returns how
/// many went. What some adapter has still to send stays.
pub fn forget_sent(tx: &mut Tx, before: Timestamp, at_most: i64) -> Result<u64, StoreError> {
    const OLD: &str = "SELECT o.person, o.turn, o.ordinal FROM outbox o WHERE o.sent_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.person = o.person AND d.turn = o.turn \
         AND d.ordinal = o.ordinal AND d.next_at IS NOT NULL) ORDER BY o.sent_at LIMIT $2";
    const FORGET_HOW: &str =
        "DELETE FROM delivery WHERE person = $1 AND turn = $2 AND ordinal = $3";
    const FORGET: &str = "DELETE FROM outbox WHERE person = $1 AND turn = $2 AND ordinal = $3";
    let old = tx.query(OLD, &values![before, at_most])?;
    let gone = old.len() as u64;
    for row in old {
        let key = row.into_values();
        tx.later(FORGET_HOW, &key, None)?;
        tx.later(FORGET, &key, None)?;
    }
    if gone > 0 {
        installation::note_notices_forgotten(tx, before)?;
    }
    Ok(gone)
}

/// The notices of a person that are still kept, the newest first, at most so many.
pub fn of_person(
    tx: &mut Tx,
    person: &PersonId,
    at_most: i64,
) -> Result<Vec<OutboxNotice>, StoreError> {
    const FIND: &str = "SELECT person, turn, ordinal, topic, payload, created_at FROM outbox \
         WHERE person = $1 ORDER BY turn DESC, ordinal DESC LIMIT $2";
    let rows = tx.query(FIND, &values![person, at_most])?;
    rows.into_iter().map(read).collect()
}

pub(crate) fn read(mut row: Row) -> Result<OutboxNotice, StoreError> {
    Ok(OutboxNotice {
        person: row.parse()?,
        turn: row.integer()?,
        ordinal: row.integer()?,
        topic: row.text()?,
        payload: row.text()?,
        created_at: row.instant()?,
    })
}
