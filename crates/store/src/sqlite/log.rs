//! The log beside a database file, kept short. SQLite begins it anew only at a moment when nobody
//! reads from it, and on a busy server that moment may never come by itself: so where the log has
//! grown too long, the writer waits a little for those who read to finish. When there is nothing to
//! write, what is in the log goes into the file, so that the file by itself is worth something.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use rusqlite::Connection;

/// What is left of a log that was longer.
pub(super) const BYTES_KEPT: u64 = 64 * 1024 * 1024;
/// A log longer than this is begun anew.
const BYTES_MAX: u64 = 96 * 1024 * 1024;
/// How much more it may grow before those who read are waited for again.
const BYTES_MORE: u64 = 16 * 1024 * 1024;
/// How long the writer waits for those who read.
const PATIENCE: Duration = Duration::from_millis(100);
/// How long a writer waits for a lock otherwise.
const USUAL_PATIENCE: Duration = Duration::from_secs(5);
/// After so long without work what was written goes into the file.
const IDLE: Duration = Duration::from_millis(300);

pub(super) struct Log {
    path: PathBuf,
    /// From which length on the writer waits for those who read.
    too_long: u64,
    /// Rows changed when the log last went into the file.
    folded: u64,
    /// Whether somebody ships the log: then nobody else puts it into the file.
    shipped: Arc<AtomicBool>,
    /// Whether the connection knows of that.
    is_left: bool,
}

impl Log {
    /// The log of a database file.
    pub(super) fn of(database: &Path, shipped: &Arc<AtomicBool>) -> Log {
        Log {
            path: crate::wal::beside(database),
            too_long: BYTES_MAX,
            folded: 0,
            shipped: Arc::clone(shipped),
            is_left: false,
        }
    }

    /// How long it is.
    pub(super) fn bytes(&self) -> u64 {
        self.path.metadata().map_or(0, |found| found.len())
    }

    /// Puts all of it into the file and empties it, if nobody reads from it.
    pub(super) fn fold_in(&self, connection: &Connection) {
        checkpoint(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// Waits for what is to be done next; none when nothing will.
    pub(super) fn next<T>(&mut self, connection: &Connection, requests: &Receiver<T>) -> Option<T> {
        if self.is_left(connection) || connection.total_changes() == self.folded {
            return requests.recv().ok();
        }
        match requests.recv_timeout(IDLE) {
            Ok(request) => Some(request),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) if self.is_left(connection) => requests.recv().ok(),
            Err(RecvTimeoutError::Timeout) => {
                checkpoint(connection, "PRAGMA wal_checkpoint(PASSIVE)");
                self.folded = connection.total_changes();
                requests.recv().ok()
            }
        }
    }

    /// Begins it anew if it has grown too long. Somebody may read for minutes, as a backup does:
    /// then it is left until it has grown further.
    pub(super) fn keep_short(&mut self, connection: &Connection) {
        let bytes = self.bytes();
        if self.is_left(connection) || bytes < self.too_long {
            return;
        }
        // Both only change how long the next statement waits.
        let _ = connection.busy_timeout(PATIENCE);
        let begun_anew = checkpoint(connection, "PRAGMA wal_checkpoint(RESTART)");
        let _ = connection.busy_timeout(USUAL_PATIENCE);
        self.too_long = match begun_anew {
            true => BYTES_MAX,
            false => bytes + BYTES_MORE,
        };
    }
}

impl Log {
    /// Whether the log is left to somebody who ships it; SQLite itself is told so too.
    fn is_left(&mut self, connection: &Connection) -> bool {
        let shipped = self.shipped.load(Ordering::SeqCst);
        if shipped != self.is_left {
            let frames = if shipped { 0 } else { super::FRAMES_FOLDED };
            let told = connection.pragma_update(None, "wal_autocheckpoint", frames);
            self.is_left = shipped && told.is_ok();
        }
        shipped
    }
}

/// Whether it could be done. Nothing is lost where it could not: it is tried again later.
fn checkpoint(connection: &Connection, how: &str) -> bool {
    let busy = connection.query_row(how, [], |row| row.get::<_, i64>(0));
    busy.is_ok_and(|busy| busy == 0)
}
