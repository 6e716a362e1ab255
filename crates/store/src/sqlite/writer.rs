//! The one thread that writes: it runs what is queued in one transaction, commits, and has all
//! answered.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, channel};

use rusqlite::Connection;

use super::log::Log;
use super::statement::refused;
use super::{commit_error, run_sql};
use crate::ahead::KeptAhead;
use crate::points::{self, FailPoint};
use crate::seal::Keys;
use crate::tx::Engine;
use crate::{StoreError, Tx, values};

/// Requests that may share one commit.
const BATCH_MAX: usize = 256;

/// A request: runs in the open transaction, perhaps more than once, then waits to be told how the
/// commit went.
pub(super) trait Queued: Send {
    /// Runs it. Whether it may stay as it is: it did all it wanted, or wrote nothing, or its rows
    /// are undone by its savepoint.
    fn run(&mut self, connection: &Connection, keys: &Keys, around: Around) -> bool;

    /// Tells whoever asked what became of it.
    fn answer(self: Box<Self>, commit: &CommitOutcome);
}

/// What is around a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// The transaction it shares with others.
    Others,
    /// A savepoint of its own.
    Savepoint,
}

pub(super) type CommitOutcome = Result<(), Arc<rusqlite::Error>>;

/// What a closure came to: its own result, or its panic.
pub(super) type RanTo<T, E> = std::thread::Result<Result<T, E>>;

/// A closure somebody waits for.
pub(super) struct QueuedWork<T, E, F> {
    work: F,
    /// What it came to when it last ran.
    ran: Option<RanTo<T, E>>,
    answer: SyncSender<RanTo<T, E>>,
}

impl<T, E, F> QueuedWork<T, E, F> {
    /// Nothing has run yet.
    pub(super) fn of(work: F, answer: SyncSender<RanTo<T, E>>) -> QueuedWork<T, E, F> {
        QueuedWork {
            work,
            ran: None,
            answer,
        }
    }
}

impl<T, E, F> Queued for QueuedWork<T, E, F>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, connection: &Connection, keys: &Keys, around: Around) -> bool {
        let before = connection.total_changes();
        let ran = match around {
            Around::Savepoint => in_savepoint(connection, keys, &mut self.work),
            Around::Others => in_transaction(connection, keys, &mut self.work),
        };
        let stays = around == Around::Savepoint
            || matches!(ran, Ok(Ok(_)))
            || connection.total_changes() == before;
        self.ran = Some(ran);
        stays
    }

    fn answer(self: Box<Self>, commit: &CommitOutcome) {
        let outcome = match (commit, self.ran) {
            (Ok(()), Some(ran)) => ran,
            (Ok(()), None) => Ok(Err(StoreError::Closed.into())),
            (Err(error), _) => Ok(Err(commit_error(error).into())),
        };
        // A caller that has gone away no longer needs the answer.
        let _ = self.answer.send(outcome);
    }
}

/// The writer thread: takes what is queued, runs it, commits once, has all answered. Waking those
/// who wait is left to another thread, so that the next batch runs meanwhile. When there is nothing
/// to do, what was written goes from the log into the file.
pub(super) fn write_all(
    (connection, mut log): (&Connection, Log),
    keys: &Keys,
    requests: &Receiver<Box<dyn Queued>>,
) {
    let (committed, answers) = channel::<(Vec<Box<dyn Queued>>, CommitOutcome)>();
    let answer_all = move || {
        for (batch, outcome) in answers {
            for one in batch {
                if points::at(FailPoint::AmidAnswers).is_ok() {
                    one.answer(&outcome);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(answer_all);
        while let Some(first) = log.next(connection, requests) {
            let batch = write_batch(connection, keys, (first, requests));
            // Nobody is to be told of nothing any more, should the other thread be gone.
            if committed.send(batch).is_err() {
                break;
            }
            log.keep_short(connection);
        }
        drop(committed);
    });
}

/// Runs a request and those queued behind it in one transaction. Those that arrive meanwhile make
/// the next batch: were they taken along, everybody would wait for everybody, and all would come
/// again at the same time.
fn write_batch(
    connection: &Connection,
    keys: &Keys,
    (first, requests): (Box<dyn Queued>, &Receiver<Box<dyn Queued>>),
) -> (Vec<Box<dyn Queued>>, CommitOutcome) {
    let queued = requests.try_iter().take(BATCH_MAX - 1);
    let mut batch: Vec<Box<dyn Queued>> = std::iter::once(first).chain(queued).collect();
    let outcome = commit(connection, keys, &mut batch);
    if outcome.is_err() && !connection.is_autocommit() {
        // If even this fails the connection stays in its transaction and every later BEGIN says
        // so; nothing is answered as done.
        let _ = run_sql(connection, "ROLLBACK");
    }
    (batch, outcome.map_err(Arc::new))
}

fn commit(
    connection: &Connection,
    keys: &Keys,
    batch: &mut [Box<dyn Queued>],
) -> rusqlite::Result<()> {
    at(FailPoint::BeforeBegin)?;
    run_sql(connection, "BEGIN IMMEDIATE")?;
    let mut run = batch.iter_mut();
    if !run.all(|one| one.run(connection, keys, Around::Others)) {
        // An error of SQLite may have ended the transaction already.
        if !connection.is_autocommit() {
            run_sql(connection, "ROLLBACK")?;
        }
        run_sql(connection, "BEGIN IMMEDIATE")?;
        for one in batch {
            one.run(connection, keys, Around::Savepoint);
        }
    }
    at(FailPoint::BeforeCommit)?;
    run_sql(connection, "COMMIT")?;
    at(FailPoint::AfterCommit)
}

/// A point on the way of the writer, which speaks as SQLite does: as of a disk that broke.
fn at(point: FailPoint) -> rusqlite::Result<()> {
    let broke = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR);
    points::at(point).map_err(|_| rusqlite::Error::SqliteFailure(broke, None))
}

/// Writes everything kept ahead, in the writer. False when the person's turn has moved on; then
/// nothing was written.
pub(super) fn write(kept: &KeptAhead, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    const TAKE: &str = "INSERT INTO person_lock (person, turn) VALUES ($1, $2) \
         ON CONFLICT (person) DO UPDATE SET turn = excluded.turn \
         WHERE person_lock.turn = excluded.turn - 1";
    if tx.execute(TAKE, &values![&kept.person, kept.turn])? == 0 {
        return Ok(false);
    }
    for write in &kept.writes {
        tx.written_ahead(write)?;
    }
    Ok(true)
}

/// Runs the closure in the transaction that is open.
fn in_transaction<T, E, F>(connection: &Connection, keys: &Keys, work: &mut F) -> RanTo<T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E>,
    E: From<StoreError>,
{
    // Without a transaction around it the work must not run at all.
    if connection.is_autocommit() {
        return Ok(Err(StoreError::Closed.into()));
    }
    let mut failed = false;
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let mut tx = Tx::new(Engine::Sqlite(connection), keys);
        let outcome = work(&mut tx);
        failed = tx.has_failed();
        outcome
    }));
    match ran {
        Ok(Ok(_)) if failed => Ok(Err(StoreError::AfterFailure.into())),
        ran => ran,
    }
}

/// Runs the closure inside a savepoint; undoes its rows when it fails or panics.
fn in_savepoint<T, E, F>(connection: &Connection, keys: &Keys, work: &mut F) -> RanTo<T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E>,
    E: From<StoreError>,
{
    if connection.is_autocommit() {
        return Ok(Err(StoreError::Closed.into()));
    }
    if let Err(error) = run_sql(connection, "SAVEPOINT request") {
        return Ok(Err(refused(error).into()));
    }
    let ran = in_transaction(connection, keys, work);
    let keep = matches!(ran, Ok(Ok(_)));
    let ended = if keep {
        run_sql(connection, "RELEASE request")
    } else {
        run_sql(connection, "ROLLBACK TO request")
            .and_then(|()| run_sql(connection, "RELEASE request"))
    };
    match (ran, ended) {
        (Ok(Ok(_)), Err(error)) => Ok(Err(refused(error).into())),
        (ran, _) => ran,
    }
}
