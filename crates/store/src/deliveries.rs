//! Sending notices: which ways there are, and how each notice fared by each of them. A notice is
//! handed over to the adapters once; what an adapter was not there for is not its to send. One that
//! is being sent is due again only after a while, so that a server that ends amid it is followed by
//! another; whoever comes first has it.

use domain::ids::PersonId;
use domain::notices::NoticeTopic;
use domain::word_list;
use jiff::Timestamp;

use crate::outbox::{self, OutboxNotice};
use crate::tx::{Insert, Tx};
use crate::value::{Row, Value};
use crate::{StoreError, values};

/// A way of sending that some server has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAdapter {
    /// What it is called, such as `sms` or `webhook-bureau`.
    pub name: String,
    /// What it sends, as words of topics.
    pub topics: Vec<String>,
    /// What was caused before is not its to send.
    pub since: Timestamp,
    /// When a server that has it was last there.
    pub seen_at: Timestamp,
    /// Since when nothing goes through, and why.
    pub failing: Option<(Timestamp, String)>,
}

/// Notes that a server has an adapter. `since` holds for one that is new.
pub fn note_adapter(tx: &mut Tx, it: &KnownAdapter) -> Result<(), StoreError> {
    const NOTE: &str = "INSERT INTO notice_adapter (adapter, topics, since, seen_at) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (adapter) DO UPDATE SET topics = excluded.topics, \
         seen_at = excluded.seen_at";
    let row = values![&it.name, it.topics.join(" "), it.since, it.seen_at];
    tx.execute(NOTE, &row).map(|_| ())
}

/// All that servers have or had.
pub fn adapters(tx: &mut Tx) -> Result<Vec<KnownAdapter>, StoreError> {
    const FIND: &str = "SELECT adapter, topics, since, seen_at, failing_since, code \
         FROM notice_adapter ORDER BY adapter";
    let read = |mut row: Row| {
        let name = row.text()?;
        let topics = row.text()?.split_whitespace().map(str::to_owned).collect();
        let (since, seen_at) = (row.instant()?, row.instant()?);
        let failing_since = row.optional_integer()?;
        let code = row.optional_text()?.unwrap_or_default();
        let failing_since = failing_since.map(Timestamp::from_microsecond).transpose();
        let failing_since = failing_since.map_err(StoreError::row)?;
        Ok(KnownAdapter {
            name,
            topics,
            since,
            seen_at,
            failing: failing_since.map(|since| (since, code)),
        })
    };
    tx.query(FIND, &[])?.into_iter().map(read).collect()
}

/// Notes that nothing goes through an adapter, with a code that says why; or that something does
/// again.
pub fn note_failing(
    tx: &mut Tx,
    adapter: &str,
    failing: Option<(Timestamp, &str)>,
) -> Result<(), StoreError> {
    const FAILS: &str = "UPDATE notice_adapter SET failing_since = COALESCE(failing_since, $2), \
         code = $3 WHERE adapter = $1";
    const WORKS: &str = "UPDATE notice_adapter SET failing_since = NULL, code = NULL \
         WHERE adapter = $1";
    match failing {
        Some((since, code)) => tx.later(FAILS, &values![adapter, since, code], None),
        None => tx.later(WORKS, &values![adapter], None),
    }
}

/// Hands notices over, each to the adapters named beside it, for whom they are due at once; notes
/// that they were. One that another program handed over meanwhile is left alone.
pub fn hand_over(
    tx: &mut Tx,
    handed: &[(OutboxNotice, Vec<String>)],
    at: Timestamp,
) -> Result<(), StoreError> {
    const HAND: Insert = Insert {
        into: "delivery (person, turn, ordinal, adapter, state, attempts, next_at)",
        width: 7,
        then: "",
    };
    let mut rows: Vec<Value<'_>> = Vec::new();
    for (notice, adapters) in handed {
        if !outbox::take(tx, notice, at)? {
            continue;
        }
        // A clock that was set back leaves nothing waiting for the day it showed.
        let due = notice.created_at.min(at);
        let (turn, ordinal) = (notice.turn, notice.ordinal);
        let waiting = DeliveryState::Waiting.word();
        for adapter in adapters {
            let row = values![&notice.person, turn, ordinal, adapter, waiting, 0_i64, due];
            rows.extend(row);
        }
    }
    tx.insert(&HAND, &rows)
}

word_list! {
    /// How a notice fares by one adapter.
    DeliveryState {
        /// It is to be sent, or sent again.
        Waiting = "waiting", "待发送", "waiting";
        /// The receiver has it.
        Sent = "sent", "已送达", "sent";
        /// It is not tried any more.
        GivenUp = "given-up", "未能送达", "given up";
    }
}

/// How a notice fared by one adapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Turn of the notice.
    pub turn: i64,
    /// Which of that turn.
    pub ordinal: i64,
    /// By what.
    pub adapter: String,
    /// How it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub next_at: Option<Timestamp>,
    /// When it was sent or given up.
    pub over_at: Option<Timestamp>,
    /// Why it was not sent the last time.
    pub code: Option<String>,
}

/// How all notices of a person fared.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<Delivery>, StoreError> {
    const FIND: &str = "SELECT turn, ordinal, adapter, state, attempts, next_at, over_at, code \
         FROM delivery WHERE person = $1 ORDER BY turn, ordinal, adapter";
    let read = |mut row: Row| {
        let (turn, ordinal, adapter) = (row.integer()?, row.integer()?, row.text()?);
        let (state, attempts) = (row.word(DeliveryState::from_word)?, row.integer()?);
        let mut instant = || {
            let found = row.optional_integer()?.map(Timestamp::from_microsecond);
            found.transpose().map_err(StoreError::row)
        };
        let (next_at, over_at) = (instant()?, instant()?);
        Ok(Delivery {
            turn,
            ordinal,
            adapter,
            state,
            attempts,
            next_at,
            over_at,
            code: row.optional_text()?,
        })
    };
    let rows = tx.query(FIND, &values![person])?;
    rows.into_iter().map(read).collect()
}

/// A notice somebody is to send now.
#[derive(Clone, Debug)]
pub struct ClaimedNotice {
    /// What.
    pub notice: OutboxNotice,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// When it was tried first.
    pub first_at: Timestamp,
}

fn claimed(mut row: Row, now: Timestamp) -> Result<ClaimedNotice, StoreError> {
    let attempts = row.integer()?;
    let first_at = row.optional_integer()?.map(Timestamp::from_microsecond);
    let first_at = first_at.transpose().map_err(StoreError::row)?;
    Ok(ClaimedNotice {
        notice: outbox::read(row)?,
        attempts: attempts + 1,
        first_at: first_at.unwrap_or(now),
    })
}

/// The oldest that wait for an adapter that takes them in the order they were caused and has one
/// sender at a time. Nothing is written.
pub fn next_in_order(
    tx: &mut Tx,
    (adapter, now): (&str, Timestamp),
    at_most: i64,
) -> Result<Vec<ClaimedNotice>, StoreError> {
    const NEXT: &str = "SELECT d.attempts, d.first_at, o.person, o.turn, o.ordinal, o.topic, \
         o.payload, o.created_at FROM delivery d JOIN outbox o ON o.person = d.person \
         AND o.turn = d.turn AND o.ordinal = d.ordinal WHERE d.adapter = $1 \
         AND d.next_at IS NOT NULL ORDER BY d.next_at, d.person, d.turn, d.ordinal LIMIT $2";
    let rows = tx.query(NEXT, &values![adapter, at_most])?;
    rows.into_iter().map(|row| claimed(row, now)).collect()
}

/// Whether anything is due for an adapter.
pub fn is_due(tx: &mut Tx, adapter: &str, now: Timestamp) -> Result<bool, StoreError> {
    const DUE: &str = "SELECT COUNT(*) FROM (SELECT next_at FROM delivery WHERE adapter = $1 \
         AND next_at <= $2 LIMIT 1) AS first";
    Ok(tx.one(DUE, &values![adapter, now])?.integer()? > 0)
}

/// Takes what is due: of each person only what was caused first and is not over, so that nobody is
/// told things in another order; a code that signs somebody in waits for nothing. Until an instant
/// nobody else takes it.
pub fn claim(
    tx: &mut Tx,
    adapter: &str,
    (now, until): (Timestamp, Timestamp),
    at_most: i64,
) -> Result<Vec<ClaimedNotice>, StoreError> {
    const DUE: &str = "SELECT d.attempts, d.first_at, o.person, o.turn, o.ordinal, o.topic, \
         o.payload, o.created_at FROM delivery d JOIN outbox o ON o.person = d.person \
         AND o.turn = d.turn AND o.ordinal = d.ordinal WHERE d.adapter = $1 AND d.next_at <= $2 \
         AND (o.topic = $4 OR NOT EXISTS (SELECT 1 FROM delivery e WHERE e.adapter = $1 \
         AND e.person = d.person AND e.next_at IS NOT NULL AND (e.turn < d.turn \
         OR (e.turn = d.turn AND e.ordinal < d.ordinal)))) \
         ORDER BY d.next_at, d.person, d.turn, d.ordinal LIMIT $3";
    const TAKE: &str = "UPDATE delivery SET attempts = $5, first_at = $6, next_at = $7 \
         WHERE person = $1 AND turn = $2 AND ordinal = $3 AND adapter = $4 \
         AND attempts = $8 AND next_at <= $9";
    let mut taken = Vec::new();
    let urgent = NoticeTopic::SignInCode.word();
    for row in tx.query(DUE, &values![adapter, now, at_most, urgent])? {
        let it = claimed(row, now)?;
        let row = values![
            &it.notice.person,
            it.notice.turn,
            it.notice.ordinal,
            adapter,
            it.attempts,
            it.first_at,
            until,
            it.attempts - 1,
            now,
        ];
        if tx.execute(TAKE, &row)? == 1 {
            taken.push(it);
        }
    }
    Ok(taken)
}

/// What became of a notice that somebody had to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryFate {
    /// The receiver has it.
    Sent,
    /// It is tried again.
    Again {
        /// Not before.
        at: Timestamp,
        /// Why it was not sent.
        code: String,
    },
    /// It is not tried any more.
    GivenUp {
        /// Why.
        code: String,
    },
}

/// Notes what became of it; nothing where somebody else has it by now.
pub fn note(
    tx: &mut Tx,
    adapter: &str,
    it: &ClaimedNotice,
    (fate, now): (&DeliveryFate, Timestamp),
) -> Result<(), StoreError> {
    const NOTE: &str = "UPDATE delivery SET state = $5, attempts = $6, first_at = $7, \
         next_at = $8, over_at = $9, code = $10 \
         WHERE person = $1 AND turn = $2 AND ordinal = $3 AND adapter = $4 \
         AND next_at IS NOT NULL AND attempts <= $6";
    const POSTPONE: &str = "UPDATE delivery SET next_at = $3 \
         WHERE person = $1 AND adapter = $2 AND next_at < $3";
    let (state, next_at, code) = match fate {
        DeliveryFate::Sent => (DeliveryState::Sent, None, None),
        DeliveryFate::Again { at, code } => (DeliveryState::Waiting, Some(*at), Some(code)),
        DeliveryFate::GivenUp { code } => (DeliveryState::GivenUp, None, Some(code)),
    };
    let over_at = (state != DeliveryState::Waiting).then_some(now);
    let row = values![
        &it.notice.person,
        it.notice.turn,
        it.notice.ordinal,
        adapter,
        state.word(),
        it.attempts,
        it.first_at,
        next_at,
        over_at,
        code.map(String::as_str),
    ];
    tx.later(NOTE, &row, None)?;
    match next_at {
        Some(at) => {
            // What comes after it for the same person is not looked at before, however much it is.
            let row = values![&it.notice.person, adapter, at];
            tx.later(POSTPONE, &row, None)
        }
        None => Ok(()),
    }
}

/// Has a notice that is over sent once more; says no where it is not, or is no such.
pub fn send_again(
    tx: &mut Tx,
    (person, turn, ordinal): (&PersonId, i64, i64),
    (adapter, now): (&str, Timestamp),
) -> Result<bool, StoreError> {
    const AGAIN: &str = "UPDATE delivery SET state = 'waiting', attempts = 0, first_at = NULL, \
         next_at = $5, over_at = NULL, code = NULL WHERE person = $1 AND turn = $2 \
         AND ordinal = $3 AND adapter = $4 AND next_at IS NULL";
    let row = values![person, turn, ordinal, adapter, now];
    Ok(tx.execute(AGAIN, &row)? == 1)
}

/// Gives up what waits for an adapter that is gone, at most so many.
pub fn abandon(tx: &mut Tx, adapter: &str, at: Timestamp, at_most: i64) -> Result<(), StoreError> {
    const FIND: &str = "SELECT person, turn, ordinal FROM delivery WHERE adapter = $1 \
         AND next_at IS NOT NULL ORDER BY next_at LIMIT $2";
    const ABANDON: &str = "UPDATE delivery SET state = 'given-up', next_at = NULL, over_at = $5, \
         code = 'adapter-gone' WHERE person = $1 AND turn = $2 AND ordinal = $3 AND adapter = $4 \
         AND next_at IS NOT NULL";
    for row in tx.query(FIND, &values![adapter, at_most])? {
        let mut key = row.into_values();
        key.extend(values![adapter, at]);
        tx.later(ABANDON, &key, None)?;
    }
    Ok(())
}

/// How many wait for an adapter, counted no further than this, and when the first is due.
pub fn waiting(
    tx: &mut Tx,
    adapter: &str,
    at_most: i64,
) -> Result<(i64, Option<Timestamp>), StoreError> {
    const WAITING: &str = "SELECT COUNT(*), MIN(next_at) FROM (SELECT next_at FROM delivery \
         WHERE adapter = $1 AND next_at IS NOT NULL ORDER BY next_at LIMIT $2) AS oldest";
    let mut row = tx.one(WAITING, &values![adapter, at_most])?;
    let count = row.integer()?;
    let first = row.optional_integer()?.map(Timestamp::from_microsecond);
    Ok((count, first.transpose().map_err(StoreError::row)?))
}
