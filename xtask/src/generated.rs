//! Documents that the program prints itself, so that they cannot promise what the code does not
//! say.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::command::cargo;

/// What `suixing docs` is asked for, and where it goes.
const DOCUMENTS: [(&str, &str); 2] = [
    ("errors", "docs/errors.md"),
    ("policy", "docs/policy-reference.md"),
];

/// Writes the documents anew.
pub fn write(root: &Path) -> Result<()> {
    for (what, document) in DOCUMENTS {
        let text = generate(root, what)?;
        fs::write(root.join(document), text).with_context(|| format!("cannot write {document}"))?;
    }
    Ok(())
}

/// Fails when a document is not what the code says.
pub fn check(root: &Path) -> Result<()> {
    for (what, document) in DOCUMENTS {
        let written = fs::read_to_string(root.join(document)).unwrap_or_default();
        if let Some(line) = first_difference(&written, &generate(root, what)?) {
            anyhow::bail!("{document}:{line}: not what the code says; run: cargo xtask docs");
        }
    }
    Ok(())
}

fn generate(root: &Path, what: &str) -> Result<String> {
    let mut program = cargo();
    program.current_dir(root);
    program.args(["run", "--quiet", "--package", "cli", "--", "docs", what]);
    program.stderr(std::process::Stdio::inherit());
    let output = program.output().context("cannot run cargo")?;
    ensure!(output.status.success(), "suixing docs {what} failed");
    let text = String::from_utf8(output.stdout).context("suixing docs printed no text")?;
    ensure!(!text.trim().is_empty(), "suixing docs {what} is empty");
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
