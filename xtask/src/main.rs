//! Project tasks, run as `cargo xtask <task>`. Everything the build needs beyond cargo is here, in
//! Rust, so that the README, the CI script and a developer all run the same thing.

mod cluster;
mod error_list;
mod packages;
mod snapshots;
mod stages;
mod tidy;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

use anyhow::{Context, Result, ensure};

/// The connection tests use for PostgreSQL; `cluster` fills it in.
const POSTGRES_VARIABLE: &str = "SUIXING_TEST_POSTGRES";

const USAGE: &str = "\
cargo xtask <task>

  test [--fast]      everything: format, lints, documents, tidy, tests on SQLite and PostgreSQL;
                     installs what is missing; --fast leaves out format, lints and documents
  tidy               the rules of the house that compilers do not check
  postgres -- CMD    run CMD with SUIXING_TEST_POSTGRES naming a throw-away PostgreSQL server
  errors [--check]   write docs/errors.md from the code, or compare it
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
        ["test"] => done(stages::run(&root()?, false)),
        ["test", "--fast"] => done(stages::run(&root()?, true)),
        ["errors"] => done(error_list::write(&root()?)),
        ["errors", "--check"] => done(error_list::check(&root()?)),
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

/// The code a shell would report: 128 and the signal for a process that was killed.
fn exit_code(status: ExitStatus) -> ExitCode {
    use std::os::unix::process::ExitStatusExt;
    let killed = || 128 + status.signal().unwrap_or(0);
    let code = status.code().unwrap_or_else(killed);
    ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX))
}

/// Runs a command and fails with its name when it fails.
fn must(command: &mut Command) -> Result<()> {
    let name = command_line(command);
    let status = command
        .status()
        .with_context(|| format!("cannot run {name}"))?;
    ensure!(status.success(), "{name} failed ({status})");
    Ok(())
}

fn command_line(command: &Command) -> String {
    let mut words = vec![command.get_program().display().to_string()];
    words.extend(
        command
            .get_args()
            .map(|argument| argument.display().to_string()),
    );
    words.join(" ")
}

/// The cargo that runs us, so that a chosen toolchain stays chosen.
fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The root of the checkout.
fn root() -> Result<PathBuf> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").context("run this as cargo xtask")?;
    let parent = PathBuf::from(manifest).parent().map(PathBuf::from);
    parent.context("xtask lies inside the checkout")
}
