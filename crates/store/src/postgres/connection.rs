//! One connection to PostgreSQL and the transaction on it: its statements, its commit, and what a
//! failure of either means.

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use crate::StoreError;
use crate::error::Cause;
use crate::value::{Row, Value};
use crate::wire::{Wire, WireFailure, statement_error};

/// One connection, and the outcome of its transaction.
pub(crate) struct Connection {
    pub(super) wire: Wire,
    /// Tells the retry pauses of simultaneous transactions apart.
    pub(super) number: u64,
    trouble: Option<Trouble>,
    /// What the server said when the trouble began.
    said: String,
}

/// What the last failed statement means for the transaction around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// Met another transaction; running again may succeed.
    Met,
    /// The connection is gone, and with it the transaction.
    Lost,
    /// The statement itself is at fault.
    Statement,
}

/// How one attempt ended when it did not commit.
pub(super) enum Attempt<E> {
    /// Not committed, worth another attempt.
    Again(Cause),
    /// The closure failed, or the commit did; nothing to repeat.
    Failed(E),
}

impl Connection {
    pub(super) fn new(mut wire: Wire, number: u64) -> Connection {
        // Our statements find everything by its key, so that planning them anew for every value
        // would cost more than running them. An engine that knows no such setting says so; nothing
        // depends on it.
        let _ = wire.command("SET plan_cache_mode = force_generic_plan");
        let _ = wire.command("SET jit = off");
        Connection {
            wire,
            number,
            trouble: None,
            said: String::new(),
        }
    }

    /// Begins a transaction, with the first statement of it.
    pub(super) fn begin(&mut self, begin: &'static str) {
        self.trouble = None;
        self.wire.forget_queued();
        self.wire.queue_command(begin);
    }

    /// Whether another transaction may use it. A closure that panicked leaves its transaction
    /// open: it is ended, or the connection is dropped.
    pub(super) fn is_usable(&mut self) -> bool {
        !self.wire.is_closed()
            && self.trouble != Some(Trouble::Lost)
            && (!std::thread::panicking() || self.wire.command("ROLLBACK").is_ok())
    }

    fn note(&mut self, error: &Error) {
        let trouble = match error.code() {
            Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => {
                Trouble::Met
            }
            Some(code) if is_server_leaving(code) => Trouble::Lost,
            Some(_) => Trouble::Statement,
            None if self.wire.is_closed() => Trouble::Lost,
            None => Trouble::Statement,
        };
        // The first trouble is the cause; what follows is only that the transaction is aborted.
        if self.trouble.is_none() {
            self.trouble = Some(trouble);
            self.said = error.to_string();
        }
    }

    /// Rolls back. Says whether another attempt may do better.
    pub(super) fn give_up<E>(&mut self) -> Option<Attempt<E>> {
        let trouble = self.trouble;
        self.wire.forget_queued();
        if self.wire.command("ROLLBACK").is_err() {
            self.trouble = Some(Trouble::Lost);
        }
        match trouble {
            Some(Trouble::Met | Trouble::Lost) => Some(Attempt::Again(self.said.clone().into())),
            Some(Trouble::Statement) | None => None,
        }
    }

    /// Commits, and says what a failure of the commit means. Whatever is queued is waited for
    /// first: a failure there is certain not to be committed.
    pub(super) fn commit<E: From<StoreError>>(&mut self) -> Result<(), Attempt<E>> {
        if let Err(failure) = self.wire.flush() {
            let refused = self.refused(failure);
            return Err(self.give_up().unwrap_or(Attempt::Failed(refused.into())));
        }
        let error = match self.wire.command("COMMIT") {
            Ok(()) => return Ok(()),
            Err(failure) => failure.cause(),
        };
        let code = error
            .downcast_ref::<Error>()
            .and_then(Error::code)
            .map(SqlState::code);
        let class = code.map(|code| &code[..2]);
        let is_completion_unknown = code == Some("40003");
        let failed = match class {
            // A conflict found at the commit: surely rolled back.
            Some("40") if !is_completion_unknown => return Err(Attempt::Again(error)),
            // A deferred constraint: surely rolled back, and it will fail again.
            Some("23") => StoreError::Commit { source: error },
            _ => {
                self.trouble = Some(Trouble::Lost);
                StoreError::FateUnknown { source: error }
            }
        };
        Err(Attempt::Failed(failed.into()))
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let run = self.wire.execute(sql, values);
        run.map_err(|failure| self.refused(failure))
    }

    /// Has a statement run before the next one, or before the commit.
    pub(crate) fn later(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        expected: Option<u64>,
    ) -> Result<(), StoreError> {
        let queued = self.wire.queue(sql, values, expected);
        queued.map_err(|failure| self.refused(failure))
    }

    pub(crate) fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        let run = self.wire.query(sql, values);
        let rows = run.map_err(|failure| self.refused(failure))?;
        rows.iter().map(row).collect()
    }

    fn refused(&mut self, failure: WireFailure) -> StoreError {
        if let WireFailure::Refused(error) = &failure {
            self.note(error);
        }
        statement_error(failure)
    }
}

/// The server ends the session: administrator command, crash, start-up or shut-down.
fn is_server_leaving(code: &SqlState) -> bool {
    code.code().starts_with("08") || code.code().starts_with("57P")
}

fn row(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let columns = (0..row.len())
        .map(|at| {
            row.try_get::<_, Value<'static>>(at)
                .map_err(StoreError::row)
        })
        .collect::<Result<_, _>>()?;
    Ok(Row::new(columns))
}
