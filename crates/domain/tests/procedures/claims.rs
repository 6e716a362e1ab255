//! What may be claimed afterwards, until when, and with which documents.

use std::collections::BTreeSet;

use domain::facility::Care;
use domain::person::Scheme;
use domain::procedures::{Circumstances, ClaimReason, ClaimRoute, Procedures, Side};
use domain::reimbursement::{Claim, ClaimAnswer, Liability, Outcome, advise};
use jiff::civil::{Date, date};

use super::support::{about, place, shenzhen};

const COST: Date = date(2026, 3, 10);

/// An employee of Shenzhen's tier one, a stay in Beijing.
fn stay<'a>() -> Claim<'a> {
    Claim {
        about: Circumstances {
            care: Some(Care::Inpatient),
            tier: Some("one"),
            ..about(Scheme::Employee, "440300", "110000")
        },
        reason: ClaimReason::NotFiled,
        cost_on: COST,
        discharged_on: Some(date(2026, 3, 20)),
        claimed_on: date(2026, 6, 1),
        special: false,
        dearest_consumable: domain::Money::ZERO,
        liability: Liability::None,
        paid_before: false,
    }
}

fn kinds(answer: &ClaimAnswer) -> Vec<&str> {
    let documents = answer.documents.iter();
    documents.map(|document| document.kind.as_str()).collect()
}

#[test]
fn shenzhen_takes_claims_for_twelve_months_from_the_cost() {
    let rules = shenzhen();
    let on = |claimed_on| {
        advise(
            &rules,
            &Claim {
                claimed_on,
                ..stay()
            },
        )
    };
    let answer = on(date(2027, 3, 9));
    assert_eq!(answer.outcome, Outcome::MayClaim);
    assert_eq!(answer.last_day, Some(date(2027, 3, 9)));
    assert_eq!(on(date(2027, 3, 10)).outcome, Outcome::TooLate);
    // By the article, three years.
    let other = rules.according_to("X20:S000").unwrap();
    let claim = Claim {
        claimed_on: date(2029, 3, 9),
        ..stay()
    };
    assert_eq!(advise(&other, &claim).outcome, Outcome::MayClaim);
}

#[test]
fn documents_follow_the_care_and_what_happened() {
    let rules = shenzhen();
    let plain = ["receipt", "fee-list", "discharge-record", "identity"];
    assert_eq!(kinds(&advise(&rules, &stay())), plain);
    let dear = |amount: &str| {
        let claim = Claim {
            dearest_consumable: amount.parse().unwrap(),
            ..stay()
        };
        advise(&rules, &claim).documents.len()
    };
    assert_eq!((dear("1000.00"), dear("1000.01")), (4, 5));
    let marks: BTreeSet<String> = ["injury", "agent"].map(str::to_owned).into();
    let hurt = Claim {
        about: Circumstances {
            traits: Some(&marks),
            ..stay().about
        },
        ..stay()
    };
    let answer = advise(&rules, &hurt);
    assert_eq!(
        kinds(&answer)[4..],
        ["accident-statement", "agent-identity"]
    );
    assert_eq!(answer.documents[4].name.zh, "伤害病人受伤经过确认书");
    assert_eq!(
        answer.routes,
        [
            ClaimRoute::OnlineReview,
            ClaimRoute::Post,
            ClaimRoute::Counter
        ]
    );
    assert_eq!(answer.pay_within_working_days, Some(10));
    // Whose catalogue decides since 2023-10 is not known; before, Shenzhen's.
    assert_eq!(answer.by_rules_of, None);
    let before = Claim {
        cost_on: date(2023, 5, 1),
        discharged_on: None,
        claimed_on: date(2023, 6, 1),
        ..stay()
    };
    let rules_of = advise(&rules, &before).by_rules_of.unwrap();
    assert_eq!(rules_of.catalogue, Side::InsuredPlace);
}

#[test]
fn some_costs_are_not_taken_at_all() {
    let rules = shenzhen();
    let outcome = |claim: Claim<'_>| advise(&rules, &claim).outcome;
    let outpatient = Claim {
        about: Circumstances {
            care: Some(Care::Outpatient),
            tier: Some("two"),
            ..stay().about
        },
        ..stay()
    };
    assert_eq!(outcome(outpatient), Outcome::NotAccepted);
    let paid_before = Claim {
        paid_before: true,
        ..stay()
    };
    assert_eq!(outcome(paid_before), Outcome::PaidBefore);
    let liable = |liability| {
        outcome(Claim {
            liability,
            ..stay()
        })
    };
    assert_eq!(liable(Liability::Work), Outcome::NotPayable);
    assert_eq!(liable(Liability::Wholly), Outcome::NotPayable);
    assert_eq!(liable(Liability::Partly), Outcome::OnlyUncovered);
}

fn window(code: &str, rows: &str) -> Procedures {
    let rest = "from = \"2023-01-01\"\nbasis = { source = \"S1\", confidence = \"C\" }";
    let rows: Vec<String> = rows
        .lines()
        .map(|line| format!("[[manual_claim]]\n{line}\n{rest}\n"))
        .collect();
    place(code, &rows.join("\n"))
}

#[test]
fn windows_elsewhere_can_be_said() {
    let last = |rules: &Procedures, special| {
        let claim = Claim { special, ..stay() };
        advise(rules, &claim).last_day
    };
    let chengdu = window(
        "510100",
        "window = { months = 3, counted_from = \"discharge\" }\n\
         special_window = { months = 12, counted_from = \"discharge\" }",
    );
    assert_eq!(last(&chengdu, false), Some(date(2026, 6, 19)));
    assert_eq!(last(&chengdu, true), Some(date(2027, 3, 19)));
    let shanghai = window("310000", "window = { months = 6, counted_from = \"cost\" }");
    assert_eq!(last(&shanghai, false), Some(date(2026, 9, 9)));
    // Asked for more time where none is granted, the plain window holds.
    assert_eq!(last(&shanghai, true), Some(date(2026, 9, 9)));
    let days = window(
        "320400",
        "window = { days = 90, counted_from = \"discharge\" }",
    );
    assert_eq!(last(&days, false), Some(date(2026, 6, 18)));
    // A place that says nothing inherits the national window, told with its own source.
    let silent = window("420500", "pay_within_working_days = 20");
    let answer = advise(&silent, &stay());
    assert_eq!(answer.last_day, Some(date(2027, 3, 9)));
    assert!(answer.basis.iter().any(|basis| basis.source == "Z14"));
}

#[test]
fn a_reason_that_is_not_listed_is_told() {
    let rules = window("420500", "accepts = \"system-failure\"");
    let answer = advise(&rules, &stay());
    assert_eq!(answer.outcome, Outcome::NotAccepted);
    assert_eq!(
        answer.says.en,
        "not accepted for this reason: no filing was made"
    );
    assert_eq!(answer.rests_on.len(), 1);
}
