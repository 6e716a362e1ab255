//! Where mutants are tried: a copy of the checkout, and the test programs built from it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::draw::Mutant;
use crate::cluster::{Cluster, POSTGRES_VARIABLE};
use crate::command::cargo;

/// What became of a mutant.
pub enum Found {
    /// It does not build.
    Unviable,
    /// This test failed, or what else ended a test program.
    Caught(String),
    /// All tests of its crate pass.
    Survived,
}

/// A test program, and which of its tests.
type Run = (PathBuf, &'static [&'static str]);

const RUNS: [&[&str]; 3] = [
    &["--skip", "_on_sqlite", "--skip", "_on_postgres"],
    &["_on_sqlite"],
    &["_on_postgres"],
];

pub struct Workshop {
    package: &'static str,
    /// As it lay when the sitting began; it can be worked on meanwhile.
    checkout: BTreeMap<PathBuf, Vec<u8>>,
    tree: PathBuf,
    /// For what tests leave behind when they are killed.
    scratch: PathBuf,
    /// Apart, for cargo takes the copy of a package for the package.
    target: PathBuf,
    server: OsString,
    _cluster: Option<Cluster>,
    /// The tests in the order in which a mutant meets them, and how long they took without one.
    runs: Vec<(Run, Duration)>,
}

impl Workshop {
    /// Builds the tests of a package as it is, all of which must pass.
    pub fn open(root: &Path, folder: &Path, package: &'static str) -> Result<Workshop> {
        let folder = folder.join(package);
        let tree = folder.join("tree");
        fs::create_dir_all(&tree)?;
        let named = std::env::var_os(POSTGRES_VARIABLE);
        let cluster = match named {
            Some(_) => None,
            None => Some(Cluster::start().context("the tests need PostgreSQL")?),
        };
        let server = cluster.as_ref().map(|cluster| cluster.url().into());
        let scratch = format!("suixing-mutants-{}", std::process::id());
        let mut workshop = Workshop {
            package,
            checkout: read_checkout(root, &tree)?,
            tree,
            scratch: std::env::temp_dir().join(scratch),
            target: folder.join("target"),
            server: named.or(server).context("there is a server")?,
            _cluster: cluster,
            runs: vec![],
        };
        workshop.runs = workshop.pass_unchanged()?;
        Ok(workshop)
    }

    /// Tries one mutant.
    pub fn try_out(&self, mutant: &Mutant) -> Result<Found> {
        self.restore()?;
        let file = self.tree.join(&mutant.file);
        fs::write(&file, mutant.applied(&fs::read_to_string(&file)?)?)?;
        if self.build()?.is_none() {
            return Ok(Found::Unviable);
        }
        for (run, took) in &self.runs {
            let limit = *took * 3 + Duration::from_secs(10);
            if let Some(by) = self.failure(run, limit)? {
                return Ok(Found::Caught(by));
            }
        }
        Ok(Found::Survived)
    }

    /// The quickest first, and properties that are tried on an engine at the end.
    fn pass_unchanged(&self) -> Result<Vec<(Run, Duration)>> {
        self.restore()?;
        let package = self.package;
        let built = self.build()?;
        let built = built.with_context(|| format!("{package} does not build"))?;
        let each = |program: &PathBuf| RUNS.map(|tests| (program.clone(), tests));
        let mut runs = Vec::new();
        for run in built.iter().flat_map(each) {
            let start = Instant::now();
            let failure = self.failure(&run, Duration::from_secs(3_600))?;
            ensure!(failure.is_none(), "{package}, unchanged: {failure:?}");
            runs.push((run, start.elapsed()));
        }
        runs.sort_by_key(|((_, tests), took)| (*tests != RUNS[0], *took));
        Ok(runs)
    }

    /// Makes the copy like the checkout again: also what a failing test wrote goes.
    fn restore(&self) -> Result<()> {
        for (path, text) in &self.checkout {
            if fs::read(path).ok().as_ref() != Some(text) {
                fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
                fs::write(path, text)?;
            }
        }
        delete_others(&self.tree, &self.checkout)
    }

    /// The test programs of a package, or nothing where it does not compile.
    fn build(&self) -> Result<Option<Vec<PathBuf>>> {
        let mut command = cargo();
        command.current_dir(&self.tree);
        command.args(["test", "--no-run", "--package", self.package]);
        let output = command.env("CARGO_TARGET_DIR", &self.target).output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        let built = said.contains(&format!("Compiling {} ", self.package));
        ensure!(built || self.runs.is_empty(), "cargo saw no change");
        if output.status.success() {
            let named = said.lines().filter_map(|line| {
                let (_, path) = line.trim().strip_prefix("Executable")?.rsplit_once('(')?;
                Some(self.tree.join(path.strip_suffix(')')?))
            });
            return Ok(Some(named.collect()));
        }
        ensure!(said.contains("could not compile"), "{said}");
        Ok(None)
    }

    /// Runs a test program until the first failure, and says what that was.
    fn failure(&self, run: &Run, limit: Duration) -> Result<Option<String>> {
        if self.scratch.exists() {
            fs::remove_dir_all(&self.scratch)?;
        }
        fs::create_dir_all(&self.scratch)?;
        let home = self.tree.join("crates").join(self.package);
        let mut command = Command::new(&run.0);
        command.args(run.1);
        command.current_dir(&home).env("CARGO_MANIFEST_DIR", &home);
        command
            .env("TMPDIR", &self.scratch)
            .env("INSTA_UPDATE", "no");
        command.env(POSTGRES_VARIABLE, &self.server);
        // That a property fails is enough; the smallest example is not asked for.
        command.env("PROPTEST_MAX_SHRINK_ITERS", "0");
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut running = command.spawn()?;
        let output = BufReader::new(running.stdout.take().context("a pipe was asked for")?);
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || {
            // Nobody listens any more once a failure was seen.
            output
                .lines()
                .map_while(Result::ok)
                .try_for_each(|line| send.send(line))
        });
        let until = Instant::now() + limit;
        let failure = loop {
            match lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) if line.ends_with("FAILED") => break line,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => break "a hang".to_owned(),
                Err(RecvTimeoutError::Disconnected) => {
                    let status = running.wait()?;
                    return Ok((!status.success()).then(|| status.to_string()));
                }
            }
        };
        running.kill()?;
        running.wait()?;
        Ok(Some(failure))
    }
}

/// Every file of the checkout as it lies there now, by where its copy lies.
fn read_checkout(root: &Path, tree: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut git = Command::new("git");
    git.current_dir(root).arg("ls-files");
    git.args(["-z", "--cached", "--others", "--exclude-standard"]);
    let output = git.output().context("cannot run git")?;
    ensure!(output.status.success(), "git ls-files failed");
    let names = String::from_utf8(output.stdout)?;
    let names = names.split_terminator('\0');
    // What was deleted and is not yet committed is listed all the same.
    let names = names.filter(|name| root.join(name).is_file());
    names
        .map(|name| Ok((tree.join(name), fs::read(root.join(name))?)))
        .collect()
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // It is a folder for what is temporary; the next sitting has another.
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

fn delete_others(folder: &Path, kept: &BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            delete_others(&path, kept)?;
        } else if !kept.contains_key(&path) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
