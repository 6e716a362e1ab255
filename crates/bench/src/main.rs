//! `cargo xtask bench`: how fast it is, measured beside the same work done bare in the same run. It
//! is no part of the product.

mod adjudicate;
mod bare;
mod bills;
mod client;
mod crowd;
mod dice;
mod directory;
mod generate;
mod hand_written;
mod ledger;
mod load;
mod options;
mod place;
mod policy;
mod progress;
mod row;
mod settle;
mod start_up;

use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Parser;
use cli::policies::{self, PolicyOrigin};

use options::{Measurable, Options};
use row::Report;

/// The most threads or clients anybody may ask for.
const SIMULTANEOUS_MAX: usize = 4096;

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures what was asked for.
fn run(options: &Options) -> Result<()> {
    check(options)?;
    if cfg!(debug_assertions) {
        eprintln!(
            "未优化的构建，数字没有意义，请用 cargo xtask bench / not an optimised build, so the figures mean \
             nothing; use cargo xtask bench"
        );
    }
    let mut report = Report::new(options.json);
    let texts = match &options.policies {
        Some(folder) => PolicyOrigin::of(Some(folder))?.texts()?,
        None => policies::embedded()?,
    };
    let library = policies::read(&texts)?;
    match options.what {
        Measurable::Adjudicate => {
            adjudicate::run(&mut report, &library, options.threads, options.seconds)?;
        }
        Measurable::Policy => policy::run(&mut report, options.seconds)?,
        Measurable::Directory => directory::run(&mut report)?,
        Measurable::Generate => generate::run(&report, library, options)?,
        Measurable::Settle => settle::run(&mut report, library, options)?,
        Measurable::Load => settle::run_loads(&mut report, library, options)?,
    }
    Ok(())
}

fn check(options: &Options) -> Result<()> {
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
        options.database.is_none()
            || matches!(
                options.what,
                Measurable::Settle | Measurable::Load | Measurable::Generate
            ),
        "--database 只用于 settle、load 和 generate / --database is for settle, load and generate only"
    );
    ensure!(
        options.threads == 1 || options.what == Measurable::Adjudicate,
        "--threads 只用于 adjudicate / --threads is for adjudicate only"
    );
    Ok(())
}
