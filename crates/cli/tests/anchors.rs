//! What is taken from a database without a trace inside it is missed by the anchors outside.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use store::testing::test_keys;
use store::{Db, StoreError, settlements};
use till::GUANGZHOU;
use till::http::Client;
use till::server::Demo;

struct Place {
    folder: tempfile::TempDir,
    anchors: PathBuf,
}

impl Place {
    fn fresh() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let anchors = folder.path().join("elsewhere");
        std::fs::create_dir(&anchors).unwrap();
        Place {
            anchors: anchors.join("anchors"),
            folder,
        }
    }

    fn file(&self, ending: &str) -> PathBuf {
        self.folder.path().join(format!("suixing.db{ending}"))
    }

    fn words(&self) -> [&str; 4] {
        let anchors = self.anchors.to_str().unwrap();
        ["--anchor", anchors, "--anchor-seconds", "1"]
    }

    fn start(&self) -> Demo {
        Demo::start_saying(self.folder.path(), &self.words())
    }

    /// Reads from the database until told that it is enough.
    fn read_until(&self, done: Receiver<()>) -> JoinHandle<()> {
        let address = format!("sqlite:{}", self.file("").display());
        let (began, has_begun) = channel();
        let reading = std::thread::spawn(move || {
            let db = Db::open_to_read(&address, test_keys()).unwrap();
            let read = db.read(|tx| {
                settlements::count(tx)?;
                began.send(()).unwrap();
                done.recv().unwrap();
                Ok::<_, StoreError>(())
            });
            read.unwrap();
        });
        has_begun.recv().unwrap();
        reading
    }

    fn verify(&self, more: &[&str]) -> Output {
        let database = format!("sqlite:{}", self.file("").display());
        let words = ["verify", "--database", &database];
        run(&[words.as_slice(), more].concat())
    }

    /// The person named by what the anchors miss.
    fn is_missed(&self, person: &str) {
        let output = self.verify(&self.words()[..2]);
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        let named = said
            .lines()
            .any(|line| line.starts_with("ANCHOR") && line.contains(person));
        assert!(named, "{said}");
        // It is not served as if nothing were missing.
        let folder = self.folder.path().to_str().unwrap();
        let demo = [
            "demo",
            "--json",
            "--listen",
            "127.0.0.1:0",
            "--data",
            folder,
        ];
        let output = run(&[demo.as_slice(), &self.words()].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success());
        assert!(
            said.contains("behind-its-anchors") && said.contains(person),
            "{said}"
        );
    }

    /// How many entries of a person the anchors have seen.
    fn seen(&self, person: &str) -> usize {
        let text = std::fs::read_to_string(&self.anchors).unwrap_or_default();
        let mut lines = text.lines().rev().filter(|line| line.starts_with("chain "));
        let last = lines.find(|line| line.ends_with(person));
        let sequence = last.and_then(|line| line.split(' ').nth(2)?.parse().ok());
        sequence.unwrap_or_default()
    }

    /// Waits until the anchors have seen more entries of a person.
    fn anchored(&self, person: &str, more_than: usize) {
        let began = Instant::now();
        while self.seen(person) <= more_than {
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "no anchor saw {person}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn run(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
    command.args(words).env_remove("SUIXING_KEYS");
    command.output().unwrap()
}

/// Settles something; says whose it is.
fn settle(demo: &Demo, tag: &str) -> String {
    let mut patient = demo.patient("许两地", GUANGZHOU);
    let visit = patient.ready(tag, 30_000);
    patient.settle(&visit, 30_000).unwrap();
    patient.person.clone()
}

fn stop(mut demo: Demo) {
    demo.terminate();
    assert!(demo.ended(20).is_some_and(|ended| ended.success()));
}

#[test]
fn a_settlement_taken_out_with_everything_that_tells_of_it_is_missed() {
    let place = Place::fresh();
    let demo = place.start();
    settle(&demo, "O1");
    stop(demo);
    let before = std::fs::read(place.file("")).unwrap();
    let demo = place.start();
    let person = settle(&demo, "O2");
    stop(demo);
    assert_eq!(place.verify(&place.words()[..2]).status.code(), Some(0));
    // As it was before the last settlement: nothing inside tells of it.
    std::fs::write(place.file(""), before).unwrap();
    assert_eq!(place.verify(&[]).status.code(), Some(0));
    place.is_missed(&person);
}

/// A demo killed with settlements in its log, all of them anchored.
fn killed(place: &Place) -> String {
    let demo = place.start();
    let person = settle(&demo, "O1");
    stop(demo);
    let seen = place.seen(&person);
    let mut demo = place.start();
    // As long as somebody reads what was, what is new stays in the log.
    let (done, until_done) = channel::<()>();
    let reading = place.read_until(until_done);
    for tag in ["O2", "O3", "O4"] {
        settle(&demo, tag);
    }
    place.anchored(&person, seen);
    demo.kill();
    done.send(()).unwrap();
    reading.join().unwrap();
    person
}

#[test]
fn a_log_that_was_deleted_is_missed() {
    let place = Place::fresh();
    let person = killed(&place);
    assert!(place.file("-wal").metadata().unwrap().len() > 0);
    assert_eq!(place.verify(&place.words()[..2]).status.code(), Some(0));
    std::fs::remove_file(place.file("-wal")).unwrap();
    std::fs::remove_file(place.file("-shm")).unwrap();
    assert_eq!(place.verify(&[]).status.code(), Some(0));
    place.is_missed(&person);
}

#[test]
fn a_flipped_bit_of_the_log_is_told_and_what_it_takes_along_is_missed() {
    let place = Place::fresh();
    let person = killed(&place);
    let mut log = std::fs::read(place.file("-wal")).unwrap();
    let first_frame = 32 + 24 + 100;
    log[first_frame] ^= 1;
    std::fs::write(place.file("-wal"), log).unwrap();
    let output = place.verify(&[]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.starts_with("FILE") && said.contains("commits"),
        "{said}"
    );
    place.is_missed(&person);
}

#[test]
fn anchors_that_cannot_be_gone_by_say_so() {
    let place = Place::fresh();
    let demo = place.start();
    settle(&demo, "O1");
    stop(demo);
    let refused = |code: &str| {
        let output = place.verify(&place.words()[..2]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(code), "{said}");
    };
    let whole = std::fs::read_to_string(&place.anchors).unwrap();
    // A last line that was torn takes nothing of the others.
    std::fs::write(&place.anchors, format!("{whole}chain 2026-1")).unwrap();
    let output = place.verify(&place.words()[..2]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("was not finished"), "{said}");
    let (_, rest) = whole.split_once('\n').unwrap();
    let other = format!("suixing-anchor 1 {} x\n{rest}", "0".repeat(32));
    std::fs::write(&place.anchors, other).unwrap();
    refused("anchor-of-another");
    std::fs::write(
        &place.anchors,
        whole.replacen(" settlements ", " settlements 1", 1),
    )
    .unwrap();
    refused("anchor-changed");
    std::fs::write(&place.anchors, "nothing of the kind\n").unwrap();
    refused("anchor-unreadable");
    std::fs::remove_file(&place.anchors).unwrap();
    refused("no-anchor");
}

/// A file that was moved away is written on, and nobody will ever look at it.
#[test]
fn anchors_that_are_moved_away_while_it_serves_are_noticed() {
    let place = Place::fresh();
    let demo = place.start();
    let person = settle(&demo, "O1");
    place.anchored(&person, 0);
    let is = |in_place: &str| {
        let line = format!("suixing_anchors_in_place {in_place}\n");
        let began = Instant::now();
        loop {
            let answer = Client::new(demo.address).get("/metrics").unwrap();
            let answer = String::from_utf8(answer.body).unwrap();
            if answer.contains(&line) {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "{answer}");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    is("1");
    let aside = place.anchors.with_extension("aside");
    std::fs::rename(&place.anchors, &aside).unwrap();
    is("0");
    // Another in its place is not the one that is written.
    std::fs::write(&place.anchors, "").unwrap();
    std::thread::sleep(Duration::from_millis(1_500));
    is("0");
    let log = std::fs::read_to_string(place.folder.path().join("log")).unwrap();
    assert!(log.contains("anchors-moved"), "{log}");
    std::fs::rename(&aside, &place.anchors).unwrap();
    is("1");
}

#[test]
fn nobody_but_the_owner_reads_the_database_its_log_and_its_anchors() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::fresh();
    let demo = place.start();
    let person = settle(&demo, "O1");
    place.anchored(&person, 0);
    let files = ["", "-wal", "-shm"].map(|ending| place.file(ending));
    for file in files.iter().chain([&place.anchors]) {
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
}
