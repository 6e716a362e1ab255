//! Structured logs on standard error, one JSON object a line, without personal data. Whoever reads
//! them slowly, or not at all, holds nobody up: lines that find no room are counted and dropped.

use std::io::stderr;

use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

/// Lines that wait for a slow reader.
const LINES_WAITING_MAX: usize = 8_192;

/// Kept while the program runs; what was logged last is written when it goes.
pub struct Logs {
    _writer: WorkerGuard,
    lost: ErrorCounter,
}

impl Logs {
    /// Tells how many lines found no room so far.
    pub fn lines_lost(&self) -> impl Fn() -> u64 + Send + Sync + 'static {
        let lost = self.lost.clone();
        move || lost.dropped_lines() as u64
    }
}

/// Starts logging once; `SUIXING_LOG` chooses what, `info` unless set.
pub fn start() -> Logs {
    let filter = EnvFilter::try_from_env("SUIXING_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let (writer, guard) = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(LINES_WAITING_MAX)
        .finish(stderr());
    let lost = writer.error_counter();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(writer)
        .with_current_span(false);
    // A second start in one process keeps the first.
    let _ = subscriber.try_init();
    Logs {
        _writer: guard,
        lost,
    }
}
