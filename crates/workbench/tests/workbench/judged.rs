//! The policies that are shipped hold together as a whole, and what differs between two states of
//! a folder is reported.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use domain::files::NamedText;
use workbench::changes::{FileFate, changes};
use workbench::judge::judge;

use crate::shipped::{FILES, hash};

#[test]
fn what_is_shipped_is_green() {
    let judgement = judge(&FILES, &[], hash);
    assert_eq!(judgement.findings, []);
    assert!(judgement.is_green() && judgement.passed > 100 && judgement.packs > 1);
}

#[test]
fn a_second_pack_of_a_place_and_rules_of_another_place_are_found() {
    let mut files = FILES.clone();
    let of_shenzhen = |name: &str| {
        let file = files.iter().find(|file| file.name == name);
        file.unwrap().text.clone()
    };
    let copies = [
        ("elsewhere/region.toml", of_shenzhen("440300/region.toml")),
        (
            "elsewhere/resident.toml",
            of_shenzhen("440300/resident.toml"),
        ),
        (
            "442000/procedures.toml",
            of_shenzhen("440300/procedures.toml"),
        ),
    ];
    files.extend(copies.map(|(name, text)| NamedText {
        name: name.to_owned(),
        text,
    }));
    let judgement = judge(&files, &[], hash);
    let told: Vec<String> = judgement
        .findings
        .iter()
        .map(|finding| format!("{} {}", finding.file, finding.code))
        .collect();
    assert_eq!(
        told,
        [
            "442000/procedures.toml other-region",
            "elsewhere/resident.toml two-packs"
        ]
    );
}

#[test]
fn rows_and_cases_that_differ_are_named() {
    let file = |name: &str, text: &str| NamedText {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let case = |name: &str, share: &str| {
        format!("[[case]]\nname = \"{name}\"\nexpect.payers = {{ cash = \"{share}\" }}\n")
    };
    let before = [
        file(
            "449900/employee.toml",
            "[[rate]]\npay = \"80%\"\n[[rate]]\npay = \"70%\"\n",
        ),
        file(
            "449900/cases/a.toml",
            &(case("one", "1.00") + &case("two", "2.00")),
        ),
        file("449900/cases/b.toml", &case("three", "3.00")),
    ];
    let after = [
        file(
            "449900/employee.toml",
            "[[rate]]\npay = \"70%\"\n[[rate]]\npay = \"85%\"\n",
        ),
        // «three» moved here, «two» expects something else, «one» is gone, «four» is new.
        file(
            "449900/cases/a.toml",
            &(case("three", "3.00") + &case("two", "2.01") + &case("four", "4.00")),
        ),
    ];
    let changes = changes(&before, &after);
    let fates: Vec<(&str, FileFate)> = changes
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.fate))
        .collect();
    assert_eq!(
        fates,
        [
            ("449900/cases/a.toml", FileFate::Changed),
            ("449900/cases/b.toml", FileFate::Removed),
            ("449900/employee.toml", FileFate::Changed),
        ]
    );
    let rows: Vec<(Option<&str>, Option<&str>)> = changes.files[2]
        .rows
        .iter()
        .map(|row| (row.before.as_deref(), row.after.as_deref()))
        .collect();
    assert_eq!(
        rows,
        [
            (Some("{ pay = \"80%\" }"), None),
            (None, Some("{ pay = \"85%\" }"))
        ]
    );
    let dropped: Vec<&str> = changes
        .cases_dropped
        .iter()
        .map(|c| c.name.as_str())
        .collect();
    let changed: Vec<&str> = changes
        .cases_changed
        .iter()
        .map(|c| c.name.as_str())
        .collect();
    assert_eq!((dropped, changed), (vec!["one"], vec!["two"]));
    assert_eq!(changes.cases_added, 1);
}
