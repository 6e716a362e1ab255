//! Backups and copies: what was acknowledged is in them, what they hold comes back to the byte, and
//! what is not whole is refused.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;
use store::testing::TestSchema;
use till::server::{Demo, verify};
use till::{GUANGZHOU, Place};

/// The program with these words and the keys of the demo in this folder.
fn with_keys(folder: &Path, words: &[&str]) -> Output {
    let keys = std::fs::read(folder.join("demo.keys")).unwrap();
    let digits: String = keys.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
    command.args(words).env("SUIXING_KEYS", digits);
    command.output().unwrap()
}

/// What it counted.
fn counted(folder: &Path, words: &[&str]) -> Value {
    let output = with_keys(folder, &[words, &["--json"]].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{words:?}: {said}");
    let mut printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    printed["counted"].take()
}

/// The code it refused with.
fn refused(folder: &Path, words: &[&str]) -> String {
    let output = with_keys(folder, words);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{words:?}");
    let code = said.split(['[', ']']).nth(1);
    code.unwrap_or_else(|| panic!("{words:?}: {said}"))
        .to_owned()
}

fn sqlite(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn ended(mut demo: Demo) {
    demo.terminate();
    let ended = demo.ended(20);
    assert!(ended.is_some_and(|ended| ended.success()), "{ended:?}");
}

/// A settlement, as the message that made it and its answer.
fn settled(demo: &Demo) -> (Value, Vec<u8>) {
    let mut patient = demo.patient("许两地", GUANGZHOU);
    let visit = patient.ready("K1", 30_000);
    let bill = patient.bill(&visit, "B1", 30_000);
    let number = patient.till.next_message();
    let message = patient.till.envelope("2207", &number, bill);
    let answer = patient.till.bytes(&message);
    assert!(String::from_utf8_lossy(&answer).contains("setl_id"));
    (message, answer)
}

/// A demo on a database that was filled from elsewhere gives the answer of then.
fn answers_the_same(keys: &Path, database: &str, (message, answer): &(Value, Vec<u8>)) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(keys.join("demo.keys"), folder.path().join("demo.keys")).unwrap();
    let demo = Demo::start(folder.path(), Some(database));
    let mut patient = demo.patient("许两地", GUANGZHOU);
    assert_eq!(patient.till.bytes(message), *answer);
    drop(patient);
    ended(demo);
    verify(database).unwrap();
}

on_both_engines! {
    /// A backup of a running server, and one restored from it.
    fn a_backup_holds_what_was_acknowledged(place: &Place) {
        let first = settled(&place.demo);
        let folder = tempfile::tempdir().unwrap();
        let keys = place.folder();
        let database = place.database();
        // Somebody settles all the while.
        let file = std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut patient = place.patient("赵转真", GUANGZHOU);
                for number in 0..20 {
                    let visit = patient.ready(&format!("W{number}"), 10_000);
                    patient.settle(&visit, 10_000).unwrap();
                }
            });
            let to = text(folder.path());
            let words = ["backup", "--database", &database, "--to", to, "--json"];
            let written = with_keys(keys, &words);
            let said = String::from_utf8_lossy(&written.stderr).into_owned();
            assert!(written.status.success(), "{said}");
            serde_json::from_slice::<Value>(&written.stdout).unwrap()
        });
        let name = file["file"].as_str().unwrap();
        let checked = counted(keys, &["restore", "--from", name]);
        assert_eq!(checked, file["counted"]);
        let restored = folder.path().join("restored.db");
        let to = sqlite(&restored);
        let words = ["restore", "--from", name, "--to", &to, "--verify"];
        assert_eq!(counted(keys, &words), file["counted"]);
        // Once more is refused, and leaves it alone.
        let before = std::fs::read(&restored).unwrap();
        assert_eq!(refused(keys, &words), "exists");
        assert_eq!(std::fs::read(&restored).unwrap(), before);
        answers_the_same(keys, &to, &first);
    }

    /// There and back again.
    fn a_copy_is_the_same_on_the_other_engine(place: &Place) {
        let first = settled(&place.demo);
        place.end();
        let keys = place.folder();
        let folder = tempfile::tempdir().unwrap();
        let schema = TestSchema::create();
        let (one, two) = (folder.path().join("one.db"), folder.path().join("two.db"));
        let there = match place.database().starts_with("sqlite:") {
            true => schema.url().to_owned(),
            false => sqlite(&one),
        };
        let back = sqlite(&two);
        let went = counted(keys, &["copy", "--from", &place.database(), "--to", &there]);
        assert!(went["tables"]["settlement"]["rows"].as_u64().unwrap() > 0);
        let came = counted(keys, &["copy", "--from", &there, "--to", &back]);
        assert_eq!(came, went);
        verify(&there).unwrap();
        verify(&back).unwrap();
        let again = ["copy", "--from", &back, "--to", &there];
        let code = refused(keys, &again);
        assert!(["exists", "not-empty"].contains(&code.as_str()), "{code}");
        answers_the_same(keys, &there, &first);
        answers_the_same(keys, &back, &first);
    }
}

#[test]
fn what_is_not_whole_is_refused_by_its_name() {
    let place = Place::sqlite();
    settled(&place.demo);
    place.end();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("it.backup");
    let keys = place.folder();
    let database = place.database();
    let back_up = ["backup", "--database", &database, "--to", text(&file)];
    assert!(with_keys(keys, &back_up).status.success());
    assert_eq!(refused(keys, &back_up), "exists");
    let whole = std::fs::read(&file).unwrap();
    // Nothing that is private can be read in it.
    let names = "许两地".as_bytes();
    assert!(!whole.windows(names.len()).any(|part| part == names));
    let restored = folder.path().join("restored.db");
    let to = sqlite(&restored);
    let restore = ["restore", "--from", text(&file), "--to", &to, "--verify"];
    let (middle, length) = (whole.len() / 2, whole.len());
    let mut flipped = whole.clone();
    flipped[middle] ^= 1;
    for (bytes, code) in [
        (flipped, "backup-damaged"),
        (whole[..middle].to_vec(), "backup-truncated"),
        (whole[..length - 1].to_vec(), "backup-truncated"),
        (whole[..10].to_vec(), "not-a-backup"),
        ([&whole[..], b"x"].concat(), "backup-damaged"),
        (b"SQLite format 3".to_vec(), "not-a-backup"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        assert_eq!(refused(keys, &restore), code);
        assert!(!restored.exists());
    }
    std::fs::write(&file, &whole).unwrap();
    let others = tempfile::tempdir().unwrap();
    std::fs::write(
        others.path().join("demo.keys"),
        [[1; 63].as_slice(), &[2]].concat(),
    )
    .unwrap();
    assert!(with_keys(others.path(), &restore).status.code() != Some(0));
    let mixed: Vec<u8> = (0..64).collect();
    std::fs::write(others.path().join("demo.keys"), mixed).unwrap();
    assert_eq!(refused(others.path(), &restore), "wrong-keys");
    assert_eq!(
        refused(
            others.path(),
            &["backup", "--database", &database, "--to", "x.backup"]
        ),
        "wrong-keys"
    );
    let part = folder.path().join("restored.db.part");
    assert!(!restored.exists() && !part.exists());
    // A restore that was broken off is begun again.
    std::fs::write(&part, b"half of something").unwrap();
    assert!(with_keys(keys, &restore).status.success());
    use std::os::unix::fs::PermissionsExt;
    for made in [&restored, &file] {
        assert_eq!(made.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_lost_machine_costs_no_more_than_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let shipped = tempfile::tempdir().unwrap();
    let words = ["--ship-to", text(shipped.path())];
    let mut demo = Demo::start_saying(folder.path(), &words);
    let mut patient = demo.patient("许两地", GUANGZHOU);
    let behind = |patient: &mut till::Patient| {
        let answer = patient.till.client().get("/metrics").unwrap();
        let text = String::from_utf8(answer.body).unwrap();
        let line = text
            .lines()
            .find(|line| line.starts_with("suixing_shipped_seconds_behind"));
        line.unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse::<i64>()
            .unwrap()
    };
    let began = Instant::now();
    while behind(&mut patient) < 0 {
        assert!(began.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(50));
    }
    let mut settled = Vec::new();
    for number in 0..12 {
        let visit = patient.ready(&format!("S{number}"), 10_000);
        let bill = patient.bill(&visit, "B1", 10_000);
        let message = patient.till.next_message();
        let message = patient.till.envelope("2207", &message, bill);
        let answer = patient.till.bytes(&message);
        settled.push((Instant::now(), message, answer));
    }
    // Once what was committed a second ago is shipped, the machine is lost, with everything on it.
    let last = settled.last().unwrap().0;
    while last.elapsed() < Duration::from_millis(1_100) || behind(&mut patient) > 0 {
        assert!(last.elapsed() < Duration::from_secs(30), "it stays behind");
        std::thread::sleep(Duration::from_millis(50));
    }
    demo.kill();
    let restored = folder.path().join("restored.db");
    let to = sqlite(&restored);
    let from = text(shipped.path());
    let output = with_keys(
        folder.path(),
        &["restore", "--from", from, "--to", &to, "--verify"],
    );
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let (_, message, answer) = settled.last().unwrap();
    answers_the_same(folder.path(), &to, &(message.clone(), answer.clone()));
    // Before all that there is nothing to go back to.
    let before = [
        "restore",
        "--from",
        from,
        "--to",
        "sqlite:x",
        "--at",
        "2020-01-01T00:00",
    ];
    assert_eq!(refused(folder.path(), &before), "nothing-shipped");
}
