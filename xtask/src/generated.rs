//! Documents that the program prints itself, so that they cannot promise what the code does not
//! say. That they are what it prints is a test of the program.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::command::cargo;

/// What `suixing docs` is asked for, and where it goes.
const DOCUMENTS: [(&str, &str); 5] = [
    ("access", "docs/access.md"),
    ("answers", "docs/answers.md"),
    ("errors", "docs/errors.md"),
    ("policy", "docs/policy-reference.md"),
    ("registers", "docs/registers.md"),
];

/// Where the README shows them in short.
const BEGINS: &str = "<!-- answers -->";
const ENDS: &str = "<!-- /answers -->";

/// Writes the documents anew.
pub fn write(root: &Path) -> Result<()> {
    for (what, document) in DOCUMENTS {
        let text = generate(root, what)?;
        fs::write(root.join(document), text).with_context(|| format!("cannot write {document}"))?;
    }
    put_in_short(root)
}

/// The README shows what the document of answers says in short.
fn put_in_short(root: &Path) -> Result<()> {
    let answers = fs::read_to_string(root.join("docs/answers.md"))?;
    let (_, answers) = answers.split_once("\n\n").context("no heading")?;
    let (short, _) = answers.split_once("\n## ").context("nothing in short")?;
    let readme = fs::read_to_string(root.join("README.md"))?;
    let (before, rest) = readme
        .split_once(BEGINS)
        .context("README.md has no place")?;
    let (_, after) = rest
        .split_once(ENDS)
        .context("README.md has no end of it")?;
    let readme = format!("{before}{BEGINS}\n{}\n{ENDS}{after}", short.trim_end());
    fs::write(root.join("README.md"), readme).context("cannot write README.md")
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
