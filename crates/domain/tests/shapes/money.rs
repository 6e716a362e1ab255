//! Shapes of deductible, rate and ceiling that only some cities have, to the fen. Boundaries are
//! tried a fen below, at, and a fen above.

use domain::explain::{Computed, Inputs};
use domain::policy::Pack;
use domain::rules::Component;
use domain::shares::Payer;
use domain::situation::YearToDate;
use domain::trace::StepKind;
use jiff::civil::{Date, date};

use crate::support::{borne, codes, fund, inputs, pack, result, yuan};

fn computed(pack: &Pack, inputs: &Inputs) -> Computed {
    inputs.compute(pack, None).expect("the pack covers it")
}

/// Bills one after the other, each on its day and added to the totals; what the pooled fund pays of
/// each.
fn one_after_the_other(pack: &Pack, bills: &[(Date, &str)]) -> Vec<String> {
    let mut year = YearToDate::default();
    let paid = bills.iter().map(|(day, amount)| {
        let mut inputs = inputs(pack, amount);
        inputs.situation.day = *day;
        inputs.year = year.clone();
        let computed = computed(pack, &inputs);
        for (counter, grown) in computed.plan.counted(&computed.adjudication.counted) {
            *year.counters.entry(counter).or_default() += grown;
        }
        let shares = computed.adjudication.shares;
        shares.of(Payer::PooledFund).to_string()
    });
    paid.collect()
}

const LATER: &str = r#"layer: name = "later"; payer = "critical-illness"; counts = "visit"; "#;

#[test]
fn what_a_band_does_not_cover_is_seen_by_no_later_layer() {
    let rows = |base: &str| {
        pack(&[
            r#"rate: pay = "80%"; up_to = "1000.00""#,
            r#"rate: not_covered = true; above = "1000.00"; up_to = "3000.00""#,
            r#"rate: pay = "50%"; above = "3000.00""#,
            &format!("{LATER}base = [{base}]"),
            r#"rate: of = "later"; pay = "100%""#,
            r#"adjustment: step = "footing"; points = "+10""#,
        ])
    };
    let plain = rows(r#""co-pay""#);
    for (eligible, paid, not_covered, later) in [
        ("1000.00", "900.00", "0.00", "100.00"),
        ("1000.01", "900.00", "0.01", "100.00"),
        ("3000.00", "900.00", "2000.00", "100.00"),
        ("3000.01", "900.01", "2000.00", "100.00"),
        ("5000.00", "2100.00", "2000.00", "900.00"),
    ] {
        let result = result(&plain, &inputs(&plain, eligible));
        assert_eq!(
            result.shares.of(Payer::PooledFund),
            yuan(paid),
            "{eligible}"
        );
        assert_eq!(borne(&result, Component::NotCovered), not_covered);
        assert_eq!(result.shares.of(Payer::CriticalIllness), yuan(later));
    }
    let named = rows(r#""co-pay", "not-covered""#);
    let result = result(&named, &inputs(&named, "5000"));
    assert_eq!(result.shares.of(Payer::CriticalIllness), yuan("2900"));
    // The step says so, in the words of its row.
    let told = inputs(&plain, "5000")
        .explain(&plain, None)
        .expect("covered");
    let step = told.steps.iter().find(|step| step.rule == "not-covered");
    assert_eq!(step.map(|step| step.amount), Some(yuan("2000")));
    assert_eq!(
        codes(&[r#"rate: not_covered = true; pay = "10%""#]),
        ["one-of"]
    );
}

#[test]
fn one_deductible_is_shared_and_topped_up_over_the_year() {
    let pack = pack(&[
        r#"deductible: counter = "stays"; when = { level = "secondary" }; amount = "400.00""#,
        r#"deductible: counter = "stays"; when = { level = "tertiary" }; amount = "900.00""#,
        concat!(
            r#"deductible: counter = "stays"; "#,
            r#"when = { level = ["community", "primary"] }; amount = "0.00""#
        ),
        r#"rate: pay = "100%""#,
    ]);
    use domain::facility::Level;
    let mut year = YearToDate::default();
    // 400 at level 2; at level 3 only the other 500; then nothing, at either.
    for (level, bill, deductible) in [
        (Level::Secondary, "399.99", "399.99"),
        (Level::Secondary, "100.00", "0.01"),
        (Level::Tertiary, "1000.00", "500.00"),
        (Level::Tertiary, "1000.00", "0.00"),
        (Level::Secondary, "1000.00", "0.00"),
    ] {
        let mut inputs = inputs(&pack, bill);
        inputs.situation.level = level;
        inputs.year = year.clone();
        let computed = computed(&pack, &inputs);
        let got = computed.adjudication.deductible;
        assert_eq!(got, yuan(deductible), "{level} {bill}");
        for (counter, grown) in computed.plan.counted(&computed.adjudication.counted) {
            *year.counters.entry(counter).or_default() += grown;
        }
    }
    assert_eq!(year.counter("stays:deductible"), yuan("900"));
}

#[test]
fn layers_of_one_bill_share_a_deductible() {
    let pack = pack(&[
        r#"layer: name = "fund"; base = ["eligible"]; counts = "visit"; items = "ordinary""#,
        r#"layer: name = "drugs"; base = ["eligible"]; counts = "visit"; items = "negotiated""#,
        r#"deductible: of = ["fund", "drugs"]; counter = "all"; per = "visit"; amount = "600.00""#,
        r#"rate: of = ["fund", "drugs"]; pay = "50%""#,
    ]);
    for (ordinary, negotiated, paid) in [
        ("599.99", "100.00", "50.00"),
        ("600.00", "100.00", "50.00"),
        ("600.01", "100.00", "50.01"),
        ("0.00", "599.99", "0.00"),
        ("0.00", "600.02", "0.01"),
    ] {
        let mut inputs = inputs(&pack, ordinary);
        inputs.scope.negotiated = yuan(negotiated);
        let computed = computed(&pack, &inputs);
        let shares = computed.adjudication.shares;
        // 99.99 × 50 % and 0.01 × 50 % end in half a fen, and half a fen is one.
        let got = shares.of(Payer::PooledFund).to_string();
        assert_eq!(got, paid, "{ordinary} {negotiated}");
        assert!(computed.adjudication.deductible <= yuan("600"));
        // What runs over one visit is forgotten with it.
        assert_eq!(computed.plan.counted(&computed.adjudication.counted), []);
    }
}

#[test]
fn months_quarters_and_years_each_have_their_total() {
    let rows = |counts: &str| {
        pack(&[
            &format!(r#"layer: name = "fund"; base = ["eligible"]; counts = "{counts}""#),
            r#"deductible: amount = "100.00""#,
            r#"rate: pay = "50%""#,
        ])
    };
    let bills = [
        (date(2025, 1, 31), "150"),
        (date(2025, 2, 1), "150"),
        (date(2025, 2, 28), "50"),
        (date(2025, 4, 1), "150"),
    ];
    for (counts, paid) in [
        ("visit", ["25.00", "25.00", "0.00", "25.00"]),
        ("month", ["25.00", "25.00", "25.00", "25.00"]),
        ("quarter", ["25.00", "75.00", "25.00", "25.00"]),
        ("year", ["25.00", "75.00", "25.00", "75.00"]),
    ] {
        assert_eq!(one_after_the_other(&rows(counts), &bills), paid, "{counts}");
    }
}

#[test]
fn a_ceiling_may_run_over_a_visit_a_month_or_a_quarter() {
    let rows = |per: &str| {
        pack(&[
            r#"rate: pay = "100%""#,
            &format!(r#"ceiling: counter = "most"; amount = "100.00"; per = "{per}""#),
        ])
    };
    let bills = [
        (date(2025, 3, 30), "99.99"),
        (date(2025, 3, 31), "99.99"),
        (date(2025, 4, 1), "100.01"),
        (date(2025, 6, 30), "1.00"),
        (date(2025, 7, 1), "1.00"),
    ];
    for (per, paid) in [
        ("visit", ["99.99", "99.99", "100.00", "1.00", "1.00"]),
        ("month", ["99.99", "0.01", "100.00", "1.00", "1.00"]),
        ("quarter", ["99.99", "0.01", "100.00", "0.00", "1.00"]),
        ("year", ["99.99", "0.01", "0.00", "0.00", "0.00"]),
    ] {
        assert_eq!(one_after_the_other(&rows(per), &bills), paid, "{per}");
    }
    let pack = rows("month");
    let plan = computed(&pack, &inputs(&pack, "1")).plan;
    assert_eq!(plan.counters, ["most@2025-06"]);
    assert_eq!(plan.ceiling("most"), Some(yuan("100")));
}

#[test]
fn a_deductible_may_come_off_what_the_bands_give() {
    let pack = pack(&[
        r#"deductible: amount = "500.00"; taken = "after-rate""#,
        r#"rate: pay = "50%"; up_to = "2000.00""#,
        r#"rate: pay = "80%"; above = "2000.00""#,
        r#"ceiling: counter = "year"; amount = "1300.00""#,
    ]);
    for (eligible, paid, deductible) in [
        ("999.98", "0.00", "499.99"),
        ("1000.00", "0.00", "500.00"),
        ("1000.02", "0.01", "500.00"),
        // 1 000 + 800 − 500.
        ("3000.00", "1300.00", "500.00"),
        ("3000.02", "1300.00", "500.00"),
    ] {
        let result = result(&pack, &inputs(&pack, eligible));
        assert_eq!(
            result.shares.of(Payer::PooledFund),
            yuan(paid),
            "{eligible}"
        );
        assert_eq!(result.deductible, yuan(deductible), "{eligible}");
        assert_eq!(result.shares.total(), yuan(eligible));
    }
    let told = inputs(&pack, "2500").explain(&pack, None).expect("covered");
    let rates = told.steps.iter().filter(|step| step.rule == "rate");
    let formulas: Vec<&str> = rates.map(|step| step.formula.as_str()).collect();
    assert_eq!(
        formulas,
        ["2,000.00 × 50% − 500.00 = 500.00", "500.00 × 80% = 400.00"]
    );
}

#[test]
fn over_a_year_a_deductible_after_the_rate_comes_off_once() {
    let pack = pack(&[
        r#"layer: name = "fund"; base = ["eligible"]; counts = "year""#,
        r#"deductible: amount = "500.00"; taken = "after-rate""#,
        r#"rate: pay = "50%"; up_to = "2000.00""#,
        r#"rate: pay = "80%"; above = "2000.00""#,
    ]);
    let day = date(2025, 6, 1);
    let bills = [
        (day, "600"),
        (day, "600"),
        (day, "1800"),
        (day, "0.01"),
        (day, "0.01"),
    ];
    // 300 and 300 with 500 off: 0 and 100; then 400 + 800. Half fen are not rounded twice.
    let paid = one_after_the_other(&pack, &bills);
    assert_eq!(paid, ["0.00", "100.00", "1200.00", "0.01", "0.01"]);
    // Together as one bill of 3 000.02.
    assert_eq!(fund(&pack, "3000.02"), yuan("1300.02"));
}

#[test]
fn the_band_of_the_whole_amount_may_decide_its_rate() {
    let pack = pack(&[
        r#"layer: name = "fund"; base = ["eligible"]; counts = "visit"; bands = "whole-amount""#,
        r#"deductible: amount = "100.00""#,
        r#"rate: pay = "50%"; up_to = "1000.00""#,
        r#"rate: pay = "80%"; above = "1000.00""#,
    ]);
    for (eligible, paid) in [
        ("100.00", "0.00"),
        ("999.98", "449.99"),
        ("1000.00", "450.00"),
        ("1000.05", "720.04"),
        ("2000.00", "1520.00"),
    ] {
        assert_eq!(fund(&pack, eligible), yuan(paid), "{eligible}");
    }
    let by_year = [
        r#"layer: name = "fund"; base = ["eligible"]; counts = "year"; bands = "whole-amount""#,
        r#"rate: pay = "50%""#,
    ];
    assert_eq!(codes(&by_year), ["cannot-combine"]);
}

/// (rounding, what the fund pays of 100.15, 100.50 and 101.00 at 50 %)
#[rustfmt::skip]
const ROUNDINGS: &[(&str, [&str; 3])] = &[
    ("fen",       ["50.08", "50.25", "50.50"]),
    ("fen-down",  ["50.07", "50.25", "50.50"]),
    ("jiao",      ["50.10", "50.30", "50.50"]),
    ("jiao-down", ["50.00", "50.20", "50.50"]),
    ("yuan",      ["50.00", "50.00", "51.00"]),
    ("yuan-down", ["50.00", "50.00", "50.00"]),
    ("yuan-up",   ["51.00", "51.00", "51.00"]),
];

#[test]
fn a_row_may_say_how_its_amount_is_rounded() {
    for (word, paid) in ROUNDINGS {
        let pack = pack(&[&format!(r#"rate: pay = "50%"; round = "{word}""#)]);
        let got = ["100.15", "100.50", "101.00"].map(|bill| fund(&pack, bill).to_string());
        assert_eq!(got, *paid, "{word}");
    }
    // Never more than there is.
    let up = pack(&[r#"rate: pay = "50%"; round = "yuan-up""#]);
    assert_eq!(fund(&up, "0.30"), yuan("0.30"));
    // 8 084 × 5 % = 404.20.
    let wage = r#"{ index = "wage", years_back = 1, share = "5%" }"#;
    for (word, left) in [("yuan", "404.00"), ("yuan-up", "405.00"), ("fen", "404.20")] {
        let pack = pack(&[
            &format!(r#"deductible: index_share = {wage}; round = "{word}""#),
            r#"rate: pay = "100%""#,
            &format!(r#"ceiling: counter = "year"; index_share = {wage}; round = "{word}""#),
        ]);
        let result = result(&pack, &inputs(&pack, "5000"));
        assert_eq!(result.deductible, yuan(left), "{word}");
        assert_eq!(result.shares.of(Payer::PooledFund), yuan(left), "{word}");
    }
}

#[test]
fn a_share_is_rounded_once() {
    // 8 084 × 5.03 % = 406.6252, × 1.67 % = 135.0028, × 1.07 % = 86.4988: to the fen first, the
    // second rounding would begin from another amount.
    let table = [
        ("5.03%", "fen-down", "406.62"),
        ("1.67%", "yuan-up", "136.00"),
        ("1.07%", "yuan", "86.00"),
    ];
    for (share, word, amount) in table {
        let of =
            format!(r#"index_share = {{ index = "wage", years_back = 1, share = "{share}" }}"#);
        let pack = pack(&[
            &format!(r#"deductible: {of}; round = "{word}""#),
            r#"rate: pay = "100%""#,
            &format!(r#"ceiling: counter = "year"; {of}; round = "{word}""#),
        ]);
        let result = result(&pack, &inputs(&pack, "50000"));
        assert_eq!(result.deductible, yuan(amount), "{word}");
        assert_eq!(result.shares.of(Payer::PooledFund), yuan(amount), "{word}");
    }
}

#[test]
fn rounding_and_a_ceiling_inside_a_band_leave_nothing_over() {
    let pack = pack(&[
        r#"rate: pay = "72.5%"; round = "yuan-up""#,
        r#"ceiling: counter = "year"; amount = "100.37""#,
    ]);
    for bill in ["138.43", "138.44", "138.45", "139.00", "500.00"] {
        let inputs = inputs(&pack, bill);
        let computed = computed(&pack, &inputs);
        let result = computed.adjudication;
        assert_eq!(result.shares.total(), yuan(bill));
        assert!(result.shares.of(Payer::PooledFund) <= yuan("100.37"));
        assert!(
            result.borne.iter().all(|part| !part.is_negative()),
            "{bill}"
        );
    }
    let steps = computed(&pack, &inputs(&pack, "500")).steps;
    assert!(steps.iter().any(|step| step.kind == StepKind::Ceiling));
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    let measured = |bands: &str, counts: &str, deductible: &str| {
        let layer = format!(
            r#"layer: name = "fund"; base = ["eligible"]; counts = "{counts}"; bands = "{bands}""#
        );
        let deductible = format!(r#"deductible: amount = "1.00"; {deductible}"#);
        codes(&[&layer, &deductible, r#"rate: pay = "50%""#])
    };
    let after = r#"taken = "after-rate""#;
    for bands in ["after-deductible", "paid", "whole-amount"] {
        assert_eq!(
            measured(bands, "visit", after),
            ["cannot-combine"],
            "{bands}"
        );
    }
    let shared = r#"counter = "all""#;
    assert_eq!(
        measured("after-deductible", "year", shared),
        ["cannot-combine"]
    );
    assert_eq!(measured("after-deductible", "visit", shared), [""; 0]);
    let rate = r#"rate: pay = "50%""#;
    let per = r#"deductible: amount = "1.00"; per = "month""#;
    assert_eq!(codes(&[rate, per]), ["only-beside"]);
}

#[test]
fn a_band_that_pays_nothing_is_not_lifted() {
    for step in [
        r#"points = "5""#,
        r#"rate = "35%""#,
        "points = \"-20\"; floor = \"45%\"",
        r#"person_share = "80%""#,
    ] {
        let pack = pack(&[
            r#"rate: pay = "0%"; up_to = "500.00""#,
            r#"rate: pay = "60%"; above = "500.00""#,
            &format!(r#"adjustment: step = "retired"; {step}"#),
        ]);
        assert_eq!(fund(&pack, "500"), yuan("0"), "{step}");
        assert!(fund(&pack, "1500") > yuan("0"), "{step}");
    }
}
