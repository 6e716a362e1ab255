//! What is told of a measurement: one JSON object a line, or an aligned table.

use std::io::Write;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::client::Burst;

/// One line of the result. What does not apply is null.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct BenchRow {
    /// What was measured.
    pub name: &'static str,
    /// Threads that worked.
    pub threads: Option<usize>,
    /// Clients that asked at the same time.
    pub clients: Option<usize>,
    /// How many a second.
    pub per_second: Option<f64>,
    /// Milliseconds within which half were answered.
    pub p50_ms: Option<f64>,
    /// Milliseconds within which 99 of 100 were answered.
    pub p99_ms: Option<f64>,
    /// Speed as a multiple of the bare work's.
    pub ratio_to_bare: Option<f64>,
    /// Size, of what has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
}

impl BenchRow {
    /// A row of how long each of several took by itself, in whatever order.
    pub fn of_latencies(name: &'static str, mut latencies: Vec<Duration>) -> BenchRow {
        latencies.sort();
        let burst = Burst {
            latencies,
            took: Duration::ZERO,
        };
        BenchRow {
            p50_ms: Some(burst.percentile_ms(50)),
            p99_ms: Some(burst.percentile_ms(99)),
            ..BenchRow::named(name)
        }
    }

    /// A row with nothing but its name.
    pub fn named(name: &'static str) -> BenchRow {
        BenchRow {
            name,
            threads: None,
            clients: None,
            per_second: None,
            p50_ms: None,
            p99_ms: None,
            ratio_to_bare: None,
            bytes: None,
        }
    }
}

/// Prints rows as they come.
pub struct Report {
    /// One JSON object a line.
    pub json: bool,
    has_heading: bool,
}

impl Report {
    /// A report in the form asked for.
    pub fn new(json: bool) -> Report {
        Report {
            json,
            has_heading: false,
        }
    }

    /// Prints a row.
    pub fn print(&mut self, row: &BenchRow) -> Result<()> {
        let mut out = std::io::stdout().lock();
        let line = match self.json {
            true => serde_json::to_string(row).context("a row always serialises")?,
            false => table_line(row),
        };
        if !self.json && !self.has_heading {
            self.has_heading = true;
            writeln!(out, "{HEADING}").context("cannot write")?;
        }
        writeln!(out, "{line}").context("cannot write")?;
        out.flush().context("cannot write")
    }
}

const HEADING: &str =
    "name                             threads clients   per second     p50 ms     p99 ms    × bare";

fn table_line(row: &BenchRow) -> String {
    let number = |value: Option<usize>| value.map_or("–".to_owned(), |v| v.to_string());
    let decimals = |value: Option<f64>| value.map_or("–".to_owned(), |v| format!("{v:.3}"));
    if let Some(bytes) = row.bytes {
        return format!("{:<32} {bytes} bytes", row.name);
    }
    format!(
        "{:<32} {:>7} {:>7} {:>12} {:>10} {:>10} {:>9}",
        row.name,
        number(row.threads),
        number(row.clients),
        row.per_second.map_or("–".to_owned(), |v| format!("{v:.0}")),
        decimals(row.p50_ms),
        decimals(row.p99_ms),
        decimals(row.ratio_to_bare),
    )
}
