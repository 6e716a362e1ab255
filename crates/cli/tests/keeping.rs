//! What an operator asks of a database that may not be what they think it is.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::path::Path;
use std::process::{Command, Output};

use store::testing::{TestSchema, make_a_foreign_database, pretend_schema};
use till::GUANGZHOU;
use till::server::Demo;

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
    use std::os::unix::fs::PermissionsExt;
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
