//! SQLite: one writer thread that commits its whole queue at once, and a few readers.
//!
//! Requests that arrive while the disk is busy with one commit share the next. Where one fails or
//! panics after it wrote, all are undone and run again, each inside its own savepoint, so that it
//! takes only its own rows with it: savepoints cost a copy of every page that is written, and are
//! seldom needed. Each is answered after the commit, so that no answer is ever given for work a
//! crash could undo.

mod log;
pub(crate) mod statement;
mod writer;

use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Sender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use self::log::Log;
use self::statement::refused;
use self::writer::{Queued, QueuedWork, RanTo, write, write_all};
use crate::ahead::Ahead;
use crate::points::{self, FailPoint};
use crate::pool::Pool;
use crate::seal::Keys;
use crate::tx::Engine;
use crate::{StoreError, Tx, wal};

/// Connections that read beside the writer.
const READERS_MAX: usize = 8;
/// Connections on which work is done ahead of the writer: as many as there are processors, one
/// more for when one waits for the disk. Each has to read anew, after every commit, what many of
/// them need, so that more of them would only do the same again.
fn ahead_max() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    (processors + 1).min(READERS_MAX)
}
/// Frames of the log that SQLite by itself puts into the file.
const FRAMES_FOLDED: i64 = 8_000;
/// Statements kept prepared on each connection.
const STATEMENTS_KEPT: usize = 256;

/// What a file is told from others by, whatever its name: its disk and its number there.
type FileId = (u64, u64);

fn file_id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    let found = path.metadata().ok()?;
    Some((found.dev(), found.ino()))
}

pub(crate) struct Sqlite {
    requests: Mutex<Option<Sender<Box<dyn Queued>>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    path: PathBuf,
    file: Option<FileId>,
    keys: Keys,
    readers: Pool<Connection>,
    ahead: Pool<Connection>,
    /// Whether somebody ships the log, who then keeps it short as well.
    shipped: Arc<AtomicBool>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path, keys: Keys) -> Result<Sqlite, StoreError> {
        not_alone(path)?;
        let is_fresh = make_private(path);
        let connection = connect(path, true)?;
        crate::migrate::sqlite(&connection)?;
        let shipped = Arc::new(AtomicBool::new(crate::ship_sign::is_shipped(path)));
        let log = Log::of(path, &shipped);
        if is_fresh {
            log.fold_in(&connection);
        }
        let (sender, receiver) = channel();
        let writer_keys = keys.clone();
        let writer = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || write_all((&connection, log), &writer_keys, &receiver))
            .map_err(|error| open_error(path, error))?;
        Ok(Sqlite {
            requests: Mutex::new(Some(sender)),
            writer: Mutex::new(Some(writer)),
            path: path.to_owned(),
            file: file_id(path),
            keys,
            readers: Pool::new(READERS_MAX),
            ahead: Pool::new(ahead_max()),
            shipped,
        })
    }

    /// Opens a database file that is there, to be read and not written.
    pub(crate) fn open_to_read(path: &Path, keys: Keys) -> Result<Sqlite, StoreError> {
        let connection = connect(path, false)?;
        crate::migrate::readable_sqlite(&connection)?;
        let readers = Pool::new(READERS_MAX);
        readers
            .take(None, || Ok::<_, StoreError>(connection))
            .map(|it| it.map(|it| readers.give_back(it)))?;
        Ok(Sqlite {
            requests: Mutex::new(None),
            writer: Mutex::new(None),
            path: path.to_owned(),
            file: file_id(path),
            keys,
            readers,
            ahead: Pool::new(1),
            shipped: Arc::default(),
        })
    }

    /// Whether the file at its path is still the one that was opened.
    pub(crate) fn is_in_place(&self) -> bool {
        self.file.is_some() && file_id(&self.path) == self.file
    }

    /// How long the log beside the file is, in bytes.
    pub(crate) fn log_bytes(&self) -> u64 {
        Log::of(&self.path, &self.shipped).bytes()
    }

    /// The file, its keys, and the word to the writer that somebody ships its log.
    pub(crate) fn shippable(&self) -> (PathBuf, Keys, Arc<AtomicBool>) {
        (
            self.path.clone(),
            self.keys.clone(),
            Arc::clone(&self.shipped),
        )
    }

    /// What SQLite finds wrong with the file itself.
    pub(crate) fn damage(&self, thorough: bool) -> Result<Vec<String>, StoreError> {
        let checker = connect_to_check(&self.path)?;
        let snapshot = snapshot_of(&checker)?;
        let mut check = snapshot
            .connection
            .prepare(match thorough {
                true => "PRAGMA integrity_check",
                false => "PRAGMA quick_check",
            })
            .map_err(refused)?;
        let rows = check
            .query_map([], |row| row.get::<_, String>(0))
            .map_err(refused)?;
        let said: Vec<String> = rows.collect::<Result<_, _>>().map_err(refused)?;
        let mut said: Vec<String> = said.into_iter().filter(|line| line != "ok").collect();
        if said.is_empty() {
            said = crate::migrate::not_as_made(snapshot.connection)?;
        }
        let unread = wal::unread(&self.path).map_err(|error| open_error(&self.path, error))?;
        if unread.is_damage() {
            let wal::Unread { frames, commits } = unread;
            said.push(format!(
                "{frames} frames with {commits} commits lie in the log behind one that does not \
                 read"
            ));
        }
        Ok(said)
    }

    /// Does what can be done ahead on a snapshot, and leaves the rest to the writer.
    pub(crate) fn transact<T, E, F>(&self, mut work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (outcome, kept) = {
            let reader = self.borrow(&self.ahead)?;
            let snapshot = reader.snapshot()?;
            let mut tx = Tx::new(Engine::Ahead(Ahead::on(snapshot.connection)), &self.keys);
            let outcome = work(&mut tx);
            (outcome, tx.finish_ahead())
        };
        points::at(FailPoint::WorkedAhead)?;
        match kept {
            None => self.in_writer(work),
            // A refusal, or the answer to a message that came before: both stand as they are.
            Some(kept) if outcome.is_err() || kept.is_empty() => outcome,
            Some(kept) => match self.in_writer(move |tx| write(&kept, tx))? {
                true => outcome,
                false => self.in_writer(work),
            },
        }
    }

    /// Hands the closure to the writer and waits for the commit that carries it.
    fn in_writer<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, answered) = sync_channel::<RanTo<T, E>>(1);
        let request = Box::new(QueuedWork::of(work, answer));
        let requests = self
            .requests
            .lock()
            .expect("no panic while holding it")
            .clone();
        let sent = requests.and_then(|sender| sender.send(request).ok());
        sent.ok_or(StoreError::Closed)?;
        match answered.recv() {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(unanswered().into()),
        }
    }

    /// Runs the closure on a reader, on one snapshot.
    pub(crate) fn read<T, E, F>(&self, mut work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        let reader = self.borrow(&self.readers)?;
        let snapshot = reader.snapshot()?;
        let mut tx = Tx::new(Engine::Sqlite(snapshot.connection), &self.keys);
        work(&mut tx)
    }

    fn borrow<'p>(&self, readers: &'p Pool<Connection>) -> Result<Reader<'p>, StoreError> {
        Ok(Reader {
            connection: readers.take(None, || connect(&self.path, false))?,
            readers,
        })
    }
}

impl Drop for Sqlite {
    /// Lets the writer finish its queue, then waits for it. It closes last, and so leaves
    /// everything in the file itself and nothing beside it.
    fn drop(&mut self) {
        self.readers.forget_idle();
        self.ahead.forget_idle();
        drop(self.requests.lock().map(|mut sender| sender.take()));
        let writer = self.writer.lock().map(|mut writer| writer.take());
        if let Ok(Some(writer)) = writer {
            // The writer catches every panic of a request; its own would be ours to see in tests.
            let _ = writer.join();
        }
    }
}

/// A reader on loan; goes back also when the closure panics.
struct Reader<'p> {
    connection: Option<Connection>,
    readers: &'p Pool<Connection>,
}

impl Reader<'_> {
    /// The database as it stands from the first statement on.
    fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        snapshot_of(self.connection.as_ref().expect("held until dropped"))
    }
}

fn snapshot_of(connection: &Connection) -> Result<Snapshot<'_>, StoreError> {
    run_sql(connection, "BEGIN").map_err(refused)?;
    Ok(Snapshot { connection })
}

/// A reading transaction; ends when dropped, also when the closure panics.
struct Snapshot<'r> {
    connection: &'r Connection,
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // Nothing was written, so there is nothing that could fail but the reader itself, and the
        // next who borrows it is told by its BEGIN.
        let _ = run_sql(self.connection, "COMMIT");
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.readers.give_back(connection);
        }
    }
}

fn run_sql(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(|_| ())
}

/// Refuses to make a file beside a log that is there: what was committed may stand in it alone.
fn not_alone(path: &Path) -> Result<(), StoreError> {
    let log = wal::beside(path);
    let holds = |path: &Path| path.metadata().is_ok_and(|found| found.len() > 0);
    match holds(&log) && !holds(path) {
        true => Err(StoreError::LogAlone { log }),
        false => Ok(()),
    }
}

/// Makes a file that is not there yet, for its owner alone; what SQLite puts beside it has the same
/// rights. Whether it was made; should it fail, opening it says why.
fn make_private(path: &Path) -> bool {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).is_ok()
}

/// A connection of one who looks whether the file is whole. It could write, and does not: one that
/// could not would not know which values a table takes, for SQLite leaves the checks out then.
fn connect_to_check(path: &Path) -> Result<Connection, StoreError> {
    let access = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(path, access);
    let connection = opened.map_err(|error| open_error(path, error))?;
    // Nor does it put the log into the file when it goes.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .map_err(|error| open_error(path, error))?;
    let settings = "PRAGMA query_only = ON; PRAGMA busy_timeout = 5000; \
         PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;";
    connection
        .execute_batch(settings)
        .map_err(|error| open_error(path, error))?;
    Ok(connection)
}

/// A connection of one who ships the log, and alone puts it into the file.
pub(crate) fn connect_to_ship(path: &Path) -> Result<Connection, StoreError> {
    let connection = connect(path, true)?;
    let settings = "PRAGMA wal_autocheckpoint = 0; PRAGMA busy_timeout = 100;";
    connection.execute_batch(settings).map_err(refused)?;
    Ok(connection)
}

fn connect(path: &Path, writes: bool) -> Result<Connection, StoreError> {
    let access = match writes {
        true => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        false => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    if writes {
        // SQLite gives the files beside it the mode of this one.
        only_ours(path).map_err(|error| open_error(path, error))?;
    }
    let opened = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    let connection = opened.map_err(|error| open_error(path, error))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    // Without this guarantee SQLite plans a statement anew whenever its parameters change, which
    // costs five times what running it does.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(|error| open_error(path, error))?;
    let settings = "PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536; \
         PRAGMA temp_store = MEMORY;";
    let write_settings = format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA wal_autocheckpoint = {FRAMES_FOLDED}; PRAGMA journal_size_limit = {};",
        log::BYTES_KEPT
    );
    let mut all = settings.to_owned();
    if writes {
        all.push_str(&write_settings);
    }
    connection
        .execute_batch(&all)
        .map_err(|error| open_error(path, error))?;
    Ok(connection)
}

/// Makes the file, where there is none, so that nobody but its owner reads it.
fn only_ours(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn open_error(path: &Path, error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::Open {
        address: format!("sqlite:{}", path.display()),
        source: Box::new(error),
    }
}

/// The request reached the writer, which is gone, or has nobody left to tell.
fn unanswered() -> StoreError {
    let source = "the thread that writes to the database ended before it answered";
    StoreError::FateUnknown {
        source: source.into(),
    }
}

/// A commit that met an I/O error may still be found in the log after a restart.
fn commit_error(error: &Arc<rusqlite::Error>) -> StoreError {
    let source = Box::new(Arc::clone(error));
    match error.sqlite_error_code() {
        Some(ErrorCode::SystemIoFailure) => StoreError::FateUnknown { source },
        _ => StoreError::Commit { source },
    }
}
