//! The schemas that `suixing policy schema` prints, as an editor uses them: every shipped file and
//! the worked city of the documents pass, and the mistakes people make are refused.

use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::Value;
use workbench::case::AnyCase;

use crate::{root, suixing};

const DOCUMENT: &str = include_str!("../../../../docs/policy-format.md");

pub fn validator(which: &str) -> Validator {
    let printed = suixing(&["policy", "schema", which]);
    assert!(printed.status.success());
    let schema: Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    jsonschema::draft7::meta::validate(&schema).expect("a schema of draft 7");
    jsonschema::draft7::new(&schema).expect("a schema")
}

/// Which schema a file of the policy folder is for.
pub fn kind_of(name: &str) -> Option<&'static str> {
    let (folder, base) = name.rsplit_once('/').unwrap_or(("", name));
    match base {
        _ if folder.ends_with("cases") || folder.ends_with("examples") => Some("case"),
        "region.toml" | "employee.toml" | "resident.toml" => Some("pack"),
        "procedures.toml" | "filing.toml" => Some("procedures"),
        _ => None,
    }
}

/// Whether a file of cases asks about procedures. The schema of cases is about bills; those files
/// are read by the program only, which `policy test` does with every one of them.
fn asks_procedures(text: &str) -> bool {
    let file = domain::files::NamedText {
        name: "cases.toml".to_owned(),
        text: text.to_owned(),
    };
    let cases = AnyCase::parse_all(&file).unwrap_or_default();
    let asks = |case: &AnyCase| matches!(case, AnyCase::Procedure(_));
    cases.iter().any(asks)
}

pub fn complaints(validator: &Validator, toml: &str) -> Vec<String> {
    let value: Value = toml::from_str(toml).expect("the file is TOML");
    let errors = validator.iter_errors(&value);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

pub fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            found.push(path);
        }
    }
}

#[test]
fn every_shipped_file_passes_its_schema() {
    let policies = root().join("policies");
    let mut found = Vec::new();
    files(&policies, &mut found);
    assert!(found.len() > 10);
    let validators = ["pack", "procedures", "case"].map(|which| (which, validator(which)));
    for path in found {
        let name = path
            .strip_prefix(&policies)
            .expect("inside")
            .to_string_lossy()
            .into_owned();
        let kind = kind_of(&name).unwrap_or_else(|| panic!("{name} is no policy file; move it"));
        let (_, validator) = validators
            .iter()
            .find(|(which, _)| *which == kind)
            .expect("three");
        let text = std::fs::read_to_string(&path).expect("readable");
        if asks_procedures(&text) {
            continue;
        }
        let wrong = complaints(validator, &text);
        assert!(wrong.is_empty(), "{name} against {kind}: {wrong:#?}");
    }
}

#[test]
fn every_shipped_file_names_its_schema_for_the_editor() {
    let policies = root().join("policies");
    let mut found = Vec::new();
    files(&policies, &mut found);
    for path in found {
        let inside = path.strip_prefix(&policies).expect("inside");
        let name = inside.to_string_lossy().replace('\\', "/");
        let kind = kind_of(&name).expect("a policy file");
        let up = "../".repeat(name.matches('/').count());
        let line = format!("#:schema {up}schema/{kind}.schema.json");
        let text = std::fs::read_to_string(&path).expect("readable");
        if asks_procedures(&text) {
            continue;
        }
        let first = text.lines().next().unwrap_or_default();
        assert_eq!(first, line, "policies/{name} should begin with this line");
    }
}

#[test]
fn the_worked_city_of_the_documents_passes() {
    let mut seen = 0;
    for fence in DOCUMENT.split("```toml ").skip(1) {
        let (name, rest) = fence.split_once('\n').expect("a line with the fence");
        let (text, _) = rest.split_once("```").expect("a closing fence");
        let kind = kind_of(name.trim()).expect("a known file");
        if asks_procedures(text) {
            continue;
        }
        assert_eq!(
            complaints(&validator(kind), text),
            Vec::<String>::new(),
            "{name}"
        );
        seen += 1;
    }
    assert!(seen >= 3);
}

const RATE: &str = "[[rate]]\nof = \"pooled\"\npay = \"90%\"\nfrom = \"2025-01-01\"\n\
                    when = { care = \"inpatient\" }\n\
                    basis = { source = \"D1\", confidence = \"A\" }\n";

const CASE: &str = "[person]\ninsured_at = \"440300\"\nscheme = \"employee\"\n\
                    [visit]\nday = \"2026-03-02\"\ncare = \"inpatient\"\ntreated_at = \"440100\"\n\
                    level = \"tertiary\"\n[bill]\neligible = \"100.00\"\n";

const EXEMPT: &str = "region = \"440300\"\n[sources]\n[[exempt]]\n\
                      title = { zh = \"省内\", en = \"in province\" }\n\
                      when = { distance = \"in-province\" }\nfrom = \"2023-01-01\"\n\
                      basis = { source = \"N1\", confidence = \"A\" }\n";

#[test]
fn the_mistakes_people_make_are_refused() {
    let rows = [
        ("pack", RATE, "pay = ", "rates = "),
        ("pack", RATE, "\"inpatient\"", "\"inpatiens\""),
        ("pack", RATE, "basis = ", "says = "),
        ("pack", RATE, "\"90%\"", "90"),
        ("pack", RATE, "\"90%\"", "\"0.9\""),
        ("pack", RATE, "\"90%\"", "{ tertiery = \"90%\" }"),
        ("pack", RATE, "\"2025-01-01\"", "\"2025-1-1\""),
        ("pack", RATE, "\"2025-01-01\"", "2025-01-01"),
        (
            "pack",
            RATE,
            "pay = \"90%\"",
            "pay = \"90%\"\nunknown = { zh = \"无\", en = \"no\" }",
        ),
        ("pack", RATE, "pay = \"90%\"\n", ""),
        ("pack", RATE, "\"A\"", "\"F\""),
        (
            "pack",
            RATE,
            "\"inpatient\" }",
            "\"inpatient\", age = \"60-70\" }",
        ),
        ("pack", RATE, "[[rate]]", "[rate]"),
        ("case", CASE, "\"100.00\"", "100.00"),
        ("case", CASE, "\"100.00\"", "\"1,000.00\""),
        ("case", CASE, "\"440100\"", "\"Guangzhou\""),
        ("case", CASE, "[person]", "[persons]"),
        ("case", CASE, "\"tertiary\"", "\"third\""),
        ("procedures", EXEMPT, "\"in-province\"", "\"inside\""),
        ("procedures", EXEMPT, "title = ", "titel = "),
        (
            "procedures",
            EXEMPT,
            "en = \"in province\"",
            "eng = \"in province\"",
        ),
    ];
    for (kind, good, there, instead) in rows {
        let validator = validator(kind);
        assert_eq!(complaints(&validator, good), Vec::<String>::new(), "{good}");
        let bad = good.replacen(there, instead, 1);
        assert_ne!(good, bad, "{there} is not there");
        assert!(
            !complaints(&validator, &bad).is_empty(),
            "not refused:\n{bad}"
        );
    }
}

#[test]
fn a_wrong_kind_of_schema_names_the_right_ones() {
    let refused = suixing(&["policy", "schema", "city"]);
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        told.contains("pack") && told.contains("procedures") && told.contains("case"),
        "{told}"
    );
}
