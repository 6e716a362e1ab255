//! Places the program has never seen, written by hand from `docs/policy-format.md` and loaded with
//! `--policies`: three funds one behind the other, bands measured on what was paid, and a pack with
//! one of nearly everything. Their amounts were worked out by hand first; the cases say how.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn packs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/unseen/packs")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn suixing(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
    command.args(arguments).output().expect("the program runs")
}

/// What the program said when it succeeded.
fn said(arguments: &[&str]) -> String {
    let output = suixing(arguments);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}{complaint}");
    said
}

/// The packs in a folder of their own, each text changed on the way.
fn copied(change: impl Fn(&str) -> Vec<u8>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&packs(), folder.path(), &change);
    folder
}

fn copy(from: &Path, to: &Path, change: &impl Fn(&str) -> Vec<u8>) {
    std::fs::create_dir_all(to).expect("a folder to copy into");
    for entry in from.read_dir().expect("a folder of packs") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target, change);
        } else {
            let text = std::fs::read_to_string(&path).expect("a text");
            std::fs::write(target, change(&text)).expect("a text written");
        }
    }
}

#[test]
fn the_packs_are_sound_and_every_case_comes_out() {
    let folder = packs();
    let checked = said(&["policy", "check", text(&folder)]);
    assert!(checked.contains("3 个政策包：没有错误"), "{checked}");
    let tested = said(&["policy", "test", text(&folder)]);
    assert_eq!(tested.trim(), "41 passed, 0 failed");
}

#[test]
fn texts_saved_by_notepad_are_read() {
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes();
    let folder = copied(windows);
    let checked = said(&["policy", "check", text(folder.path())]);
    assert!(checked.contains("3 个政策包：没有错误"), "{checked}");
    let tested = said(&["policy", "test", text(folder.path())]);
    assert_eq!(tested.trim(), "41 passed, 0 failed");
}

#[test]
fn a_text_in_another_encoding_is_named_with_what_to_do() {
    let folder = copied(|text| text.as_bytes().to_vec());
    let file = folder.path().join("449700/region.toml");
    std::fs::write(&file, b"region = \"449700\" # \xc8\xfd\xbd\xad").expect("a text written");
    let output = suixing(&["policy", "check", text(folder.path())]);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(complaint.contains("region.toml"), "{complaint}");
    assert!(complaint.contains("另存为"), "{complaint}");
}

#[test]
fn a_bill_is_priced_with_its_sources() {
    let bill = r#"
[person]
insured_at = "449700"
scheme = "employee"
status = "on-job"
age = 40
traits = ["low-income"]
[visit]
day = "2026-03-02"
care = "inpatient"
treated_at = "449700"
level = "tertiary"
footing = "at-home"
[bill]
total = "400000.00"
eligible = "400000.00"
"#;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("bill.toml");
    std::fs::write(&file, bill).expect("a bill written");
    let packs = packs();
    let options = [
        "quote",
        text(&file),
        "--policies",
        text(&packs),
        "--json",
        "--explain",
    ];
    let answer: Value = serde_json::from_str(&said(&options)).expect("JSON");
    let shares = &answer["payers"];
    assert_eq!(shares["pooled-fund"], "80000.00", "{answer:#}");
    assert_eq!(shares["large-expense"], "200000.00");
    assert_eq!(shares["critical-illness"], "69000.00");
    assert_eq!(shares["medical-assistance"], "33600.00");
    assert_eq!(shares["cash"], "17400.00");
    assert!(answer.to_string().contains("第十六条"), "{answer:#}");
}
