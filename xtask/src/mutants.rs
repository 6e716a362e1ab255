//! `cargo xtask mutants`: changes the code that moves money in one small way, runs the tests of its
//! crate, puts it back, and says which changes no test noticed. A campaign of hours, never for CI.
//!
//! cargo-mutants says what can be changed. A seed says which of it is. Each is tried in a copy of
//! the checkout, as it lies there; what was found is kept, so that a campaign can be broken off.
//! What no test noticed is tried again each time, for a test may have been written since.

mod draw;
mod workshop;

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use draw::{Asked, Mutant};
use serde_json::{Value, json};
use workshop::{Found, Workshop};

/// Names the program where it is not in PATH.
const TOOL_VARIABLE: &str = "CARGO_MUTANTS";

const INSTALL: &str = "cargo install cargo-mutants --locked";

/// A crate, how many of every eight mutants are drawn from it, and the files that move money.
struct Part {
    package: &'static str,
    of_eight: usize,
    files: &'static [&'static str],
}

const PARTS: [Part; 2] = [
    Part {
        package: "desk",
        of_eight: 5,
        files: &[
            "cancel", "changed", "correct", "decide", "derive", "in_order", "lines", "parts",
            "price", "price/*", "refunds", "reverse", "settle", "stay", "stays", "visit",
        ],
    },
    Part {
        package: "domain",
        of_eight: 3,
        files: &["adjudicate", "adjudicate/*"],
    },
];

/// Runs what is asked for, or goes on with it, and prints what came of it.
pub fn run(root: &Path, words: &[&str]) -> Result<()> {
    let asked = Asked::read(words)?;
    let folder = root.join("target/mutants");
    fs::create_dir_all(&folder)?;
    let mut book = Book::open(folder.join(format!("{}.jsonl", asked.seed)))?;
    for part in PARTS.iter().filter(|part| asked.is_of(part.package)) {
        let mutants = list(root, part)?;
        let sum = mutants.len();
        let (mutants, mut wanted) = asked.draw(mutants, part.of_eight);
        eprintln!("xtask: {}: {wanted} of {sum}", part.package);
        let mut workshop = None;
        for mutant in mutants {
            if wanted == 0 {
                break;
            }
            if !book.settled(&mutant) {
                let workshop = match &mut workshop {
                    Some(open) => open,
                    None => workshop.insert(Workshop::open(root, &folder, part.package)?),
                };
                let start = Instant::now();
                let found = workshop.try_out(&mutant)?;
                book.write(&mutant, &found, start.elapsed().as_secs())?;
            }
            // What does not build is no mutant; another is drawn for it.
            wanted -= usize::from(book.count(&mutant) != "unviable");
        }
        ensure!(wanted == 0, "{}: not enough mutants", part.package);
    }
    book.print();
    Ok(())
}

/// What the tool would change in these files.
fn list(root: &Path, part: &Part) -> Result<Vec<Mutant>> {
    let tool = std::env::var_os(TOOL_VARIABLE).unwrap_or_else(|| "cargo-mutants".into());
    let mut command = Command::new(&tool);
    command.current_dir(root);
    command.args(["mutants", "--list", "--json", "--package", part.package]);
    for file in part.files {
        let path = format!("crates/{}/src/{file}.rs", part.package);
        command.args(["--file", &path]);
    }
    let output = match command.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "找不到 {0}，请运行 {INSTALL}，或用 {TOOL_VARIABLE} 指明\n\
             there is no {0}; run {INSTALL}, or name it by {TOOL_VARIABLE}",
            tool.display()
        ),
        output => output.with_context(|| format!("cannot run {}", tool.display()))?,
    };
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}: {said}", tool.display());
    draw::read(&serde_json::from_slice(&output.stdout)?)
}

/// What was found, a line each; of one mutant the last line holds.
struct Book {
    path: PathBuf,
    lines: BTreeMap<String, Value>,
    /// What this sitting asked about, by where it stands.
    asked: BTreeMap<String, String>,
}

impl Book {
    fn open(path: PathBuf) -> Result<Book> {
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            text => text?,
        };
        let mut lines = BTreeMap::new();
        for line in text.lines() {
            let line: Value = serde_json::from_str(line)?;
            let mutant = line["mutant"].as_str().context("a line without mutant")?;
            lines.insert(mutant.to_owned(), line);
        }
        Ok(Book {
            path,
            lines,
            asked: BTreeMap::new(),
        })
    }

    fn verdict(&self, key: &str) -> &str {
        let line = self.lines.get(key);
        line.and_then(|line| line["verdict"].as_str()).unwrap_or("")
    }

    /// Whether a new test cannot change what was found.
    fn settled(&self, mutant: &Mutant) -> bool {
        matches!(self.verdict(&mutant.key), "caught" | "unviable")
    }

    fn count(&mut self, mutant: &Mutant) -> &str {
        self.asked.insert(mutant.name.clone(), mutant.key.clone());
        self.verdict(&mutant.key)
    }

    fn write(&mut self, mutant: &Mutant, found: &Found, seconds: u64) -> Result<()> {
        let (verdict, by) = match found {
            Found::Unviable => ("unviable", ""),
            Found::Caught(by) => ("caught", by.as_str()),
            Found::Survived => ("survived", ""),
        };
        eprintln!("{verdict:<8} {seconds:>4} s  {}  {by}", mutant.name);
        let key = &mutant.key;
        let line = json!({ "mutant": key, "verdict": verdict, "by": by, "seconds": seconds });
        let mut file = OpenOptions::new();
        let mut file = file.create(true).append(true).open(&self.path)?;
        writeln!(file, "{line}")?;
        self.lines.insert(key.clone(), line);
        Ok(())
    }

    fn print(&self) {
        let of = |verdict: &str| {
            let is = |(_, key): &(&String, &String)| self.verdict(key) == verdict;
            self.asked.iter().filter(is).collect::<Vec<_>>()
        };
        let (caught, survived) = (of("caught").len(), of("survived"));
        for (name, _) in &survived {
            println!("survived {name}");
        }
        let (run, unviable) = (caught + survived.len(), of("unviable").len());
        println!(
            "{run} run: {caught} caught, {} survived; {unviable} do not build",
            survived.len()
        );
    }
}
