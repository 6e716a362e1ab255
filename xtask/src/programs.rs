//! The test programs: built together, then run side by side, as many as there are processors. Much
//! of what they do is waiting – for a disk, a server, a clock, a browser – and one after the other
//! they took half as long again.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::command::{cargo, must};

/// Those that take minutes: begun first, so that none of them is alone at the end.
const LONG: [&str; 8] = [
    "model",
    "kill_loop",
    "releases",
    "desk",
    "bench",
    "faults",
    "workbench",
    "policy_pages",
];

/// A program with tests.
struct TestProgram {
    /// As cargo names its target.
    name: String,
    program: PathBuf,
    /// The folder of its package, in which cargo would run it.
    home: PathBuf,
}

/// What came of one.
struct Told {
    name: String,
    took: Duration,
    passed: bool,
}

/// Builds all test programs and runs them, and after them the examples in documentation.
pub fn run(root: &Path, environment: &[(&str, OsString)]) -> Result<()> {
    let mut programs = built(root)?;
    let place = |one: &TestProgram| LONG.iter().position(|long| one.name == *long);
    programs.sort_by_key(|one| place(one).unwrap_or(LONG.len()));
    // Taken from the end.
    programs.reverse();
    let waiting = Mutex::new(programs);
    let told = Mutex::new(Vec::new());
    let side_by_side = std::thread::available_parallelism()?;
    std::thread::scope(|scope| {
        let hands: Vec<_> = (0..side_by_side.get())
            .map(|_| scope.spawn(|| work(&waiting, environment, &told)))
            .collect();
        let ended = hands.into_iter().map(|hand| hand.join());
        ended
            .into_iter()
            .try_for_each(|one| one.expect("a hand does not panic"))
    })?;
    let mut told = told.into_inner().expect("no hand panicked");
    told.sort_by_key(|one| one.took);
    for one in &told {
        eprintln!("{:<24} {:>7.1} s", one.name, one.took.as_secs_f64());
    }
    let failed = told.iter().filter(|one| !one.passed);
    let failed: Vec<&str> = failed.map(|one| one.name.as_str()).collect();
    ensure!(failed.is_empty(), "tests failed in {}", failed.join(", "));
    examples(root, environment)
}

/// Runs programs until none waits; what each says is shown when it has ended.
fn work(
    waiting: &Mutex<Vec<TestProgram>>,
    environment: &[(&str, OsString)],
    told: &Mutex<Vec<Told>>,
) -> Result<()> {
    loop {
        let next = waiting.lock().expect("no hand panicked").pop();
        let Some(one) = next else {
            return Ok(());
        };
        let start = Instant::now();
        let output = output(&one, environment)?;
        let mut told = told.lock().expect("no hand panicked");
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n     Running {} ({})", one.name, one.home.display())?;
        out.write_all(&output.stdout)?;
        out.write_all(&output.stderr)?;
        out.flush()?;
        told.push(Told {
            name: one.name,
            took: start.elapsed(),
            passed: output.status.success(),
        });
    }
}

fn output(one: &TestProgram, environment: &[(&str, OsString)]) -> Result<Output> {
    let mut command = Command::new(&one.program);
    command.current_dir(&one.home).stdin(Stdio::null());
    command.env("CARGO_MANIFEST_DIR", &one.home);
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    let output = command.output();
    output.with_context(|| format!("cannot run {}", one.program.display()))
}

/// Every test program of the workspace; what does not compile is shown as cargo shows it.
fn built(root: &Path) -> Result<Vec<TestProgram>> {
    let mut command = cargo();
    command
        .current_dir(root)
        .args(["test", "--workspace", "--no-run"]);
    command.args(["--message-format", "json-render-diagnostics"]);
    let output = command.stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "the tests do not build");
    let said = String::from_utf8(output.stdout)?;
    let programs: Vec<TestProgram> = said.lines().filter_map(test_program).collect();
    ensure!(!programs.is_empty(), "cargo built no tests");
    Ok(programs)
}

/// The test program that a line of cargo's tells of.
fn test_program(line: &str) -> Option<TestProgram> {
    let line: Value = serde_json::from_str(line).ok()?;
    let is_test = line["profile"]["test"].as_bool()?;
    let program = line["executable"].as_str().filter(|_| is_test)?;
    Some(TestProgram {
        name: line["target"]["name"].as_str()?.to_owned(),
        program: program.into(),
        home: Path::new(line["manifest_path"].as_str()?).parent()?.into(),
    })
}

fn examples(root: &Path, environment: &[(&str, OsString)]) -> Result<()> {
    let mut command = cargo();
    command
        .current_dir(root)
        .args(["test", "--workspace", "--doc"]);
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    must(&mut command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_tells_of_a_test_program() {
        let line = r#"{"reason":"compiler-artifact","manifest_path":"/a/b/Cargo.toml",
            "target":{"name":"story"},"profile":{"test":true},"executable":"/t/story-1"}"#;
        let found = test_program(&line.replace('\n', "")).unwrap();
        assert_eq!(found.name, "story");
        assert_eq!(found.home, Path::new("/a/b"));
        assert!(test_program(&line.replace("true", "false").replace('\n', "")).is_none());
        assert!(test_program("Compiling").is_none());
    }
}
