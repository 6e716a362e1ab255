//! PostgreSQL, and what speaks its protocol: a pool of connections, READ COMMITTED with the
//! explicit lock on the person as the model (never SERIALIZABLE alone: not every engine of this
//! kind gives it). Serialization failures, deadlocks and lost connections are tried again; a
//! connection lost during COMMIT is not, because the work may be done.

pub(crate) mod address;
pub(crate) mod connection;
pub(crate) mod limits;
pub(crate) mod tls;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use self::address::ServerAddress;
use self::connection::{Attempt, Connection, Retry};
use self::limits::PostgresLimits;
use crate::pool::{Aside, Pool};
use crate::seal::Keys;
use crate::tx::Engine;
use crate::wire::{Wire, WireFailure};
use crate::{StoreError, Tx};

/// How often one transaction is tried.
const ATTEMPTS_MAX: u32 = 8;
/// The pause before the second attempt; it doubles from attempt to attempt.
const FIRST_PAUSE_MS: u64 = 5;

pub(crate) struct Postgres {
    address: ServerAddress,
    settings: Vec<String>,
    keys: Keys,
    pool: Arc<Pool<Connection>>,
    opened: AtomicU64,
}

impl Postgres {
    /// Connects and brings the schema up to date; with at most so many connections, or as many as
    /// the address says.
    pub(crate) fn open(
        url: &str,
        connections: Option<usize>,
        keys: Keys,
    ) -> Result<Self, StoreError> {
        let mut limits = PostgresLimits::default();
        limits.connections = connections.unwrap_or(limits.connections);
        Postgres::open_with(url, (limits, keys), crate::migrate::postgres)
    }

    /// Connects to a database that is there, to be read and not written.
    pub(crate) fn open_to_read(url: &str, keys: Keys) -> Result<Self, StoreError> {
        let mut limits = PostgresLimits::patient();
        limits.connections = 1;
        Postgres::open_with(url, (limits, keys), crate::migrate::readable_postgres)
    }

    /// Connects, and does this first.
    fn open_with(
        url: &str,
        (limits, keys): (PostgresLimits, Keys),
        first: impl FnOnce(&mut Wire) -> Result<(), StoreError>,
    ) -> Result<Self, StoreError> {
        let address = ServerAddress::read(url, limits)?;
        let mut wire = Wire::connect(&address, Aside::default())
            .map_err(|failure| address.cannot_be_opened(failure.cause()))?;
        first(&mut wire)?;
        Ok(Postgres {
            settings: address.limits.settings(),
            pool: Arc::new(Pool::new(address.limits.connections)),
            address,
            keys,
            opened: AtomicU64::new(0),
        })
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
        let began = Instant::now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let mut slot = 0;
            let outcome = self.borrow().and_then(|mut loan| {
                slot = loan.connection().number;
                once(loan.connection(), &self.keys)
            });
            let again = match outcome {
                Ok(done) => return Ok(done),
                Err(Attempt::Failed(error)) => return Err(error),
                Err(Attempt::Again(again)) => again,
            };
            let limit = self.address.limits.retry;
            let is_late = limit.is_some_and(|limit| began.elapsed() >= limit);
            if attempts == ATTEMPTS_MAX || is_late {
                return Err(given_up(attempts, again).into());
            }
            // Spread by connection, so that two that met do not meet again at once.
            let pause_ms = (FIRST_PAUSE_MS << attempts) + slot % 7;
            std::thread::sleep(Duration::from_millis(pause_ms));
        }
    }

    fn borrow<E: From<StoreError>>(&self) -> Result<Loan<'_>, Attempt<E>> {
        let wait_max = self.address.limits.pool;
        let taken = self.pool.take(wait_max, || {
            let wire = Wire::connect(&self.address, Aside::of(&self.pool))?;
            let number = self.opened.fetch_add(1, Ordering::Relaxed);
            Ok(Connection::new(wire, &self.settings, number))
        });
        match taken.map_err(|failure: WireFailure| Attempt::Again(Retry::Away(failure.cause())))? {
            Some(connection) => Ok(Loan {
                connection: Some(connection),
                pool: &self.pool,
            }),
            None => {
                let seconds = wait_max.unwrap_or_default().as_secs();
                Err(Attempt::Failed(StoreError::NoneFree { seconds }.into()))
            }
        }
    }
}

/// What a transaction came to that was tried often enough.
fn given_up(attempts: u32, again: Retry) -> StoreError {
    match again {
        Retry::Met(source) => StoreError::Contended { attempts, source },
        Retry::Away(source) => StoreError::Unreachable { attempts, source },
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
        if connection.is_usable() {
            return self.pool.give_back(connection);
        }
        let is_lost = connection.is_lost();
        drop(connection);
        self.pool.forget();
        if is_lost {
            self.pool.forget_idle();
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
