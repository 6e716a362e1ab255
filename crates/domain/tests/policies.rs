//! The shipped policies: every pack checks, every case comes out to the fen.

use std::path::{Path, PathBuf};

use domain::policy::case::Case;
use domain::policy::check::check;
use domain::policy::library::{Library, pack_files};
use domain::policy::parse::NamedText;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// Packs are told apart by their text here; the real hash is the caller's to choose.
fn no_hash(text: &str) -> String {
    format!("{} bytes", text.len())
}

fn texts(folder: &Path, found: &mut Vec<NamedText>) {
    let mut entries: Vec<_> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            texts(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let name = path
                .strip_prefix(root())
                .unwrap()
                .to_string_lossy()
                .into_owned();
            found.push(NamedText {
                name,
                text: std::fs::read_to_string(&path).unwrap(),
            });
        }
    }
}

fn all() -> Vec<NamedText> {
    let mut found = Vec::new();
    texts(&root(), &mut found);
    found
}

#[test]
fn every_pack_covers_every_situation_exactly_once() {
    let mut wrong = Vec::new();
    for files in pack_files(&all()) {
        wrong.extend(check(&files, no_hash).iter().map(ToString::to_string));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_comes_out() {
    let files = all();
    let library = Library::parse(&files, no_hash).unwrap_or_else(|problems| {
        panic!(
            "{}",
            problems
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        )
    });
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in files.iter().filter(|file| file.name.contains("/cases/")) {
        let cases = Case::parse_all(&file.text).unwrap_or_else(|e| panic!("{}: {e}", file.name));
        for case in cases {
            count += 1;
            for difference in case.check(&library) {
                wrong.push(format!("{} «{}»: {difference}", file.name, case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 0, "no case was found");
}
