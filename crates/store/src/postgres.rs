//! PostgreSQL, and what speaks its protocol: a pool of connections, READ COMMITTED with the
//! explicit lock on the person as the model (never SERIALIZABLE alone: not every engine of this
//! kind gives it). Serialization failures, deadlocks and lost connections are tried again; a
//! connection lost during COMMIT is not, because the work may be done.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio_postgres::error::SqlState;
use tokio_postgres::{Config, Error};

use crate::error::Cause;
use crate::pool::Pool;
use crate::seal::Keys;
use crate::tx::Engine;
use crate::value::{Row, Value};
use crate::wire::{self, Failure, Wire};
use crate::{StoreError, Tx};

/// How often one transaction is tried.
const ATTEMPTS_MAX: u32 = 8;
/// The pause before the second attempt; it doubles from attempt to attempt.
const FIRST_PAUSE_MS: u64 = 5;

pub(crate) struct Postgres {
    config: Config,
    keys: Keys,
    pool: Pool<Connection>,
    opened: AtomicU64,
}

/// One connection, and the outcome of its transaction.
pub(crate) struct Connection {
    wire: Wire,
    /// Tells the retry pauses of simultaneous transactions apart.
    number: u64,
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
enum Attempt<E> {
    /// Not committed, worth another attempt.
    Again(Cause),
    /// The closure failed, or the commit did; nothing to repeat.
    Failed(E),
}

impl Postgres {
    pub(crate) fn open(url: &str, connections: usize, keys: Keys) -> Result<Self, StoreError> {
        let config = wire::config(url).map_err(|error| open_error(url, error))?;
        let postgres = Postgres {
            config,
            keys,
            pool: Pool::new(connections),
            opened: AtomicU64::new(0),
        };
        let mut loan = postgres.borrow().map_err(|error| open_error(url, error))?;
        crate::migrate::postgres(&mut loan.connection().wire)?;
        drop(loan);
        Ok(postgres)
    }

    pub(crate) fn transact<T, E, F>(&self, mut work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        self.repeat(|connection, keys| attempt(connection, keys, &WRITING, &mut work))
    }

    pub(crate) fn read<T, E, F>(&self, mut work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        self.repeat(|connection, keys| attempt(connection, keys, &READING, &mut work))
    }

    fn repeat<T, E: From<StoreError>>(
        &self,
        mut once: impl FnMut(&mut Connection, &Keys) -> Result<T, Attempt<E>>,
    ) -> Result<T, E> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let mut slot = 0;
            let outcome = self.borrow().map_err(again).and_then(|mut loan| {
                slot = loan.connection().number;
                once(loan.connection(), &self.keys)
            });
            let source = match outcome {
                Ok(done) => return Ok(done),
                Err(Attempt::Failed(error)) => return Err(error),
                Err(Attempt::Again(source)) => source,
            };
            if attempts == ATTEMPTS_MAX {
                return Err(StoreError::Contended { attempts, source }.into());
            }
            // Spread by connection, so that two that met do not meet again at once.
            let pause_ms = (FIRST_PAUSE_MS << attempts) + slot % 7;
            std::thread::sleep(Duration::from_millis(pause_ms));
        }
    }

    fn borrow(&self) -> Result<Loan<'_>, Failure> {
        let connection = self.pool.take(|| {
            let wire = Wire::connect(&self.config)?;
            let number = self.opened.fetch_add(1, Ordering::Relaxed);
            Ok::<_, Failure>(Connection::new(wire, number))
        })?;
        Ok(Loan {
            connection: Some(connection),
            pool: &self.pool,
        })
    }
}

/// A connection on loan; goes back unless it is broken or its transaction did not end.
struct Loan<'p> {
    connection: Option<Connection>,
    pool: &'p Pool<Connection>,
}

impl Loan<'_> {
    fn connection(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("held until dropped")
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else {
            return;
        };
        // A closure that panicked leaves its transaction open: end it, or drop the connection.
        let usable = !connection.wire.is_closed()
            && connection.trouble != Some(Trouble::Lost)
            && (!std::thread::panicking() || connection.wire.command("ROLLBACK").is_ok());
        match usable {
            true => self.pool.give_back(connection),
            false => {
                self.pool.forget();
                self.pool.forget_idle();
            }
        }
    }
}

/// How a transaction begins.
struct Mode {
    begin: &'static str,
}

const WRITING: Mode = Mode {
    begin: "BEGIN ISOLATION LEVEL READ COMMITTED",
};
const READING: Mode = Mode {
    begin: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
};

fn attempt<T, E, F>(
    connection: &mut Connection,
    keys: &Keys,
    mode: &Mode,
    work: &mut F,
) -> Result<T, Attempt<E>>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E>,
    E: From<StoreError>,
{
    connection.trouble = None;
    connection.wire.forget_queued();
    connection.wire.queue_command(mode.begin);
    let mut tx = Tx::new(Engine::Postgres(connection), keys);
    let outcome = work(&mut tx);
    let failed = tx.has_failed();
    match outcome {
        Ok(_) if failed => {
            let again = connection.give_up();
            Err(again.unwrap_or_else(|| Attempt::Failed(StoreError::AfterFailure.into())))
        }
        Ok(done) => {
            connection.commit()?;
            Ok(done)
        }
        Err(error) => Err(connection.give_up().unwrap_or(Attempt::Failed(error))),
    }
}

impl Connection {
    fn new(mut wire: Wire, number: u64) -> Connection {
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
    fn give_up<E>(&mut self) -> Option<Attempt<E>> {
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
    fn commit<E: From<StoreError>>(&mut self) -> Result<(), Attempt<E>> {
        if let Err(failure) = self.wire.flush() {
            let refused = self.refused(failure);
            return Err(self.give_up().unwrap_or(Attempt::Failed(refused.into())));
        }
        let error = match self.wire.command("COMMIT") {
            Ok(()) => return Ok(()),
            Err(failure) => cause(failure),
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

    fn refused(&mut self, failure: Failure) -> StoreError {
        if let Failure::Refused(error) = &failure {
            self.note(error);
        }
        statement_error(failure)
    }
}

fn again<E>(failure: Failure) -> Attempt<E> {
    Attempt::Again(cause(failure))
}

fn cause(failure: Failure) -> Cause {
    match failure {
        Failure::Refused(error) => Box::new(error),
        Failure::Touched { expected, touched } => {
            format!("a statement touched {touched} rows where {expected} were meant").into()
        }
    }
}

/// What a refused statement is to the rest of the store.
pub(crate) fn statement_error(failure: Failure) -> StoreError {
    StoreError::Statement {
        source: cause(failure),
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

/// The address without what stands before the host, where the password is.
fn open_error(url: &str, failure: impl Into<Failure>) -> StoreError {
    let host = url.rsplit_once('@').map_or(url, |(_, host)| host);
    let address = format!("postgres://{}", host.trim_start_matches("postgres://"));
    StoreError::Open {
        address,
        source: cause(failure.into()),
    }
}
