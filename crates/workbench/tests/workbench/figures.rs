//! One figure with everything known of it; figures by value and by words.

use domain::files::NamedText;
use domain::policy::Library;
use jiff::civil::date;
use workbench::case::run_all;
use workbench::coverage::Exercised;
use workbench::figure::{FigureAnswer, FigureQuestion};
use workbench::rows::rows;

use crate::shipped::{LIBRARY, hash};

const CASE: &str = r#"
name = "在职三级 / on the job, level 3"
[person]
insured_at = "449900"
scheme = "employee"
[visit]
day = "2026-06-10"
care = "inpatient"
treated_at = "449900"
level = "tertiary"
[bill]
eligible = "10800.00"
[expect.payers]
pooled-fund = "8800.00"
cash = "2000.00"
"#;

/// The invented city with one case.
fn ask(figure: &str) -> Result<FigureAnswer, String> {
    let file = |name: &str, text: &str| NamedText {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let files = [
        file("449900/employee.toml", include_str!("yunxi.toml")),
        file("449900/cases/a.toml", CASE),
    ];
    let library = Library::parse(&files, hash).expect("a sound pack");
    let exercised = Exercised::by(&run_all(&files, &library), &library);
    let question = FigureQuestion {
        library: &library,
        exercised: &exercised,
        on: date(2026, 6, 10),
    };
    let told = |error: workbench::address::AddressError| error.message().to_string();
    question.ask(figure).map_err(told)
}

fn addresses(figure: &str) -> Vec<String> {
    match ask(figure).expect("an answer") {
        FigureAnswer::Figure(figure) => vec![figure.address.within()],
        FigureAnswer::Hits(hits) => {
            let figures = hits.figures.iter().map(|hit| hit.address.within());
            let disputes = hits.disputes.iter().map(|found| found.dispute.id.clone());
            figures.chain(disputes).collect()
        }
    }
}

#[test]
fn a_figure_is_told_with_source_history_use_disputes_and_cases() {
    let rate = ask("449900/employee/rate/pooled/on-job").expect("there");
    insta::assert_snapshot!(serde_json::to_string_pretty(&rate).expect("plain data"));
    let adjustment = "449900/employee/adjustment/pooled/footing/temporary-filed,exempt";
    let adjustment = ask(adjustment).expect("there");
    insta::assert_snapshot!(serde_json::to_string_pretty(&adjustment).expect("plain data"));
}

#[test]
fn a_value_a_clause_a_word_and_an_address_that_covers_several_find_their_figures() {
    let rows: [(&str, &[&str]); 9] = [
        ("88%", &["rate/pooled/on-job"]),
        ("90%", &["rate/pooled/on-job"]),
        ("360000.00", &["ceiling/pooled/pooled/always"]),
        ("380,000.00", &["ceiling/pooled/pooled/always"]),
        (
            "第九条",
            &["deductible/pooled/always", "note/NAT-16/unfiled"],
        ),
        ("449900 起付线", &["deductible/pooled/always"]),
        ("YX-1", &["note/YX-1"]),
        (
            "V1",
            &[
                "adjustment/pooled/footing/temporary-filed,exempt@V1:W1",
                "V1",
            ],
        ),
        (
            "449900/employee/rate",
            &["rate/pooled/on-job", "rate/pooled/retired"],
        ),
    ];
    for (asked, expected) in rows {
        assert_eq!(addresses(asked), expected, "{asked}");
    }
    assert_eq!(addresses("87%"), Vec::<String>::new());
    assert!(ask("449900/employee/rate/poled/on-job").is_err());
}

#[test]
fn rows_of_the_shipped_packs_can_be_explained() {
    let exercised = Exercised::default();
    let question = FigureQuestion {
        library: &LIBRARY,
        exercised: &exercised,
        on: date(2026, 1, 1),
    };
    for pack in LIBRARY
        .packs()
        .filter(|pack| pack.region.to_string() == "440300")
    {
        for row in rows(pack).into_iter().step_by(7) {
            let asked = row.address.to_string();
            let Ok(FigureAnswer::Figure(figure)) = question.ask(&asked) else {
                panic!("{asked} is not one figure");
            };
            assert!(
                !figure.history.is_empty() && !figure.used.is_empty(),
                "{asked}"
            );
            for row in &figure.history {
                let told = [&row.value, &row.sentence, &figure.subject];
                assert!(
                    told.iter().all(|words| !words.zh.is_empty()),
                    "{asked} {figure:?}"
                );
                assert!(
                    told.iter().all(|words| !words.en.is_empty()),
                    "{asked} {figure:?}"
                );
            }
        }
    }
}
