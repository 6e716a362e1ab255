//! What a rule may ask about the stay, the facility and the person: grade, stays without a filing,
//! the own contribution base, diagnoses, stays that follow another, and cancellations.

use std::collections::BTreeSet;

use domain::facility::Grade;
use domain::policy::Pack;
use domain::rules::{DecidedBy, LaterSettlements, WhatChanged};
use domain::shares::Payer;
use domain::situation::{DeductibleBefore, Follows, Situation};
use jiff::civil::{Date, date};

use crate::support::{codes, inputs, pack, result, text, yuan};

fn paid(pack: &Pack, bill: &str, set: impl Fn(&mut Situation)) -> String {
    let mut inputs = inputs(pack, bill);
    set(&mut inputs.situation);
    match inputs.compute(pack, None) {
        Ok(computed) => computed
            .adjudication
            .shares
            .of(Payer::PooledFund)
            .to_string(),
        Err(refusal) => refusal.code().to_owned(),
    }
}

#[test]
fn the_grade_on_the_licence_may_decide_beside_the_level() {
    let pack = pack(&[
        r#"rate: pay = "90%"; when = { grade = ["tertiary-b", "tertiary-c"] }"#,
        r#"rate: pay = "80%"; when = { grade = "tertiary-a" }"#,
    ]);
    assert_eq!(paid(&pack, "100", |s| s.grade = Grade::TertiaryB), "90.00");
    assert_eq!(paid(&pack, "100", |s| s.grade = Grade::TertiaryA), "80.00");
    assert_eq!(paid(&pack, "100", |_| ()), "no-rule");
}

#[test]
fn the_second_stay_without_a_filing_may_cost_more() {
    let pack = pack(&[
        r#"rate: pay = "80%"; when = { unfiled_stay = "..1" }"#,
        r#"rate: pay = "60%"; when = { unfiled_stay = "1" }"#,
        r#"rate: pay = "40%"; when = { unfiled_stay = "2.." }"#,
    ]);
    for (stay, expected) in [(0, "80.00"), (1, "60.00"), (2, "40.00"), (3, "40.00")] {
        assert_eq!(paid(&pack, "100", |s| s.unfiled_stay = stay), expected);
    }
}

#[test]
fn a_deductible_may_be_a_share_of_the_own_contribution_base() {
    let pack = pack(&[
        r#"deductible: of_year_base = "5%""#,
        r#"rate: pay = "100%""#,
        r#"ceiling: counter = "year"; of_year_base = "10%""#,
    ]);
    // 1 000 a month are 12 000 a year: a deductible of 600 and a ceiling of 1 200.
    let base = |s: &mut Situation| s.contribution_base = Some(yuan("1000"));
    for (bill, expected) in [
        ("600.00", "0.00"),
        ("600.01", "0.01"),
        ("1799.99", "1199.99"),
        ("1800.00", "1200.00"),
        ("1800.01", "1200.00"),
    ] {
        assert_eq!(paid(&pack, bill, base), expected, "{bill}");
    }
    // Nobody said what it is.
    assert_eq!(paid(&pack, "600.01", |_| ()), "rule-not-known");
    assert_eq!(paid(&pack, "0", |_| ()), "0.00");
    let no_deductible = crate::support::pack(&[
        r#"rate: pay = "100%""#,
        r#"ceiling: counter = "year"; of_year_base = "10%""#,
    ]);
    assert_eq!(paid(&no_deductible, "1", |_| ()), "ceiling-not-known");
}

const FOLLOWING: &[&str] = &[
    r#"deductible: amount = "900.00""#,
    r#"rate: pay = "100%""#,
    r#"stay: follows = "transfer-up"; deductible = "topped-up""#,
    r#"stay: follows = "transfer-down"; deductible = "carried-over""#,
    r#"stay: follows = "readmission"; deductible = "anew""#,
    r#"stay: follows = "over-year"; deductible = "carried-over"; rules_of = "admission""#,
    r#"stay: follows = "over-rules"; deductible = "carried-over"; rules_of = "discharge""#,
];

#[test]
fn a_stay_that_follows_another_tops_its_deductible_up_or_carries_it_over() {
    let pack = pack(FOLLOWING);
    for (follows, before, expected) in [
        (Follows::Nothing, "400.00", "100.00"),
        (Follows::Readmission, "400.00", "100.00"),
        (Follows::TransferUp, "0.00", "100.00"),
        (Follows::TransferUp, "400.00", "500.00"),
        (Follows::TransferUp, "899.99", "999.99"),
        (Follows::TransferUp, "900.00", "1000.00"),
        (Follows::TransferUp, "900.01", "1000.00"),
        (Follows::TransferDown, "400.00", "1000.00"),
        (Follows::OverYear, "400.00", "1000.00"),
    ] {
        let set = |s: &mut Situation| {
            s.follows = follows;
            s.deductible_before = yuan(before).into();
        };
        assert_eq!(
            paid(&pack, "1000", set),
            expected,
            "{follows} after {before}"
        );
    }
}

#[test]
fn each_yuan_of_an_earlier_deductible_is_credited_once() {
    let rows = |counter: &str| {
        let deductible =
            format!(r#"deductible: of = ["drugs", "fund"]; amount = "1000.00"{counter}"#);
        pack(&[
            r#"layer: name = "drugs"; base = ["eligible"]; counts = "visit"; items = "negotiated""#,
            r#"layer: name = "fund"; base = ["eligible"]; counts = "visit""#,
            &deductible,
            r#"rate: of = ["drugs", "fund"]; pay = "100%""#,
            r#"stay: of = ["drugs", "fund"]; follows = "transfer-up"; deductible = "topped-up""#,
        ])
    };
    let by_layer = |paid: &[(&str, &str)]| {
        let paid = paid
            .iter()
            .map(|(name, sum)| ((*name).to_owned(), yuan(sum)));
        DeductibleBefore::ByLayer(paid.collect())
    };
    let (apart, shared) = (rows(""), rows(r#"; counter = "s"; per = "visit""#));
    let sum = |sum: &str| DeductibleBefore::from(yuan(sum));
    // 2 000 of each kind. What the two layers take, with 1 000 each or 1 000 together.
    for (before, each, together) in [
        (sum("0"), "2000.00", "1000.00"),
        (sum("0.01"), "1999.99", "999.99"),
        (sum("300"), "1700.00", "700.00"),
        (sum("1000.01"), "999.99", "0.00"),
        (sum("2000"), "0.00", "0.00"),
        (by_layer(&[("drugs", "300")]), "1700.00", "700.00"),
        (by_layer(&[("fund", "300")]), "1700.00", "700.00"),
        (
            by_layer(&[("drugs", "300"), ("fund", "300")]),
            "1400.00",
            "400.00",
        ),
        (by_layer(&[("fund", "1500")]), "1000.00", "0.00"),
        (by_layer(&[("s:deductible", "300")]), "2000.00", "700.00"),
        (by_layer(&[("other", "300")]), "2000.00", "1000.00"),
    ] {
        for (pack, taken) in [(&apart, each), (&shared, together)] {
            let mut inputs = inputs(pack, "2000");
            inputs.scope.negotiated = yuan("2000");
            inputs.situation.follows = Follows::TransferUp;
            inputs.situation.deductible_before = before.clone();
            let got = result(pack, &inputs).deductible;
            assert_eq!(got, yuan(taken), "{before:?}");
        }
    }
}

#[test]
fn what_was_paid_is_handed_over_under_the_name_it_was_paid_under() {
    let handed_over = |rows: &[&str], same_year: bool| {
        let pack = pack(rows);
        let computed = inputs(&pack, "250").compute(&pack, None);
        let paid = computed.expect("covered").handed_over(same_year);
        let paid: Vec<String> = paid
            .amounts()
            .map(|(name, amount)| format!("{} {amount}", name.unwrap_or_default()))
            .collect();
        paid.join(", ")
    };
    let rate = r#"rate: pay = "100%""#;
    for (deductible, next_year, same_year) in [
        (r#"amount = "400.00""#, "fund 250.00", "fund 250.00"),
        (
            r#"counter = "s"; amount = "100.00""#,
            "s:deductible 100.00",
            "",
        ),
        (
            r#"counter = "s"; per = "month"; amount = "100.00""#,
            "s:deductible@2025-06 100.00",
            "s:deductible@2025-06 100.00",
        ),
        (
            r#"counter = "s"; per = "visit"; amount = "100.00""#,
            "s:deductible 100.00",
            "s:deductible 100.00",
        ),
    ] {
        let row = format!("deductible: {deductible}");
        assert_eq!(handed_over(&[&row, rate], false), next_year);
        assert_eq!(handed_over(&[&row, rate], true), same_year, "{deductible}");
    }
}

#[test]
fn a_month_that_goes_on_holds_what_was_paid_already() {
    let pack = pack(&[
        r#"deductible: counter = "s"; per = "month"; amount = "1000.00""#,
        r#"rate: pay = "100%""#,
        r#"stay: follows = "transfer-up"; deductible = "topped-up""#,
    ]);
    for (paid_in, total, expected) in [("2025-06", "300", "700.00"), ("2025-05", "0", "700.00")] {
        let mut inputs = inputs(&pack, "2000");
        let paid = [(format!("s:deductible@{paid_in}"), yuan("300"))];
        inputs.situation.follows = Follows::TransferUp;
        inputs.situation.deductible_before = DeductibleBefore::ByLayer(paid.into());
        let running = ("s:deductible@2025-06".to_owned(), yuan(total));
        inputs.year.counters.extend([running]);
        assert_eq!(
            result(&pack, &inputs).deductible,
            yuan(expected),
            "{paid_in}"
        );
    }
}

#[test]
fn a_transfer_that_takes_a_deductible_over_is_the_same_admission_unless_a_row_says_otherwise() {
    let same = |row: &str, follows: Follows| {
        let pack = pack(&[r#"rate: pay = "100%""#, row]);
        let mut situation = inputs(&pack, "0").situation;
        situation.follows = follows;
        pack.in_force(None).is_same_admission(&situation)
    };
    for (row, follows, expected) in [
        (
            r#"follows = "transfer-up"; deductible = "topped-up""#,
            Follows::TransferUp,
            true,
        ),
        (
            r#"follows = "transfer-down"; deductible = "carried-over""#,
            Follows::TransferDown,
            true,
        ),
        (
            r#"follows = "transfer-up"; deductible = "anew""#,
            Follows::TransferUp,
            false,
        ),
        (
            r#"follows = "readmission"; deductible = "carried-over""#,
            Follows::Readmission,
            false,
        ),
        (
            r#"follows = "readmission"; deductible = "carried-over"; admission = "same""#,
            Follows::Readmission,
            true,
        ),
        (
            r#"follows = "transfer-up"; deductible = "topped-up"; admission = "own""#,
            Follows::TransferUp,
            false,
        ),
        (
            r#"follows = "transfer-up"; deductible = "topped-up""#,
            Follows::OverYear,
            true,
        ),
        (
            r#"follows = "transfer-up"; deductible = "topped-up""#,
            Follows::TransferDown,
            false,
        ),
    ] {
        assert_eq!(
            same(&format!("stay: {row}"), follows),
            expected,
            "{row} {follows}"
        );
    }
    let wrong = r#"stay: follows = "over-year"; deductible = "anew"; admission = "own""#;
    assert_eq!(codes(&[r#"rate: pay = "100%""#, wrong]), ["only-beside"]);
}

/// 10 % of a bill of 3 000.00 is 300.00, whatever the most it may come to: 500.00 of 800.00 paid
/// before are left for the later layer, which has a deductible of 500.00.
#[test]
fn a_sum_paid_before_goes_by_what_the_deductible_is_for_this_bill() {
    let rows = |of_the_first: &str| {
        pack(&[
            r#"layer: name = "fund"; base = ["eligible"]; counts = "visit""#,
            r#"layer: name = "large"; payer = "large-expense"; counts = "visit"
base = ["deductible", "co-pay"]"#,
            r#"rate: pay = "80%""#,
            r#"rate: of = "large"; pay = "50%""#,
            &format!("deductible: {of_the_first}"),
            r#"deductible: of = "large"; amount = "500.00""#,
            r#"stay: of = ["fund", "large"]; follows = "transfer-up"; deductible = "topped-up""#,
        ])
    };
    let stay = |pack: &Pack| {
        let mut inputs = inputs(pack, "3000");
        inputs.situation.follows = Follows::TransferUp;
        inputs.situation.deductible_before = yuan("800").into();
        inputs.compute(pack, None)
    };
    let share = r#"bill_share = { share = "10%", at_least = "100.00", at_most = "1000.00" }"#;
    let computed = stay(&rows(share)).expect("covered");
    let shares = computed.adjudication.shares;
    assert_eq!(shares.of(Payer::PooledFund), yuan("2400"));
    assert_eq!(shares.of(Payer::LargeExpense), yuan("300"));
    let handed_over = computed.handed_over(true);
    let paid: Vec<_> = handed_over.amounts().collect();
    assert_eq!(
        paid,
        [(Some("fund"), yuan("300")), (Some("large"), yuan("500"))]
    );
    // Without the figure of the first, nobody knows what is left for the other.
    let unknown = stay(&rows(r#"unknown = { zh = "一", en = "a" }"#));
    assert_eq!(unknown.err().map(|why| why.code()), Some("rule-not-known"));
}

#[test]
fn a_row_says_which_day_of_a_long_stay_picks_the_rules() {
    let pack = pack(FOLLOWING);
    let (admitted, discharged) = (date(2025, 12, 20), date(2026, 1, 10));
    let day = |follows: Follows| {
        let mut situation = inputs(&pack, "0").situation;
        situation.follows = follows;
        pack.in_force(None)
            .rules_day(admitted, discharged, &situation)
    };
    assert_eq!(day(Follows::OverYear), admitted);
    assert_eq!(day(Follows::OverRules), discharged);
    // One that was not settled in parts goes over the year as well.
    assert_eq!(day(Follows::Nothing), admitted);
    let within = |from: Date| {
        let situation = inputs(&pack, "0").situation;
        pack.in_force(None).rules_day(from, discharged, &situation)
    };
    assert_eq!(within(date(2026, 1, 1)), discharged);
    let wrong = r#"stay: follows = "readmission"; deductible = "anew"; rules_of = "admission""#;
    let rate = r#"rate: pay = "100%""#;
    assert_eq!(codes(&[rate, wrong]), ["only-beside"]);
    let nothing = r#"stay: follows = "nothing"; deductible = "anew""#;
    assert_eq!(codes(&[rate, nothing]), ["cannot-combine"]);
}

/// A pack with marks, which stand in a table of their own.
fn with_marks(rows: &[&str]) -> Result<Pack, Vec<&'static str>> {
    let marks = "[marks]\nkidney = { zh = \"尿毒症\", en = \"kidney failure\" }\n";
    let text = text(rows).replacen("[sources.A]", &format!("{marks}[sources.A]"), 1);
    let read = Pack::from_text(&text, |_| String::new());
    read.map_err(|problems| problems.iter().map(|problem| problem.code).collect())
}

#[test]
fn a_diagnosis_gives_a_mark_and_with_it_a_quota() {
    let disease = |rest: &str| {
        let named = r#"disease: name = "n18"; title = { zh = "尿毒症", en = "kidney failure" }; "#;
        format!(r#"{named}codes = ["N18.5", "M07800"]; mark = "kidney"{rest}"#)
    };
    let pack = with_marks(&[
        r#"rate: pay = "90%""#,
        r#"ceiling: counter = "quota"; amount = "50.00"; when = { with = "kidney" }"#,
        r#"ceiling: counter = "quota"; unlimited = true; when = { without = "kidney" }"#,
        &disease(""),
    ])
    .expect("a sound pack");
    let marks = |pack: &Pack, codes: &[&str], recognised: &[&str]| {
        let owned = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        let recognised: BTreeSet<String> = owned(recognised).into_iter().collect();
        let situation = inputs(pack, "0").situation;
        pack.in_force(None)
            .marks_of(&owned(codes), &recognised, &situation)
    };
    for (code, found) in [
        ("N18.5", true),
        ("N18.501", true),
        ("N18", false),
        ("N18.4", false),
        ("M07800x001", true),
        ("n18.501", true),
        (" N18.5 ", true),
        ("m07800X001", true),
        ("XN18.5", false),
    ] {
        assert_eq!(
            marks(&pack, &[code], &[]).contains("kidney"),
            found,
            "{code}"
        );
    }
    let mut inputs = inputs(&pack, "100");
    inputs.situation.traits = marks(&pack, &["J00", "N18.5"], &[]);
    let shares = result(&pack, &inputs).shares;
    assert_eq!(shares.of(Payer::PooledFund), yuan("50"));
    let recognised = with_marks(&[r#"rate: pay = "90%""#, &disease("; recognised = true")]);
    let recognised = recognised.expect("a sound pack");
    assert!(marks(&recognised, &["N18.5"], &[]).is_empty());
    assert!(marks(&recognised, &["N18.5"], &["n18"]).contains("kidney"));
    let empty = disease("").replace(r#"["N18.5", "M07800"]"#, "[\"\"]");
    assert_eq!(
        with_marks(&[r#"rate: pay = "90%""#, &empty]).err(),
        Some(vec!["no-codes"])
    );
    assert_eq!(
        codes(&[r#"rate: pay = "90%""#, &disease("")]),
        ["unknown-mark"]
    );
}

#[test]
fn a_place_says_what_becomes_of_later_settlements() {
    let silent = pack(&[r#"rate: pay = "90%""#]);
    let situation = inputs(&silent, "0").situation;
    let says =
        |pack: &Pack, at: WhatChanged| pack.in_force(None).after_cancellation(&situation, at);
    let (same, elsewhere) = (WhatChanged::SameFacility, WhatChanged::Elsewhere);
    assert_eq!(
        says(&silent, same),
        (LaterSettlements::CancelledFirst, DecidedBy::Automatic)
    );
    assert_eq!(
        says(&silent, elsewhere),
        (LaterSettlements::Corrected, DecidedBy::Automatic)
    );
    let own = pack(&[
        r#"rate: pay = "90%""#,
        r#"cancellation: at = "elsewhere"; later = "stand"; decided = "clerk""#,
    ]);
    assert_eq!(
        says(&own, elsewhere),
        (LaterSettlements::Stand, DecidedBy::Clerk)
    );
    assert_eq!(
        says(&own, same),
        (LaterSettlements::CancelledFirst, DecidedBy::Automatic)
    );
}
