//! The policy workbench through its command line: schemas for editors, new places, tables as CSV,
//! and reading the rules.

mod documents;
mod glance;
mod mistakes;
mod new_place;
mod reading;
mod schema;
mod tables;
mod unusable;
mod which;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The checkout.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn suixing(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
    command.args(arguments).output().expect("the program runs")
}

/// What the program said when it succeeded.
fn said(arguments: &[&str]) -> String {
    let output = suixing(arguments);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}{complaint}");
    said
}

/// What the program complained of when it refused.
fn refused(arguments: &[&str]) -> String {
    let output = suixing(arguments);
    assert!(!output.status.success(), "{arguments:?} was not refused");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// `suixing policy schema pack | head -1`: a reader that closes the pipe early has read enough.
#[test]
fn a_closed_pipe_is_no_error() {
    for arguments in [&["policy", "schema", "pack"][..], &["policy", "list"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
        command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut running = command.spawn().expect("the program runs");
        drop(running.stdout.take());
        let output = running.wait_with_output().expect("the program ends");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {complaint}");
    }
}
