//! Which policies a command reads, that it says so, and that what only reads makes nothing.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use super::root;

/// Runs the program in a folder.
fn within(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
    let command = command.args(arguments).current_dir(folder);
    command.output().expect("the program runs")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder in which `policies` is a small one.
fn with_policies() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let small = root().join("crates/cli/tests/unseen/packs");
    std::os::unix::fs::symlink(small, folder.path().join("policies")).expect("a link");
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Every reading command of the workbench, asked for a place that both have.
const READING: [&[&str]; 7] = [
    &["policy", "list"],
    &["policy", "check"],
    &["policy", "test"],
    &["policy", "disputes"],
    &["policy", "explain", "85%"],
    &["policy", "diff", "449600/resident", "449600/resident"],
    &["policy", "show", "449600", "resident"],
];

#[test]
fn the_folder_named_policies_is_read_when_it_is_there() {
    let folder = with_policies();
    for arguments in READING {
        let output = within(folder.path(), arguments);
        let said = told(&output);
        assert!(
            said.contains("文件夹 policies / policies: the folder policies"),
            "{said}"
        );
    }
    let list = within(folder.path(), &["policy", "list", "--json"]);
    let list: Vec<Value> = serde_json::from_slice(&list.stdout).expect("JSON");
    assert!(list.iter().all(|pack| {
        pack["region"]
            .as_str()
            .expect("a region")
            .starts_with("449")
    }));
}

#[test]
fn without_a_folder_the_embedded_policies_are_read_and_json_says_so_too() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = within(
        folder.path(),
        &["policy", "show", "440300", "employee", "--json"],
    );
    assert!(
        told(&output).contains("随附的 / policies: the embedded ones"),
        "{}",
        told(&output)
    );
    let shown: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(shown["policies"], "embedded");
    let packs = root().join("crates/cli/tests/unseen/packs");
    let packs = packs.to_str().expect("a path");
    for what in ["test", "check"] {
        let output = within(folder.path(), &["policy", what, packs, "--json"]);
        let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(answer["policies"], packs, "{what}");
    }
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

#[test]
fn a_mistyped_path_is_an_error_with_a_code_in_both_languages() {
    let folder = with_policies();
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).expect("a folder");
    let bill = root().join("demo/bills/guangzhou.toml");
    let bill = bill.to_str().expect("a path");
    let rows: [(&[&str], &str); 12] = [
        (&["policy", "list", "polices"], "no-folder"),
        (&["policy", "check", "polices"], "no-folder"),
        (&["policy", "test", "polices"], "no-folder"),
        (&["policy", "test", "empty"], "no-policies"),
        (&["policy", "disputes", "polices"], "no-folder"),
        (
            &["policy", "explain", "85%", "--policies", "polices"],
            "no-folder",
        ),
        (
            &[
                "policy",
                "show",
                "449600",
                "resident",
                "--policies",
                "polices",
            ],
            "no-folder",
        ),
        (
            &["policy", "diff", "449600/resident", "polices"],
            "bad-side",
        ),
        (
            &["policy", "diff", "449600/resident", "polices.toml"],
            "unreadable",
        ),
        (&["policy", "import", "table.csv"], "unreadable"),
        (&["quote", bill, "--policies", "polices"], "no-folder"),
        (&["quote", "bil.toml"], "unreadable"),
    ];
    for (arguments, code) in rows {
        let output = within(folder.path(), arguments);
        let said = told(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(
            said.contains(&format!("[{code}] ")),
            "{arguments:?}: {said}"
        );
        let in_english = said.lines().any(|line| line.starts_with("    "));
        assert!(in_english, "{arguments:?}: {said}");
    }
    assert_eq!(names(folder.path()), ["empty", "policies"]);
}

#[test]
fn what_only_reads_a_database_makes_none() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let rows: [(&[&str], &str); 7] = [
        (&["verify", "--database", "sqlite:typo.db"], "no-database"),
        (
            &["verify", "--database", "sqlite:typo/suixing.db"],
            "no-database",
        ),
        (
            &["replay", "--verify", "--database", "sqlite:typo.db"],
            "no-database",
        ),
        (
            &["operator", "list", "--database", "sqlite:typo.db"],
            "no-database",
        ),
        (
            &["policy", "releases", "--database", "sqlite:typo.db"],
            "no-database",
        ),
        (&["filing", "list", "P1", "--data", "typo"], "no-demo"),
        (&["filing", "list", "P1", "--data", "."], "no-demo"),
    ];
    for (arguments, code) in rows {
        let output = within(folder.path(), arguments);
        let said = told(&output);
        assert!(
            said.contains(&format!("[{code}] ")),
            "{arguments:?}: {said}"
        );
        assert_eq!(names(folder.path()), Vec::<String>::new(), "{arguments:?}");
    }
    std::fs::write(folder.path().join("empty.db"), "").expect("a file");
    let output = within(folder.path(), &["verify", "--database", "sqlite:empty.db"]);
    assert!(told(&output).contains("[no-database]"), "{}", told(&output));
    let size = folder
        .path()
        .join("empty.db")
        .metadata()
        .expect("a file")
        .len();
    assert_eq!((names(folder.path()).len(), size), (1, 0));
}

#[test]
fn a_bill_that_cannot_be_read_is_told_with_its_place_and_chinese_first() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let rows = [
        (
            "a.toml",
            "",
            "a.toml:1:1: [missing-field] 缺少必填项 person",
        ),
        (
            "b.toml",
            "[person]\nage = \"x\"\n",
            "b.toml:2:7: [wrong-type] 这里要写整数",
        ),
        (
            "c.json",
            "{\n  \"persn\": {}}",
            "c.json:2:9: [unknown-key] 不认识的键 persn",
        ),
        (
            "d.json",
            "{\"person\"",
            "d.json:1:9: [bad-syntax] 这里不是合法的 JSON",
        ),
    ];
    for (name, text, expected) in rows {
        std::fs::write(folder.path().join(name), text).expect("a file");
        let output = within(folder.path(), &["quote", name]);
        let said = told(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(expected), "{said}");
        let output = within(folder.path(), &["quote", "--json", name]);
        let reply = String::from_utf8_lossy(&output.stdout);
        assert!(
            reply.starts_with('{') && reply.contains("\"code\""),
            "{reply}"
        );
    }
    let said = told(&within(folder.path(), &["quote", "/dev/null"]));
    assert!(
        said.contains("/dev/null:1:1: [missing-field] 缺少必填项 person"),
        "{said}"
    );
}
