//! A bill by another source than the one in force: every table that source brings is heard, and so
//! it is in the other answers told beside the bill.

use domain::policy::Library;
use domain::shares::Payer;
use workbench::case::{Case, CaseAnswer};

use crate::shipped::{LIBRARY, hash, named};

const HEAD: &str = r#"region = "449900"
scheme = "employee"
title = { zh = "云溪", en = "Yunxi" }
sources.D1 = { title = "d", class = "A" }
sources.W1 = { title = "w", class = "C" }
marks.dm = { zh = "糖尿病", en = "diabetes" }
"#;

const DISPUTE: &str = r#"[[dispute]]
id = "V1"
topic = { zh = "一", en = "a" }
in_force = "D1"
why = { zh = "一", en = "a" }
[[dispute.version]]
source = "D1"
says = { zh = "一", en = "a" }
[[dispute.version]]
source = "W1"
says = { zh = "一", en = "a" }
"#;

const ROWS: &[&str] = &[
    r#"benefit_year: starts = "01-01""#,
    r#"layer: name = "pooled"; title = { zh = "统筹", en = "a" }; payer = "pooled-fund"
base = ["eligible"]; counts = "visit""#,
    r#"rate: of = "pooled"; pay = "80%""#,
];

/// A row in short: `rate: of = "pooled"; pay = "80%"`.
fn row(under: &str, short: &str, source: &str) -> String {
    let (table, fields) = short.split_once(": ").expect("a table and its row");
    let fields = fields.replace("; ", "\n");
    let from = match fields.contains("from = ") {
        true => "",
        false => "from = \"2025-01-01\"\n",
    };
    let basis = format!("basis = {{ source = \"{source}\", confidence = \"A\" }}");
    format!("[[{under}{table}]]\n{fields}\n{from}{basis}\n")
}

/// Yunxi's pack of such rows, and of those that another source has.
fn yunxi(rows: &[&str], by_other: &[&str]) -> Library {
    let own = ROWS.iter().chain(rows).map(|short| row("", short, "D1"));
    let other = by_other.iter();
    let other = other.map(|short| row("dispute.version.", short, "W1"));
    let dispute = (!by_other.is_empty()).then(|| DISPUTE.to_owned());
    let parts = std::iter::once(HEAD.to_owned()).chain(own);
    let text: String = parts.chain(dispute).chain(other).collect();
    let files = [named("449900/employee.toml", &text)];
    Library::parse(&files, hash).unwrap_or_else(|problems| panic!("{}\n{text}", problems[0]))
}

const STAY: &str = r#"person.insured_at = "449900"
person.scheme = "employee"
visit = { care = "inpatient", treated_at = "449900", level = "tertiary", day = "2025-06-10" }
bill.eligible = "1000.00"
"#;

/// A stay of 1,000.00, with changes: `visit.day = "2026-01-04"` takes the place of what is there.
fn case(changes: &str) -> Case {
    let mut written: toml::Table = toml::from_str(STAY).expect("a case");
    let changes: toml::Table = toml::from_str(changes).expect("changes");
    for (key, value) in changes {
        match (written.get_mut(&key), value) {
            (Some(toml::Value::Table(known)), toml::Value::Table(more)) => known.extend(more),
            (_, value) => drop(written.insert(key, value)),
        }
    }
    written.try_into().expect("a case")
}

fn answer(library: &Library, changes: &str) -> CaseAnswer {
    let answer = case(changes).answer(library);
    answer.unwrap_or_else(|error| panic!("{error}"))
}

/// What is not as expected.
fn judged(library: &Library, changes: &str) -> Vec<String> {
    case(changes).judge(library).wrong
}

fn pooled(library: &Library, changes: &str) -> String {
    let shares = answer(library, changes).explanation.shares;
    shares.of(Payer::PooledFund).to_string()
}

const MARKED: [&str; 2] = [
    r#"adjustment: of = "pooled"; step = "marked"; when = { with = "dm" }; points = "+5""#,
    r#"adjustment: of = "pooled"; step = "marked"; when = { without = "dm" }; points = "0""#,
];

const DIABETES: &str =
    r#"disease: name = "dm"; title = { zh = "糖尿病", en = "a" }; mark = "dm"; codes = ["E11"]"#;

#[test]
fn the_upfront_share_of_another_source_is_heard() {
    let twice = yunxi(
        &[r#"upfront: share = "10%""#],
        &[r#"upfront: share = "20%""#],
    );
    let bill = r#"bill = { eligible = "0.00", lines = [{ class = "B", amount = "1000.00" }] }"#;
    assert_eq!(pooled(&twice, bill), "720.00");
    let by_other = format!("according_to = \"W1\"\n{bill}");
    assert_eq!(pooled(&twice, &by_other), "640.00");
}

#[test]
fn the_diseases_of_another_source_are_heard() {
    let rows = [MARKED[0], MARKED[1], DIABETES];
    let more = DIABETES
        .replace("E11", "E14")
        .replace("\"dm\"; t", "\"dm2\"; t");
    let wider = yunxi(&rows, &[&more]);
    let visit = r#"visit.diagnoses = ["E14.900"]"#;
    assert_eq!(pooled(&wider, visit), "800.00");
    let by_other = format!("according_to = \"W1\"\n{visit}");
    assert_eq!(pooled(&wider, &by_other), "850.00");
}

#[test]
fn the_day_and_the_admission_of_a_stay_are_those_of_another_source() {
    let over = r#"stay: of = "pooled"; follows = "over-year"; deductible = "anew""#;
    let by_admission = format!(r#"{over}; rules_of = "admission""#);
    let library = yunxi(&[over], &[&by_admission]);
    let visit = "visit.admitted_on = \"2025-12-20\"\nvisit.day = \"2026-01-04\"";
    let day = |changes: &str| answer(&library, changes).inputs.situation.day.to_string();
    assert_eq!(day(visit), "2026-01-04");
    assert_eq!(
        day(&format!("according_to = \"W1\"\n{visit}")),
        "2025-12-20"
    );
}

#[test]
fn what_a_cancellation_does_by_another_source_is_heard() {
    let row = r#"cancellation: at = "same-facility"; decided = "automatic"; later = "#;
    let (stand, again) = (format!("{row}\"stand\""), format!("{row}\"corrected\""));
    let library = yunxi(&[&stand], &[&again]);
    let later = |changes: &str| {
        let bills = "earlier = [{}, {}]\ncancel = 1\n";
        let answer = answer(&library, &format!("{changes}\n{bills}"));
        let cancelled = answer.cancelled.expect("a bill is cancelled");
        cancelled.later[0].later.to_string()
    };
    assert_eq!(later(""), "stand");
    assert_eq!(later("according_to = \"W1\""), "corrected");
}

#[test]
fn what_is_paid_into_the_account_by_another_source_is_heard() {
    let library = yunxi(
        &[r#"credit: of_month_base = "2%""#],
        &[r#"credit: of_month_base = "4%""#],
    );
    let wrong = |changes: &str| {
        let more = "person.contribution_base = \"10000.00\"";
        judged(&library, &format!("{changes}\n{more}"))
    };
    assert_eq!(wrong("expect.credit = \"200.00\""), [""; 0]);
    let by_other = "according_to = \"W1\"\nexpect.credit = \"400.00\"";
    assert_eq!(wrong(by_other), [""; 0]);
}

#[test]
fn what_is_paid_into_the_account_of_a_base_not_on_record_is_not_nothing() {
    let library = yunxi(&[r#"credit: of_month_base = "2%""#], &[]);
    let wrong = judged(&library, "expect.credit = \"0.00\"");
    assert_eq!(
        wrong,
        ["credit: expected 0.00, got not known, as the contribution base is not on record"]
    );
}

#[test]
fn the_other_footings_are_worked_out_by_the_source_asked_for() {
    let unfiled = include_str!("../../../../demo/bills/unfiled.toml");
    let text = format!("according_to = \"X01:S000\"\n{unfiled}");
    let case: Case = toml::from_str(&text).expect("a case");
    let answer = case.answer(&LIBRARY);
    let told = answer.unwrap_or_else(|error| panic!("{error}")).explanation;
    let mut others = told.alternatives.iter();
    let temporary = others.find(|other| other.footing.en.contains("temporar"));
    let funds = temporary.and_then(|other| other.funds);
    assert_eq!(
        funds.map(|funds| funds.to_string()),
        Some("7800.00".to_owned())
    );
}

/// Yesterday's rules know nothing of a disease that today's give a mark for.
#[test]
fn a_stay_that_goes_by_its_admission_has_the_marks_of_that_day() {
    let since = format!(r#"{DIABETES}; from = "2026-01-01""#);
    let stay = |follows: &str| {
        format!(
            r#"stay: of = "pooled"; follows = "{follows}"
deductible = "carried-over"; rules_of = "admission""#
        )
    };
    let (year, rules) = (stay("over-year"), stay("over-rules"));
    let library = yunxi(&[MARKED[0], MARKED[1], &since, &year, &rules], &[]);
    let visit = "visit.diagnoses = [\"E11.900\"]\nvisit.day = \"2026-01-04\"";
    assert_eq!(pooled(&library, visit), "850.00");
    let december = format!("visit.admitted_on = \"2025-12-20\"\n{visit}");
    assert_eq!(pooled(&library, &december), "800.00");
}

/// Whoever pays: the step that moves the money carries what another source says of it.
#[test]
fn a_dispute_about_a_later_fund_or_the_account_stands_beside_its_step() {
    let rows = [
        r#"layer: name = "large"; title = { zh = "大额", en = "b" }; payer = "large-expense"
base = ["co-pay"]; counts = "visit""#,
        r#"rate: of = "large"; pay = "50%""#,
        r#"account: pays = ["co-pay"]"#,
    ];
    let told = |by_other: &str| {
        let library = yunxi(&rows, &[by_other]);
        let answer = answer(&library, "person.account = \"60.00\"");
        let steps = answer.explanation.steps.into_iter();
        let disputed = steps.filter(|step| !step.disputes.is_empty());
        let told = disputed.map(|step| {
            let would_be = step.disputes[0].would_be.map(|amount| amount.to_string());
            (step.title.en, step.amount.to_string(), would_be)
        });
        told.collect::<Vec<_>>()
    };
    let step = |title: &str, amount: &str, would_be: &str| {
        let would_be = Some(would_be.to_owned());
        vec![(title.to_owned(), amount.to_owned(), would_be)]
    };
    assert_eq!(
        told(r#"rate: of = "large"; pay = "90%""#),
        step("b pays", "100.00", "180.00")
    );
    assert_eq!(
        told(r#"account: pays = ["wholly-self-paid"]"#),
        step("personal account", "60.00", "0.00")
    );
    assert_eq!(
        told(r#"rate: of = "pooled"; pay = "90%""#),
        step("a pays", "800.00", "900.00")
    );
}

#[test]
fn an_upfront_share_that_is_not_known_matters_to_class_b_alone() {
    let library = yunxi(
        &[r#"upfront: unknown = { zh = "没有查到", en = "nobody knows" }"#],
        &[],
    );
    let lines = |class: &str| {
        let line = format!("{{ class = \"{class}\", amount = \"100.00\" }}");
        format!("bill = {{ eligible = \"900.00\", lines = [{line}] }}")
    };
    assert_eq!(pooled(&library, &lines("A")), "800.00");
    let error = case(&lines("B")).answer(&library).expect_err("not known");
    assert_eq!(error.code(), "rule-not-known");
}

/// A key with a part left out is the one that has all its parts.
#[test]
fn the_base_of_which_period_is_said_by_the_key() {
    for (short, meant) in [
        (
            r#"deductible: of = "pooled"; of_base = "2%""#,
            "of_year_base",
        ),
        (
            r#"ceiling: of = "pooled"; counter = "a"; of_base = "2%""#,
            "of_year_base",
        ),
    ] {
        let rows = ROWS
            .iter()
            .chain([&short])
            .map(|short| row("", short, "D1"));
        let text: String = std::iter::once(HEAD.to_owned()).chain(rows).collect();
        let problems = Library::parse(&[named("449900/employee.toml", &text)], hash);
        let problem = problems.expect_err("an unknown key").remove(0);
        let told = problem.to_string();
        assert!(told.contains(&format!("did you mean {meant}?")), "{told}");
    }
}

/// What a bill that was refused paid back is nothing anybody knows.
#[test]
fn a_bill_that_was_refused_gives_nothing_back() {
    let rows = [r#"deductible: of = "pooled"; unknown = { zh = "没有查到", en = "nobody knows" }"#];
    let library = yunxi(&rows, &[]);
    let bills = "cancel = 1\nbill.eligible = \"0.00\"\n\
                 earlier = [{ bill = { eligible = \"10.00\" }, \
                 expect = { refusal = \"rule-not-known\" } }]";
    let error = case(bills)
        .answer(&library)
        .expect_err("nothing was settled");
    assert_eq!(error.code(), "rule-not-known");
}
