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

pub struct Workshop {
    /// As it lay when the sitting began; it can be worked on meanwhile.
    checkout: BTreeMap<PathBuf, Vec<u8>>,
    tree: PathBuf,
    /// For what tests leave behind when they are killed.
    scratch: PathBuf,
    target: OsString,
    server: OsString,
    _cluster: Option<Cluster>,
    /// The package that was last found to pass unchanged, and how long each program took.
    unchanged: Option<(&'static str, Vec<(PathBuf, Duration)>)>,
}

impl Workshop {
    pub fn open(root: &Path, folder: &Path) -> Result<Workshop> {
        let tree = folder.join("tree");
        let named = std::env::var_os(POSTGRES_VARIABLE);
        let cluster = match named {
            Some(_) => None,
            None => Some(Cluster::start().context("the tests need PostgreSQL")?),
        };
        let server = cluster.as_ref().map(|cluster| cluster.url().into());
        let own = || root.join("target").into_os_string();
        Ok(Workshop {
            checkout: read_checkout(root, &tree)?,
            tree,
            scratch: folder.join("scratch"),
            target: std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(own),
            server: named.or(server).context("there is a server")?,
            _cluster: cluster,
            unchanged: None,
        })
    }

    /// Tries one mutant; the quickest test programs run first.
    pub fn try_out(&mut self, package: &'static str, mutant: &Mutant) -> Result<Found> {
        if self.unchanged.as_ref().is_none_or(|(of, _)| *of != package) {
            self.unchanged = Some((package, self.pass_unchanged(package)?));
        }
        self.restore()?;
        let file = self.tree.join(&mutant.file);
        fs::write(&file, mutant.applied(&fs::read_to_string(&file)?)?)?;
        if self.build(package)?.is_none() {
            return Ok(Found::Unviable);
        }
        for (program, took) in self.unchanged.iter().flat_map(|(_, programs)| programs) {
            let limit = *took * 3 + Duration::from_secs(10);
            if let Some(by) = self.failure(package, program, limit)? {
                return Ok(Found::Caught(by));
            }
        }
        Ok(Found::Survived)
    }

    /// The test programs of the unchanged crate, all of which must pass.
    fn pass_unchanged(&self, package: &str) -> Result<Vec<(PathBuf, Duration)>> {
        self.restore()?;
        let built = self.build(package)?;
        let built = built.with_context(|| format!("{package} does not build"))?;
        let mut programs = Vec::new();
        for program in built {
            let start = Instant::now();
            let failure = self.failure(package, &program, Duration::from_secs(3_600))?;
            ensure!(failure.is_none(), "{package}, unchanged: {failure:?}");
            programs.push((program, start.elapsed()));
        }
        programs.sort_by_key(|(_, took)| *took);
        Ok(programs)
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
    fn build(&self, package: &str) -> Result<Option<Vec<PathBuf>>> {
        let mut command = cargo();
        command.current_dir(&self.tree);
        command.args(["test", "--no-run", "--package", package]);
        let output = command.env("CARGO_TARGET_DIR", &self.target).output()?;
        let said = String::from_utf8_lossy(&output.stderr);
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
    fn failure(&self, package: &str, program: &Path, limit: Duration) -> Result<Option<String>> {
        if self.scratch.exists() {
            fs::remove_dir_all(&self.scratch)?;
        }
        fs::create_dir_all(&self.scratch)?;
        let home = self.tree.join("crates").join(package);
        let mut command = Command::new(program);
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
