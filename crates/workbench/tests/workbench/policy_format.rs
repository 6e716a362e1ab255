//! `docs/policy-format.md` is right: every piece of TOML in it can be read, and the city that its
//! named pieces make passes the check and its cases. It stays a lesson of fifteen minutes.

use domain::files::NamedText;
use domain::policy::Pack;
use domain::policy::library::{Library, pack_files};
use workbench::case::AnyCase;
use workbench::check::check;

const DOCUMENT: &str = include_str!("../../../../docs/policy-format.md");

/// What the pieces refer to and do not describe themselves.
const AROUND: &[(&str, &str)] = &[
    ("region = ", "region = \"449900\""),
    ("scheme = ", "scheme = \"employee\""),
    ("[sources.D1]", "[sources.D1]\ntitle = \"d\"\nclass = \"A\""),
    ("[sources.W1]", "[sources.W1]\ntitle = \"w\"\nclass = \"C\""),
    (
        "[marks]",
        "[marks]\ndesignated = { zh = \"选\", en = \"chosen\" }",
    ),
    (
        "name = \"wage\"",
        "[[index]]\nname = \"wage\"\nyear = 2020\nvalue = \"1.00\"\n\
         basis = { source = \"D1\", confidence = \"A\" }",
    ),
    (
        "name = \"pooled\"",
        "[[layer]]\nname = \"pooled\"\ntitle = { zh = \"统\", en = \"p\" }\n\
         payer = \"pooled-fund\"\nbase = [\"eligible\"]\ncounts = \"visit\"\n\
         from = \"2025-01-01\"\nbasis = { source = \"D1\", confidence = \"A\" }",
    ),
];

fn no_hash(text: &str) -> String {
    text.len().to_string()
}

/// The fenced TOML of the document: the file name behind `toml`, and the text.
fn pieces() -> Vec<(&'static str, &'static str)> {
    let fences = DOCUMENT.split("```toml").skip(1);
    let pieces = fences.map(|fence| {
        let (name, rest) = fence.split_once('\n').expect("a line with the fence");
        let (text, _) = rest.split_once("```").expect("a closing fence");
        (name.trim(), text)
    });
    pieces.collect()
}

/// The files that the named pieces make, each file's pieces put together.
fn city() -> Vec<NamedText> {
    let mut files: Vec<NamedText> = Vec::new();
    for (name, text) in pieces().into_iter().filter(|(name, _)| !name.is_empty()) {
        match files.iter_mut().find(|file| file.name == name) {
            Some(file) => file.text.push_str(text),
            None => files.push(NamedText {
                name: name.to_owned(),
                text: text.to_owned(),
            }),
        }
    }
    files
}

fn in_lines(problems: &[domain::files::Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn every_piece_of_the_document_can_be_read() {
    let pieces = pieces();
    assert!(pieces.len() > 10, "the document lost its examples");
    for (_, text) in pieces.iter().filter(|(name, _)| name.is_empty()) {
        let missing = AROUND.iter().filter(|(mark, _)| !text.contains(mark));
        let (tops, tables): (Vec<_>, Vec<_>) = missing
            .map(|(_, row)| *row)
            .partition(|row| !row.starts_with('['));
        let text = format!("{}\n{text}\n{}\n", tops.join("\n"), tables.join("\n"));
        let file = NamedText {
            name: "employee.toml".to_owned(),
            text: text.clone(),
        };
        if let Err(problems) = Pack::parse(&[file], no_hash) {
            panic!("{}\n{text}", in_lines(&problems));
        }
    }
}

#[test]
fn the_city_of_the_document_passes_its_check_and_its_cases() {
    let files = city();
    let packs = pack_files(&files);
    assert_eq!(packs.len(), 1);
    assert_eq!(in_lines(&check(&packs[0], no_hash)), "");
    let library = Library::parse(&files, no_hash).unwrap_or_else(|p| panic!("{}", in_lines(&p)));
    let cases = files.iter().filter(|file| file.name.contains("/cases/"));
    let cases: Vec<AnyCase> = cases
        .flat_map(|file| AnyCase::parse_all(file).expect("readable cases"))
        .collect();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let wrong = case.check(&library);
        assert_eq!(wrong, Vec::<String>::new(), "{}", case.name());
    }
    assert_eq!(
        workbench::filing_band::check_all(&files),
        Default::default()
    );
}

#[test]
fn the_document_is_a_lesson_of_fifteen_minutes() {
    let lines = DOCUMENT.lines().count();
    assert!(
        lines <= 530,
        "{lines} lines; move what is looked up to the reference"
    );
}
