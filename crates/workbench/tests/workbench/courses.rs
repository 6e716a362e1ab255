//! Cases of several bills: what must come out of each is really compared, contradictions are told
//! in both languages, and bills of another facility, scheme or year are kept apart.

use domain::policy::Library;
use domain::shares::Payer;
use domain::text::Bilingual;
use workbench::case::Case;

const RULES: &str = r#"
person = { insured_at = "449900", scheme = "employee" }
bill.eligible = "1000.00"

[visit]
day = "2026-06-15"
care = "inpatient"
treated_at = "449900"
level = "tertiary"
facility = "乙院"

[rules]
region = "449900"
scheme = "employee"
title = { zh = "构造", en = "made up" }
sources.V1 = { title = "v", class = "A" }

[[rules.benefit_year]]
starts = "07-01"
from = "2024-07-01"
basis = { source = "V1", confidence = "A" }

[[rules.layer]]
name = "pooled"
title = { zh = "统筹", en = "pooled" }
payer = "pooled-fund"
base = ["eligible"]
counts = "visit"
from = "2024-07-01"
basis = { source = "V1", confidence = "A" }

[[rules.deductible]]
of = "pooled"
amount = "800.00"
counter = "stays"
from = "2024-07-01"
basis = { source = "V1", confidence = "A" }

[[rules.rate]]
of = "pooled"
pay = "80%"
from = "2024-07-01"
basis = { source = "V1", confidence = "A" }
"#;

fn case(changes: &str) -> Case {
    let text = format!("{changes}\n{RULES}");
    toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn fund(changes: &str) -> String {
    let answer = case(changes).answer(&Library::default());
    let answer = answer.unwrap_or_else(|error| panic!("{changes}: {error}"));
    answer.explanation.shares.of(Payer::PooledFund).to_string()
}

fn refused(changes: &str) -> (&'static str, Bilingual) {
    let answer = case(changes).answer(&Library::default());
    let error = answer
        .err()
        .unwrap_or_else(|| panic!("{changes}: an answer"));
    (error.code(), error.message())
}

#[test]
fn contradictions_have_a_code_and_are_told_in_both_languages() {
    let rows = [
        (
            r#"earlier = [{ visit.day = "2026-06-16" }]"#,
            "earlier-after-case",
            "第 1 笔是 2026-06-16，晚于本笔的 2026-06-15",
            "bill 1 is of 2026-06-16, after the bill of the case, 2026-06-15",
        ),
        (
            "cancel = 2\nearlier = [{ visit.day = \"2026-06-01\" }]",
            "no-such-bill",
            "没有第 2 笔可撤销：本笔之前只写了 1 笔",
            "there is no bill 2 to cancel: 1 bills are given before the case's own",
        ),
        (
            "cancel = 1\nearlier = [{ visit.day = \"2026-06-01\", cancelled = true }]",
            "no-such-bill",
            "第 1 笔在下一笔之前已经撤销",
            "bill 1 was cancelled before the next one already",
        ),
        (
            r#"earlier = [{ visit = { day = "2026-06-01", follows = "readmission" } }]"#,
            "follows-nothing",
            "第 1 笔：再次入院：前面没有住院，也没有写 visit.deductible_before",
            "bill 1: readmission: no earlier stay is given, and no visit.deductible_before",
        ),
        (
            "earlier = [{ visit.admission = 3 }, { visit.admission = 3 }]",
            "admission-mismatch",
            "第 2 笔：本年已结算住院 3 次，这次不会是第 3 次",
            "bill 2: admission 3 cannot follow 3 admissions settled this year",
        ),
        (
            r#"earlier = [{ bill.eligible = "-1.00" }]"#,
            "negative-amount",
            "字段 earlier[0].bill.eligible：-1.00 是负数，金额不能小于 0",
            "earlier[0].bill.eligible: -1.00 is negative; amounts are not below 0",
        ),
        (
            r#"year_to_date.counters = { "stay:deductible" = "1.00" }"#,
            "unknown-counter",
            "没有累计项目「stay:deductible」，您是不是想写 stays:deductible？可以写：stays:deductible",
            "there is no running total «stay:deductible»; did you mean stays:deductible? \
             known are: stays:deductible",
        ),
        (
            "bill.lines = [{ class = \"A\", amount = \"-2.00\" }]",
            "negative-amount",
            "字段 bill.lines[0].amount：-2.00 是负数，金额不能小于 0",
            "bill.lines[0].amount: -2.00 is negative; amounts are not below 0",
        ),
        (
            r#"bill.items = { implant = "100000000.00" }"#,
            "amount-too-large",
            "字段 bill：100,001,000.00 元，超过一亿元",
            "bill: 100,001,000.00 is above one hundred million yuan",
        ),
    ];
    for (changes, code, zh, en) in rows {
        assert_eq!(
            refused(changes),
            (code, Bilingual::new(zh, en)),
            "{changes}"
        );
    }
    let (code, _) = refused(r#"earlier = [{ visit.dya = "2026-06-01" }]"#);
    assert_eq!(code, "unknown-field");
}

#[test]
fn a_case_may_expect_that_its_amounts_are_provisional() {
    let figure = "index wage 2024";
    let row = |table: &str, keys: &str| {
        let rest = "from = \"2024-07-01\"\nbasis = { source = \"V1\", confidence = \"A\" }\n";
        format!("\n[[rules.{table}]]\n{}\n{rest}", keys.replace("; ", "\n"))
    };
    let limit = |keys: &str| {
        row(
            "ceiling",
            &format!("counter = \"p\"; of = \"pooled\"; {keys}"),
        )
    };
    let index = "\n[[rules.index]]\nname = \"wage\"\nyear = 2023\nvalue = \"1.00\"\n\
                 basis = { source = \"V1\", confidence = \"A\" }\n";
    let by_wage = "index_share = { index = \"wage\", years_back = 1, share = \"600%\" }";
    let provisional = limit(by_wage) + index;
    let known = limit("amount = \"6.00\"");
    let wrong = |expected: &str, rows: &str| {
        let text = format!("expect.provisional = {expected}\n{RULES}{rows}");
        let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        case.check(&Library::default()).join("; ")
    };
    let named = format!("[\"{figure}\"]");
    for (expected, rows, told) in [
        ("true", &provisional, String::new()),
        (&*named, &provisional, String::new()),
        ("false", &known, String::new()),
        ("[]", &known, String::new()),
        (
            "false",
            &provisional,
            "provisional: expected false, got true".to_owned(),
        ),
        (
            "true",
            &known,
            "provisional: expected true, got false".to_owned(),
        ),
        (
            "[]",
            &provisional,
            format!("provisional: expected none, got {figure}"),
        ),
        (
            &*named,
            &known,
            format!("provisional: expected {figure}, got none"),
        ),
    ] {
        assert_eq!(wrong(expected, rows), told, "{expected}");
    }
    let read =
        |text: &str| toml::from_str::<Case>(&format!("expect.provisional = {text}\n{RULES}"));
    assert!(read("3").is_err() && read("\"yes\"").is_err());
}

#[test]
fn every_wrong_expectation_is_told_with_the_number_of_its_bill() {
    let course = |bill: &str, after: &str| {
        let changes = format!(
            "cancel = 1\nexpect.payers = {{ pooled-fund = \"560.00\", cash = \"440.00\" }}\n\
             expect.after_cancellation = [{after}]\n\
             earlier = [{{ visit = {{ day = \"2026-03-01\", facility = \"甲院\" }}, \
             bill.eligible = \"500.00\", expect.payers = {{ cash = \"{bill}\" }} }}]"
        );
        case(&changes).check(&Library::default())
    };
    let row = |rest: &str| format!("{{ bill = 2, later = \"corrected\", decided = {rest} }}");
    let right = row(r#""automatic", correction = { pooled-fund = "-400.00", cash = "400.00" }"#);
    assert_eq!(course("500.00", &right), Vec::<String>::new());
    assert_eq!(
        course("500.01", &right),
        ["bill 1: payers: expected cash 500.01, got cash 500.00"]
    );
    let fen = row(r#""automatic", correction = { pooled-fund = "-400.01", cash = "400.01" }"#);
    assert_eq!(
        course("500.00", &fen),
        [
            "after cancellation: expected bill 2 corrected automatic: pooled-fund -400.01, \
             cash 400.01, got bill 2 corrected automatic: pooled-fund -400.00, cash 400.00"
        ]
    );
    // What is not stated is not compared; but every later bill is.
    assert_eq!(
        course("500.00", &row("\"automatic\"")),
        Vec::<String>::new()
    );
    assert_eq!(course("500.00", &row("\"clerk\"")).len(), 1);
    assert_eq!(course("500.00", "").len(), 1);
}

#[test]
fn a_cancellation_of_which_nothing_is_expected_is_told() {
    let silent = case(
        "cancel = 1\nexpect.payers = { pooled-fund = \"160.00\", cash = \"840.00\" }\n\
         earlier = [{ visit.day = \"2025-06-30\" }]",
    );
    let wrong = silent.check(&Library::default());
    assert_eq!(wrong, ["nothing is expected of what is cancelled"]);
    let none = case(
        "expect.payers = { pooled-fund = \"160.00\", cash = \"840.00\" }\n\
         expect.after_cancellation = []",
    );
    assert_eq!(none.check(&Library::default()), ["no bill is cancelled"]);
}

#[test]
fn totals_of_another_benefit_year_do_not_count() {
    // The benefit year begins on 1 July.
    let before = |day: &str| {
        fund(&format!(
            "earlier = [{{ visit.day = \"{day}\", bill.eligible = \"500.00\" }}]"
        ))
    };
    assert_eq!(before("2025-06-30"), "160.00");
    assert_eq!(before("2025-07-01"), "560.00");
    assert_eq!(before("2026-06-15"), "560.00");
    // What is stated stands before the first bill, in its year.
    let stated = |day: &str| {
        fund(&format!(
            "year_to_date.counters = {{ \"stays:deductible\" = \"800.00\" }}\n\
             earlier = [{{ visit.day = \"{day}\", bill.eligible = \"500.00\" }}]"
        ))
    };
    assert_eq!(stated("2025-06-30"), "160.00");
    assert_eq!(stated("2025-07-01"), "800.00");
}

#[test]
fn a_bill_that_was_refused_as_expected_adds_nothing() {
    let refused = |expect: &str| {
        case(&format!(
            "earlier = [{{ visit = {{ day = \"2026-06-01\", treated_at = \"810000\" }}{expect} }}]"
        ))
        .answer(&Library::default())
        .map(|answer| answer.explanation.shares.of(Payer::PooledFund).to_string())
        .map_err(|error| error.code())
    };
    let code = refused("").expect_err("care outside the scheme is nobody's");
    assert_eq!(
        refused(&format!(", expect.refusal = \"{code}\"")),
        Ok("160.00".to_owned())
    );
    assert!(refused(", expect.refusal = \"no-rule\"").is_err());
}

#[test]
fn what_follows_a_cancellation_is_part_of_the_answer() {
    let answer = case(
        "cancel = 1\nearlier = [{ visit = { day = \"2026-03-01\", facility = \"甲院\" }, \
         bill.eligible = \"500.00\" }]",
    )
    .answer(&Library::default())
    .expect("an answer");
    let cancelled = answer.cancelled.expect("a bill is cancelled");
    assert_eq!(cancelled.bill, 1);
    assert_eq!(cancelled.given_back.of(Payer::Cash).to_string(), "500.00");
    let [later] = &cancelled.later[..] else {
        panic!("{:?}", cancelled.later)
    };
    let correction = later.correction.expect("it is corrected");
    assert_eq!(later.bill, 2);
    assert_eq!(correction.of(Payer::PooledFund).to_string(), "-400.00");
    let alone = case("").answer(&Library::default()).expect("an answer");
    assert_eq!(alone.cancelled, None);
}
