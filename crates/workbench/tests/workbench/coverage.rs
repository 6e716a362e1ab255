//! Coverage: a row that no case exercises is found, with its place; one that a case exercises is
//! not, whether by money or by being named.

use domain::files::NamedText;
use domain::policy::Library;
use workbench::case::run_all;
use workbench::coverage::{Coverage, Exercised, places_of};
use workbench::rows::rows;

use crate::shipped::{LIBRARY, hash};

const PACK: &str = r#"region = "449900"
scheme = "resident"
[sources.A]
title = "办法（虚构）"
class = "A"
[sources.W]
title = "文章（虚构）"
class = "C"
[[benefit_year]]
starts = "01-01"
from = "2025-01-01"
basis = { source = "A", confidence = "A" }
[[layer]]
name = "pooled"
title = { zh = "统筹基金", en = "pooled fund" }
payer = "pooled-fund"
base = ["eligible"]
counts = "visit"
from = "2025-01-01"
basis = { source = "A", confidence = "A" }
[[deductible]]
of = "pooled"
amount = "100.00"
from = "2025-01-01"
basis = { source = "A", confidence = "A" }
[[rate]]
of = "pooled"
pay = "80%"
up_to = "1000.00"
from = "2025-01-01"
basis = { source = "A", confidence = "A" }
[[rate]]
of = "pooled"
pay = "90%"
above = "1000.00"
from = "2025-01-01"
basis = { source = "A", confidence = "A" }
[[ceiling]]
counter = "pooled"
of = "pooled"
amount = "5000.00"
from = "2025-01-01"
basis = { source = "A", confidence = "A" }
[[note]]
id = "N-1"
from = "2025-01-01"
says = { zh = "说明", en = "told" }
basis = { source = "A", confidence = "A" }
[[dispute]]
id = "X01"
topic = { zh = "比例", en = "rate" }
in_force = "A"
why = { zh = "办法优先", en = "the measure first" }
[[dispute.version]]
source = "A"
says = { zh = "八成", en = "80 %" }
[[dispute.version]]
source = "W"
says = { zh = "七成", en = "70 %" }
[[dispute.version.rate]]
of = "pooled"
pay = "70%"
from = "2025-01-01"
basis = { source = "W", confidence = "C" }
"#;

const BILL: &str = r#"
[person]
insured_at = "449900"
scheme = "resident"
[visit]
day = "2025-06-01"
care = "inpatient"
treated_at = "449900"
level = "primary"
"#;

/// The addresses that these cases leave out.
fn left_out(cases: &str) -> Vec<String> {
    left_out_of(PACK.to_owned(), cases)
}

fn left_out_of(pack: String, cases: &str) -> Vec<String> {
    let file = |name: &str, text: String| NamedText {
        name: name.to_owned(),
        text,
    };
    let files = [
        file("449900/resident.toml", pack),
        file("449900/cases/a.toml", format!("{BILL}{cases}")),
    ];
    let library = Library::parse(&files, hash).expect("a sound pack");
    let runs = run_all(&files, &library);
    let coverage = Coverage::of(&library, &files, &Exercised::by(&runs, &library));
    let missed = coverage.unexercised.iter();
    missed
        .map(|row| format!("{} {}", row.place.line, row.address.within()))
        .collect()
}

#[test]
fn money_exercises_what_moved_it_and_nothing_else() {
    let cases = r#"
[[case]]
bill.eligible = "600.00"
expect.payers = { pooled-fund = "400.00", cash = "200.00" }
"#;
    let expected = [
        "32 rate/pooled/above-1000",
        "38 ceiling/pooled/pooled/always",
        "44 note/N-1",
        "60 rate/pooled/always@X01:W",
    ];
    assert_eq!(left_out(cases), expected);
}

#[test]
fn a_case_that_fails_exercises_nothing() {
    let cases = r#"
[[case]]
bill.eligible = "600.00"
expect.payers = { pooled-fund = "401.00", cash = "199.00" }
"#;
    assert_eq!(left_out(cases).len(), 8);
}

#[test]
fn a_note_a_ceiling_a_band_and_another_version_are_exercised_by_cases_of_their_own() {
    let cases = r#"
[[case]]
bill.eligible = "2000.00"
expect.payers = { pooled-fund = "1620.00", cash = "380.00" }
expect.ceilings.pooled = "5000.00"
expect.notes = ["N-1"]
[[case]]
according_to = "W"
bill.eligible = "600.00"
expect.payers = { pooled-fund = "350.00", cash = "250.00" }
"#;
    assert_eq!(left_out(cases), Vec::<String>::new());
}

#[test]
fn what_becomes_of_later_bills_is_exercised_where_a_case_expects_it() {
    let row = |at: &str| {
        format!(
            "[[cancellation]]\nat = \"{at}\"\nlater = \"stand\"\ndecided = \"clerk\"\n\
             from = \"2025-01-01\"\nbasis = {{ source = \"A\", confidence = \"A\" }}\n"
        )
    };
    let rows = format!("{}{}[[dispute]]", row("same-facility"), row("elsewhere"));
    let pack = PACK.replacen("[[dispute]]", &rows, 1);
    let cases = r#"
[[case]]
bill.eligible = "600.00"
cancel = 1
earlier = [{ visit.day = "2025-05-01" }]
expect.payers = { pooled-fund = "400.00", cash = "200.00" }
expect.after_cancellation = [{ bill = 2, later = "stand", decided = "clerk", correction = {} }]
"#;
    let left = left_out_of(pack, cases).into_iter();
    let left: Vec<String> = left.filter(|row| row.contains("cancellation")).collect();
    assert_eq!(left, ["55 cancellation/elsewhere/always"]);
}

#[test]
fn what_is_known_of_a_refused_bill_is_exercised_where_a_case_names_it() {
    let unknown = PACK.replace(
        "amount = \"100.00\"",
        "unknown = { zh = \"没有收录\", en = \"not known here\" }",
    );
    let cases = r#"
[[case]]
bill.eligible = "600.00"
expect = { refusal = "rule-not-known", rates = { pooled = "80%" } }
"#;
    let expected = [
        "32 rate/pooled/above-1000",
        "38 ceiling/pooled/pooled/always",
        "44 note/N-1",
        "60 rate/pooled/always@X01:W",
    ];
    assert_eq!(left_out_of(unknown, cases), expected);
}

#[test]
fn a_note_that_is_not_in_force_fails_the_case() {
    let cases = r#"
[[case]]
expect.notes = ["N-2"]
"#;
    assert_eq!(left_out(cases).len(), 8);
}

#[test]
fn every_row_of_the_shipped_packs_stands_at_a_line_of_its_own() {
    for pack in LIBRARY.packs() {
        let (rows, mut places) = (rows(pack), places_of(pack));
        assert_eq!(rows.len(), places.len());
        for (row, place) in rows.iter().zip(&places) {
            let table = row.row.table().word().replace('-', "_");
            let header = match row.version {
                Some(_) => format!("[[dispute.version.{table}]]"),
                None => format!("[[{table}]]"),
            };
            let file = domain::files::split(pack.text());
            let file = file.iter().find(|file| file.name == place.file);
            let line = file.and_then(|file| file.text.lines().nth(place.line - 1));
            let line = line.unwrap_or_default().trim();
            let in_a_list = row.version.is_some() && line.starts_with('{');
            assert!(
                line == header || in_a_list,
                "{place} {}: {line}",
                row.address
            );
        }
        places.sort();
        places.dedup();
        assert_eq!(rows.len(), places.len());
    }
}

#[test]
fn a_disease_is_exercised_by_a_bill_of_its_diagnosis() {
    let rest = "from = \"2025-01-01\"\nbasis = { source = \"A\", confidence = \"A\" }\n";
    let pack = format!(
        "{PACK}[marks]\nkidney = {{ zh = \"尿毒症\", en = \"kidney failure\" }}\n\
         [[disease]]\nname = \"n18\"\ntitle = {{ zh = \"尿毒症\", en = \"kidney failure\" }}\n\
         codes = [\"N18.5\"]\nmark = \"kidney\"\n{rest}"
    );
    let missed = |diagnosis: &str| {
        let case = format!(
            "[bill]\neligible = \"1000.00\"\n[[case]]\nname = \"a\"\nproof = \"constructed\"\n\
             visit.diagnoses = [\"{diagnosis}\"]\n\
             expect.payers = {{ pooled-fund = \"720.00\", cash = \"280.00\" }}\n"
        );
        let left_out = left_out_of(pack.clone(), &case);
        left_out.iter().any(|row| row.contains("disease"))
    };
    assert!(!missed("N18.501"));
    assert!(missed("J00"));
}
