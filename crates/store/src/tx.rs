//! A transaction in progress, on either engine: execute, query, insert many rows, lock a person.

use std::fmt::Write as _;

use domain::ids::PersonId;

use crate::ahead::{Ahead, KeptAhead, Write};
use crate::digest::{self, RowHash};
use crate::error::touched_others;
use crate::heads::{AuditHead, Grown};
use crate::postgres::connection::Connection as PgConnection;
use crate::seal::Keys;
use crate::sqlite::statement;
use crate::value::{Row, Value};
use crate::{StoreError, values};

/// A transaction in progress. Statements are written once for both engines: `$1`, `ON CONFLICT`,
/// `RETURNING`, integers, texts and bytes; a `$` never stands inside a literal.
pub struct Tx<'c> {
    engine: Engine<'c>,
    keys: &'c Keys,
    failed: bool,
    /// Whose turn it is, and its number.
    turn: Option<(String, i64)>,
    /// What was appended in it, and how much of that an entry of the audit tells.
    written: Vec<RowHash>,
    told: usize,
    /// What the audit and the books grew by.
    grown: Grown,
}

pub(crate) enum Engine<'c> {
    Sqlite(&'c rusqlite::Connection),
    Ahead(Ahead<'c>),
    Postgres(&'c mut PgConnection),
}

/// The rows of one multi-row insert: everything but the values.
#[derive(Clone, Copy, Debug)]
pub struct Insert {
    /// Table and columns, such as `posting (person, entry, ordinal, account, amount)`.
    pub into: &'static str,
    /// Values a row.
    pub width: usize,
    /// What follows the values, such as an `ON CONFLICT` clause.
    pub then: &'static str,
}

/// Both engines take thousands of parameters; statements stay small enough to be worth keeping.
const PARAMETERS_MAX: usize = 600;

/// Finding rows by a list of texts, several at once.
pub struct Among {
    /// The query, up to the column that is among them.
    pub select: &'static str,
    /// How many parameters it has before them.
    pub before: usize,
}

/// How many texts are looked for at once. Two lengths, so that there are two statements to keep.
const FEW: usize = 8;
const MANY: usize = 200;

impl<'c> Tx<'c> {
    pub(crate) fn new(engine: Engine<'c>, keys: &'c Keys) -> Tx<'c> {
        Tx {
            engine,
            keys,
            failed: false,
            turn: None,
            written: Vec::new(),
            told: 0,
            grown: Grown::default(),
        }
    }

    /// Notes a row that is only ever appended, in the turn of whom it belongs to: the next entry of
    /// the audit tells it. Rows of nobody's turn are not told.
    pub(crate) fn wrote(&mut self, owner: &str, table: &'static str, row: &[Value<'_>]) {
        if self.is_turn_of(owner) {
            self.written.push(digest::of_row(table, row));
        }
    }

    /// Whether something was appended in somebody's turn that no entry of the audit tells yet.
    pub fn is_untold(&self, owner: &PersonId) -> bool {
        self.is_turn_of(owner.as_str()) && self.written.len() > self.told
    }

    /// The number of somebody's turn; none when it is not theirs.
    pub fn turn_of(&self, owner: &str) -> Option<i64> {
        let turn = self.turn.as_ref().filter(|(whose, _)| whose == owner);
        turn.map(|(_, number)| *number)
    }

    fn is_turn_of(&self, owner: &str) -> bool {
        self.turn_of(owner).is_some()
    }

    /// Notes that a chain of the audit ends here now.
    pub(crate) fn note_head(&mut self, chain: &str, head: &AuditHead) {
        self.grown.entries += 1;
        self.grown.heads.insert(chain.to_owned(), head.clone());
    }

    /// Notes that a settlement was written.
    pub(crate) fn note_settlement(&mut self) {
        self.grown.settlements += 1;
    }

    /// What the audit and the books grew by.
    pub(crate) fn take_grown(&mut self) -> Grown {
        std::mem::take(&mut self.grown)
    }

    /// The hash over all that was appended in somebody's turn, where some of it is to be told now.
    pub(crate) fn tell_written(&mut self, owner: &str) -> Option<RowHash> {
        if !self.is_turn_of(owner) || self.written.len() == self.told {
            return None;
        }
        self.told = self.written.len();
        Some(digest::of_rows(self.written.clone()))
    }

    /// What was worked ahead; none when it has to be done in the writer.
    pub(crate) fn finish_ahead(self) -> Option<KeptAhead> {
        match self.engine {
            Engine::Ahead(ahead) if !self.failed => ahead.finish(),
            _ => None,
        }
    }

    /// The keys that seal and find private data.
    pub fn keys(&self) -> &'c Keys {
        self.keys
    }

    /// Whether the rows may lie on many machines, so that nothing that looks everywhere should
    /// stand in the way of a settlement.
    pub(crate) fn is_spread(&self) -> bool {
        matches!(&self.engine, Engine::Postgres(connection) if connection.is_spread)
    }

    /// Whether a statement has failed, after which nothing may be committed.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed
    }

    /// Runs a statement; returns how many rows it touched.
    pub fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let outcome = match &mut self.engine {
            Engine::Sqlite(connection) => statement::execute(connection, sql, values),
            Engine::Ahead(ahead) => ahead.give_up(),
            Engine::Postgres(connection) => connection.execute(sql, values),
        };
        self.failed |= outcome.is_err();
        outcome
    }

    /// Has a statement run that nobody waits for: at once, or together with the next one somebody
    /// does. `expected` is how many rows it must touch; another number fails the transaction.
    pub fn later(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        expected: Option<u64>,
    ) -> Result<(), StoreError> {
        let outcome = match &mut self.engine {
            Engine::Postgres(connection) => connection.later(sql, values, expected),
            Engine::Ahead(ahead) => ahead.later(sql, values, expected),
            Engine::Sqlite(connection) => {
                let touched = statement::execute(connection, sql, values);
                touched.and_then(|touched| as_expected(touched, expected))
            }
        };
        self.failed |= outcome.is_err();
        outcome
    }

    /// Runs a statement that was kept ahead of the writer.
    pub(crate) fn written_ahead(&mut self, write: &Write) -> Result<(), StoreError> {
        let Engine::Sqlite(connection) = &self.engine else {
            return Err(StoreError::row("what is kept ahead is SQLite's"));
        };
        let touched = statement::execute_numbered(connection, &write.sql, &write.values);
        let outcome = touched.and_then(|touched| as_expected(touched, write.expected));
        self.failed |= outcome.is_err();
        outcome
    }

    /// Runs a query; returns its rows.
    pub fn query(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        let outcome = match &mut self.engine {
            Engine::Sqlite(connection) => statement::query(connection, sql, values),
            Engine::Ahead(ahead) => ahead.query(sql, values),
            Engine::Postgres(connection) => connection.query(sql, values),
        };
        self.failed |= outcome.is_err();
        outcome
    }

    /// Runs a query that finds at most one row.
    pub fn find(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Option<Row>, StoreError> {
        let mut rows = self.query(sql, values)?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            count => Err(StoreError::row(format!("{count} rows where one was meant"))),
        }
    }

    /// Runs a query that finds exactly one row.
    pub fn one(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Row, StoreError> {
        self.find(sql, values)?
            .ok_or_else(|| StoreError::row("no row where one was meant"))
    }

    /// Inserts rows laid end to end in as few statements as possible.
    pub fn insert(&mut self, insert: &Insert, values: &[Value<'_>]) -> Result<(), StoreError> {
        assert!(
            values.len().is_multiple_of(insert.width),
            "the values fill whole rows"
        );
        let rows_max = (PARAMETERS_MAX / insert.width).max(1);
        for chunk in values.chunks(rows_max * insert.width) {
            let rows = chunk.len() / insert.width;
            self.later(&insert.text(rows), chunk, Some(rows as u64))?;
        }
        Ok(())
    }

    /// Finds the rows of which a column is among these texts.
    pub fn among(
        &mut self,
        among: &Among,
        values: &[Value<'_>],
        texts: &[&str],
    ) -> Result<Vec<Row>, StoreError> {
        assert_eq!(
            values.len(),
            among.before,
            "every parameter before is given"
        );
        let width = if texts.len() <= FEW { FEW } else { MANY };
        let sql = among.text(width);
        let mut found = Vec::new();
        for some in texts.chunks(width) {
            let last = some[some.len() - 1];
            let padded = some.iter().copied().chain(std::iter::repeat(last));
            let mut all: Vec<Value> = values.iter().map(Value::to_owned).collect();
            all.extend(padded.take(width).map(Value::from));
            found.append(&mut self.query(&sql, &all)?);
        }
        Ok(found)
    }

    /// Takes the person's turn: everything that touches the person waits until this transaction
    /// ends. Returns the turn's number, which counts the person's transactions in commit order.
    /// Look for message and business keys only after this call.
    pub fn lock_person(&mut self, person: &PersonId) -> Result<i64, StoreError> {
        // On PostgreSQL the row lock makes others wait, also for a person never seen before; on
        // SQLite there is one writer, and the statement only counts.
        const LOCK: &str = "INSERT INTO person_lock (person, turn) VALUES ($1, 1) \
             ON CONFLICT (person) DO UPDATE SET turn = person_lock.turn + 1 RETURNING turn";
        let turn = match &mut self.engine {
            Engine::Ahead(ahead) => {
                let turn = ahead.lock_person(person);
                self.failed |= turn.is_err();
                turn?
            }
            _ => self.one(LOCK, &values![person])?.integer()?,
        };
        self.written.clear();
        self.told = 0;
        self.turn = Some((person.to_string(), turn));
        Ok(turn)
    }
}

fn as_expected(touched: u64, expected: Option<u64>) -> Result<(), StoreError> {
    match expected {
        Some(expected) if expected != touched => {
            Err(StoreError::row(touched_others(touched, expected)))
        }
        _ => Ok(()),
    }
}

impl Among {
    fn text(&self, width: usize) -> String {
        let numbers = (self.before + 1..).take(width);
        let listed: Vec<String> = numbers.map(|number| format!("${number}")).collect();
        format!("{} IN ({})", self.select, listed.join(","))
    }
}

impl Insert {
    pub(crate) fn text(&self, rows: usize) -> String {
        let mut text = format!("INSERT INTO {} VALUES ", self.into);
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { ", (" });
            for column in 1..=self.width {
                let comma = if column == 1 { "" } else { "," };
                write!(text, "{comma}${}", row * self.width + column)
                    .expect("writing to a string cannot fail");
            }
            text.push(')');
        }
        text.push(' ');
        text.push_str(self.then);
        text
    }
}
