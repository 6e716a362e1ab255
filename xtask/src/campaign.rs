//! `cargo xtask campaign`: the long runs of a test, a range of seeds in many sittings. What was run
//! is kept, so that a campaign goes on where it was broken off. Never for CI, whose tests run the
//! first few seeds of the same.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::cluster::{Cluster, POSTGRES_VARIABLE};
use crate::command::cargo;

/// A test that can be run for other seeds, and for many.
struct Campaign {
    name: &'static str,
    about: &'static str,
    /// Package and test program.
    program: (&'static str, &'static str),
    /// The tests whose names begin so, or all.
    tests: &'static [&'static str],
    /// The variable that takes the first seed.
    first: &'static str,
    /// The variable that takes how many; others take one seed at a time.
    count: Option<&'static str>,
    /// So many are run before what was done is written down.
    together: u64,
    /// What else the test is told.
    told: &'static [(&'static str, &'static str)],
}

const CAMPAIGNS: [Campaign; 8] = [
    Campaign {
        name: "words",
        about: "pages of rules speak to people and lead somewhere; five seeds read every place",
        program: ("cli", "policy_words"),
        tests: &[],
        first: "SUIXING_CRAWL_SEED",
        count: None,
        together: 1,
        told: &[],
    },
    Campaign {
        name: "site",
        about: "every page that links lead to is opened, not some of each kind; one seed is all",
        program: ("cli", "site"),
        tests: &[],
        first: "SUIXING_CRAWL_SEED",
        count: None,
        together: 1,
        told: &[],
    },
    Campaign {
        name: "power",
        about: "the power fails, and of what was not synced anything may be lost",
        program: ("faults", "faults"),
        tests: &["power"],
        first: "SUIXING_CRASH_SEED",
        count: Some("SUIXING_CRASH_SEEDS"),
        together: 500,
        told: &[],
    },
    Campaign {
        name: "offsets",
        about: "a bit of a file, a log or a backup is another",
        program: ("faults", "faults"),
        tests: &["offsets"],
        first: "SUIXING_OFFSET_SEED",
        count: Some("SUIXING_OFFSETS"),
        together: 500,
        told: &[],
    },
    Campaign {
        name: "histories",
        about: "many ask at once; what they were told is what one would be told in turn",
        program: ("faults", "faults"),
        tests: &["histories"],
        first: "SUIXING_HISTORY_SEED",
        count: Some("SUIXING_HISTORIES"),
        together: 100,
        told: &[],
    },
    Campaign {
        name: "kills",
        about: "the server is killed while it settles; a tenth as often PostgreSQL is",
        program: ("cli", "kill_loop"),
        tests: &[],
        first: "SUIXING_SEED",
        count: Some("SUIXING_KILLS"),
        together: 500,
        told: &[],
    },
    Campaign {
        name: "model",
        about: "a second way to what everybody ends up with, beside the program on SQLite",
        program: ("cli", "model"),
        tests: &["on_sqlite"],
        first: "SUIXING_MODEL_SEED",
        count: None,
        together: 1,
        told: &[("SUIXING_MODEL_CASES", "12")],
    },
    Campaign {
        name: "model-postgres",
        about: "the same on PostgreSQL",
        program: ("cli", "model"),
        tests: &["on_postgres"],
        first: "SUIXING_MODEL_SEED",
        count: None,
        together: 1,
        told: &[("SUIXING_MODEL_CASES", "12")],
    },
];

/// Runs what is asked for: `NAME --seed FIRST..END`.
pub fn run(root: &Path, words: &[&str]) -> Result<()> {
    let (campaign, seeds) = asked(words)?;
    let folder = root.join("target/campaigns");
    fs::create_dir_all(&folder)?;
    let book = folder.join(format!("{}.jsonl", campaign.name));
    let mut done = read(&book)?;
    let program = built(root, &folder, campaign)?;
    let cluster = Cluster::start().context("the tests need PostgreSQL")?;
    let mut first = seeds.start;
    while first < seeds.end {
        let count = campaign.together.min(seeds.end - first);
        if !done.iter().any(|range| range.contains(&first)) {
            let start = Instant::now();
            let told = sitting(root, campaign, &program, (first, count), cluster.url())?;
            let seconds = start.elapsed().as_secs();
            let line = json!({"first": first, "count": count, "seconds": seconds, "told": told});
            let file = OpenOptions::new().create(true).append(true).open(&book);
            writeln!(file?, "{line}")?;
            println!("{line}");
            done.push(first..first + count);
        }
        first += count;
    }
    let ran: u64 = done.iter().map(|range| range.end - range.start).sum();
    println!("{}: {ran} in all, see {}", campaign.name, book.display());
    Ok(())
}

fn asked(words: &[&str]) -> Result<(&'static Campaign, Range<u64>)> {
    let named = |name: &str| CAMPAIGNS.iter().find(|one| one.name == name);
    let asked = match words {
        [name, "--seed", range] => named(name).zip(seeds(range)),
        _ => None,
    };
    asked.with_context(|| {
        let known = CAMPAIGNS.iter();
        let known = known.map(|one| format!("\n  {:<15}{}", one.name, one.about));
        format!(
            "cargo xtask campaign NAME --seed FIRST..END, of these:{}",
            known.collect::<String>()
        )
    })
}

fn seeds(range: &str) -> Option<Range<u64>> {
    let (first, end) = range.split_once("..")?;
    let range = first.parse().ok()?..end.parse().ok()?;
    (!range.is_empty()).then_some(range)
}

/// The seeds that were run before.
fn read(book: &Path) -> Result<Vec<Range<u64>>> {
    let text = match fs::read_to_string(book) {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        text => text?,
    };
    let range = |line: &str| {
        let line: Value = serde_json::from_str(line)?;
        let number = |name: &str| line[name].as_u64().context("a line without its seeds");
        let first = number("first")?;
        Ok(first..first + number("count")?)
    };
    text.lines().map(range).collect()
}

/// The test program and what it starts, copied: the checkout can be worked on meanwhile.
fn built(root: &Path, folder: &Path, campaign: &Campaign) -> Result<PathBuf> {
    let (package, test) = campaign.program;
    let mut command = cargo();
    command.current_dir(root);
    command.args(["test", "--no-run", "--workspace", "--test", test]);
    command.args(["--bin", "suixing", "--message-format", "json"]);
    let output = command.stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "{package} does not build");
    let said = String::from_utf8(output.stdout)?;
    let find = |name: &str, tests: bool| {
        let named = |line: &str| {
            let line: Value = serde_json::from_str(line).ok()?;
            let is = line["target"]["name"] == name && line["profile"]["test"] == tests;
            is.then(|| line["executable"].as_str().map(PathBuf::from))?
        };
        said.lines().find_map(named)
    };
    let program = find(test, true).with_context(|| format!("cargo built no {test}"))?;
    let copied = folder.join(test);
    fs::copy(&program, &copied).context("the test program is copied")?;
    if let Some(started) = find("suixing", false) {
        fs::copy(started, folder.join("suixing")).context("the program is copied")?;
    }
    Ok(copied)
}

/// Runs some of the seeds; returns what the test told of them.
fn sitting(
    root: &Path,
    campaign: &Campaign,
    program: &Path,
    (first, count): (u64, u64),
    server: &str,
) -> Result<Vec<String>> {
    let home = root.join("crates").join(campaign.program.0);
    let mut command = Command::new(program);
    command.args(campaign.tests).args(["--test-threads", "2"]);
    command.current_dir(&home).env("CARGO_MANIFEST_DIR", &home);
    command.env("SUIXING_PROGRAM", program.with_file_name("suixing"));
    command.env(POSTGRES_VARIABLE, server);
    command.env(campaign.first, first.to_string());
    if let Some(variable) = campaign.count {
        command.env(variable, count.to_string());
    }
    let output = command.envs(campaign.told.iter().copied()).output()?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    if !output.status.success() {
        bail!(
            "{} failed at seed {first} of {count}:\n{said}",
            campaign.name
        );
    }
    ensure!(!said.contains("running 0 tests"), "no test was run");
    let is_told = |line: &&str| line.contains(": ") && !line.starts_with("test ");
    Ok(said.lines().filter(is_told).map(str::to_owned).collect())
}
