//! Structured logs on standard error, one JSON object a line, without personal data. Whoever reads
//! them slowly, or not at all, holds nobody up: lines that find no room are counted and dropped.

use std::io::stderr;

use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

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

/// Starts logging once; `SUIXING_LOG` chooses what, such as `debug` or `info,desk=debug`; `info`
/// unless set.
pub fn start() -> Logs {
    let (writer, guard) = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(LINES_WAITING_MAX)
        .finish(stderr());
    let lost = writer.error_counter();
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .with_writer(writer)
        .with_current_span(false);
    let wanted = std::env::var("SUIXING_LOG").unwrap_or_default();
    let (chosen, is_understood) = chosen(&wanted);
    // A second start in one process keeps the first.
    let _ = tracing_subscriber::registry()
        .with(lines.with_filter(chosen))
        .try_init();
    if !is_understood {
        tracing::warn!(
            wanted,
            "SUIXING_LOG is not understood; what is told is info"
        );
    }
    Logs {
        _writer: guard,
        lost,
    }
}

/// What is told, and whether what was wanted was understood.
fn chosen(wanted: &str) -> (Targets, bool) {
    let info = Targets::new().with_default(LevelFilter::INFO);
    match wanted.trim() {
        "" => (info, true),
        wanted => match wanted.parse() {
            Ok(chosen) => (chosen, true),
            Err(_) => (info, false),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_info_and_told() {
        for (wanted, level, is_understood) in [
            ("", LevelFilter::INFO, true),
            ("debug", LevelFilter::DEBUG, true),
            ("warn,desk=trace", LevelFilter::WARN, true),
            ("off", LevelFilter::OFF, true),
            ("info,desk=loud", LevelFilter::INFO, false),
        ] {
            let (chosen, understood) = chosen(wanted);
            assert_eq!(understood, is_understood, "{wanted}");
            assert_eq!(chosen.default_level(), Some(level), "{wanted}");
        }
    }
}
