//! One connection to PostgreSQL and the transaction on it: its statements, its commit, and what a
//! failure of either means.

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use crate::StoreError;
use crate::error::{Cause, told};
use crate::value::{Row, Value};
use crate::wire::{Wire, WireFailure, statement_error};

/// Our statements find everything by its key, so that planning them anew for every value would cost
/// more than running them. A distributed engine has to see the value to know the place.
const PLANS: &str = "SELECT set_config('plan_cache_mode', CASE WHEN EXISTS \
     (SELECT 1 FROM pg_extension WHERE extname = 'citus') THEN 'auto' \
     ELSE 'force_generic_plan' END, false)";

/// One connection, and the outcome of its transaction.
pub(crate) struct Connection {
    pub(super) wire: Wire,
    /// Tells the retry pauses of simultaneous transactions apart.
    pub(super) number: u64,
    /// Whether the rows may lie on many machines.
    pub(crate) is_spread: bool,
    trouble: Option<Trouble>,
    /// What the server said when the trouble began.
    said: String,
}

/// What the last failed statement means for the transaction around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// Met another transaction; running again may succeed.
    Met,
    /// The server, or one behind it, is away or going; whether the connection is gone as well is
    /// seen when it is rolled back.
    Away,
    /// The connection is gone, and with it the transaction.
    Lost,
    /// It took too long; the server may be gone, and may only be slow.
    Late,
    /// The statement itself is at fault.
    Statement,
}

/// How one attempt ended when it did not commit.
pub(super) enum Attempt<E> {
    /// Not committed, worth another attempt.
    Again(Retry),
    /// The closure failed, or the commit did; nothing to repeat.
    Failed(E),
}

/// Why an attempt is worth another.
pub(super) enum Retry {
    /// It met others.
    Met(Cause),
    /// The server, or one behind it, could not be reached.
    Away(Cause),
}

impl Connection {
    pub(super) fn new(mut wire: Wire, settings: &[String], number: u64) -> Connection {
        for setting in settings {
            wire.queue_command(setting.clone());
        }
        wire.queue_command("SET jit = off");
        // An engine that does not know one of them says so; nothing depends on it.
        let _ = wire.flush();
        let plans = wire.query(PLANS, &[]).unwrap_or_default();
        let plans = plans.first().map(|row| row.get::<_, String>(0));
        Connection {
            wire,
            number,
            is_spread: plans.is_some_and(|plans| plans == "auto"),
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
            && (!std::thread::panicking() || self.wire.roll_back().is_ok())
    }

    /// Whether the server closed it, as it then did with others.
    pub(super) fn is_lost(&self) -> bool {
        self.trouble == Some(Trouble::Lost)
    }

    fn note(&mut self, failure: &WireFailure) {
        let (trouble, said) = match failure {
            WireFailure::Refused(error) => (self.trouble_of(error), told(error)),
            WireFailure::Silent(silence) => (Trouble::Late, silence.to_string()),
            WireFailure::Touched { .. } => return,
        };
        // The first trouble is the cause; what follows is only that the transaction is aborted.
        if self.trouble.is_none() {
            (self.trouble, self.said) = (Some(trouble), said);
        }
    }

    fn trouble_of(&self, error: &Error) -> Trouble {
        match error.code() {
            Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => {
                Trouble::Met
            }
            Some(code) if is_away(code) => Trouble::Away,
            Some(_) => Trouble::Statement,
            None if self.wire.is_closed() => Trouble::Lost,
            None => Trouble::Statement,
        }
    }

    /// Rolls back. Says whether another attempt may do better.
    pub(super) fn give_up<E>(&mut self) -> Option<Attempt<E>> {
        let trouble = self.trouble;
        self.wire.forget_queued();
        match self.wire.roll_back() {
            Ok(()) => {}
            Err(WireFailure::Silent(_)) => self.trouble = Some(Trouble::Late),
            Err(_) if trouble == Some(Trouble::Late) => {}
            Err(_) => self.trouble = Some(Trouble::Lost),
        }
        let said = || Cause::from(self.said.clone());
        match trouble {
            Some(Trouble::Met) => Some(Attempt::Again(Retry::Met(said()))),
            Some(Trouble::Away | Trouble::Lost) => Some(Attempt::Again(Retry::Away(said()))),
            Some(Trouble::Statement | Trouble::Late) | None => None,
        }
    }

    /// Commits, and says what a failure of the commit means. Whatever is queued is waited for
    /// first: a failure there is certain not to be committed.
    pub(super) fn commit<E: From<StoreError>>(&mut self) -> Result<(), Attempt<E>> {
        if let Err(failure) = self.wire.flush() {
            let refused = self.refused(failure);
            return Err(self.give_up().unwrap_or(Attempt::Failed(refused.into())));
        }
        let error = match self.wire.commit() {
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
            Some("40") if !is_completion_unknown => return Err(Attempt::Again(Retry::Met(error))),
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
        self.note(&failure);
        match &failure {
            WireFailure::Silent(_) => timed_out(failure),
            WireFailure::Refused(error) if error.code().is_some_and(is_too_long) => {
                timed_out(failure)
            }
            _ => statement_error(failure),
        }
    }
}

fn timed_out(failure: WireFailure) -> StoreError {
    StoreError::TimedOut {
        source: failure.cause(),
    }
}

/// What the server says when it, or one behind it, cannot be reached, starts or stops.
fn is_away(code: &SqlState) -> bool {
    code.code().starts_with("08") || code.code().starts_with("57P")
}

/// What the server says of a statement that met a limit.
fn is_too_long(code: &SqlState) -> bool {
    [&SqlState::QUERY_CANCELED, &SqlState::LOCK_NOT_AVAILABLE].contains(&code)
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
