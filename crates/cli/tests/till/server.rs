//! The real program as a child process that ends with us.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::message::Till;
use super::patient::Patient;

/// The program that is tried: the one that was built with the tests, or for a long campaign the one
/// that `SUIXING_PROGRAM` names.
fn program() -> Command {
    let named = std::env::var_os("SUIXING_PROGRAM");
    Command::new(named.unwrap_or_else(|| env!("CARGO_BIN_EXE_suixing").into()))
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &to),
            false => drop(std::fs::copy(&path, to).unwrap()),
        }
    }
}

/// Shenzhen's policies alone, with the national ones, in a folder of that name.
pub fn shenzhen_alone(folder: &Path) -> PathBuf {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let policies = folder.join("policies");
    for place in ["440300", "national"] {
        copy(&shipped.join(place), &policies.join(place));
    }
    policies
}

/// `suixing demo`, serving. Killed when dropped.
pub struct Demo {
    child: Child,
    pub address: SocketAddr,
    /// The first line it printed.
    pub about: Value,
    log: PathBuf,
}

impl Demo {
    /// Starts the demo on a folder, and on the database in it unless another is named.
    pub fn start(folder: &Path, database: Option<&str>) -> Demo {
        Demo::start_with(folder, database, None)
    }

    /// Starts the demo with other policies than the shipped ones.
    pub fn start_with(folder: &Path, database: Option<&str>, policies: Option<&Path>) -> Demo {
        let mut words = Vec::new();
        if let Some(database) = database {
            words.extend(["--database", database]);
        }
        if let Some(policies) = policies {
            words.extend(["--policies", policies.to_str().unwrap()]);
        }
        Demo::start_saying(folder, &words)
    }

    /// Starts the demo on a folder, with further words.
    pub fn start_saying(folder: &Path, words: &[&str]) -> Demo {
        let log = folder.join("log");
        let log = File::options().create(true).append(true).open(log);
        Demo::start_logging(folder, words, log.unwrap().into())
    }

    /// Starts the demo on a folder, with further words and a log of its own.
    pub fn start_logging(folder: &Path, words: &[&str], errors: Stdio) -> Demo {
        let log = folder.join("log");
        let mut command = program();
        command.args(["demo", "--json", "--listen", "127.0.0.1:0", "--data"]);
        command.arg(folder).args(words);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(errors);
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        let printed = child.stdout.as_mut().unwrap();
        BufReader::new(printed).read_line(&mut line).unwrap();
        let about: Value = serde_json::from_str(&line).unwrap_or_else(|error| {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            panic!("the demo did not start: {error}\n{line}\n{said}")
        });
        let address = about["address"].as_str().unwrap();
        let address = address.strip_prefix("http://").unwrap().parse().unwrap();
        Demo {
            child,
            address,
            about,
            log,
        }
    }

    /// The demo's person of this name, identified at this facility.
    pub fn patient(&self, name: &str, facility: &str) -> Patient {
        let people = self.about["people"].as_array().unwrap();
        let person = people.iter().find(|person| person["name"] == name);
        let voucher = &person.unwrap_or_else(|| panic!("no {name} in the demo"))["voucher"];
        Patient::identify(Till::new(self.address, facility), voucher)
    }

    /// Ends it as a power cut would: no handler runs. Returns when it is gone.
    pub fn kill(&mut self) {
        self.end();
    }

    /// Tells it to stop.
    pub fn terminate(&self) {
        let number = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &number]).status();
        assert!(told.unwrap().success());
    }

    /// How it ended, if it did within so many seconds.
    pub fn ended(&mut self, seconds: u64) -> Option<ExitStatus> {
        let began = Instant::now();
        while began.elapsed().as_secs() < seconds {
            if let Some(ended) = self.child.try_wait().unwrap() {
                return Some(ended);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// Waits so many seconds until it answers no more.
    pub fn gone(&self, seconds: u64) {
        let began = Instant::now();
        let number = self.child.id().to_string();
        // One that has ended and was not asked for is still known, as a zombie.
        let state = || {
            let said = Command::new("ps")
                .args(["-o", "stat=", "-p", &number])
                .output();
            String::from_utf8(said.unwrap().stdout).unwrap()
        };
        while !matches!(state().trim().chars().next(), None | Some('Z')) {
            assert!(began.elapsed().as_secs() < seconds, "it does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn end(&mut self) {
        // It may have ended by itself, which the test will have noticed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// The log of a server that misbehaved, its last lines.
    pub fn last_words(&self) -> String {
        let said = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = said.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let ended = self.child.try_wait().ok().flatten();
            eprintln!(
                "the server ended by itself: {ended:?}\n{}",
                self.last_words()
            );
        }
        self.end();
    }
}

/// Any command of the program with these words, and an operator's key in its environment.
pub fn run(words: &[&str], key: &str) -> Result<String, String> {
    let mut command = program();
    command.args(words).env("SUIXING_OPERATOR_KEY", key);
    command.env_remove("SUIXING_KEYS");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    match output.status.success() {
        true => Ok(said),
        false => Err(format!("{said}{complained}")),
    }
}

/// `suixing verify`: how many violations it finds, and what it printed.
pub fn verify(database: &str) -> Result<String, String> {
    run(&["verify", "--database", database], "")
}
