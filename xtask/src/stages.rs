//! `cargo xtask test`: everything that must hold before a change is good, one stage after the
//! other, stopping at the first that fails, with the time each took.
//!
//! What a stage needs and does not find is installed or asked for before the first stage runs. No
//! test is skipped because something is missing.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::cluster::{Cluster, POSTGRES_VARIABLE};
use crate::command::{cargo, must};
use crate::snapshots::{self, Notes};
use crate::tidy::tree::Tree;
use crate::{packages, programs, tidy};

/// The browser for tests of pages, and its WebDriver.
const CHROMIUM_VARIABLE: &str = "SUIXING_TEST_CHROMIUM";
const CHROMEDRIVER_VARIABLE: &str = "SUIXING_TEST_CHROMEDRIVER";

/// The folder with the provider of identities.
const PROVIDER_VARIABLE: &str = "SUIXING_TEST_PROVIDER";

/// Runs all stages; `fast` leaves out format, lints and documents.
pub fn run(root: &Path, fast: bool) -> Result<()> {
    let mut timings = Timings::default();
    let result = run_stages(root, fast, &mut timings);
    timings.print(result.is_ok());
    result
}

fn run_stages(root: &Path, fast: bool, timings: &mut Timings) -> Result<()> {
    if !fast {
        packages::check_component("fmt", "rustfmt", "rustfmt")?;
        packages::check_component("clippy", "clippy", "rust-clippy")?;
    }
    let tests = timings.stage("install", || Tests::prepare(root))?;
    if !fast {
        timings.stage("format", || format(root))?;
        timings.stage("lints", || lints(root))?;
        timings.stage("documents", || documents(root))?;
    }
    timings.stage("tidy", || tidy::run(root))?;
    timings.stage("tests", || tests.run(root))
}

/// Every file there is: `cargo fmt` does not find the modules that a list declares by a macro.
fn format(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let files = tree.rust().map(|(file, _)| file);
    let mut command = Command::new("rustfmt");
    command.current_dir(root);
    must(command.args(["--check", "--edition", "2024"]).args(files))
}

fn lints(root: &Path) -> Result<()> {
    let all = ["--workspace", "--all-targets", "--", "-D", "warnings"];
    cargo_in(root, "clippy", &all)
}

fn documents(root: &Path) -> Result<()> {
    let mut command = cargo();
    command.current_dir(root).env("RUSTDOCFLAGS", "-D warnings");
    must(command.args(["doc", "--workspace", "--no-deps"]))
}

fn cargo_in(root: &Path, subcommand: &str, arguments: &[&str]) -> Result<()> {
    let mut command = cargo();
    must(command.current_dir(root).arg(subcommand).args(arguments))
}

/// Everything the tests need, and the server that lives as long as they.
struct Tests {
    environment: Vec<(&'static str, OsString)>,
    notes: Notes,
    _cluster: Option<Cluster>,
}

impl Tests {
    fn prepare(root: &Path) -> Result<Tests> {
        let browser = packages::browser()?;
        let notes = Notes::begin();
        let mut environment = vec![
            (CHROMIUM_VARIABLE, browser.chromium.into()),
            (CHROMEDRIVER_VARIABLE, browser.driver.into()),
            (PROVIDER_VARIABLE, packages::provider(root)?.into()),
            // A changed snapshot is a failure, never a file left beside the old one.
            ("INSTA_UPDATE", "no".into()),
            (snapshots::NOTES_VARIABLE, notes.path().into()),
        ];
        let cluster = match std::env::var_os(POSTGRES_VARIABLE) {
            Some(named) => {
                eprintln!("xtask: using {POSTGRES_VARIABLE}={}", named.display());
                None
            }
            None => Some(Cluster::start().context("the tests need PostgreSQL")?),
        };
        if let Some(cluster) = &cluster {
            environment.push((POSTGRES_VARIABLE, cluster.url().into()));
        }
        Ok(Tests {
            environment,
            notes,
            _cluster: cluster,
        })
    }

    fn run(self, root: &Path) -> Result<()> {
        programs::run(root, &self.environment)?;
        self.notes.check(root)
    }
}

/// How long each stage took.
#[derive(Default)]
struct Timings {
    rows: Vec<(&'static str, Duration)>,
}

impl Timings {
    fn stage<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        eprintln!("==> {name}");
        let start = Instant::now();
        let result = work();
        self.rows.push((name, start.elapsed()));
        result.with_context(|| format!("stage {name}"))
    }

    fn print(&self, passed: bool) {
        let total: Duration = self.rows.iter().map(|(_, elapsed)| elapsed).sum();
        eprintln!();
        for (name, elapsed) in &self.rows {
            eprintln!("{name:<10} {:>7.1} s", elapsed.as_secs_f64());
        }
        let verdict = if passed {
            "通过 passed"
        } else {
            "失败 failed"
        };
        eprintln!("{:<10} {:>7.1} s  {verdict}", "total", total.as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_stage_is_named_and_timed() {
        let mut timings = Timings::default();
        timings.stage("one", || Ok(())).unwrap();
        let failed: Result<()> = timings.stage("two", || anyhow::bail!("no"));
        assert_eq!(format!("{:#}", failed.unwrap_err()), "stage two: no");
        assert_eq!(timings.rows.len(), 2);
    }
}
