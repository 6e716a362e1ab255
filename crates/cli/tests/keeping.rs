//! What an operator asks of a database that may not be what they think it is.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use store::testing::{TestSchema, make_a_foreign_database, pretend_schema, row_counts};
use till::GUANGZHOU;
use till::http::Client;
use till::server::{Demo, verify};

fn suixing(words: &[&str], keys: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
    command.args(words).env_remove("SUIXING_KEYS");
    if let Some(keys) = keys {
        command.env("SUIXING_KEYS", keys);
    }
    command.output().unwrap()
}

fn address(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// What checks say of a database, and how: nothing is in order, and nothing was found wrong.
fn is_not_checked(file: &Path, code: &str) {
    let database = address(file);
    for words in [
        ["verify", "--database", &database].as_slice(),
        &["replay", "--verify", "--database", &database],
    ] {
        let output = suixing(words, None);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains(code), "{words:?}: {said}");
        assert_eq!(output.stdout, b"", "{words:?}");
    }
}

/// What is written to a file that was deleted is gone when the program ends.
#[test]
fn a_server_whose_database_was_taken_away_is_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let ready = || Client::new(demo.address).get("/readyz").unwrap();
    assert_eq!(ready().status, 200);
    std::fs::rename(
        folder.path().join("suixing.db"),
        folder.path().join("aside"),
    )
    .unwrap();
    let began = Instant::now();
    while ready().status == 200 {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "it is ready still"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    let answer = ready();
    assert_eq!(answer.status, 503);
    assert!(String::from_utf8_lossy(&answer.body).contains("database-gone"));
}

/// Whoever starts a server on an empty PostgreSQL database by mistake is told.
#[test]
fn nothing_is_begun_in_an_empty_database() {
    let schema = TestSchema::create();
    let keys = "0123456789abcdef".repeat(8);
    let words = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--database",
        schema.url(),
    ];
    let output = suixing(&words, Some(&keys));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && said.contains("[no-database]"),
        "{said}"
    );
}

fn settled_demo(folder: &Path) {
    let mut demo = Demo::start(folder, None);
    let mut patient = demo.patient("许两地", GUANGZHOU);
    let visit = patient.ready("O1", 30_000);
    patient.settle(&visit, 30_000).unwrap();
    demo.terminate();
    assert!(demo.ended(20).is_some_and(|ended| ended.success()));
}

#[test]
fn what_is_checked_is_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("suixing.db");
    // A mistyped path makes no file.
    is_not_checked(&file, "no-database");
    assert!(!file.exists());
    // Somebody else's database gets no table of ours.
    let other = folder.path().join("other.db");
    make_a_foreign_database(&other);
    let before = std::fs::read(&other).unwrap();
    is_not_checked(&other, "not-ours");
    assert_eq!(std::fs::read(&other).unwrap(), before);
    // One of a version before is told, and stays as it is.
    settled_demo(folder.path());
    let older = folder.path().join("older.db");
    std::fs::copy(&file, &older).unwrap();
    pretend_schema(&older, 5);
    let before = std::fs::read(&older).unwrap();
    is_not_checked(&older, "older-schema");
    assert_eq!(std::fs::read(&older).unwrap(), before);
    // Our own is in order, and byte for byte the same afterwards.
    let before = std::fs::read(&file).unwrap();
    let output = suixing(&["verify", "--database", &address(&file)], None);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn a_damaged_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    settled_demo(folder.path());
    let file = folder.path().join("suixing.db");
    let mut bytes = std::fs::read(&file).unwrap();
    // The header of a page in the middle.
    let page = bytes.len() / 4096 / 2 * 4096;
    bytes[page..page + 64].fill(0xff);
    std::fs::write(&file, bytes).unwrap();
    let output = suixing(&["verify", "--database", &address(&file)], None);
    assert_ne!(output.status.code(), Some(0));
}

#[test]
fn other_keys_than_those_of_the_database_are_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    settled_demo(folder.path());
    let database = address(&folder.path().join("suixing.db"));
    let keys: String = (0..64).map(|byte| format!("{byte:02x}")).collect();
    let words = ["serve", "--listen", "127.0.0.1:0", "--database", &database];
    let output = suixing(&words, Some(&keys));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(said.contains("wrong-keys"), "{said}");
    // Keys that anybody would try are none.
    let output = suixing(&words, Some(&"0".repeat(128)));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("openssl rand"), "{said}");
}

#[test]
fn keys_that_others_may_read_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    let digits: String = (0..64).map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(&keys, digits).unwrap();
    let config = folder.path().join("suixing.toml");
    let database = address(&folder.path().join("suixing.db"));
    let text = format!(
        "database = \"{database}\"\nkeys_file = \"{}\"\n",
        keys.display()
    );
    std::fs::write(&config, text).unwrap();
    std::fs::set_permissions(&keys, PermissionsExt::from_mode(0o644)).unwrap();
    let output = suixing(&["serve", "--config", config.to_str().unwrap()], None);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(said.contains("chmod 600"), "{said}");
}

#[test]
fn a_server_beside_postgresql_stops_without_a_word_of_panic() {
    let folder = tempfile::tempdir().unwrap();
    let schema = TestSchema::create();
    let mut demo = Demo::start(folder.path(), Some(schema.url()));
    let mut patient = demo.patient("许两地", GUANGZHOU);
    let visit = patient.ready("O1", 30_000);
    patient.settle(&visit, 30_000).unwrap();
    demo.terminate();
    assert!(demo.ended(20).is_some_and(|ended| ended.success()));
    let said = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(!said.contains("panic"), "{said}");
}

#[test]
fn a_database_that_is_not_there_is_said_to_be_unreachable_and_why() {
    let keys: String = (0..64).map(|byte| format!("{byte:02x}")).collect();
    let words = [
        "serve",
        "--database",
        "postgres://me:secret@127.0.0.1:9/none",
    ];
    let output = suixing(&words, Some(&keys));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("Connection refused"), "{said}");
    assert!(!said.contains("secret"), "{said}");
    // The server's own words, and not only that there were some.
    let schema = TestSchema::create();
    let (before, _) = schema.url().split_once("/postgres?").unwrap();
    let nowhere = format!("{before}/no_such_database");
    let output = suixing(&["serve", "--database", &nowhere], Some(&keys));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("\"no_such_database\" does not exist"),
        "{said}"
    );
}

/// The keys of a demo as a key file.
fn key_file(folder: &Path) -> PathBuf {
    let keys = std::fs::read(folder.join("demo.keys")).unwrap();
    let digits: String = keys.iter().map(|byte| format!("{byte:02x}")).collect();
    let file = folder.join("keys");
    std::fs::write(&file, digits).unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    file
}

/// `suixing serve`, killed when dropped.
struct Served {
    child: Child,
    address: SocketAddr,
}

impl Served {
    fn start(database: &str, keys: &Path) -> Served {
        let config = keys.with_file_name("suixing.toml");
        let text = format!(
            "database = \"{database}\"\nkeys_file = \"{}\"\n",
            keys.display()
        );
        std::fs::write(&config, text).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--config"])
            .arg(config);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        let printed = child.stdout.as_mut().unwrap();
        BufReader::new(printed).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://");
        Served {
            address: address.unwrap().parse().unwrap(),
            child,
        }
    }

    fn ready(&self) -> String {
        let answer = Client::new(self.address).get("/readyz").unwrap();
        String::from_utf8(answer.body).unwrap()
    }

    fn stop(mut self) {
        let number = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &number]).status();
        assert!(told.unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a command printed that did what it should.
fn said(words: &[&str]) -> String {
    let output = suixing(words, None);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {complained}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_key_that_seals_is_replaced_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    settled_demo(folder.path());
    let database = address(&folder.path().join("suixing.db"));
    let file = key_file(folder.path());
    let old = folder.path().join("old.keys");
    std::fs::copy(&file, &old).unwrap();
    let keys = file.to_str().unwrap();
    assert_eq!(said(&["keys", "add", keys]).matches("opens").count(), 1);
    let mode = file.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let rotate = ["keys", "rotate", "--database", &database, "--keys", keys];
    // Sealed anew, nothing would open for servers that do not know the key.
    let refused = String::from_utf8(suixing(&rotate, None).stderr).unwrap();
    assert!(refused.contains("[keys-not-in-use]"), "{refused}");
    let retire = ["keys", "retire", keys, "--database", &database];
    let refused = String::from_utf8(suixing(&retire, None).stderr).unwrap();
    assert!(refused.contains("[keys-in-use]"), "{refused}");
    let served = Served::start(&database, &file);
    assert!(!said(&rotate).contains(", 0 of them"));
    // All of it, and nothing is left for the next time.
    assert!(said(&rotate).contains(", 0 of them"));
    said(&retire);
    drop(served);
    assert_eq!(said(&["keys", "show", keys]).lines().count(), 1);
    // The new key opens everything, and the one of before nothing.
    drop(Served::start(&database, &file));
    let backup = folder.path().join("it.backup");
    let to = backup.to_str().unwrap();
    said(&[
        "backup",
        "--database",
        &database,
        "--to",
        to,
        "--keys",
        keys,
    ]);
    let words = [
        "backup",
        "--database",
        &database,
        "--to",
        "x",
        "--keys",
        old.to_str().unwrap(),
    ];
    let refused = String::from_utf8(suixing(&words, None).stderr).unwrap();
    assert!(refused.contains("[wrong-keys]"), "{refused}");
    verify(&database).unwrap();
}

/// What is sealed since opens for nobody who was started with the keys of before.
#[test]
fn a_server_with_the_keys_of_before_says_so_and_is_not_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    settled_demo(folder.path());
    let database = address(&folder.path().join("suixing.db"));
    let file = key_file(folder.path());
    let first = Served::start(&database, &file);
    assert_eq!(first.ready(), "ready\n");
    let keys = file.to_str().unwrap();
    said(&["keys", "add", keys]);
    let second = Served::start(&database, &file);
    let began = Instant::now();
    while first.ready() != "not ready: keys-changed\n" {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "it is ready still: {}",
            first.ready()
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(second.ready(), "ready\n");
    let rotate = ["keys", "rotate", "--database", &database, "--keys", keys];
    let refused = String::from_utf8(suixing(&rotate, None).stderr).unwrap();
    assert!(refused.contains("[keys-behind]"), "{refused}");
    assert!(refused.contains(&first.address.to_string()), "{refused}");
    first.stop();
    said(&rotate);
    assert_eq!(second.ready(), "ready\n");
    second.stop();
    verify(&database).unwrap();
}

/// The keys of the notices in an inbox, each of which is there once.
fn notices(inbox: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(inbox).unwrap();
    let key = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        line["key"].as_str().unwrap().to_owned()
    };
    let all: Vec<String> = text.lines().map(key).collect();
    let once: BTreeSet<String> = all.iter().cloned().collect();
    assert_eq!(once.len(), all.len(), "a notice is there twice");
    once
}

#[test]
fn every_notice_arrives_once_whenever_the_lights_go_out() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("inbox");
    let words = ["--inbox", inbox.to_str().unwrap()];
    let database = address(&folder.path().join("suixing.db"));
    for round in 0..12_u64 {
        let mut demo = Demo::start_saying(folder.path(), &words);
        let mut patient = demo.patient("许两地", GUANGZHOU);
        for number in 0..3 {
            let visit = patient.ready(&format!("N{round}x{number}"), 1_000);
            patient.settle(&visit, 1_000).unwrap();
        }
        // Some moment while they are sent, or before, or after.
        std::thread::sleep(Duration::from_millis(100 * (round % 8)));
        demo.kill();
    }
    let demo = Demo::start_saying(folder.path(), &words);
    let caused = row_counts(&database)["outbox"] as usize;
    assert!(caused >= 36);
    let began = Instant::now();
    while notices(&inbox).len() < caused {
        assert!(began.elapsed() < Duration::from_secs(30), "some never came");
        std::thread::sleep(Duration::from_millis(100));
    }
    // None is waiting, and the metrics say so.
    let mut patient = demo.patient("许两地", GUANGZHOU);
    let answer = patient.till.client().get("/metrics").unwrap();
    let answer = String::from_utf8(answer.body).unwrap();
    assert!(answer.contains("suixing_notices_waiting 0"), "{answer}");
    assert!(answer.ends_with("# EOF\n"), "{answer}");
}
