//! One connection to PostgreSQL, driven by the thread that uses it. Statements whose result nobody
//! waits for are queued and sent together with the next one that somebody does: a settlement is
//! some dozen statements, and most of its time would otherwise be spent on the way.
//!
//! Nobody waits for ever: what takes too long is given up, and with it the connection, for nobody
//! knows what it would say next.

use std::borrow::Cow;
use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::time::timeout;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use tokio_postgres::{Client, Error, Statement};

use crate::StoreError;
use crate::error::{Cause, touched_others};
use crate::pool::Aside;
use crate::postgres::address::ServerAddress;
use crate::postgres::tls::DatabaseTls;
use crate::value::Value;

/// A connection, its prepared statements, and what waits to be sent.
pub(crate) struct Wire {
    driver: Driver,
    client: Client,
    statements: HashMap<String, Statement>,
    queue: Vec<Queued>,
}

/// Has bytes moved on the thread that waits.
struct Driver {
    /// None only while it is being dropped.
    runtime: Option<Runtime>,
    /// Moves bytes while somebody waits; none once the connection has ended.
    line: Option<Line>,
    /// How a statement on its way is called off.
    tls: DatabaseTls,
    patience: Patience,
}

/// How long anybody waits for an answer.
pub(crate) struct Patience {
    /// At the longest.
    pub(crate) answer: Option<Duration>,
    /// Until a statement is slow and has to step aside.
    pub(crate) slow: Option<Duration>,
    /// Where it steps.
    pub(crate) aside: Aside,
    /// Whether the server is told to stop working at what nobody waits for.
    pub(crate) calls_off: bool,
}

/// How long it may take to call off a statement, or to roll back.
const CALL_OFF_SECONDS: u64 = 1;

/// The half of a connection that moves bytes; ends when the connection does.
type Line = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// Something that waits to be sent.
enum Queued {
    /// `BEGIN` and its like.
    Command(Cow<'static, str>),
    /// A statement, and how many rows it must touch.
    Statement {
        statement: Statement,
        values: Vec<Value<'static>>,
        expected: Option<u64>,
    },
}

/// Why sending came to nothing.
pub(crate) enum WireFailure {
    /// The server or the connection said no.
    Refused(Error),
    /// No answer came in time, and the connection was given up.
    Silent(Silence),
    /// A queued statement touched another number of rows than it must.
    Touched {
        /// How many it must.
        expected: u64,
        /// How many it did.
        touched: u64,
    },
}

/// What nobody waited for any longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Silence {
    /// Connecting.
    #[error("no connection within {0:?}")]
    Connection(Duration),
    /// An answer.
    #[error("no answer within {0:?}")]
    Answer(Duration),
    /// A slow statement beside too many others.
    #[error("no answer within {0:?}, as for too many others")]
    AmongOthers(Duration),
}

impl From<Error> for WireFailure {
    fn from(error: Error) -> WireFailure {
        WireFailure::Refused(error)
    }
}

impl WireFailure {
    /// What lies beneath.
    pub(crate) fn cause(self) -> Cause {
        match self {
            WireFailure::Refused(error) => Box::new(error),
            WireFailure::Silent(silence) => Box::new(silence),
            WireFailure::Touched { expected, touched } => touched_others(touched, expected).into(),
        }
    }
}

/// What a refused statement is to the rest of the store.
pub(crate) fn statement_error(failure: WireFailure) -> StoreError {
    StoreError::Statement {
        source: failure.cause(),
    }
}

impl Wire {
    /// Connects.
    pub(crate) fn connect(address: &ServerAddress, aside: Aside) -> Result<Wire, WireFailure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a thread can drive its own sockets");
        let tls = address.tls.clone();
        let connecting = address.config.connect(tls.clone());
        let connected = runtime.block_on(async {
            match address.limits.connect {
                None => Ok(connecting.await?),
                // The client's own limit ends with the first byte of the server's.
                Some(limit) => match timeout(limit, connecting).await {
                    Ok(connected) => Ok(connected?),
                    Err(_) => Err(WireFailure::Silent(Silence::Connection(limit))),
                },
            }
        });
        let (client, line) = connected?;
        let patience = Patience {
            answer: address.limits.answer,
            slow: address.limits.slow,
            aside,
            calls_off: true,
        };
        Ok(Wire {
            driver: Driver {
                runtime: Some(runtime),
                line: Some(Box::pin(line)),
                tls,
                patience,
            },
            client,
            statements: HashMap::new(),
            queue: Vec::new(),
        })
    }

    /// Whether the connection has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.driver.line.is_none() || self.client.is_closed()
    }

    /// Waits as long as it takes from now on.
    pub(crate) fn wait_for_ever(&mut self) {
        (self.driver.patience.answer, self.driver.patience.slow) = (None, None);
    }

    /// Forgets what waits to be sent.
    pub(crate) fn forget_queued(&mut self) {
        self.queue.clear();
    }

    /// Has a command sent before the next statement.
    pub(crate) fn queue_command(&mut self, sql: impl Into<Cow<'static, str>>) {
        self.queue.push(Queued::Command(sql.into()));
    }

    /// Has a statement sent before the next one somebody waits for.
    pub(crate) fn queue(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        expected: Option<u64>,
    ) -> Result<(), WireFailure> {
        let statement = self.prepared(sql)?;
        self.queue.push(Queued::Statement {
            statement,
            values: values.iter().map(Value::to_owned).collect(),
            expected,
        });
        Ok(())
    }

    /// Sends what is queued and waits for it.
    pub(crate) fn flush(&mut self) -> Result<(), WireFailure> {
        if self.queue.is_empty() {
            return Ok(());
        }
        self.send(|_| std::future::ready(Ok(())))
    }

    /// Runs a command, which has no parameters, and waits for it.
    pub(crate) fn command(&mut self, sql: &str) -> Result<(), WireFailure> {
        self.send(|client| client.batch_execute(sql))
    }

    /// Commits what was sent. A commit is never slow, and never called off.
    pub(crate) fn commit(&mut self) -> Result<(), WireFailure> {
        self.end("COMMIT", self.driver.patience.answer)
    }

    /// Rolls back; what hangs is given up soon, for the server rolls back by itself.
    pub(crate) fn roll_back(&mut self) -> Result<(), WireFailure> {
        self.end("ROLLBACK", Some(Duration::from_secs(CALL_OFF_SECONDS)))
    }

    fn end(&mut self, sql: &str, answer: Option<Duration>) -> Result<(), WireFailure> {
        let patience = Patience {
            answer,
            slow: None,
            aside: Aside::default(),
            calls_off: false,
        };
        let usual = std::mem::replace(&mut self.driver.patience, patience);
        let ended = self.command(sql);
        self.driver.patience = usual;
        ended
    }

    /// Runs a statement; returns how many rows it touched.
    pub(crate) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, WireFailure> {
        let statement = self.prepared(sql)?;
        let parameters = parameters(values);
        self.send(|client| client.execute(&statement, &parameters))
    }

    /// Runs a query; returns its rows.
    pub(crate) fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<tokio_postgres::Row>, WireFailure> {
        let statement = self.prepared(sql)?;
        let parameters = parameters(values);
        self.send(|client| client.query(&statement, &parameters))
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, WireFailure> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.driver.wait(&self.client, self.client.prepare(sql))??;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Sends what is queued and a last request all at once; waits until all are answered.
    fn send<'s, T, F>(&'s mut self, last: impl FnOnce(&'s Client) -> F) -> Result<T, WireFailure>
    where
        F: Future<Output = Result<T, Error>> + 's,
    {
        let queue = std::mem::take(&mut self.queue);
        let client = &self.client;
        let mut queued: Vec<_> = queue
            .iter()
            .map(|one| Answer::Awaited(Box::pin(one.send(client))))
            .collect();
        let last = last(client);
        let all = async {
            let mut last = pin!(last);
            let mut answer = None;
            poll_fn(|cx| {
                // Polling sends, in this order, so that the server sees them in this order.
                let waiting = queued.iter_mut().map(|one| one.poll(cx));
                let waiting = waiting.filter(|is_awaited| *is_awaited).count();
                if answer.is_none()
                    && let Poll::Ready(ready) = last.as_mut().poll(cx)
                {
                    answer = Some(ready);
                }
                match (waiting, answer.take()) {
                    (0, Some(ready)) => Poll::Ready(ready),
                    (_, kept) => {
                        answer = kept;
                        Poll::Pending
                    }
                }
            })
            .await
        };
        let answer = self.driver.wait(client, all)?;
        // The first failure is the cause; those after it only say that the transaction is aborted.
        for (one, answered) in queue.iter().zip(queued) {
            one.check(answered)?;
        }
        Ok(answer?)
    }
}

/// The answer to something queued.
enum Answer<F> {
    Awaited(Pin<Box<F>>),
    Here(Result<u64, Error>),
}

impl<F: Future<Output = Result<u64, Error>>> Answer<F> {
    /// Whether it is still awaited.
    fn poll(&mut self, cx: &mut Context<'_>) -> bool {
        let Answer::Awaited(future) = self else {
            return false;
        };
        match future.as_mut().poll(cx) {
            Poll::Ready(answer) => {
                *self = Answer::Here(answer);
                false
            }
            Poll::Pending => true,
        }
    }
}

impl Queued {
    async fn send(&self, client: &Client) -> Result<u64, Error> {
        match self {
            Queued::Command(sql) => client.batch_execute(sql).await.map(|()| 0),
            Queued::Statement {
                statement, values, ..
            } => client.execute(statement, &parameters(values)).await,
        }
    }

    fn check<F>(&self, answered: Answer<F>) -> Result<(), WireFailure> {
        let Answer::Here(answer) = answered else {
            return Ok(());
        };
        let touched = answer?;
        match self {
            Queued::Statement {
                expected: Some(expected),
                ..
            } if *expected != touched => Err(WireFailure::Touched {
                expected: *expected,
                touched,
            }),
            _ => Ok(()),
        }
    }
}

impl Driver {
    /// Waits for a future on this thread, moving bytes meanwhile. When the line ends it is dropped,
    /// and with it every answer still awaited, so that nobody waits for ever.
    fn wait<T>(
        &mut self,
        client: &Client,
        future: impl Future<Output = T>,
    ) -> Result<T, WireFailure> {
        let Driver {
            runtime,
            line,
            tls,
            patience,
        } = self;
        let runtime = runtime.as_ref().expect("held until dropped");
        let mut future = pin!(future);
        let waited = runtime.block_on(async {
            let moving = poll_fn(|cx| {
                if let Some(open) = line
                    && open.as_mut().poll(cx).is_ready()
                {
                    *line = None;
                }
                future.as_mut().poll(cx)
            });
            patience.wait(moving).await
        });
        let silence = match waited {
            Ok(answer) => return Ok(answer),
            Err(silence) => silence,
        };
        if patience.calls_off {
            // The server ends what nobody waits for, or finds nobody there when it has done it.
            let token = client.cancel_token();
            let soon = Duration::from_secs(CALL_OFF_SECONDS);
            let call_off = async { timeout(soon, token.cancel_query(tls.clone())).await };
            let _ = runtime.block_on(call_off);
        }
        *line = None;
        Err(WireFailure::Silent(silence))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Dropped as it is, it would refuse to go on a thread that drives others.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Patience {
    async fn wait<T>(&self, future: impl Future<Output = T>) -> Result<T, Silence> {
        let mut future = pin!(future);
        let mut stepped_aside = None;
        if let Some(slow) = self.slow {
            if let Ok(answer) = timeout(slow, future.as_mut()).await {
                return Ok(answer);
            }
            stepped_aside = self.aside.step();
            if stepped_aside.is_none() {
                return Err(Silence::AmongOthers(slow));
            }
        }
        let answered = match self.answer {
            None => Ok(future.await),
            Some(limit) => {
                let left = limit.saturating_sub(self.slow.unwrap_or_default());
                let answered = timeout(left, future).await;
                answered.map_err(|_| Silence::Answer(limit))
            }
        };
        drop(stepped_aside);
        answered
    }
}

fn parameters<'a>(values: &'a [Value<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
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
