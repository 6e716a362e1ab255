//! A figure that stands in is told wherever another one could have changed the amounts. The figure
//! of 2024 is 8 084.00; that of 2025 is not published.

use domain::explain::Inputs;
use domain::plan::Refusal;
use domain::policy::Pack;
use domain::situation::Follows;
use jiff::civil::date;

use crate::support::{inputs, pack, yuan};

const SHARE: &str = r#"index_share = { index = "wage", years_back = 1, share = "100%" }"#;
const YEAR: &str = r#"layer: name = "fund"; base = ["eligible"]; counts = "year""#;

fn of_2026(pack: &Pack, eligible: &str) -> Inputs {
    let mut inputs = inputs(pack, eligible);
    inputs.situation.day = date(2026, 6, 10);
    inputs
}

/// What the funds pay, and what the amounts rest on for now.
fn answer(pack: &Pack, inputs: &Inputs) -> (String, Vec<String>) {
    let computed = inputs.compute(pack, None).expect("the pack covers it");
    let rests = computed.provisional.into_iter().map(|one| one.figure);
    (
        computed.adjudication.shares.funds().to_string(),
        rests.collect(),
    )
}

fn for_now(paid: &str) -> (String, Vec<String>) {
    (paid.to_owned(), vec!["index wage 2025".to_owned()])
}

#[test]
fn a_deductible_used_up_by_its_stand_in_is_told() {
    let pack = pack(&[
        YEAR,
        r#"rate: pay = "60%""#,
        &format!("deductible: {SHARE}"),
    ]);
    let mut late = of_2026(&pack, "5000");
    for used in ["0.01", "8083.99", "8084.00", "8084.01", "90000.00"] {
        late.year
            .counters
            .insert("fund:base".to_owned(), yuan(used));
        let (_, rests) = answer(&pack, &late);
        assert_eq!(rests, ["index wage 2025"], "after {used}");
    }
    assert_eq!(answer(&pack, &late), for_now("3000.00"));
}

#[test]
fn one_topped_up_shared_or_after_the_rate_is_told_too() {
    let rate = r#"rate: pay = "50%""#;
    let stay = r#"stay: follows = "readmission"; deductible = "topped-up""#;
    let topped = pack(&[rate, &format!("deductible: {SHARE}"), stay]);
    let mut follows = of_2026(&topped, "1000");
    follows.situation.follows = Follows::Readmission;
    follows.situation.deductible_before = yuan("9000").into();
    assert_eq!(answer(&topped, &follows), for_now("500.00"));

    let shared = pack(&[rate, &format!(r#"deductible: {SHARE}; counter = "all""#)]);
    let mut late = of_2026(&shared, "1000");
    late.year
        .counters
        .insert("all:deductible".to_owned(), yuan("9000"));
    assert_eq!(answer(&shared, &late), for_now("500.00"));

    let after = pack(&[
        YEAR,
        rate,
        &format!(r#"deductible: {SHARE}; taken = "after-rate""#),
    ]);
    let mut late = of_2026(&after, "1000");
    late.year
        .counters
        .insert("fund:base".to_owned(), yuan("20000"));
    late.year
        .counters
        .insert("fund:taken".to_owned(), yuan("8084"));
    assert_eq!(answer(&after, &late), for_now("500.00"));
}

/// A later layer does not get beyond its threshold: figures rise, so the amounts stand, and the
/// person is told.
#[test]
fn a_threshold_that_is_not_reached_is_told_in_words() {
    let pack = pack(&[
        r#"rate: pay = "50%""#,
        r#"layer: name = "later"; payer = "critical-illness"; base = ["co-pay"]; counts = "visit""#,
        r#"rate: of = "later"; pay = "50%""#,
        &format!(r#"deductible: of = "later"; {SHARE}"#),
    ]);
    let told = |eligible: &str| {
        let inputs = of_2026(&pack, eligible);
        let told = inputs.explain(&pack, None).expect("the pack covers it");
        let caveat = told.caveats.iter().any(|said| said.zh.contains("没有达到"));
        (told.provisional.len(), caveat)
    };
    assert_eq!(told("16168.00"), (0, true));
    assert_eq!(told("16168.02"), (1, false));
}

/// Two ceilings that are not published: when the lower one is, the other decides, and of that only
/// a lower bound is known.
#[test]
fn every_ceiling_below_what_is_due_counts() {
    let other = concat!(
        r#"ceiling: counter = "own"; at_least = "9000.00"; "#,
        r#"unknown = { zh = "没有公布", en = "not published" }"#
    );
    let known = r#"ceiling: counter = "known"; amount = "9500.00""#;
    let pack = pack(&[
        r#"rate: pay = "100%""#,
        &format!(r#"ceiling: counter = "year"; {SHARE}"#),
        other,
        known,
    ]);
    let rests = |eligible: &str| answer(&pack, &of_2026(&pack, eligible)).1;
    let stands_in = ["index wage 2025"];
    assert_eq!(rests("8084.00"), [""; 0]);
    assert_eq!(rests("8084.01"), stands_in);
    assert_eq!(rests("9000.00"), stands_in);
    let beyond = of_2026(&pack, "9000.01").compute(&pack, None);
    assert!(
        matches!(beyond, Err(Refusal::CeilingNotKnown { .. })),
        "{beyond:?}"
    );
    // What lies beyond a known one decides nothing.
    let tight = known.replace("9500.00", "8500.00");
    let pack = crate::support::pack(&[
        r#"rate: pay = "100%""#,
        &format!(r#"ceiling: counter = "year"; {SHARE}"#),
        other,
        &tight,
    ]);
    assert_eq!(answer(&pack, &of_2026(&pack, "20000")).1, stands_in);
}
