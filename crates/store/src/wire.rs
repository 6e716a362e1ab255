//! One connection to PostgreSQL, driven by the thread that uses it. Statements whose result nobody
//! waits for are queued and sent together with the next one that somebody does: a settlement is
//! some dozen statements, and most of its time would otherwise be spent on the way.

use std::borrow::Cow;
use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::str::FromStr;
use std::task::{Context, Poll};

use tokio::runtime::Runtime;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use tokio_postgres::{Client, Config, Error, NoTls, Statement};

use crate::StoreError;
use crate::error::{Cause, touched_others};
use crate::value::Value;

/// A connection, its prepared statements, and what waits to be sent.
pub(crate) struct Wire {
    runtime: Runtime,
    client: Client,
    /// Moves bytes while somebody waits; none once the connection has ended.
    line: Option<Line>,
    statements: HashMap<String, Statement>,
    queue: Vec<Queued>,
}

/// The half of a connection that moves bytes; ends when the connection does.
type Line = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// Something that waits to be sent.
enum Queued {
    /// `BEGIN` and its like.
    Command(&'static str),
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
    /// A queued statement touched another number of rows than it must.
    Touched {
        /// How many it must.
        expected: u64,
        /// How many it did.
        touched: u64,
    },
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
    pub(crate) fn connect(config: &Config) -> Result<Wire, WireFailure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a thread can drive its own sockets");
        let (client, line) = runtime.block_on(config.connect(NoTls))?;
        Ok(Wire {
            runtime,
            client,
            line: Some(Box::pin(line)),
            statements: HashMap::new(),
            queue: Vec::new(),
        })
    }

    /// Whether the connection has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.line.is_none() || self.client.is_closed()
    }

    /// Forgets what waits to be sent.
    pub(crate) fn forget_queued(&mut self) {
        self.queue.clear();
    }

    /// Has a command sent before the next statement.
    pub(crate) fn queue_command(&mut self, sql: &'static str) {
        self.queue.push(Queued::Command(sql));
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

    /// Runs a command and waits for it.
    pub(crate) fn command(&mut self, sql: &'static str) -> Result<(), WireFailure> {
        self.send(|client| client.batch_execute(sql))
    }

    /// Runs several statements without parameters.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), WireFailure> {
        self.send(|client| client.batch_execute(sql))
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
        let statement = drive(&self.runtime, &mut self.line, self.client.prepare(sql))?;
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
        let answer = drive(&self.runtime, &mut self.line, all);
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

/// Waits for a future on this thread, moving bytes meanwhile. When the line ends it is dropped, and
/// with it every answer still awaited, so that nobody waits for ever.
fn drive<T>(runtime: &Runtime, line: &mut Option<Line>, future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    runtime.block_on(poll_fn(|cx| {
        if let Some(open) = line
            && open.as_mut().poll(cx).is_ready()
        {
            *line = None;
        }
        future.as_mut().poll(cx)
    }))
}

fn parameters<'a>(values: &'a [Value<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

/// Reads an address.
pub(crate) fn config(url: &str) -> Result<Config, Error> {
    Config::from_str(url)
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
