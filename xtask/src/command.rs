//! Running other programs.

use std::process::{Command, ExitCode, ExitStatus};

use anyhow::{Context, Result, ensure};

/// The code a shell would report: 128 and the signal for a process that was killed.
pub fn exit_code(status: ExitStatus) -> ExitCode {
    use std::os::unix::process::ExitStatusExt;
    let killed = || 128 + status.signal().unwrap_or(0);
    let code = status.code().unwrap_or_else(killed);
    ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX))
}

/// Runs a command and fails with its name when it fails.
pub fn must(command: &mut Command) -> Result<()> {
    let name = command_line(command);
    let status = command
        .status()
        .with_context(|| format!("cannot run {name}"))?;
    ensure!(status.success(), "{name} failed ({status})");
    Ok(())
}

/// A command as one would type it.
pub fn command_line(command: &Command) -> String {
    let mut words = vec![command.get_program().display().to_string()];
    words.extend(
        command
            .get_args()
            .map(|argument| argument.display().to_string()),
    );
    words.join(" ")
}

/// The cargo that runs us, so that a chosen toolchain stays chosen.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
