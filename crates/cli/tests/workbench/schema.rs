//! The schemas that `suixing policy schema` prints, as an editor uses them: every shipped file and
//! the worked city of the documents pass, and the mistakes people make are refused.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::Value;
use workbench::case::AnyCase;

use crate::{root, suixing};

const DOCUMENT: &str = include_str!("../../../../docs/policy-format.md");
const CONFIGURATION: &str = include_str!("../../src/config.rs");

/// Every kind of file that `suixing policy schema` describes.
const KINDS: [&str; 12] = [
    "bill",
    "case",
    "config",
    "demo-catalogue",
    "demo-examples",
    "demo-facilities",
    "demo-people",
    "dictionaries",
    "filing",
    "pack",
    "procedure-case",
    "procedures",
];

pub fn validator(which: &str) -> Validator {
    let printed = suixing(&["policy", "schema", which]);
    assert!(printed.status.success());
    let schema: Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    jsonschema::draft7::meta::validate(&schema).expect("a schema of draft 7");
    jsonschema::draft7::new(&schema).expect("a schema")
}

/// Which schema a file is for, by its place under the checkout or under a folder of policies. A
/// file of cases is about bills or about procedures.
pub fn kind_of(name: &str, text: &str) -> Option<&'static str> {
    let (folder, base) = name.rsplit_once('/').unwrap_or(("", name));
    let last = folder.rsplit('/').next().unwrap_or_default();
    match (last, base) {
        ("bills", _) => Some("bill"),
        ("filings", _) => Some("filing"),
        ("people", _) => Some("demo-people"),
        ("catalogues", _) => Some("demo-catalogue"),
        ("demo", "facilities.toml") => Some("demo-facilities"),
        ("demo", "examples.toml") => Some("demo-examples"),
        ("cases" | "examples", _) if asks_procedures(text) => Some("procedure-case"),
        ("cases" | "examples", _) => Some("case"),
        (_, "region.toml" | "employee.toml" | "resident.toml") => Some("pack"),
        (_, "procedures.toml") => Some("procedures"),
        (_, "dictionaries.toml") => Some("dictionaries"),
        _ => None,
    }
}

/// Whether a file of cases asks about procedures.
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

/// Every TOML that is shipped, by its place under the checkout.
fn shipped() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["policies", "demo"] {
        files(&root().join(folder), &mut found);
    }
    let named = |path: &PathBuf| {
        let name = path.strip_prefix(root()).expect("inside").to_string_lossy();
        let text = std::fs::read_to_string(path).expect("readable");
        (name.replace('\\', "/"), text)
    };
    found.iter().map(named).collect()
}

/// The schemas, each printed once.
#[derive(Default)]
struct Schemas(BTreeMap<&'static str, Validator>);

impl Schemas {
    fn hold(&mut self, kind: &'static str, name: &str, text: &str) {
        let validator = self.0.entry(kind).or_insert_with(|| validator(kind));
        let wrong = complaints(validator, text);
        assert!(wrong.is_empty(), "{name} against {kind}: {wrong:#?}");
    }
}

#[test]
fn every_shipped_file_passes_its_schema() {
    let mut schemas = Schemas::default();
    for (name, text) in shipped() {
        let kind = kind_of(&name, &text).unwrap_or_else(|| panic!("{name} has no schema"));
        schemas.hold(kind, &name, &text);
    }
    let kinds: Vec<&str> = schemas.0.keys().copied().collect();
    // The configuration is nobody's but the operator's; none is shipped.
    let all = KINDS.into_iter().filter(|kind| *kind != "config");
    assert_eq!(kinds, all.collect::<Vec<_>>());
}

#[test]
fn every_shipped_file_names_its_schema_for_the_editor() {
    for (name, text) in shipped() {
        let kind = kind_of(&name, &text).expect("a kind");
        let inside = name.strip_prefix("policies/");
        let (depth, folder) = match inside {
            Some(inside) => (inside.matches('/').count(), "schema"),
            None => (name.matches('/').count(), "policies/schema"),
        };
        let line = format!(
            "#:schema {}{folder}/{kind}.schema.json",
            "../".repeat(depth)
        );
        let first = text.lines().next().unwrap_or_default();
        assert_eq!(first, line, "{name} should begin with this line");
    }
}

#[test]
fn every_kind_of_file_has_a_schema_in_the_policy_folder() {
    let folder = root().join("policies/schema");
    let mut names: Vec<String> = folder
        .read_dir()
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert_eq!(names, KINDS.map(|kind| format!("{kind}.schema.json")));
}

#[test]
fn every_example_of_the_documents_passes_its_schema() {
    let mut schemas = Schemas::default();
    let mut seen = 0;
    for fence in DOCUMENT.split("```toml ").skip(1) {
        let (name, rest) = fence.split_once('\n').expect("a line with the fence");
        let (text, _) = rest.split_once("```").expect("a closing fence");
        let kind = kind_of(name.trim(), text).expect("a known file");
        schemas.hold(kind, name, text);
        seen += 1;
    }
    assert!(seen >= 3);
    // The reference cuts its examples from these files, of which a test reads every one.
    let examples = root().join("crates/cli/src/policy/reference/examples");
    let mut found = Vec::new();
    files(&examples, &mut found);
    for path in found {
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let kind = match name.as_str() {
            "employee" | "national" => "pack",
            "procedures" | "national_procedures" => "procedures",
            "cases_of_bills" => "case",
            "cases_of_procedures" => "procedure-case",
            other => panic!("{other} has no schema"),
        };
        schemas.hold(
            kind,
            &name,
            &std::fs::read_to_string(&path).expect("readable"),
        );
    }
    // The configuration is shown where it is read.
    let (_, shown) = CONFIGURATION
        .split_once("//! ```toml\n")
        .expect("an example");
    let (shown, _) = shown.split_once("//! ```").expect("its end");
    let shown: Vec<&str> = shown
        .lines()
        .map(|line| line.trim_start_matches("//!").trim_start())
        .collect();
    schemas.hold("config", "config.rs", &shown.join("\n"));
}

const RATE: &str = "[[rate]]\nof = \"pooled\"\npay = \"90%\"\nfrom = \"2025-01-01\"\n\
                    when = { care = \"inpatient\" }\n\
                    basis = { source = \"D1\", confidence = \"A\" }\n";

const CASE: &str = "[person]\ninsured_at = \"440300\"\nscheme = \"employee\"\n\
                    [visit]\nday = \"2026-03-02\"\ncare = \"inpatient\"\ntreated_at = \"440100\"\n\
                    level = \"tertiary\"\n[bill]\neligible = \"100.00\"\n";

const FILING: &str = "id = \"F-1\"\nperson = \"1\"\ninsured_at = \"440300\"\n\
                      destination = \"440100\"\ncategory = \"long-term-resident\"\n\
                      starts_on = \"2026-12-01\"\nchannel = \"counter\"\n[contact]\n\
                      name = \"n\"\nphone = \"1\"\naddress = \"a\"\n";

const CONFIG: &str = "listen = \"0.0.0.0:8080\"\n[facility.H44030500001]\ngateway = \"off\"\n";

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
        ("bill", CASE, "\"100.00\"", "100.00"),
        ("bill", CASE, "[person]", "[[case]]"),
        ("bill", CASE, "day = \"2026-03-02\"\n", ""),
        ("filing", FILING, "\"counter\"", "\"shop\""),
        ("filing", FILING, "phone = \"1\"\n", ""),
        ("filing", FILING, "\"2026-12-01\"", "\"2026-13-01\""),
        ("config", CONFIG, "listen", "listens"),
        ("config", CONFIG, "\"off\"", "\"none\""),
        ("config", CONFIG, "H44030500001", "44030500001"),
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
