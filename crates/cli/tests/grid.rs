//! What an operator asks of a PostgreSQL when one machine is not enough, or may not be.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::process::Command;

use std::time::{Duration, Instant};

use store::testing::{TestSchema, partitioned::partition};
use till::GUANGZHOU;
use till::cluster::Cluster;
use till::server::Demo;

/// Exit code, and what was said on either side.
fn suixing(words: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_suixing"))
        .args(words)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap());
    (output.status.code(), said.concat())
}

#[test]
fn what_is_no_engine_of_many_machines_is_told_so_and_stays_as_it_is() {
    let schema = TestSchema::create();
    let distributed = ["migrate", "--distributed", "citus", "--database"];
    let (code, said) = suixing(&[&distributed[..], &[schema.url()]].concat());
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("[no-citus]") && said.contains("没有 Citus"),
        "{said}"
    );
    let (code, said) = suixing(&[&distributed[..], &["sqlite:none.db"]].concat());
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("[not-postgres]"), "{said}");
    // Nothing was made.
    let (code, said) = suixing(&["verify", "--database", schema.url()]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("[not-ours]"), "{said}");
}

#[test]
fn an_engine_is_held_to_what_the_statements_declare() {
    let schema = TestSchema::create();
    let (code, said) = suixing(&["migrate", "--database", schema.url()]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = suixing(&["conformance", "--database", schema.url()]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("nothing is distributed"), "{said}");
    partition(schema.url());
    let (code, said) = suixing(&["conformance", "--database", schema.url()]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("look where they are declared to"), "{said}");
    let everywhere = said
        .lines()
        .filter(|line| line.contains("everywhere 4"))
        .count();
    assert!(everywhere > 5, "{said}");
}

#[test]
fn the_program_settles_where_rows_are_kept_by_the_person() {
    let folder = tempfile::tempdir().unwrap();
    let schema = TestSchema::create();
    let (code, said) = suixing(&["migrate", "--database", schema.url()]);
    assert_eq!(code, Some(0), "{said}");
    partition(schema.url());
    let mut demo = Demo::start(folder.path(), Some(schema.url()));
    let mut patient = demo.patient("许两地", GUANGZHOU);
    let visit = patient.ready("O1", 30_000);
    patient.settle(&visit, 30_000).unwrap();
    demo.terminate();
    assert!(demo.ended(20).is_some_and(|ended| ended.success()));
    let (code, said) = suixing(&["verify", "--database", schema.url()]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_hospital_hears_while_the_database_hangs_that_nothing_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start();
    let limits = "answer_seconds=2&slow_seconds=1&connect_timeout=1&retry_seconds=1";
    let database = format!("{}?{limits}", cluster.url());
    let mut demo = Demo::start(folder.path(), Some(&database));
    let mut patient = demo.patient("许两地", GUANGZHOU);
    let visit = patient.ready("O1", 30_000);
    let bill = patient.bill(&visit, "B1", 30_000);
    cluster.freeze(true);
    let began = Instant::now();
    let refused = patient.till.call("2207", bill).unwrap_err();
    assert!(
        refused.message.contains("未做任何更改"),
        "{}",
        refused.message
    );
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "{:?}",
        began.elapsed()
    );
    cluster.freeze(false);
    patient.settle(&visit, 30_000).unwrap();
    demo.terminate();
    assert!(demo.ended(20).is_some_and(|ended| ended.success()));
    // The reason is in the log, and not only that there was one.
    let said = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(said.contains("no answer within 2s"), "{said}");
}
