//! A figure that is missing stops or marks only a bill that reaches it. Boundaries are tried a fen
//! below, at, and a fen above.

use domain::explain::Inputs;
use domain::plan::Refusal;
use domain::policy::Pack;
use domain::shares::Payer;
use domain::situation::{Accounts, YearToDate};
use jiff::civil::{Date, date};

use crate::support::{codes, inputs, pack, yuan};

const NOT_KNOWN: &str = r#"unknown = { zh = "没有收录", en = "not known" }"#;

/// What a bill comes to: what the pooled fund pays, marked when provisional, or the code of the
/// refusal.
fn answer(pack: &Pack, inputs: &Inputs) -> String {
    match inputs.compute(pack, None) {
        Ok(computed) => {
            let paid = computed.adjudication.shares.of(Payer::PooledFund);
            match computed.provisional.as_slice() {
                [] => paid.to_string(),
                missing => {
                    let names: Vec<&str> = missing.iter().map(|one| one.figure.as_str()).collect();
                    format!("{paid} for now by {}", names.join(", "))
                }
            }
        }
        Err(refusal) => refusal.code().to_owned(),
    }
}

fn by_amount(pack: &Pack, eligible: &str) -> String {
    answer(pack, &inputs(pack, eligible))
}

fn on(pack: &Pack, day: Date, eligible: &str) -> String {
    let mut inputs = inputs(pack, eligible);
    inputs.situation.day = day;
    answer(pack, &inputs)
}

#[track_caller]
fn check(pack: &Pack, table: &[(&str, &str)]) {
    for (eligible, expected) in table {
        assert_eq!(by_amount(pack, eligible), *expected, "a bill of {eligible}");
    }
}

#[test]
fn a_rate_that_is_not_known_stops_only_a_bill_that_reaches_its_band() {
    let pack = pack(&[
        r#"deductible: amount = "600.00""#,
        r#"rate: pay = "80%"; up_to = "10000.00""#,
        &format!(r#"rate: above = "10000.00"; up_to = "20000.00"; {NOT_KNOWN}"#),
        r#"rate: pay = "90%"; above = "20000.00""#,
    ]);
    check(
        &pack,
        &[
            ("9999.99", "7519.99"),
            ("10000.00", "7520.00"),
            ("10000.01", "rule-not-known"),
            ("30000.00", "rule-not-known"),
        ],
    );
}

#[test]
fn a_band_above_one_that_is_not_known_is_known() {
    let pack = pack(&[
        r#"layer: name = "fund"; base = ["eligible"]; counts = "year""#,
        &format!(r#"rate: up_to = "100.00"; {NOT_KNOWN}"#),
        r#"rate: pay = "80%"; above = "100.00""#,
    ]);
    let mut later = inputs(&pack, "50");
    for (used, expected) in [
        ("99.99", "rule-not-known"),
        ("100.00", "40.00"),
        ("100.01", "40.00"),
    ] {
        later
            .year
            .counters
            .insert("fund:base".to_owned(), yuan(used));
        assert_eq!(answer(&pack, &later), expected, "after {used}");
    }
}

#[test]
fn a_rate_that_is_not_known_does_not_matter_below_the_deductible_or_above_the_ceiling() {
    let pack = pack(&[
        r#"deductible: amount = "600.00""#,
        &format!("rate: {NOT_KNOWN}"),
        r#"ceiling: counter = "year"; amount = "1000.00""#,
    ]);
    check(
        &pack,
        &[
            ("599.99", "0.00"),
            ("600.00", "0.00"),
            ("600.01", "rule-not-known"),
        ],
    );
    let mut late = inputs(&pack, "5000");
    for (used, expected) in [
        ("999.99", "rule-not-known"),
        ("1000.00", "0.00"),
        ("1000.01", "0.00"),
    ] {
        late.year.counters.insert("year".to_owned(), yuan(used));
        assert_eq!(answer(&pack, &late), expected, "after {used}");
    }
    // All beyond the deductible is above the ceiling, and the trace says so.
    let computed = late.compute(&pack, None).expect("the ceiling is used up");
    let steps = computed.steps_by_rule();
    let told: Vec<String> = steps
        .iter()
        .map(|(rule, sum)| format!("{rule} {sum}"))
        .collect();
    assert_eq!(
        told,
        ["deductible 600.00", "ceiling 4400.00", "cash 5000.00"]
    );
}

#[test]
fn a_change_that_is_not_known_stops_every_bill_beyond_the_deductible() {
    let pack = pack(&[
        r#"deductible: amount = "600.00""#,
        r#"rate: pay = "80%""#,
        &format!(r#"adjustment: step = "footing"; {NOT_KNOWN}"#),
        r#"ceiling: counter = "year"; amount = "1000.00""#,
    ]);
    check(
        &pack,
        &[
            ("599.99", "0.00"),
            ("600.00", "0.00"),
            ("600.01", "rule-not-known"),
        ],
    );
    // It might take out something first, so it matters above the ceiling too.
    let mut late = inputs(&pack, "5000");
    late.year.counters.insert("year".to_owned(), yuan("1000"));
    assert_eq!(answer(&pack, &late), "rule-not-known");
}

#[test]
fn a_deductible_that_is_not_known_does_not_matter_where_nothing_is_paid() {
    let deductible = format!("deductible: {NOT_KNOWN}");
    let nothing = [deductible.as_str(), r#"rate: pay = "0%""#];
    check(&pack(&nothing), &[("0", "0.00"), ("5000", "0.00")]);
    let later = [
        deductible.as_str(),
        r#"rate: pay = "0%"; up_to = "1000.00""#,
        r#"rate: pay = "50%"; above = "1000.00""#,
    ];
    check(
        &pack(&later),
        &[
            ("999.99", "0.00"),
            ("1000.00", "0.00"),
            ("1000.01", "rule-not-known"),
        ],
    );
}

#[test]
fn a_deductible_that_is_not_known_matters_to_a_later_layer_that_looks_at_it_alone() {
    let rows = |base: &str| {
        pack(&[
            &format!("deductible: {NOT_KNOWN}"),
            r#"rate: pay = "0%""#,
            &format!(
                r#"layer: name = "later"; payer = "other-fund"; counts = "visit"; base = [{base}]"#
            ),
            r#"rate: of = "later"; pay = "50%""#,
        ])
    };
    assert_eq!(by_amount(&rows(r#""deductible""#), "100"), "rule-not-known");
    assert_eq!(by_amount(&rows(r#""co-pay""#), "100"), "rule-not-known");
    let both = rows(r#""deductible", "co-pay""#);
    let computed = inputs(&both, "100").compute(&both, None).expect("known");
    assert_eq!(
        computed.adjudication.shares.of(Payer::OtherFund),
        yuan("50")
    );
    // What the account may pay tells them apart as well.
    let by_account = pack(&[
        &format!("deductible: {NOT_KNOWN}"),
        r#"rate: pay = "0%""#,
        r#"account: pays = ["co-pay"]"#,
    ]);
    assert_eq!(by_amount(&by_account, "100"), "rule-not-known");
}

#[test]
fn a_later_layer_is_asked_only_beyond_its_threshold() {
    let pack = pack(&[
        r#"rate: pay = "80%""#,
        r#"layer: name = "later"; payer = "other-fund"; counts = "visit"; base = ["co-pay"]"#,
        r#"deductible: of = "later"; amount = "1000.00""#,
        &format!(r#"rate: of = "later"; {NOT_KNOWN}"#),
    ]);
    check(
        &pack,
        &[
            ("4999.95", "3999.96"),
            ("5000.00", "4000.00"),
            ("5000.05", "rule-not-known"),
        ],
    );
}

#[test]
fn a_rate_of_negotiated_drugs_matters_only_where_there_are_some() {
    let pack = pack(&[
        r#"layer: name = "fund"; base = ["eligible"]; counts = "visit"; items = "ordinary""#,
        r#"layer: name = "drugs"; base = ["eligible"]; counts = "visit"; items = "negotiated""#,
        r#"rate: pay = "80%""#,
        &format!(r#"rate: of = "drugs"; {NOT_KNOWN}"#),
    ]);
    assert_eq!(by_amount(&pack, "1000"), "800.00");
    let mut with = inputs(&pack, "1000");
    with.scope.negotiated = yuan("0.01");
    assert_eq!(answer(&pack, &with), "rule-not-known");
}

#[test]
fn only_what_was_reached_is_told() {
    let pack = pack(&[
        r#"deductible: amount = "600.00""#,
        &format!(r#"rate: up_to = "1000.00"; {NOT_KNOWN}"#),
        r#"rate: above = "1000.00"; unknown = { zh = "上段没有收录", en = "the upper band" }"#,
    ]);
    let told = |eligible: &str| {
        let refusal = inputs(&pack, eligible).compute(&pack, None).unwrap_err();
        let Refusal::Unknown { missing, .. } = &refusal else {
            panic!("another refusal: {refusal}");
        };
        let says: Vec<String> = missing.iter().map(|one| one.says.zh.clone()).collect();
        says
    };
    assert_eq!(told("1000"), ["没有收录"]);
    assert_eq!(told("1001"), ["没有收录", "上段没有收录"]);
}

const WAGE: &str = "{ index = \"wage\", years_back = 1, share = \"100%\" }";

#[test]
fn the_last_published_index_stands_in_for_a_ceiling() {
    // The wage of 2024 is 8 084; that of 2025 is not published.
    let pack = pack(&[
        r#"rate: pay = "80%""#,
        &format!(r#"ceiling: counter = "year"; index_share = {WAGE}"#),
    ]);
    let (known, not_yet) = (date(2025, 6, 1), date(2026, 6, 1));
    for (eligible, then, now) in [
        ("10104.99", "8083.99", "8083.99"),
        ("10105.00", "8084.00", "8084.00"),
        ("10105.01", "8084.00", "8084.00 for now by index wage 2025"),
        ("20000.00", "8084.00", "8084.00 for now by index wage 2025"),
    ] {
        assert_eq!(on(&pack, known, eligible), then, "{eligible}, known");
        assert_eq!(on(&pack, not_yet, eligible), now, "{eligible}, not yet");
    }
    // Two years later still the last one; before the first there is none.
    assert!(on(&pack, date(2028, 6, 1), "20000").ends_with("for now by index wage 2027"));
    assert_eq!(on(&pack, date(2025, 1, 1), "1"), "0.80");
}

#[test]
fn an_index_without_any_earlier_year_is_a_ceiling_that_is_not_known() {
    let pack = pack(&[
        r#"deductible: amount = "100.00""#,
        r#"rate: pay = "80%""#,
        concat!(
            r#"ceiling: counter = "year"; "#,
            r#"index_share = { index = "wage", years_back = 3, share = "100%" }"#
        ),
    ]);
    check(
        &pack,
        &[("99.99", "0.00"), ("100.00", "0.00"), ("100.01", "0.01")].map(|(bill, paid)| {
            (
                bill,
                if paid == "0.00" {
                    paid
                } else {
                    "ceiling-not-known"
                },
            )
        }),
    );
}

#[test]
fn the_figure_of_the_year_before_stands_in_for_a_ceiling() {
    let pack = pack(&[
        r#"rate: pay = "100%""#,
        concat!(
            r#"ceiling: counter = "year"; amount = "500.00"; "#,
            r#"from = "2023-01-01"; until = "2024-01-01""#
        ),
        concat!(
            r#"ceiling: counter = "year"; amount = "630.00"; from = "2024-01-01"; "#,
            r#"until = "2025-01-01"; when = { status = "on-job" }"#
        ),
        concat!(
            r#"ceiling: counter = "year"; amount = "700.00"; from = "2024-01-01"; "#,
            r#"until = "2025-01-01"; when = { status = "retired" }"#
        ),
        &format!(r#"ceiling: counter = "year"; {NOT_KNOWN}"#),
    ]);
    let by = "for now by ceiling 440300/employee year";
    check(
        &pack,
        &[
            ("629.99", "629.99"),
            ("630.00", "630.00"),
            ("630.01", &format!("630.00 {by}")),
        ],
    );
    let mut retired = inputs(&pack, "1000");
    retired.situation.status = domain::person::Status::Retired;
    assert_eq!(answer(&pack, &retired), format!("700.00 {by}"));
    // Used up before: nothing is paid, and that too is for now.
    let mut late = inputs(&pack, "1000");
    late.year.counters.insert("year".to_owned(), yuan("650"));
    assert_eq!(answer(&pack, &late), format!("0.00 {by}"));
    // A tighter ceiling that is known decides alone.
    let told = late.explain(&pack, None).expect("provisional");
    assert_eq!(told.provisional[0].stand_in, yuan("630"));
    assert!(told.provisional[0].says.zh.contains("公布后补差"));
    let below = inputs(&pack, "600").explain(&pack, None).expect("known");
    assert_eq!(below.provisional, []);
    assert!(
        below
            .caveats
            .iter()
            .any(|said| said.zh.contains("没有达到"))
    );
}

#[test]
fn what_a_published_example_paid_is_a_bound_and_no_ceiling() {
    let pack = pack(&[
        r#"deductible: amount = "100.00""#,
        r#"rate: pay = "80%""#,
        &format!(r#"ceiling: counter = "year"; {NOT_KNOWN}; at_least = "400.00""#),
    ]);
    check(
        &pack,
        &[
            ("599.99", "399.99"),
            ("600.00", "400.00"),
            ("600.02", "ceiling-not-known"),
            ("50000.00", "ceiling-not-known"),
        ],
    );
    let mut late = inputs(&pack, "200");
    for (used, expected) in [
        ("320.00", "80.00"),
        ("320.01", "ceiling-not-known"),
        ("500.00", "ceiling-not-known"),
    ] {
        late.year.counters.insert("year".to_owned(), yuan(used));
        assert_eq!(answer(&pack, &late), expected, "after {used}");
    }
    // What is known is told beside it: the bound, the deductible and the rate.
    let refusal = inputs(&pack, "50000").compute(&pack, None).unwrap_err();
    let message = refusal.message();
    for known in ["不低于 400.00 元", "起付线 100.00 元", "支付比例 80%"] {
        assert!(message.zh.contains(known), "{}", message.zh);
    }
    for known in ["below 400.00", "deductible 100.00", "rate 80%"] {
        assert!(message.en.contains(known), "{}", message.en);
    }
    // Within the bound somebody is told so.
    let below = inputs(&pack, "200").explain(&pack, None).expect("known");
    let told = |caveat: &domain::Bilingual| {
        caveat
            .zh
            .contains("只知道封顶线不低于 400.00 元，本次没有超过")
    };
    assert!(below.caveats.iter().any(told), "{:?}", below.caveats);
}

#[test]
fn a_bound_above_the_last_published_figure_takes_its_place() {
    let before = concat!(
        r#"ceiling: counter = "year"; amount = "500.00"; "#,
        r#"from = "2023-01-01"; until = "2025-01-01""#
    );
    let with = |bound: &str| {
        pack(&[
            r#"rate: pay = "100%""#,
            before,
            &format!(r#"ceiling: counter = "year"; {NOT_KNOWN}; at_least = "{bound}""#),
        ])
    };
    let published = "500.00 for now by ceiling 440300/employee year";
    assert_eq!(by_amount(&with("499.99"), "600"), published);
    assert_eq!(by_amount(&with("500.01"), "500.01"), "500.01");
    assert_eq!(by_amount(&with("500.01"), "600"), "ceiling-not-known");
}

#[test]
fn of_two_ceilings_the_tighter_decides_whether_a_bill_is_refused() {
    let known = |limit: &str| {
        pack(&[
            r#"rate: pay = "100%""#,
            &format!(r#"ceiling: counter = "known"; amount = "{limit}""#),
            &format!(r#"ceiling: counter = "year"; {NOT_KNOWN}; at_least = "400.00""#),
        ])
    };
    assert_eq!(by_amount(&known("399.99"), "500"), "399.99");
    assert_eq!(by_amount(&known("400.00"), "500"), "400.00");
    assert_eq!(by_amount(&known("400.01"), "500"), "ceiling-not-known");
}

#[test]
fn a_ceiling_of_which_nothing_is_known_stops_whoever_would_be_paid() {
    let pack = pack(&[
        r#"deductible: amount = "600.00""#,
        r#"rate: pay = "50%""#,
        &format!(r#"ceiling: counter = "year"; {NOT_KNOWN}"#),
    ]);
    check(
        &pack,
        &[
            ("599.99", "0.00"),
            ("600.00", "0.00"),
            ("600.01", "ceiling-not-known"),
        ],
    );
    let refusal = inputs(&pack, "700").compute(&pack, None).unwrap_err();
    let message = refusal.message();
    assert!(message.zh.contains("没有收录") && message.zh.contains("层的封顶线不知道"));
    assert!(
        message.zh.contains("热线") && message.en.contains("hotline"),
        "{message}"
    );
}

#[test]
fn the_last_published_index_stands_in_for_a_deductible() {
    let pack = pack(&[
        &format!("deductible: index_share = {WAGE}"),
        r#"rate: pay = "80%""#,
    ]);
    assert_eq!(on(&pack, date(2025, 6, 1), "9084"), "800.00");
    let now = on(&pack, date(2026, 6, 1), "9084");
    assert_eq!(now, "800.00 for now by index wage 2025");
    assert_eq!(on(&pack, date(2026, 6, 1), "0"), "0.00");
}

#[test]
fn at_least_goes_only_with_what_is_not_known() {
    let rows = [
        r#"rate: pay = "80%""#,
        r#"ceiling: counter = "year"; amount = "1.00"; at_least = "1.00""#,
    ];
    assert_eq!(codes(&rows), ["only-beside"]);
}

#[test]
fn a_person_may_ask_before_there_is_a_bill() {
    let answers = |rows: &[&str]| {
        let pack = pack(rows);
        let situation = inputs(&pack, "0").situation;
        let plan = domain::plan::fold(&pack, &situation, None).expect("a plan");
        plan.answers().map_err(|refusal| refusal.code())
    };
    let deductible = r#"deductible: amount = "600.00""#;
    let unknown = format!("rate: {NOT_KNOWN}");
    assert_eq!(answers(&[deductible, &unknown]), Err("rule-not-known"));
    let far = format!(r#"rate: above = "9000.00"; {NOT_KNOWN}"#);
    let near = r#"rate: pay = "80%"; up_to = "9000.00""#;
    assert_eq!(answers(&[deductible, near, &far]), Ok(()));
}

#[test]
fn stored_inputs_of_before_are_read() {
    let pack = pack(&[r#"rate: pay = "80%""#]);
    let mut inputs = inputs(&pack, "100");
    inputs.accounts = Accounts::default();
    inputs.year = YearToDate::default();
    let text = serde_json::to_string(&inputs).expect("inputs are written");
    assert!(!text.contains("provisional"), "{text}");
    assert_eq!(
        serde_json::from_str::<Inputs>(&text).expect("read again"),
        inputs
    );
}

/// The first version settled a bill that reaches a ceiling nobody knows as if there were none. What
/// it settled is derived again as it was, and counted under the ceiling's total; a new bill is
/// refused.
#[test]
fn what_was_settled_without_a_ceiling_is_derived_again_so() {
    let pack = pack(&[
        r#"rate: pay = "80%""#,
        &format!(r#"ceiling: counter = "year"; {NOT_KNOWN}"#),
    ]);
    let bill = inputs(&pack, "1000");
    let refused = bill.compute(&pack, None).expect_err("no ceiling is known");
    assert_eq!(refused.code(), "ceiling-not-known");
    let again = bill.settled_again(&pack).expect("as it was settled");
    assert_eq!(again.adjudication.shares.of(Payer::PooledFund), yuan("800"));
    assert_eq!(again.counted().get("year"), Some(&yuan("800")));
}
