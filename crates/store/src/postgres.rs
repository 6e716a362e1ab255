//! PostgreSQL, and what speaks its protocol: a pool of connections, READ COMMITTED with the
//! explicit lock on the person as the model (never SERIALIZABLE alone: not every engine of this
//! kind gives it). Serialization failures, deadlocks and lost connections are tried again; a
//! connection lost during COMMIT is not, because the work may be done.

pub(crate) mod connection;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio_postgres::Config;

use self::connection::{Attempt, Connection};
use crate::pool::Pool;
use crate::seal::Keys;
use crate::tx::Engine;
use crate::wire::{self, Wire, WireFailure};
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

impl Postgres {
    pub(crate) fn open(url: &str, connections: usize, keys: Keys) -> Result<Self, StoreError> {
        Postgres::open_with(url, (connections, keys), crate::migrate::postgres)
    }

    /// Connects to a database that is there, to be read and not written.
    pub(crate) fn open_to_read(url: &str, keys: Keys) -> Result<Self, StoreError> {
        Postgres::open_with(url, (1, keys), crate::migrate::readable_postgres)
    }

    /// Connects, and does this first.
    fn open_with(
        url: &str,
        (connections, keys): (usize, Keys),
        first: impl FnOnce(&mut wire::Wire) -> Result<(), StoreError>,
    ) -> Result<Self, StoreError> {
        let config = wire::config(url).map_err(|error| open_error(url, error))?;
        let postgres = Postgres {
            config,
            keys,
            pool: Pool::new(connections),
            opened: AtomicU64::new(0),
        };
        let mut loan = postgres.borrow().map_err(|error| open_error(url, error))?;
        first(&mut loan.connection().wire)?;
        drop(loan);
        Ok(postgres)
    }

    pub(crate) fn transact<T, E, F>(&self, mut work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        self.repeat(|connection, keys| attempt(connection, keys, WRITING, &mut work))
    }

    pub(crate) fn read<T, E, F>(&self, mut work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        self.repeat(|connection, keys| attempt(connection, keys, READING, &mut work))
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

    fn borrow(&self) -> Result<Loan<'_>, WireFailure> {
        let connection = self.pool.take(|| {
            let wire = Wire::connect(&self.config)?;
            let number = self.opened.fetch_add(1, Ordering::Relaxed);
            Ok::<_, WireFailure>(Connection::new(wire, number))
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
        match connection.is_usable() {
            true => self.pool.give_back(connection),
            false => {
                self.pool.forget();
                self.pool.forget_idle();
            }
        }
    }
}

/// How a transaction begins.
const WRITING: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
const READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

fn attempt<T, E, F>(
    connection: &mut Connection,
    keys: &Keys,
    begin: &'static str,
    work: &mut F,
) -> Result<T, Attempt<E>>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E>,
    E: From<StoreError>,
{
    connection.begin(begin);
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

/// The address without what stands before the host, where the password is.
fn open_error(url: &str, failure: impl Into<WireFailure>) -> StoreError {
    let host = url.rsplit_once('@').map_or(url, |(_, host)| host);
    let address = format!("postgres://{}", host.trim_start_matches("postgres://"));
    StoreError::Open {
        address,
        source: failure.into().cause(),
    }
}

fn again<E>(failure: WireFailure) -> Attempt<E> {
    Attempt::Again(failure.cause())
}
