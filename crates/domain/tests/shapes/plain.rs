//! Figures other places have published (G45–G71), and the corners of the arithmetic: bands on what
//! was paid, totals of the year, ceilings reached in the middle.

use domain::Money;
use domain::adjudicate::Adjudication;
use domain::bill::Scope;
use domain::person::Status;
use domain::policy::Pack;
use domain::rules::Component;
use domain::shares::Payer;
use domain::situation::YearToDate;

use crate::support::{REST, borne, fund, inputs, pack, result, yuan};

/// (example, deductible, rate, eligible, the fund pays)
#[rustfmt::skip]
const PLAIN: &[(&str, &str, &str, &str, &str)] = &[
    ("G45 Ningbo",    "1200.00", "70%", "20 000", "13 160"),
    ("G46 Xiamen",    "1000.00", "90%", "11 000", "9 000"),
    ("G48 Yangzhou",  "600.00",  "65%", "1 500",  "585"),
    ("G50",           "1300.00", "85%", "5 000",  "3 145"),
    ("G51",           "2000.00", "60%", "8 000",  "3 600"),
    ("G52 on the job", "800.00", "85%", "8 000",  "6 120"),
    ("G52 retired",   "800.00",  "90%", "8 000",  "6 480"),
    ("G53",           "300.00",  "80%", "6 000",  "4 560"),
    ("G54 level 3",   "800.00",  "80%", "5 000",  "3 360"),
    ("G54 level 2",   "500.00",  "85%", "5 000",  "3 825"),
    ("G54 level 1",   "200.00",  "90%", "5 000",  "4 320"),
    ("G54 retired",   "800.00",  "85%", "5 000",  "3 570"),
    ("G55 Yan'an",    "1100.00", "80%", "30 000", "23 120"),
    ("G59 basic",     "600.00",  "55%", "90 000", "49 170"),
    ("G60 Beijing",   "1800.00", "50%", "2 500",  "350"),
    ("G68 Guangzhou", "1600.00", "80%", "11 600", "8 000"),
];

#[test]
fn published_examples_of_other_places_come_out() {
    for (example, deductible, rate, eligible, expected) in PLAIN {
        let pack = pack(&[
            &format!("deductible: amount = \"{deductible}\""),
            &format!("rate: pay = \"{rate}\""),
        ]);
        assert_eq!(fund(&pack, eligible), yuan(expected), "{example}");
    }
}

#[test]
fn bands_are_measured_on_the_amount_with_its_deductible() {
    let ziyang = pack(&[
        r#"deductible: amount = "8000.00""#,
        r#"rate: pay = "50%"; up_to = "50000.00""#,
        r#"rate: pay = "60%"; above = "50000.00""#,
    ]);
    // G57, G58.
    assert_eq!(fund(&ziyang, "50 000"), yuan("21 000"));
    assert_eq!(fund(&ziyang, "80 000"), yuan("39 000"));
    // G61.
    let beijing = pack(&[
        r#"deductible: amount = "1300.00""#,
        r#"rate: pay = "85%"; up_to = "30000.00""#,
        r#"rate: pay = "90%"; above = "30000.00"; up_to = "40000.00""#,
        r#"rate: pay = "95%"; above = "40000.00""#,
    ]);
    assert_eq!(fund(&beijing, "50 000"), yuan("42 895"));
}

#[test]
fn bands_may_be_measured_after_the_deductible() {
    let layer = r#"layer: name = "fund"; base = ["eligible"]; counts = "visit""#;
    let pack = pack(&[
        &format!("{layer}; bands = \"after-deductible\""),
        r#"deductible: amount = "20000.00""#,
        r#"rate: pay = "30%"; up_to = "20000.00""#,
        r#"rate: pay = "40%"; above = "20000.00""#,
    ]);
    // G56: 30 000 after the deductible come to 6 000 + 4 000.
    assert_eq!(fund(&pack, "50 000"), yuan("10 000"));
}

#[test]
fn a_deductible_may_be_a_share_of_the_bill_or_of_an_index() {
    let share = r#"{ share = "20%", at_least = "2000.00", at_most = "10000.00" }"#;
    let bounded = pack(&[
        &format!("deductible: bill_share = {share}"),
        r#"rate: pay = "100%""#,
    ]);
    // G71.
    for (bill, deductible) in [
        ("8 000", "2 000"),
        ("30 000", "6 000"),
        ("80 000", "10 000"),
    ] {
        let result = result(&bounded, &inputs(&bounded, bill));
        assert_eq!(result.deductible, yuan(deductible));
    }
    // G62.
    let chengdu = pack(&[
        r#"deductible: index_share = { index = "wage", years_back = 1, share = "5%" }"#,
        r#"rate: pay = "83%""#,
    ]);
    assert_eq!(fund(&chengdu, "30 000"), yuan("24 564.51"));
}

/// (how the footing changes 80 %, the fund pays of 10 000, lost through the footing)
#[rustfmt::skip]
const FOOTINGS: &[(&str, &str, &str)] = &[
    (r#"factor = "100%""#,                  "8000.00", "0.00"),
    (r#"factor = "90%""#,                   "7200.00", "800.00"),
    (r#"points = "-20""#,                   "6000.00", "2000.00"),
    (r#"points = "+5""#,                    "8500.00", "0.00"),
    (r#"points = "-90""#,                   "0.00",    "8000.00"),
    (r#"points = "+90""#,                   "10000.00", "0.00"),
    (r#"points = "-50"; floor = "45%""#,    "4500.00", "3500.00"),
    (r#"rate = "35%""#,                     "3500.00", "4500.00"),
    (r#"rate = { tertiary = "90%" }"#,      "9000.00", "0.00"),
    (r#"person_share = "50%""#,             "9000.00", "0.00"),
    (r#"self_pay_first = "20%""#,           "6400.00", "0.00"),
];

#[test]
fn a_footing_changes_the_rate_in_its_own_way() {
    for (change, expected, lost) in FOOTINGS {
        let pack = pack(&[
            r#"rate: pay = "80%""#,
            &format!("adjustment: step = \"footing\"; {change}"),
        ]);
        let result = result(&pack, &inputs(&pack, "10 000"));
        let got = result.shares.of(Payer::PooledFund).to_string();
        assert_eq!(got, *expected, "{change}");
        assert_eq!(borne(&result, Component::Reduction), *lost, "{change}");
        let first = borne(&result, Component::SelfPayFirst);
        let takes_first = change.starts_with("self_pay_first");
        // G70.
        assert_eq!(first, if takes_first { "2000.00" } else { "0.00" });
    }
}

#[test]
fn steps_before_the_footing_change_what_is_full() {
    let pack = pack(&[
        r#"rate: pay = "80%""#,
        r#"adjustment: step = "retired"; when = { status = "retired" }; person_share = "80%""#,
        r#"adjustment: step = "retired"; when = { status = "on-job" }; factor = "100%""#,
        r#"adjustment: step = "footing"; points = "-20""#,
    ]);
    let mut inputs = inputs(&pack, "10 000");
    inputs.situation.status = Status::Retired;
    let result = result(&pack, &inputs);
    assert_eq!(result.shares.of(Payer::PooledFund), yuan("6 400"));
    assert_eq!(borne(&result, Component::Reduction), "2000.00");
    assert_eq!(borne(&result, Component::CoPay), "1600.00");
}

#[test]
fn thresholds_and_bands_of_the_year_go_on_where_the_last_visit_ended() {
    let pack = pack(&[
        r#"layer: name = "fund"; base = ["eligible"]; counts = "year""#,
        r#"deductible: amount = "100.00""#,
        r#"rate: pay = "60%"; up_to = "500.00""#,
        r#"rate: pay = "80%"; above = "500.00""#,
    ]);
    // G64: visits of 80 and 50 under a threshold of 100. Then one across the edge of the bands.
    let mut year = YearToDate::default();
    for (visit, paid, deductible) in [
        ("80", "0.00", "80.00"),
        ("50", "18.00", "20.00"),
        ("470", "302.00", "0.00"),
        ("10", "8.00", "0.00"),
    ] {
        let mut inputs = inputs(&pack, visit);
        inputs.year = year.clone();
        let computed = inputs.compute(&pack, None).expect("covered");
        let result = computed.adjudication;
        assert_eq!(result.shares.of(Payer::PooledFund).to_string(), paid);
        assert_eq!(result.deductible.to_string(), deductible);
        for (counter, amount) in computed.plan.counted(&result.counted) {
            *year.counters.entry(counter).or_default() += amount;
        }
    }
    assert_eq!(year.counter("fund:base"), yuan("610"));
}

#[test]
fn bands_may_be_measured_on_what_was_paid_in_the_year() {
    let pack = pack(&[
        r#"layer: name = "fund"; base = ["eligible"]; counts = "year"; bands = "paid""#,
        r#"rate: pay = "90%"; up_to = "9000.00""#,
        r#"rate: pay = "50%"; above = "9000.00""#,
    ]);
    let mut inputs = inputs(&pack, "12 000");
    // 10 000 bring the fund to 9 000; of the other 2 000 it pays half.
    let first = inputs.compute(&pack, None).expect("covered");
    let shares = first.adjudication.shares;
    assert_eq!(shares.of(Payer::PooledFund), yuan("10 000"));
    let counted = first.plan.counted(&first.adjudication.counted);
    inputs.year.counters = counted.into_iter().collect();
    assert_eq!(inputs.year.counter("fund:paid"), yuan("10 000"));
    // Everything later is in the second band.
    let shares = result(&pack, &inputs).shares;
    assert_eq!(shares.of(Payer::PooledFund), yuan("6 000"));
}

const LATER: &str = r#"layer: name = "later"; payer = "critical-illness"; counts = "year"; "#;

#[test]
fn a_later_layer_pays_from_what_is_left_and_relieves_it() {
    let later = format!("{LATER}base = [\"deductible\", \"co-pay\", \"above-ceiling\"]");
    let pack = pack(&[
        r#"deductible: amount = "600.00""#,
        r#"rate: pay = "90%""#,
        r#"adjustment: step = "footing"; factor = "80%""#,
        r#"ceiling: counter = "year"; amount = "7200.00""#,
        &later,
        r#"deductible: of = "later"; amount = "1000.00""#,
        r#"rate: of = "later"; pay = "50%""#,
    ]);
    // 20 000 enter; the ceiling of 7 200 is used up by the first 10 000 (90 % × 80 %).
    let result = result(&pack, &inputs(&pack, "20 600"));
    assert_eq!(result.shares.of(Payer::PooledFund), yuan("7 200"));
    assert_eq!(borne(&result, Component::Reduction), "1800.00");
    // 600 + 1 000 + 10 000 enter the later layer, which pays half above 1 000; the reduction does
    // not enter. What it pays comes off the amount above the ceiling first.
    assert_eq!(result.shares.of(Payer::CriticalIllness), yuan("5 300"));
    assert_eq!(borne(&result, Component::AboveCeiling), "4700.00");
    assert_eq!(borne(&result, Component::CoPay), "1000.00");
    assert_eq!(borne(&result, Component::Deductible), "600.00");
}

#[test]
fn self_pay_first_of_a_later_layer_counts_nothing_twice() {
    let pack = pack(&[
        r#"rate: pay = "50%""#,
        &format!("{LATER}base = [\"co-pay\"]"),
        r#"rate: of = "later"; pay = "100%""#,
        r#"adjustment: of = "later"; step = "marked"; self_pay_first = "10%""#,
    ]);
    let result = result(&pack, &inputs(&pack, "1 000"));
    assert_eq!(result.shares.of(Payer::CriticalIllness), yuan("450"));
    assert_eq!(borne(&result, Component::CoPay), "50.00");
    assert_eq!(borne(&result, Component::SelfPayFirst), "0.00");
}

/// 10 % of 1 000.00 and then 2 % of the 900.00 that are left.
#[test]
fn several_steps_of_self_pay_first_act_one_after_the_other() {
    let says = |zh: &str| format!("says = {{ zh = \"{zh}\", en = \"{zh}\" }}");
    let pack = pack(&[
        r#"rate: pay = "80%""#,
        &format!(
            r#"adjustment: step = "footing"; self_pay_first = "10%"; {}"#,
            says("ten")
        ),
        &format!(
            r#"adjustment: step = "age"; self_pay_first = "2%"; {}"#,
            says("two")
        ),
    ]);
    let inputs = inputs(&pack, "1 000");
    let result = result(&pack, &inputs);
    assert_eq!(borne(&result, Component::SelfPayFirst), "118.00");
    assert_eq!(result.shares.of(Payer::PooledFund), yuan("705.60"));
    let told = inputs.explain(&pack, None).expect("covered");
    let first = told
        .steps
        .iter()
        .filter(|step| step.rule == "self-pay-first");
    let first: Vec<(&str, &str)> = first
        .map(|step| (step.formula.as_str(), step.detail.en.as_str()))
        .collect();
    assert_eq!(first, [("10% → 100.00", "ten"), ("2% → 18.00", "two")]);
    let plan = domain::plan::fold(&pack, &inputs.situation, None).expect("a plan");
    assert_eq!(plan.layers[0].first_in_all().to_string(), "11.8%");
    let rates = domain::plan::fold::layer_rates(&pack, &inputs.situation, &pack.tables.layers[0]);
    let rates = rates.expect("known");
    assert_eq!(rates.paid(&rates.bands[0]), 70_560_000);
}

#[test]
fn the_tightest_of_several_ceilings_stops_a_layer() {
    let pack = pack(&[
        r#"rate: pay = "90%""#,
        r#"ceiling: counter = "year"; amount = "100.00""#,
        r#"ceiling: counter = "part"; amount = "45.00""#,
        r#"ceiling: counter = "free"; unlimited = true"#,
        concat!(
            r#"ceiling: counter = "dark"; "#,
            r#"unknown = { zh = "未公布", en = "not published" }; at_least = "40.00""#
        ),
    ]);
    let mut inputs = inputs(&pack, "200");
    inputs.year.counters.insert("year".to_owned(), yuan("60"));
    let computed = inputs.compute(&pack, None).expect("covered");
    let shares = computed.adjudication.shares;
    assert_eq!(shares.of(Payer::PooledFund), yuan("40"));
    let counted = computed.plan.counted(&computed.adjudication.counted);
    let names: Vec<&str> = counted.iter().map(|(name, _)| name.as_str()).collect();
    // What has no ceiling is not counted; what has an unknown one is.
    assert_eq!(names, ["year", "part", "dark"]);
    let told = inputs.explain(&pack, None).expect("covered");
    assert!(
        told.caveats
            .iter()
            .any(|caveat| caveat.zh.starts_with("未公布"))
    );
}

#[test]
fn another_source_may_bring_a_step_and_a_ceiling_of_its_own() {
    let rows = [
        r#"rate: pay = "80%""#,
        r#"adjustment: step = "footing"; factor = "100%""#,
    ];
    let text = pack(&rows).text().to_owned()
        + "[[dispute]]\nid = \"V\"\ntopic = { zh = \"一\", en = \"a\" }\nin_force = \"A\"\n\
           why = { zh = \"一\", en = \"a\" }\n\
           [[dispute.version]]\nsource = \"A\"\nsays = { zh = \"一\", en = \"a\" }\n\
           [[dispute.version]]\nsource = \"B\"\nsays = { zh = \"一\", en = \"a\" }\n\
           [[dispute.version.adjustment]]\nof = \"fund\"\nstep = \"marked\"\nfactor = \"50%\"\n"
        + REST
        + "[[dispute.version.ceiling]]\ncounter = \"new\"\nof = \"fund\"\namount = \"300.00\"\n"
        + REST;
    let pack = Pack::from_text(&text, |_| String::new()).expect("a sound pack");
    let overlay = pack.overlay("V:B").expect("the dispute names it");
    let inputs = inputs(&pack, "1 000");
    let by_other = inputs.compute(&pack, Some(&overlay)).expect("covered");
    let shares = by_other.adjudication.shares;
    assert_eq!(shares.of(Payer::PooledFund), yuan("300"));
    let half = by_other.plan.layers[0].bands[0].pay.to_string();
    assert_eq!(half, "40%");
    assert_eq!(fund(&pack, "1 000"), yuan("800"));
}

#[test]
fn a_bill_of_nothing_and_the_largest_bill_both_add_up() {
    let pack = pack(&[
        r#"deductible: amount = "600.00""#,
        r#"rate: pay = "90%"; up_to = "50000000.00""#,
        r#"rate: pay = "95%"; above = "50000000.00""#,
        r#"adjustment: step = "footing"; factor = "72%""#,
    ]);
    let nothing = result(&pack, &inputs(&pack, "0"));
    assert_eq!(nothing, Adjudication::default());
    let mut all = inputs(&pack, "100000000");
    let most = Money::MAX;
    all.scope = Scope {
        wholly_self_paid: most,
        above_limit: most,
        upfront: most,
        ordinary: most,
        negotiated: most,
        ..Scope::default()
    };
    let result = result(&pack, &all);
    assert_eq!(result.shares.total(), all.scope.total());
    // (50 000 000 − 600) × 90 % × 72 % + 150 000 000 × 95 % × 72 %.
    let expected = yuan("32399611.20") + yuan("99999999") + yuan("2600001");
    assert_eq!(result.shares.of(Payer::PooledFund), expected);
}
