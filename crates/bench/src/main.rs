//! `suixing bench`: how fast it is, measured beside the same work done bare in the same run.

mod adjudicate;
mod bare;
mod bills;
mod client;
mod crowd;
mod dice;
mod hand_written;
mod ledger;
mod place;
mod policy;
mod progress;
mod row;
mod settle;
mod start_up;

use anyhow::{Result, ensure};

use crate::args::{Bench, BenchWhat};
use crate::policies;
use row::Report;

/// The most threads or clients anybody may ask for.
const SIMULTANEOUS_MAX: usize = 4096;

/// Measures what was asked for.
pub fn run(options: &Bench) -> Result<u8> {
    check(options)?;
    if cfg!(debug_assertions) {
        eprintln!(
            "未优化的构建,数字没有意义,请用 cargo run --release / not an optimised build, so the figures \
             mean nothing; use cargo run --release"
        );
    }
    let mut report = Report::new(options.json);
    let library = policies::library(None)?;
    match options.what {
        BenchWhat::Adjudicate => {
            adjudicate::run(&mut report, &library, options.threads, options.seconds)?;
        }
        BenchWhat::Policy => policy::run(&mut report, options.seconds)?,
        BenchWhat::Settle => settle::run(&mut report, library, options)?,
    }
    Ok(0)
}

fn check(options: &Bench) -> Result<()> {
    let within = |count: usize| (1..=SIMULTANEOUS_MAX).contains(&count);
    ensure!(
        within(options.threads),
        "--threads 应为 1 到 {SIMULTANEOUS_MAX} / --threads must be between 1 and {SIMULTANEOUS_MAX}"
    );
    ensure!(
        !options.clients.is_empty() && options.clients.iter().all(|&count| within(count)),
        "--clients 应为 1 到 {SIMULTANEOUS_MAX},用逗号分隔 / --clients takes numbers between 1 and \
         {SIMULTANEOUS_MAX}, separated by commas"
    );
    ensure!(
        (1..=3600).contains(&options.seconds),
        "--seconds 应为 1 到 3600 / --seconds must be between 1 and 3600"
    );
    ensure!(
        options.database.is_none() || options.what == BenchWhat::Settle,
        "--database 只用于 settle / --database is for settle only"
    );
    ensure!(
        options.threads == 1 || options.what == BenchWhat::Adjudicate,
        "--threads 只用于 adjudicate / --threads is for adjudicate only"
    );
    Ok(())
}
