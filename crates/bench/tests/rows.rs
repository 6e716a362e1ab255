//! The measuring program answers in the form others script against.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

#[test]
fn every_line_is_an_object_with_the_agreed_keys() {
    let output = Command::new(env!("CARGO_BIN_EXE_bench"))
        .args(["adjudicate", "--json", "--seconds", "1"])
        .output()
        .expect("the program runs");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let rows: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let keys = [
        "name",
        "threads",
        "clients",
        "per_second",
        "p50_ms",
        "p99_ms",
        "ratio_to_bare",
    ];
    for row in &rows {
        let found: BTreeSet<&str> = row
            .as_object()
            .expect("an object")
            .keys()
            .map(|k| &**k)
            .collect();
        assert_eq!(found, BTreeSet::from(keys), "{row}");
    }
    let names: Vec<&str> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    assert_eq!(names[..2], ["hand-written", "compiled-plan"]);
}
