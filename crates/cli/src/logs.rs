//! Structured logs on standard error, one JSON object a line, without personal data.

use tracing_subscriber::EnvFilter;

/// Starts logging once; `SUIXING_LOG` chooses what, `info` unless set.
pub fn start() {
    let filter = EnvFilter::try_from_env("SUIXING_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_current_span(false);
    // A second start in one process keeps the first.
    let _ = subscriber.try_init();
}
