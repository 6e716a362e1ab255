//! `docs/errors.md`: every error code with its texts, printed by the program itself, so that the
//! document cannot promise what the code does not say.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::command::cargo;

const DOCUMENT: &str = "docs/errors.md";

/// Writes the document anew.
pub fn write(root: &Path) -> Result<()> {
    fs::write(root.join(DOCUMENT), generate(root)?).context("cannot write docs/errors.md")
}

/// Fails when the document is not what the code says.
pub fn check(root: &Path) -> Result<()> {
    let written = fs::read_to_string(root.join(DOCUMENT)).unwrap_or_default();
    let generated = generate(root)?;
    if let Some(line) = first_difference(&written, &generated) {
        anyhow::bail!("{DOCUMENT}:{line}: not what the code says; run: cargo xtask errors");
    }
    Ok(())
}

fn generate(root: &Path) -> Result<String> {
    let mut program = cargo();
    program.current_dir(root);
    program.args(["run", "--quiet", "--package", "cli", "--", "docs", "errors"]);
    program.stderr(std::process::Stdio::inherit());
    let output = program.output().context("cannot run cargo")?;
    ensure!(output.status.success(), "suixing docs errors failed");
    let text = String::from_utf8(output.stdout).context("suixing docs errors printed no text")?;
    ensure!(!text.trim().is_empty(), "suixing docs errors is empty");
    Ok(text)
}

/// The first line, counted from one, where two texts differ.
fn first_difference(one: &str, other: &str) -> Option<usize> {
    if one == other {
        return None;
    }
    let same = one.lines().zip(other.lines()).take_while(|(a, b)| a == b);
    Some(same.count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_a_line() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("", "a\n"), Some(1));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));
    }
}
