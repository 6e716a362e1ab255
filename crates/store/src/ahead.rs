//! Working ahead on SQLite. There is one writer, so whatever it need not do itself is taken off it:
//! a piece of work about one person runs on a snapshot, on the thread that asked, with its writes
//! kept. The writer then takes the person's turn and writes them, if the turn is still the one the
//! work was done for; else nothing is written and the work is done again in the writer.
//!
//! This gives the same books as the writer alone, because everything a person's turn protects can
//! only change by taking the turn. Work that asks for anything first, or reads after it wrote, or
//! must know what a write touched, is none of ours and goes to the writer as it is.

use std::sync::Arc;

use domain::ids::PersonId;
use rusqlite::Connection;

use crate::sqlite::statement;
use crate::value::{Row, Value};
use crate::{StoreError, values};

/// A transaction on a snapshot that keeps what it would write.
pub(crate) struct Ahead<'c> {
    snapshot: &'c Connection,
    kept: Option<KeptAhead>,
    given_up: bool,
}

/// What a piece of work wants written, and in which turn of whom.
pub(crate) struct KeptAhead {
    pub(crate) person: PersonId,
    pub(crate) turn: i64,
    pub(crate) writes: Vec<Write>,
}

/// A statement that waits for the writer.
pub(crate) struct Write {
    /// In SQLite's spelling.
    pub(crate) sql: Arc<str>,
    pub(crate) values: Vec<Value<'static>>,
    pub(crate) expected: Option<u64>,
}

impl<'c> Ahead<'c> {
    pub(crate) fn on(snapshot: &'c Connection) -> Ahead<'c> {
        Ahead {
            snapshot,
            kept: None,
            given_up: false,
        }
    }

    /// What is to be written; none when the work has to be done in the writer.
    pub(crate) fn finish(self) -> Option<KeptAhead> {
        self.kept.filter(|_| !self.given_up)
    }

    /// The work cannot be done ahead. Nobody sees the error: the work is done again.
    pub(crate) fn give_up<T>(&mut self) -> Result<T, StoreError> {
        self.given_up = true;
        Err(StoreError::row("this work is not done ahead"))
    }

    pub(crate) fn lock_person(&mut self, person: &PersonId) -> Result<i64, StoreError> {
        const TURN: &str = "SELECT turn FROM person_lock WHERE person = $1";
        if self.kept.is_some() {
            return self.give_up();
        }
        let mut found = statement::query(self.snapshot, TURN, &values![person])?;
        let last = found.pop().map_or(Ok(0), |mut row| row.integer())?;
        self.kept = Some(KeptAhead {
            person: person.clone(),
            turn: last + 1,
            writes: Vec::new(),
        });
        Ok(last + 1)
    }

    pub(crate) fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        match &self.kept {
            Some(kept) if kept.writes.is_empty() => statement::query(self.snapshot, sql, values),
            _ => self.give_up(),
        }
    }

    pub(crate) fn later(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        expected: Option<u64>,
    ) -> Result<(), StoreError> {
        let Some(kept) = &mut self.kept else {
            return self.give_up();
        };
        kept.writes.push(Write {
            sql: statement::numbered(sql),
            values: values.iter().map(Value::to_owned).collect(),
            expected,
        });
        Ok(())
    }
}

impl KeptAhead {
    /// Whether there is nothing to write, so that the writer need not know.
    pub(crate) fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }
}
