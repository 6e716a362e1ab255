//! Who pays first, classes of items, and what layers pay together at the least, to the fen.

use domain::rules::{Component, ItemClass};
use domain::shares::Payer;

use crate::support::{borne, codes, fund, inputs, pack, result, yuan};

#[test]
fn the_account_may_pay_before_the_funds() {
    let rows = |turn: &str| {
        pack(&[
            r#"deductible: amount = "600.00""#,
            r#"rate: pay = "80%""#,
            &format!(r#"account: pays = ["eligible", "deductible", "co-pay"]; turn = "{turn}""#),
        ])
    };
    for (turn, own, paid, account, cash) in [
        ("last", "100.00", "320.00", "100.00", "580.00"),
        ("first", "0.00", "320.00", "0.00", "680.00"),
        ("first", "100.00", "240.00", "100.00", "660.00"),
        ("first", "399.99", "0.01", "399.99", "600.00"),
        ("first", "400.00", "0.00", "400.00", "600.00"),
        ("first", "400.01", "0.00", "400.01", "599.99"),
        ("first", "1000.00", "0.00", "1000.00", "0.00"),
        ("first", "1000.01", "0.00", "1000.00", "0.00"),
    ] {
        let pack = rows(turn);
        let mut inputs = inputs(&pack, "1000");
        inputs.accounts.own = yuan(own);
        let shares = result(&pack, &inputs).shares;
        let got = [Payer::PooledFund, Payer::Account, Payer::Cash].map(|payer| shares.of(payer));
        assert_eq!(got, [paid, account, cash].map(yuan), "{turn} {own}");
    }
    // The family's account comes after the person's own, and neither is spent twice.
    let pack = rows("first");
    let mut inputs = inputs(&pack, "1000");
    (inputs.accounts.own, inputs.accounts.family) = (yuan("100"), yuan("250"));
    let shares = result(&pack, &inputs).shares;
    assert_eq!(shares.of(Payer::Account), yuan("100"));
    assert_eq!(shares.of(Payer::FamilyAccount), yuan("250"));
    // (1 000 − 350 − 600) × 80 %.
    assert_eq!(shares.of(Payer::PooledFund), yuan("40"));
    assert_eq!(shares.of(Payer::Cash), yuan("610"));
}

#[test]
fn what_the_account_may_not_pay_first_waits() {
    let pack = pack(&[
        r#"rate: pay = "50%""#,
        r#"account: pays = ["upfront"]; turn = "first""#,
    ]);
    let mut inputs = inputs(&pack, "1000");
    inputs.scope.upfront = yuan("100");
    inputs.accounts.own = yuan("500");
    let shares = result(&pack, &inputs).shares;
    assert_eq!(shares.of(Payer::PooledFund), yuan("500"));
    assert_eq!(shares.of(Payer::Account), yuan("100"));
}

#[test]
fn what_stands_before_the_eligible_part_keeps_its_money_in_the_account() {
    let paid = |pays: &str, (own, family): (&str, &str)| {
        let pack = pack(&[
            r#"rate: pay = "50%""#,
            &format!(r#"account: pays = [{pays}]; turn = "first""#),
        ]);
        let mut inputs = inputs(&pack, "1000");
        (inputs.scope.upfront, inputs.scope.above_limit) = (yuan("200"), yuan("50"));
        (inputs.accounts.own, inputs.accounts.family) = (yuan(own), yuan(family));
        let shares = result(&pack, &inputs).shares;
        [Payer::PooledFund, Payer::Account, Payer::FamilyAccount].map(|of| shares.of(of))
    };
    for (pays, accounts, expected) in [
        (
            r#""eligible", "upfront""#,
            ("500", "0"),
            ["250", "500", "0"],
        ),
        (
            r#""upfront", "eligible""#,
            ("500", "0"),
            ["350", "500", "0"],
        ),
        (
            r#""upfront", "above-limit", "eligible""#,
            ("500", "0"),
            ["375", "500", "0"],
        ),
        (r#""co-pay", "eligible""#, ("500", "0"), ["250", "500", "0"]),
        (
            r#""upfront", "eligible""#,
            ("200", "0"),
            ["500", "200", "0"],
        ),
        (
            r#""upfront", "eligible""#,
            ("150", "100"),
            ["475", "150", "100"],
        ),
        (
            r#""upfront", "eligible""#,
            ("150", "50"),
            ["500", "150", "50"],
        ),
        (r#""upfront""#, ("500", "0"), ["500", "200", "0"]),
    ] {
        assert_eq!(
            paid(pays, accounts),
            expected.map(yuan),
            "{pays} {accounts:?}"
        );
    }
}

#[test]
fn the_formula_of_a_guarantee_knows_what_an_earlier_one_made_up() {
    let pack = pack(&[
        r#"layer: name = "fund"; base = ["eligible"]; counts = "visit""#,
        r#"layer: name = "later"; payer = "critical-illness"; base = ["co-pay"]; counts = "visit""#,
        r#"rate: pay = "30%""#,
        r#"rate: of = "later"; pay = "20%""#,
        r#"guarantee: share = "40%"; base = ["eligible"]"#,
        r#"guarantee: of = ["fund", "later"]; share = "70%"; base = ["eligible"]"#,
    ]);
    let told = inputs(&pack, "10000")
        .explain(&pack, None)
        .expect("covered");
    let steps = told.steps.iter().filter(|step| step.rule == "guarantee");
    let formulas: Vec<&str> = steps.map(|step| step.formula.as_str()).collect();
    assert_eq!(
        formulas,
        [
            "10,000.00 × 40% − 3,000.00 = 1,000.00",
            "10,000.00 × 70% − 5,200.00 = 1,800.00",
        ]
    );
}

/// What is eligible is 10 000, whoever paid how much of it: the second layer at least 2 000.
#[test]
fn a_least_share_of_what_is_eligible_is_of_all_of_it() {
    let pack = pack(&[
        r#"layer: name = "fund"; base = ["eligible"]; counts = "visit""#,
        r#"layer: name = "later"; payer = "critical-illness"; base = ["co-pay"]; counts = "visit""#,
        r#"rate: pay = "30%""#,
        r#"rate: of = "later"; pay = "20%""#,
        r#"guarantee: of = "later"; share = "20%"; base = ["eligible"]"#,
    ]);
    let shares = result(&pack, &inputs(&pack, "10000")).shares;
    assert_eq!(shares.of(Payer::PooledFund), yuan("3000"));
    // 20 % of the 7 000 that are left are 1 400; 600 are made up.
    assert_eq!(shares.of(Payer::CriticalIllness), yuan("2000"));
    assert_eq!(shares.of(Payer::Cash), yuan("5000"));
}

fn classed() -> [&'static str; 7] {
    [
        r#"layer: name = "fund"; base = ["eligible"]; counts = "visit""#,
        concat!(
            r#"layer: name = "home"; base = ["eligible"]; "#,
            r#"counts = "visit"; items = ["implant", "blood"]"#
        ),
        concat!(
            r#"layer: name = "abroad"; base = ["eligible"]; "#,
            r#"counts = "visit"; items = "imported-implant""#
        ),
        concat!(
            r#"deductible: of = ["fund", "home", "abroad"]; "#,
            r#"counter = "all"; per = "visit"; amount = "100.00""#
        ),
        r#"rate: pay = "80%""#,
        r#"rate: of = "home"; pay = "70%""#,
        r#"rate: of = "abroad"; pay = "50%""#,
    ]
}

#[test]
fn a_class_of_items_may_have_a_rate_of_its_own() {
    let pack = pack(&classed());
    let mut inputs = inputs(&pack, "100");
    for (class, amount) in [
        (ItemClass::Implant, "1000"),
        (ItemClass::Blood, "100"),
        (ItemClass::ImportedImplant, "2000"),
        // No layer names these: they are with the ordinary ones.
        (ItemClass::SpecialExamination, "500"),
        (ItemClass::Negotiated, "400"),
    ] {
        *inputs.scope.of_class(class) = yuan(amount);
    }
    let result = result(&pack, &inputs);
    // (1 000 − 100) × 80 % + 1 100 × 70 % + 2 000 × 50 %.
    assert_eq!(result.shares.of(Payer::PooledFund), yuan("2490"));
    assert_eq!(result.deductible, yuan("100"));
    assert_eq!(result.shares.total(), yuan("4100"));
    // A deductible that the first layer does not use up goes on in the next.
    inputs.scope = domain::bill::Scope {
        ordinary: yuan("99.99"),
        blood: yuan("10.01"),
        ..Default::default()
    };
    assert_eq!(fund_of(&pack, &inputs), "7.00");
}

fn fund_of(pack: &domain::policy::Pack, inputs: &domain::explain::Inputs) -> String {
    result(pack, inputs)
        .shares
        .of(Payer::PooledFund)
        .to_string()
}

#[test]
fn all_means_whatever_no_layer_before_took() {
    let pack = pack(&[
        r#"layer: name = "drugs"; base = ["eligible"]; counts = "visit"; items = "negotiated""#,
        r#"layer: name = "fund"; base = ["eligible"]; counts = "visit"; items = "all""#,
        r#"rate: of = "drugs"; pay = "100%""#,
        r#"rate: pay = "50%""#,
    ]);
    let mut inputs = inputs(&pack, "100");
    inputs.scope.negotiated = yuan("10");
    inputs.scope.blood = yuan("20");
    assert_eq!(fund_of(&pack, &inputs), "70.00");
}

#[test]
fn a_word_that_is_no_class_is_refused() {
    let rows = [
        r#"layer: name = "fund"; base = ["eligible"]; counts = "visit"; items = "wine""#,
        r#"rate: pay = "50%""#,
    ];
    assert_eq!(codes(&rows).len(), 1);
}

#[test]
fn layers_together_pay_a_least_share() {
    let rows = |guarantee: &str| {
        pack(&[
            r#"deductible: amount = "1000.00""#,
            r#"rate: pay = "50%""#,
            r#"ceiling: counter = "year"; amount = "5000.00""#,
            concat!(
                r#"layer: name = "later"; payer = "critical-illness"; "#,
                r#"counts = "visit"; base = ["co-pay"]"#
            ),
            r#"deductible: of = "later"; amount = "2000.00""#,
            r#"rate: of = "later"; pay = "50%""#,
            guarantee,
        ])
    };
    // 10 000: (10 000 − 1 000) × 50 % = 4 500; (4 500 − 2 000) × 50 % = 1 250; 5 750 together.
    for (guarantee, bill, fund, later) in [
        (r#"share = "57.49%""#, "10000", "4500.00", "1250.00"),
        (r#"share = "57.5%""#, "10000", "4500.00", "1250.00"),
        (r#"share = "57.51%""#, "10000", "4501.00", "1250.00"),
        // (10 000 − 1 000) × 65 % = 5 850.
        (
            r#"share = "65%"; less_deductible = true"#,
            "10000",
            "4600.00",
            "1250.00",
        ),
        // Only up to the ceiling.
        (r#"share = "70%""#, "10000", "5000.00", "1250.00"),
        (r#"share = "100%""#, "500", "500.00", "0.00"),
        (
            r#"share = "60%"; less_deductible = true"#,
            "999.99",
            "0.00",
            "0.00",
        ),
        (
            r#"share = "60%"; less_deductible = true"#,
            "1000.05",
            "0.03",
            "0.00",
        ),
    ] {
        let row = format!("guarantee: of = [\"fund\", \"later\"]; {guarantee}");
        let pack = rows(&row);
        let result = result(&pack, &inputs(&pack, bill));
        assert_eq!(
            result.shares.of(Payer::PooledFund),
            yuan(fund),
            "{guarantee} {bill}"
        );
        assert_eq!(result.shares.of(Payer::CriticalIllness), yuan(later));
        assert_eq!(result.shares.total(), yuan(bill));
    }
}

#[test]
fn a_guarantee_may_look_at_a_part_of_the_bill_and_relieves_the_last_part_first() {
    let rows = |base: &str| {
        pack(&[
            r#"deductible: amount = "1000.00""#,
            r#"rate: pay = "50%"; up_to = "5000.00""#,
            r#"rate: not_covered = true; above = "5000.00""#,
            &format!(r#"guarantee: share = "60%"{base}"#),
        ])
    };
    let paid = |base: &str| {
        let pack = rows(base);
        let mut inputs = inputs(&pack, "6000");
        inputs.scope.wholly_self_paid = yuan("4000");
        let result = result(&pack, &inputs);
        let parts = [
            Component::CoPay,
            Component::NotCovered,
            Component::WhollySelfPaid,
        ];
        let parts = parts.map(|part| borne(&result, part));
        (result.shares.of(Payer::PooledFund).to_string(), parts)
    };
    let parts = |parts: [&str; 3]| parts.map(str::to_owned);
    // 2 000 are paid. 60 % of 10 000, the parts outside the rules relieved first.
    let all = paid("");
    assert_eq!(
        all,
        ("6000.00".to_owned(), parts(["2000.00", "0.00", "1000.00"]))
    );
    // 60 % of the 6 000 that are eligible.
    let eligible = paid(r#"; base = ["eligible"]"#);
    assert_eq!(
        eligible,
        ("3600.00".to_owned(), parts(["1400.00", "0.00", "4000.00"]))
    );
    let told = {
        let pack = rows("");
        inputs(&pack, "6000").explain(&pack, None).expect("covered")
    };
    let step = told
        .steps
        .iter()
        .find(|step| step.rule == "guarantee")
        .expect("a step");
    assert_eq!(step.formula, "6,000.00 × 60% − 2,000.00 = 1,600.00");
    assert!(!step.basis.is_empty());
}

#[test]
fn a_rate_may_grow_with_age() {
    let pack =
        pack(&[r#"rate: by_age = { base = "70%", per_year = "0.5", after = 45, limit = "95%" }"#]);
    for (age, paid) in [
        (0, "700"),
        (44, "700"),
        (45, "700"),
        (46, "705"),
        (94, "945"),
        (95, "950"),
        (96, "950"),
        (255, "950"),
    ] {
        let mut inputs = inputs(&pack, "1000");
        inputs.situation.age = age;
        let got = result(&pack, &inputs).shares.of(Payer::PooledFund);
        assert_eq!(got, yuan(paid), "aged {age}");
    }
    let reversed =
        r#"rate: by_age = { base = "70%", per_year = "0.5", after = 45, limit = "60%" }"#;
    assert_eq!(codes(&[reversed]).len(), 1);
    assert_eq!(fund(&pack, "1000"), yuan("700"));
}
