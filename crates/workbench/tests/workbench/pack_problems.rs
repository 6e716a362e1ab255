//! Everything that can be wrong in a policy file: a small text that provokes it, its stable code,
//! and, in the snapshot, where it is said to be and in which words.

use domain::files::NamedText;
use domain::policy::Library;
use workbench::check::check;

/// A pack without fault, to which each row below adds or changes one thing.
const SOUND: &str = r#"region = "440300"
scheme = "employee"
title = { zh = "试", en = "try" }

[sources.A]
title = "试行办法"
class = "A"

[[benefit_year]]
starts = "01-01"
from = "2024-01-01"
basis = { source = "A", confidence = "A" }

[[layer]]
name = "pooled"
title = { zh = "统筹基金", en = "pooled fund" }
payer = "pooled-fund"
base = ["eligible"]
counts = "visit"
when = { care = "inpatient" }
from = "2024-01-01"
basis = { source = "A", confidence = "A" }

[[rate]]
of = "pooled"
pay = "90%"
from = "2024-01-01"
basis = { source = "A", confidence = "A" }
"#;

/// End of a row that is right so far.
const REST: &str = "from = \"2024-01-01\"\nbasis = { source = \"A\", confidence = \"A\" }";

fn problems(text: &str) -> Vec<domain::files::Problem> {
    let file = NamedText {
        name: "employee.toml".to_owned(),
        text: text.to_owned(),
    };
    check(&[file], |text| text.len().to_string())
}

/// (code, what is wrong, text)
fn provocations() -> Vec<(&'static str, &'static str, String)> {
    let parts = include_str!("pack_problems/provocations.txt").split("── ");
    let told = parts.skip(1).map(|part| {
        let (head, body) = part.split_once('\n').expect("a head and a body");
        let (code, about) = head.split_once(": ").expect("a code and what is wrong");
        (code, about, provoke(body))
    });
    told.collect()
}

/// The sound pack with rows behind it, or with one piece replaced.
fn provoke(body: &str) -> String {
    let Some(change) = body.strip_prefix("<<< ") else {
        return format!("{SOUND}\n{}", body.replace("REST", REST));
    };
    let (piece, by) = change
        .split_once("\n>>>")
        .expect("a piece and what replaces it");
    let (piece, by) = (piece.replace("\\n", "\n"), by.trim().replace("\\n", "\n"));
    assert!(SOUND.contains(&piece), "{piece:?} is not in the sound pack");
    SOUND.replacen(&piece, &by, 1)
}

#[test]
fn the_sound_pack_is_sound() {
    assert_eq!(problems(SOUND), vec![]);
}

#[test]
fn every_problem_is_provoked_placed_and_worded() {
    let mut told = String::new();
    for (code, about, text) in provocations() {
        let found = problems(&text);
        let codes: Vec<&str> = found.iter().map(|problem| problem.code).collect();
        assert!(
            codes.contains(&code),
            "{about}: expected {code}, found {codes:?}"
        );
        told += &format!("── {code}: {about}\n");
        for problem in found.iter().take(3) {
            told += &format!("{problem}\n");
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn two_files_of_one_pack_must_agree() {
    let named = |name: &str, text: &str| NamedText {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let shared = named("region.toml", "region = \"440100\"\n");
    let found = check(&[shared, named("employee.toml", SOUND)], |_| String::new());
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found[0].code, "mixed-pack", "{told:?}");
    insta::assert_snapshot!(told[0]);
    let none = check(&[], |_| String::new());
    assert_eq!(none[0].code, "missing-field");
}

#[test]
fn a_file_is_called_after_its_scheme() {
    let under = |name: &str, text: &str| NamedText {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let resident = SOUND.replacen("scheme = \"employee\"", "scheme = \"resident\"", 1);
    let read = |files: &[NamedText]| {
        let found = Library::parse(files, |_| String::new()).err();
        let found = found.unwrap_or_default();
        found.iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    for (name, text, code) in [
        ("employee.toml", SOUND, None),
        ("resident.toml", &*resident, None),
        ("resident.toml", SOUND, Some("wrong-scheme")),
        ("440300/employee.toml", &*resident, Some("wrong-scheme")),
        // A name that says no scheme.
        ("rules", SOUND, None),
    ] {
        let files = [under(name, text)];
        let found = check(&files, |_| String::new());
        assert_eq!(found.first().map(|problem| problem.code), code, "{name}");
        let of_a_scheme = name.ends_with(".toml");
        assert_eq!(
            read(&files).first().copied(),
            code.filter(|_| of_a_scheme),
            "{name}"
        );
    }
    let told = check(&[under("440300/resident.toml", SOUND)], |_| String::new());
    insta::assert_snapshot!(told[0]);
    let sound = || under("a/employee.toml", SOUND);
    assert_eq!(
        read(&[sound(), under("b/employee.toml", SOUND)]),
        ["two-packs"]
    );
    assert_eq!(
        read(&[sound(), under("a/resident.toml", SOUND)]),
        ["wrong-scheme", "two-packs"]
    );
    assert_eq!(
        read(&[sound(), under("a/resident.toml", &resident)]),
        [""; 0]
    );
}

#[test]
fn a_folder_is_called_after_its_place() {
    let named = |name: &str| NamedText {
        name: name.to_owned(),
        text: SOUND.to_owned(),
    };
    let sound = check(&[named("440300/employee.toml")], |_| String::new());
    assert_eq!(sound, vec![]);
    let found = check(&[named("440400/employee.toml")], |_| String::new());
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 1, "{told:?}");
    assert_eq!(found[0].code, "wrong-folder");
    assert!(
        told[0].starts_with("440400/employee.toml:1:1: "),
        "{}",
        told[0]
    );
}
