//! PostgreSQL, and what speaks its protocol: a pool of connections, READ COMMITTED with the
//! explicit lock on the person as the model (never SERIALIZABLE alone: not every engine of this
//! kind gives it). Serialization failures, deadlocks and lost connections are tried again; a
//! connection lost during COMMIT is not, because the work may be done.

use std::borrow::Cow;
use std::collections::HashMap;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use postgres::error::SqlState;
use postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use postgres::{Client, NoTls, Statement};

use crate::error::Cause;
use crate::pool::Pool;
use crate::seal::Keys;
use crate::tx::Engine;
use crate::value::{Row, Value};
use crate::{StoreError, Tx};

/// How often one transaction is tried.
const ATTEMPTS_MAX: u32 = 8;
/// The pause before the second attempt; it doubles from attempt to attempt.
const FIRST_PAUSE_MS: u64 = 5;

pub(crate) struct Postgres {
    config: postgres::Config,
    keys: Keys,
    pool: Pool<Connection>,
    opened: AtomicU64,
}

/// One connection with its prepared statements.
pub(crate) struct Connection {
    client: Client,
    statements: HashMap<String, Statement>,
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
        let config = postgres::Config::from_str(url).map_err(|error| open_error(url, error))?;
        let postgres = Postgres {
            config,
            keys,
            pool: Pool::new(connections),
            opened: AtomicU64::new(0),
        };
        let mut loan = postgres.borrow().map_err(|error| open_error(url, error))?;
        crate::migrate::postgres(&mut loan.connection().client)?;
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

    fn borrow(&self) -> Result<Loan<'_>, postgres::Error> {
        let connection = self.pool.take(|| {
            let client = self.config.connect(NoTls)?;
            let number = self.opened.fetch_add(1, Ordering::Relaxed);
            Ok(Connection::new(client, number))
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
        let usable = !connection.client.is_closed()
            && connection.trouble != Some(Trouble::Lost)
            && (!std::thread::panicking() || connection.client.batch_execute("ROLLBACK").is_ok());
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
    connection.command(mode.begin).map_err(again)?;
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
    fn new(mut client: Client, number: u64) -> Connection {
        // Our statements find everything by its key, so that planning them anew for every value
        // would cost more than running them. An engine that knows no such setting says so; nothing
        // depends on it.
        let _ = client.batch_execute("SET plan_cache_mode = force_generic_plan");
        let _ = client.batch_execute("SET jit = off");
        Connection {
            client,
            statements: HashMap::new(),
            number,
            trouble: None,
            said: String::new(),
        }
    }

    fn command(&mut self, sql: &'static str) -> Result<(), postgres::Error> {
        let outcome = self.client.batch_execute(sql);
        outcome.inspect_err(|error| self.note(error))
    }

    fn note(&mut self, error: &postgres::Error) {
        let trouble = match error.code() {
            Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => {
                Trouble::Met
            }
            Some(code) if is_server_leaving(code) => Trouble::Lost,
            Some(_) => Trouble::Statement,
            None if self.client.is_closed() => Trouble::Lost,
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
        if self.client.batch_execute("ROLLBACK").is_err() {
            self.trouble = Some(Trouble::Lost);
        }
        match trouble {
            Some(Trouble::Met | Trouble::Lost) => Some(Attempt::Again(self.said.clone().into())),
            Some(Trouble::Statement) | None => None,
        }
    }

    /// Commits, and says what a failure of the commit means.
    fn commit<E: From<StoreError>>(&mut self) -> Result<(), Attempt<E>> {
        let Err(error) = self.command("COMMIT") else {
            return Ok(());
        };
        let class = error.code().map(|code| code.code()[..2].to_owned());
        let is_completion_unknown =
            error.code() == Some(&SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN);
        match class.as_deref() {
            // A conflict found at the commit: surely rolled back.
            Some("40") if !is_completion_unknown => Err(again(error)),
            // A deferred constraint: surely rolled back, and it will fail again.
            Some("23") => Err(Attempt::Failed(
                StoreError::Commit {
                    source: Box::new(error),
                }
                .into(),
            )),
            _ => {
                self.trouble = Some(Trouble::Lost);
                Err(Attempt::Failed(
                    StoreError::FateUnknown {
                        source: Box::new(error),
                    }
                    .into(),
                ))
            }
        }
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, postgres::Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let run = self.prepared(sql).and_then(|statement| {
            let parameters: Vec<&(dyn ToSql + Sync)> = parameters(values);
            self.client.execute(&statement, &parameters)
        });
        run.map_err(|error| self.refused(error))
    }

    pub(crate) fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        let run = self.prepared(sql).and_then(|statement| {
            let parameters: Vec<&(dyn ToSql + Sync)> = parameters(values);
            self.client.query(&statement, &parameters)
        });
        let rows = run.map_err(|error| self.refused(error))?;
        rows.iter().map(row).collect()
    }

    fn refused(&mut self, error: postgres::Error) -> StoreError {
        self.note(&error);
        StoreError::Statement {
            source: Box::new(error),
        }
    }
}

fn again<E>(error: postgres::Error) -> Attempt<E> {
    Attempt::Again(Box::new(error))
}

/// The server ends the session: administrator command, crash, start-up or shut-down.
fn is_server_leaving(code: &SqlState) -> bool {
    code.code().starts_with("08") || code.code().starts_with("57P")
}

fn parameters<'a>(values: &'a [Value<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

fn row(row: &postgres::Row) -> Result<Row, StoreError> {
    let columns = (0..row.len())
        .map(|at| {
            row.try_get::<_, Value<'static>>(at)
                .map_err(StoreError::row)
        })
        .collect::<Result<_, _>>()?;
    Ok(Row::new(columns))
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(number) => number.to_sql_checked(ty, out),
            Value::Text(text) => text.as_ref().to_sql_checked(ty, out),
            Value::Bytes(bytes) => bytes.as_ref().to_sql_checked(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::TEXT | Type::BYTEA)
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value<'static> {
    fn from_sql(
        ty: &Type,
        raw: &'a [u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Value::Integer(i64::from_sql(ty, raw)?),
            Type::BYTEA => Value::Bytes(Cow::Owned(raw.to_vec())),
            _ => Value::Text(Cow::Owned(String::from_sql(ty, raw)?)),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Value::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::TEXT | Type::BYTEA)
    }
}

/// The address without what stands before the host, where the password is.
fn open_error(url: &str, error: postgres::Error) -> StoreError {
    let host = url.rsplit_once('@').map_or(url, |(_, host)| host);
    let address = format!("postgres://{}", host.trim_start_matches("postgres://"));
    StoreError::Open {
        address,
        source: Box::new(error),
    }
}
