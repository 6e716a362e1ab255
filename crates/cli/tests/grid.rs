//! What an operator asks of a PostgreSQL when one machine is not enough, or may not be.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::process::Command;

use store::testing::{TestSchema, partitioned::partition};
use till::GUANGZHOU;
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
