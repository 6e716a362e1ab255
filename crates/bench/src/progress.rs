//! How far a measurement is, on standard error, for somebody who waits at a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::row::Report;

/// What is over sooner needs no bar.
const WORTH_SHOWING: Duration = Duration::from_secs(2);

/// A bar that appears when something takes more than two seconds; never with `--json`.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar of so many steps.
    pub fn new(report: &Report, what: &'static str, steps: usize) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg:24} {wide_bar} {pos}/{len} {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        bar.set_message(what);
        if report.json {
            return Progress { bar };
        }
        let shown = bar.clone();
        std::thread::spawn(move || {
            std::thread::sleep(WORTH_SHOWING);
            if !shown.is_finished() {
                shown.set_draw_target(ProgressDrawTarget::stderr());
            }
        });
        Progress { bar }
    }

    /// One step more.
    pub fn advance(&self) {
        self.advance_by(1);
    }

    /// So many steps more.
    pub fn advance_by(&self, steps: usize) {
        self.bar.inc(steps as u64);
    }

    /// All done; the bar goes.
    pub fn done(&self) {
        self.bar.finish_and_clear();
    }
}
