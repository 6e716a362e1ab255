//! What no fund covers bears no deductible, uses none up for later bills, and is seen by no later
//! fund, whatever way it is not covered.

use domain::rules::Component;
use domain::shares::Payer;
use domain::situation::YearToDate;

use crate::support::{borne, inputs, pack, result, yuan};

const LATER: &str = concat!(
    r#"layer: name = "later"; payer = "critical-illness"; counts = "visit"; "#,
    r#"base = ["self-pay-first", "deductible", "co-pay", "reduction", "above-ceiling"]"#
);
const PAYS_ALL: &str = r#"rate: of = "later"; pay = "100%""#;

#[test]
fn a_layer_that_covers_nothing_takes_nothing_and_hands_nothing_on() {
    for counts in ["visit", "month", "quarter", "year"] {
        for more in ["", r#"; counter = "s""#, r#"; taken = "after-rate""#] {
            for bands in ["base", "after-deductible", "paid", "whole-amount"] {
                let clash = bands != "base" && !more.is_empty();
                if clash || bands == "whole-amount" && counts != "visit" {
                    continue;
                }
                let pack = pack(&[
                    &format!(
                        r#"layer: name = "fund"; base = ["eligible"]; {}"#,
                        format_args!(r#"counts = "{counts}"; bands = "{bands}""#)
                    ),
                    LATER,
                    &format!(r#"deductible: amount = "200.00"{more}"#),
                    "rate: not_covered = true",
                    r#"adjustment: step = "footing"; self_pay_first = "10%""#,
                    PAYS_ALL,
                ]);
                let inputs = inputs(&pack, "1000");
                let result = result(&pack, &inputs);
                let about = format!("{counts} {more} {bands}");
                assert_eq!(borne(&result, Component::NotCovered), "1000.00", "{about}");
                assert_eq!(result.deductible, yuan("0"), "{about}");
                assert_eq!(
                    result.shares.of(Payer::CriticalIllness),
                    yuan("0"),
                    "{about}"
                );
                assert!(result.counted.iter().all(|grown| *grown == 0), "{about}");
            }
        }
    }
}

#[test]
fn only_what_a_band_covers_bears_the_deductible() {
    // To 500 nothing, to 1 000 half, beyond nothing; a deductible of 300.
    let pack = pack(&[
        LATER,
        r#"deductible: amount = "300.00""#,
        r#"rate: not_covered = true; up_to = "500.00""#,
        r#"rate: pay = "50%"; above = "500.00"; up_to = "1000.00""#,
        r#"rate: not_covered = true; above = "1000.00""#,
        PAYS_ALL,
    ]);
    for (eligible, deductible, paid, not_covered) in [
        ("500.00", "0.00", "0.00", "500.00"),
        ("500.01", "0.01", "0.00", "500.00"),
        ("800.00", "300.00", "0.00", "500.00"),
        ("800.02", "300.00", "0.01", "500.00"),
        ("1000.00", "300.00", "100.00", "500.00"),
        ("1000.01", "300.00", "100.00", "500.01"),
    ] {
        let result = result(&pack, &inputs(&pack, eligible));
        assert_eq!(result.deductible, yuan(deductible), "{eligible}");
        assert_eq!(
            result.shares.of(Payer::PooledFund),
            yuan(paid),
            "{eligible}"
        );
        assert_eq!(
            borne(&result, Component::NotCovered),
            not_covered,
            "{eligible}"
        );
    }
}

/// A bill that ends exactly with a band lies in that band, for the deductible as for the rate.
#[test]
fn the_band_of_the_whole_amount_says_whether_it_bears_the_deductible() {
    let whole =
        r#"layer: name = "fund"; base = ["eligible"]; counts = "visit"; bands = "whole-amount""#;
    let deductible = r#"deductible: amount = "100.00""#;
    let below = pack(&[
        whole,
        deductible,
        r#"rate: pay = "50%"; up_to = "1000.00""#,
        r#"rate: not_covered = true; above = "1000.00""#,
    ]);
    let above = pack(&[
        whole,
        deductible,
        r#"rate: not_covered = true; up_to = "1000.00""#,
        r#"rate: pay = "50%"; above = "1000.00""#,
    ]);
    for (pack, eligible, deductible, paid) in [
        (&below, "1000.00", "100.00", "450.00"),
        (&below, "1000.01", "0.00", "0.00"),
        (&above, "1000.00", "0.00", "0.00"),
        (&above, "1000.01", "100.00", "450.01"),
    ] {
        let result = result(pack, &inputs(pack, eligible));
        assert_eq!(result.deductible, yuan(deductible), "{eligible}");
        assert_eq!(
            result.shares.of(Payer::PooledFund),
            yuan(paid),
            "{eligible}"
        );
    }
}

#[test]
fn what_was_not_covered_uses_no_deductible_up_for_later_bills() {
    let pack = pack(&[
        r#"layer: name = "fund"; base = ["eligible"]; counts = "quarter""#,
        r#"deductible: amount = "200.00""#,
        r#"rate: not_covered = true; when = { age = "..18" }"#,
        r#"rate: pay = "60%"; when = { age = "18.." }"#,
    ]);
    let mut year = YearToDate::default();
    for (age, eligible, paid) in [
        (10, "1000.00", "0.00"),
        (40, "600.00", "240.00"),
        (10, "1000.00", "0.00"),
        (40, "100.00", "60.00"),
    ] {
        let mut inputs = inputs(&pack, eligible);
        inputs.situation.age = age;
        inputs.year = year.clone();
        let computed = inputs.compute(&pack, None).expect("covered");
        let shares = computed.adjudication.shares;
        assert_eq!(shares.of(Payer::PooledFund), yuan(paid), "{age} {eligible}");
        for (counter, grown) in computed.plan.counted(&computed.adjudication.counted) {
            *year.counters.entry(counter).or_default() += grown;
        }
    }
}

#[test]
fn a_class_that_is_not_covered_leaves_a_shared_deductible_to_the_others() {
    let pack = pack(&[
        r#"layer: name = "drugs"; base = ["eligible"]; counts = "visit"; items = "negotiated""#,
        r#"layer: name = "fund"; base = ["eligible"]; counts = "visit""#,
        r#"deductible: of = ["drugs", "fund"]; counter = "s"; amount = "1000.00""#,
        r#"rate: of = "drugs"; not_covered = true"#,
        r#"rate: pay = "80%""#,
    ]);
    let mut inputs = inputs(&pack, "3000");
    inputs.scope.negotiated = yuan("5000");
    let result = result(&pack, &inputs);
    assert_eq!(result.shares.of(Payer::PooledFund), yuan("1600"));
    assert_eq!(borne(&result, Component::NotCovered), "5000.00");
}
