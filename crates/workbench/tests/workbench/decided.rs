//! A later decision puts another source's rows in force: the bill, the check, the page and the
//! explanation of a figure must all follow it.

use std::fmt::Write as _;

use domain::Money;
use domain::policy::{Library, Pack};
use domain::shares::Payer;
use jiff::civil::{Date, date};
use workbench::case::{Case, CaseError};
use workbench::check::check;
use workbench::coverage::Exercised;
use workbench::figure::{FigureAnswer, FigureQuestion, KnownFigure, Relation};
use workbench::show::tables_on;

use crate::shipped::{hash, named};

/// Yunxi pays 90, 85, 80 % by its measure D1; W1 says something else, and is put in force in 2026.
fn yunxi(told: &[&str]) -> String {
    let mut text = String::from(
        r#"region = "449900"
scheme = "employee"
title = { zh = "云溪", en = "Yunxi" }
[sources.D1]
title = "云溪市职工医疗保险办法"
class = "A"
[sources.W1]
title = "云溪市新办法"
class = "C"
[[benefit_year]]
starts = "01-01"
from = "2025-01-01"
basis = { source = "D1", confidence = "A" }
[[layer]]
name = "pooled"
title = { zh = "统筹", en = "pooled" }
payer = "pooled-fund"
base = ["eligible"]
counts = "visit"
from = "2025-01-01"
basis = { source = "D1", confidence = "A" }
[[rate]]
of = "pooled"
pay = { primary = "90%", secondary = "85%", tertiary = "80%" }
from = "2025-01-01"
basis = { source = "D1", confidence = "A" }
[[direct]]
offered = true
from = "2025-01-01"
basis = { source = "D1", confidence = "A" }
[[dispute]]
id = "V1"
topic = { zh = "社区", en = "community" }
in_force = "D1"
why = { zh = "办法优先", en = "the measure goes first" }
[[dispute.version]]
source = "D1"
says = { zh = "90", en = "90" }
[[dispute.version]]
source = "W1"
says = { zh = "社区 95%", en = "community 95%" }
[[dispute.resolution]]
in_force = "W1"
from = "2026-01-01"
why = { zh = "新办法", en = "the new measure" }
decided_on = "2025-12-01"
decided_by = "医疗待遇科"
"#,
    );
    let at = text.find("[[dispute.resolution]]").expect("it is there");
    let mut rates = String::new();
    for rate in told {
        let rest = "from = \"2025-01-01\"\nbasis = { source = \"W1\", confidence = \"C\" }";
        writeln!(
            rates,
            "[[dispute.version.rate]]\nof = \"pooled\"\n{rate}\n{rest}"
        )
        .expect("text");
    }
    text.insert_str(at, &rates);
    text
}

const COMMUNITY: &str =
    r#"pay = { community = "95%", primary = "90%", secondary = "85%", tertiary = "77%" }"#;

fn library(text: &str) -> Library {
    Library::parse(&[named("449900/employee.toml", text)], hash).expect("it can be read")
}

/// What the pooled fund pays of 1,000.00 at this level on this day.
fn pooled(text: &str, level: &str, day: Date, asked: &str) -> Result<Money, CaseError> {
    let case = toml::from_str::<Case>(&format!(
        r#"{asked}
[person]
insured_at = "449900"
scheme = "employee"
[visit]
day = "{day}"
care = "inpatient"
treated_at = "449900"
level = "{level}"
[bill]
eligible = "1000.00"
"#
    ))
    .expect("a case");
    let answer = case.answer(&library(text))?;
    Ok(answer.computed.adjudication.shares.of(Payer::PooledFund))
}

fn yuan(text: &str) -> Money {
    text.parse().expect("an amount")
}

/// Whatever source brings a row that names community centres, they are no longer primary.
#[test]
fn a_version_that_names_community_centres_is_read_with_them() {
    let text = yunxi(&[COMMUNITY]);
    let (before, after) = (date(2025, 6, 10), date(2026, 6, 10));
    for (level, day, asked, pays) in [
        ("tertiary", after, "", "770.00"),
        ("community", after, "", "950.00"),
        ("primary", after, "", "900.00"),
        ("community", before, "according_to = \"W1\"", "950.00"),
        ("community", after, "according_to = \"D1\"", "900.00"),
        ("community", before, "", "900.00"),
        ("tertiary", before, "", "800.00"),
    ] {
        let got = pooled(&text, level, day, asked).expect("an answer");
        assert_eq!(got, yuan(pays), "{level} on {day} {asked}");
    }
}

/// The codes of what is wrong, with the lines.
fn found(text: &str) -> Vec<(&'static str, usize)> {
    let problems = check(&[named("449900/employee.toml", text)], hash);
    let mut found: Vec<(&str, usize)> = problems.iter().map(|p| (p.code, p.line)).collect();
    found.dedup();
    found
}

#[test]
fn rows_of_a_version_are_proved_like_the_rows_in_force() {
    assert_eq!(found(&yunxi(&[COMMUNITY])), []);
    let overlapping = yunxi(&[COMMUNITY, "when = { status = \"on-job\" }\npay = \"70%\""]);
    assert_eq!(
        found(&overlapping).first().map(|(code, _)| *code),
        Some("overlap")
    );
    let day = date(2026, 6, 10);
    let refused = pooled(&overlapping, "tertiary", day, "").expect_err("two rules");
    assert_eq!(refused.code(), "two-rules");
    let ending = yunxi(&["pay = \"95%\"\nup_to = \"500.00\""]);
    assert_eq!(found(&ending).first().map(|(code, _)| *code), Some("gap"));
    let refused = pooled(&ending, "tertiary", day, "").expect_err("no rule");
    assert_eq!(refused.code(), "no-rule");
}

/// Nothing decides for the retired by W1, so the rows that were there before go on for them; that
/// is neither a gap nor an overlap.
#[test]
fn what_a_version_does_not_speak_of_stays() {
    let text = yunxi(&["when = { status = \"on-job\" }\npay = \"70%\""]);
    assert_eq!(found(&text), []);
}

#[test]
fn the_page_shows_what_the_bill_is_settled_by() {
    let text = yunxi(&[COMMUNITY]);
    let library = library(&text);
    let pack: &Pack = library.packs().next().expect("a pack");
    let shown = |day| {
        let tables = tables_on(pack, Some(day));
        let rates = tables
            .into_iter()
            .find(|table| table.caption.en == "reimbursement rates");
        let rows = rates.expect("rates").rows;
        rows.into_iter()
            .map(|row| row.basis.source)
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(date(2025, 6, 10)), ["D1"]);
    assert_eq!(shown(date(2026, 6, 10)), ["W1"]);
}

/// What is told of the one figure of an address, seen on a day.
fn figure(library: &Library, address: &str, on: Date) -> KnownFigure {
    let exercised = Exercised::default();
    let question = FigureQuestion {
        library,
        exercised: &exercised,
        on,
    };
    match question.ask(address).expect("an address") {
        FigureAnswer::Figure(figure) => *figure,
        other => panic!("{address} is one figure: {other:?}"),
    }
}

#[test]
fn a_figure_says_which_row_is_in_force() {
    let text = yunxi(&[COMMUNITY]);
    let library = library(&text);
    let in_force = |address: &str, on: Date| {
        let figure = figure(&library, address, on);
        figure
            .history
            .iter()
            .map(|row| row.in_force)
            .collect::<Vec<_>>()
    };
    let own = "449900/employee/rate/pooled/always";
    for (address, before, after) in [
        (own.to_owned(), true, false),
        (format!("{own}@V1:W1"), false, true),
    ] {
        assert_eq!(in_force(&address, date(2025, 6, 10)), [before], "{address}");
        assert_eq!(in_force(&address, date(2026, 6, 10)), [after], "{address}");
    }
}

#[test]
fn a_figure_calls_a_version_what_it_is_on_the_day() {
    let text = yunxi(&[COMMUNITY]);
    let library = library(&text);
    let relations = |address: &str, on: Date| {
        let figure = figure(&library, address, on);
        let related = figure.related.iter().map(|row| row.relation);
        related
            .filter(|relation| *relation != Relation::Fund)
            .collect::<Vec<_>>()
    };
    let own = "449900/employee/rate/pooled/always";
    let told = format!("{own}@V1:W1");
    let (before, after) = (date(2025, 6, 10), date(2026, 6, 10));
    assert_eq!(relations(own, before), [Relation::Otherwise]);
    assert_eq!(relations(own, after), [Relation::Decided]);
    assert_eq!(relations(&told, before), [Relation::Instead]);
    assert_eq!(relations(&told, after), [Relation::Replaced]);
}
