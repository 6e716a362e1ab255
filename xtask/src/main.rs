//! Project tasks, run as `cargo xtask <task>`. Everything the build needs beyond cargo is here, in
//! Rust, so that the README, the CI script and a developer all run the same thing.

mod campaign;
mod cluster;
mod command;
mod generated;
mod mutants;
mod package;
mod packages;
mod programs;
mod snapshots;
mod stages;
mod tidy;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use cluster::POSTGRES_VARIABLE;
use command::{cargo, exit_code, must};

const USAGE: &str = "\
cargo xtask <task>

  test [--fast]      everything: format, lints, documents, tidy, tests on SQLite and PostgreSQL;
                     installs what is missing; --fast leaves out format, lints and documents
  tidy               the rules of the house that compilers do not check
  tidy --fix [PATH]  put Chinese punctuation after Chinese characters, below PATH or everywhere
  tidy --circles     every circle of imports larger than it should be, with its edges
  postgres -- CMD    run CMD with SUIXING_TEST_POSTGRES naming a throw-away PostgreSQL server
  mutants [--seed N] [--count N] [--shard K/N] [--only PACKAGE]
                     change the code that moves money; say what no test notices; hours, resumable
  campaign NAME --seed FIRST..END
                     many seeds of a test in many sittings: power, offsets, histories, kills, model;
                     goes on where it was broken off
  docs               write docs/errors.md and docs/policy-reference.md from the code
  package [--binary FILE]
                     the Debian package, in target/package; builds the program as it is shipped
                     unless it is named
  bench WHAT …       measure adjudicate, settle or policy in a release build, or generate a database
                     of any size; --help tells more
";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    match words.as_slice() {
        ["tidy"] => done(tidy::run(&root()?)),
        ["tidy", "--fix", places @ ..] => done(tidy::fix(&root()?, places)),
        ["tidy", "--circles"] => done(tidy::print_circles(&root()?)),
        ["test"] => done(stages::run(&root()?, false)),
        ["test", "--fast"] => done(stages::run(&root()?, true)),
        ["docs"] => done(generated::write(&root()?)),
        ["mutants", asked @ ..] => done(mutants::run(&root()?, asked)),
        ["campaign", asked @ ..] => done(campaign::run(&root()?, asked)),
        ["package", asked @ ..] => done(package::run(&root()?, asked)),
        ["bench", ..] => measure(&root()?, &arguments[1..]),
        ["postgres", "--", _, ..] => with_postgres(&arguments[2..]),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            eprint!("{USAGE}");
            Ok(ExitCode::from(2))
        }
    }
}

fn done(result: Result<()>) -> Result<ExitCode> {
    result.map(|()| ExitCode::SUCCESS)
}

/// Builds what is measured and what measures, both optimised, and hands the exit code on.
fn measure(root: &Path, arguments: &[OsString]) -> Result<ExitCode> {
    let both = ["build", "--quiet", "--release", "-p", "cli", "-p", "bench"];
    must(cargo().current_dir(root).args(both))?;
    // From where the caller stands, so that a file is found from there.
    let mut bench = cargo();
    bench.args(["run", "--quiet", "--release", "--manifest-path"]);
    bench
        .arg(root.join("Cargo.toml"))
        .args(["-p", "bench", "--"]);
    let status = bench.args(arguments).status();
    Ok(exit_code(status.context("cannot run the measurement")?))
}

/// Runs a command against a throw-away server and hands its exit code on.
fn with_postgres(command: &[OsString]) -> Result<ExitCode> {
    let cluster = cluster::Cluster::start()?;
    let (program, arguments) = command.split_first().context("no command after --")?;
    let status = Command::new(program)
        .args(arguments)
        .env(POSTGRES_VARIABLE, cluster.url())
        .status()
        .with_context(|| format!("cannot run {}", program.display()))?;
    Ok(exit_code(status))
}

/// The root of the checkout.
fn root() -> Result<PathBuf> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").context("run this as cargo xtask")?;
    let parent = PathBuf::from(manifest).parent().map(PathBuf::from);
    parent.context("xtask lies inside the checkout")
}
