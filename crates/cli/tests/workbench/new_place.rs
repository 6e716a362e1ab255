//! `suixing policy new`: what it writes passes every check as it stands, and nothing that is there
//! is ever overwritten.

use std::path::Path;

use tempfile::TempDir;

use crate::schema::{complaints, files, kind_of, validator};
use crate::{refused, said};

fn new(folder: &Path, region: &str, scheme: &str) -> Vec<String> {
    let into = folder.to_string_lossy();
    let words = ["policy", "new", region, scheme, "--into", &into];
    words.map(str::to_owned).to_vec()
}

fn words(line: &[String]) -> Vec<&str> {
    line.iter().map(String::as_str).collect()
}

#[test]
fn a_new_place_passes_check_test_and_schema_as_it_stands() {
    let folder = TempDir::new().expect("a folder");
    // A city, a province pooled at the top, a municipality, a county that pools, the Corps.
    let places = [
        ("330200", "employee"),
        ("330200", "resident"),
        ("460000", "resident"),
        ("310000", "employee"),
        ("429004", "employee"),
        ("659000", "resident"),
    ];
    for (region, scheme) in places {
        said(&words(&new(folder.path(), region, scheme)));
    }
    let path = folder.path().to_string_lossy().into_owned();
    assert!(said(&["policy", "check", &path]).contains("没有错误"));
    let passed = format!("{} passed, 0 failed", places.len());
    assert!(said(&["policy", "test", &path]).contains(&passed));
    let mut found = Vec::new();
    files(folder.path(), &mut found);
    assert_eq!(found.len(), 5 * 2 + 6 * 2);
    for file in found {
        let text = std::fs::read_to_string(&file).expect("readable");
        let name = file.strip_prefix(folder.path()).expect("inside");
        let kind = kind_of(&name.to_string_lossy(), &text).expect("a policy file");
        let wrong = complaints(&validator(kind), &text);
        assert!(wrong.is_empty(), "{name:?}: {wrong:#?}");
        assert!(!text.contains("{{"), "{name:?} has a gap in it");
        let link = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("#:schema "));
        let schema = file
            .parent()
            .expect("a folder")
            .join(link.expect("a schema"));
        assert!(schema.exists(), "{name:?} names a schema that is not there");
    }
    let region = std::fs::read_to_string(folder.path().join("429004/region.toml"));
    assert!(region.expect("readable").contains("仙桃市"));
}

#[test]
fn what_is_there_is_kept_to_the_byte() {
    let folder = TempDir::new().expect("a folder");
    let line = new(folder.path(), "330200", "employee");
    said(&words(&line));
    let of = |name: &str| folder.path().join("330200").join(name);
    std::fs::write(of("region.toml"), "# mine\n").expect("written");
    std::fs::write(of("employee.toml"), "# mine too\n").expect("written");
    let told = refused(&words(&line));
    assert!(
        told.contains("[already-there]") && told.contains("employee.toml"),
        "{told}"
    );
    said(&words(&new(folder.path(), "330200", "resident")));
    for (name, kept) in [
        ("region.toml", "# mine\n"),
        ("employee.toml", "# mine too\n"),
    ] {
        assert_eq!(std::fs::read_to_string(of(name)).expect("readable"), kept);
    }
}

#[test]
fn a_place_or_scheme_that_cannot_be_is_refused_with_what_to_write() {
    let folder = TempDir::new().expect("a folder");
    let rows = [
        ("44030", "employee", "bad-region", "440300"),
        ("440305", "employee", "not-a-pooling-region", "write 440300"),
        (
            "440000",
            "employee",
            "not-a-pooling-region",
            "440300 深圳市",
        ),
        ("310115", "employee", "not-a-pooling-region", "write 310000"),
        ("518000", "employee", "unknown-region", "postcode"),
        ("710000", "employee", "unknown-region", "请核对代码"),
        ("440300", "worker", "unknown-scheme", "employee"),
    ];
    for (region, scheme, code, advice) in rows {
        let told = refused(&words(&new(folder.path(), region, scheme)));
        let code = format!("[{code}]");
        assert!(
            told.contains(&code) && told.contains(advice),
            "{region}: {told}"
        );
    }
    let left = folder.path().read_dir().expect("a folder").count();
    assert_eq!(left, 0, "a refusal leaves nothing behind");
}
