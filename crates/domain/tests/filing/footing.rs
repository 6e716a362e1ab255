//! The footing of a visit: every branch, the order among them, and the day boundaries.

use domain::calendar::Period;
use domain::facility::Care;
use domain::filing::{FilingInForce, FilingReason};
use domain::footing::{FootingDecision, FootingFacts, decide};
use domain::procedures::{AtHome, Procedures};
use domain::situation::Footing;
use domain::situation::Route;
use jiff::civil::{Date, date};

use super::support::{region, shenzhen};

const FROM: Date = date(2026, 5, 1);
const UNTIL: Date = date(2026, 11, 1);

/// A filing from 2026-05-01 through 2026-10-31.
fn filed(id: &str, reason: FilingReason, destination: &str) -> FilingInForce {
    FilingInForce {
        id: id.parse().unwrap(),
        category: reason.word().to_owned(),
        reason,
        footing: reason.footing(),
        at_home: AtHome::Kept,
        destination: region(destination),
        period: Period {
            from: FROM,
            until: Some(UNTIL),
        },
        submitted_on: FROM,
        manual_claim_only: false,
        traits: vec![],
    }
}

fn visit<'a>(treated_at: &str, day: Date, filings: &'a [FilingInForce]) -> FootingFacts<'a> {
    FootingFacts {
        insured_at: region("440300"),
        treated_at: region(treated_at),
        care: Care::Inpatient,
        day,
        admitted_on: None,
        settled_on: None,
        route: Route::Direct,
        filings,
        emergency: false,
        referral: false,
    }
}

fn decided(facts: &FootingFacts<'_>) -> FootingDecision {
    decide(&shenzhen(), facts)
}

const IN_FORCE: Date = date(2026, 8, 1);

#[test]
fn every_branch_in_its_order() {
    use FilingReason as R;
    let one = |reason| vec![filed("F-1", reason, "510100")];
    let two = |a, b| vec![filed("F-1", a, "510100"), filed("F-2", b, "510100")];
    // treated at, emergency, filings, footing, names the filing
    let rows: Vec<(&str, bool, Vec<FilingInForce>, Footing, &str)> = vec![
        ("440305", false, vec![], Footing::AtHome, ""),
        ("440305", true, vec![], Footing::AtHome, ""),
        (
            "510107",
            false,
            one(R::LongTermResident),
            Footing::LongTermFiled,
            "F-1",
        ),
        (
            "510107",
            false,
            one(R::PostedWorker),
            Footing::LongTermFiled,
            "F-1",
        ),
        (
            "510107",
            true,
            one(R::ResettledRetiree),
            Footing::LongTermFiled,
            "F-1",
        ),
        ("510107", false, one(R::Referral), Footing::Referred, "F-1"),
        ("510107", true, one(R::Referral), Footing::Referred, "F-1"),
        (
            "510107",
            false,
            two(R::Referral, R::LongTermResident),
            Footing::LongTermFiled,
            "F-2",
        ),
        (
            "510107",
            false,
            two(R::OtherTemporary, R::Referral),
            Footing::Referred,
            "F-2",
        ),
        (
            "510107",
            true,
            one(R::OtherTemporary),
            Footing::Emergency,
            "",
        ),
        ("510107", true, vec![], Footing::Emergency, ""),
        (
            "510107",
            false,
            one(R::OtherTemporary),
            Footing::TemporaryFiled,
            "F-1",
        ),
        ("440100", false, vec![], Footing::Exempt, ""),
        ("440100", true, vec![], Footing::Emergency, ""),
        (
            "440100",
            false,
            one(R::LongTermResident),
            Footing::Exempt,
            "",
        ),
        ("510107", false, vec![], Footing::Unfiled, ""),
        (
            "510700",
            false,
            one(R::OtherTemporary),
            Footing::Unfiled,
            "F-1",
        ),
        (
            "110105",
            false,
            one(R::LongTermResident),
            Footing::Unfiled,
            "F-1",
        ),
    ];
    for (treated_at, emergency, filings, footing, named) in rows {
        let facts = FootingFacts {
            emergency,
            ..visit(treated_at, IN_FORCE, &filings)
        };
        let decision = decided(&facts);
        assert_eq!(decision.footing, footing, "{facts:?}");
        let reason = decision.reason;
        assert!(
            reason.zh.contains(named) && reason.en.contains(named),
            "{reason}"
        );
        assert!(
            decision.footing == Footing::AtHome || !decision.basis.is_empty(),
            "{reason}"
        );
    }
}

#[test]
fn a_filing_to_a_province_pooled_at_the_top_covers_all_of_it() {
    let filings = [filed("F-1", FilingReason::LongTermResident, "460000")];
    for treated_at in ["460000", "460100", "460106", "469001"] {
        let decision = decided(&visit(treated_at, IN_FORCE, &filings));
        assert_eq!(decision.footing, Footing::LongTermFiled, "{treated_at}");
    }
}

#[test]
fn a_filing_counts_from_its_first_day_through_its_last() {
    let filings = [filed("F-1042", FilingReason::OtherTemporary, "510100")];
    // day, footing, what the reason says
    let rows = [
        (
            date(2026, 4, 30),
            Footing::Unfiled,
            "filing F-1042 begins only on 2026-05-01",
        ),
        (
            date(2026, 5, 1),
            Footing::TemporaryFiled,
            "2026-05-01 to 2026-10-31",
        ),
        (
            date(2026, 10, 31),
            Footing::TemporaryFiled,
            "2026-05-01 to 2026-10-31",
        ),
        (
            date(2026, 11, 1),
            Footing::Unfiled,
            "filing F-1042 ended 2026-10-31, before admission on 2026-11-01",
        ),
    ];
    for (day, footing, says) in rows {
        let decision = decided(&visit("510107", day, &filings));
        assert_eq!(decision.footing, footing, "{day}");
        assert!(
            decision.reason.en.contains(says),
            "{day}: {}",
            decision.reason.en
        );
    }
}

#[test]
fn a_stay_is_covered_when_filed_before_discharge_or_running_out_during_it() {
    let filings = [filed("F-1", FilingReason::OtherTemporary, "510100")];
    // admitted, discharged, footing
    let rows = [
        (date(2026, 4, 20), date(2026, 4, 30), Footing::Unfiled),
        (date(2026, 4, 20), date(2026, 5, 1), Footing::TemporaryFiled),
        (
            date(2026, 10, 31),
            date(2026, 11, 9),
            Footing::TemporaryFiled,
        ),
        (date(2026, 11, 1), date(2026, 11, 9), Footing::Unfiled),
    ];
    for (admitted, discharged, footing) in rows {
        let facts = FootingFacts {
            admitted_on: Some(admitted),
            ..visit("510107", discharged, &filings)
        };
        assert_eq!(
            decided(&facts).footing,
            footing,
            "{admitted} to {discharged}"
        );
    }
}

#[test]
fn emergencies_are_deemed_filed_from_2023_and_had_to_be_filed_before() {
    let emergency = |day, filings| FootingFacts {
        emergency: true,
        ..visit("510107", day, filings)
    };
    let before = decided(&emergency(date(2022, 12, 31), &[]));
    assert_eq!(before.footing, Footing::Unfiled);
    assert!(
        before.reason.en.contains("had to be filed too"),
        "{}",
        before.reason.en
    );
    assert_eq!(before.basis[0].source, "S003");
    let after = decided(&emergency(date(2023, 1, 1), &[]));
    assert_eq!(
        (after.footing, after.basis[0].source.as_str()),
        (Footing::Emergency, "N1")
    );

    let filing = FilingInForce {
        period: Period {
            from: date(2022, 12, 20),
            until: Some(date(2023, 1, 1)),
        },
        submitted_on: date(2022, 12, 21),
        ..filed("F-1", FilingReason::Emergency, "510100")
    };
    let filings = [filing];
    let filed_then = decided(&emergency(date(2022, 12, 31), &filings));
    assert_eq!(filed_then.footing, Footing::Emergency);
    assert!(filed_then.reason.zh.contains("F-1"));
}

#[test]
fn inside_guangdong_outpatient_and_inpatient_care_is_exempt_since_february_2023() {
    let rows = [
        (Care::Outpatient, date(2023, 1, 31), Footing::Exempt),
        (Care::Inpatient, date(2023, 1, 31), Footing::Unfiled),
        (Care::Inpatient, date(2023, 2, 1), Footing::Exempt),
        (Care::Outpatient, IN_FORCE, Footing::Exempt),
        (Care::Chronic, IN_FORCE, Footing::Unfiled),
        (Care::Pharmacy, IN_FORCE, Footing::Unfiled),
    ];
    for (care, day, footing) in rows {
        let facts = FootingFacts {
            care,
            ..visit("440100", day, &[])
        };
        assert_eq!(decided(&facts).footing, footing, "{care} on {day}");
    }
}

#[test]
fn a_region_without_rules_of_its_own_stands_on_the_national_baseline() {
    let rules = Procedures::national();
    let at_guangzhou = |emergency| {
        let facts = FootingFacts {
            emergency,
            ..visit("440100", IN_FORCE, &[])
        };
        decide(&rules, &facts).footing
    };
    assert_eq!(at_guangzhou(false), Footing::Unfiled);
    assert_eq!(at_guangzhou(true), Footing::Emergency);
}

#[test]
fn a_long_term_filing_for_another_place_leaves_its_mark() {
    let mut filings = [filed("F-1", FilingReason::LongTermResident, "510100")];
    let at_home = decided(&visit("440305", IN_FORCE, &filings));
    assert_eq!(at_home.footing, Footing::AtHome);
    assert_eq!(at_home.traits, ["filed-elsewhere"]);
    assert!(
        at_home.reason.en.contains("filing F-1 is for Chengdu"),
        "{}",
        at_home.reason.en
    );
    let in_a_third_place = decided(&visit("440100", IN_FORCE, &filings));
    assert_eq!(in_a_third_place.footing, Footing::Exempt);
    assert_eq!(in_a_third_place.traits, ["filed-elsewhere"]);
    let after = decided(&visit("440305", UNTIL, &filings));
    assert_eq!(after.traits, Vec::<String>::new());
    filings[0].at_home = AtHome::Suspended;
    filings[0].traits = vec!["filed-by-pledge".to_owned()];
    let suspended = decided(&visit("440305", IN_FORCE, &filings));
    assert_eq!(
        suspended.traits,
        ["filed-elsewhere", "home-suspended", "filed-by-pledge"]
    );
}

#[test]
fn the_form_of_the_filing_and_its_option_mark_the_visit() {
    let filings = [FilingInForce {
        traits: vec!["filed-by-pledge".to_owned(), "option-lump-sum".to_owned()],
        ..filed("F-1", FilingReason::LongTermResident, "510100")
    }];
    let decision = decided(&visit("510107", IN_FORCE, &filings));
    assert_eq!(decision.traits, ["filed-by-pledge", "option-lump-sum"]);
}

#[test]
fn a_filing_made_after_a_paid_stay_carries_a_manual_claim_only() {
    let filings = [FilingInForce {
        manual_claim_only: true,
        ..filed("F-1", FilingReason::OtherTemporary, "510100")
    }];
    let direct = visit("510107", IN_FORCE, &filings);
    let refused = decided(&direct);
    assert_eq!(refused.footing, Footing::Unfiled);
    assert!(
        refused.reason.en.contains("only helps a manual claim"),
        "{}",
        refused.reason.en
    );
    let manual = FootingFacts {
        route: Route::Manual,
        ..direct
    };
    assert_eq!(decided(&manual).footing, Footing::TemporaryFiled);
}

#[test]
fn the_unfiled_are_told_what_came_closest() {
    let filings = [
        filed("F-1", FilingReason::OtherTemporary, "510100"),
        FilingInForce {
            period: Period {
                from: date(2025, 1, 1),
                until: Some(date(2025, 7, 1)),
            },
            ..filed("F-0", FilingReason::OtherTemporary, "510100")
        },
    ];
    let late = FootingFacts {
        referral: true,
        ..visit("510107", date(2026, 11, 3), &filings)
    };
    let decision = decided(&late);
    assert_eq!(
        decision.reason.en,
        "filing F-1 ended 2026-10-31, before admission on 2026-11-03; the hospital marked a \
         referral, but none is on record"
    );
    assert_eq!(
        decision.reason.zh,
        "备案 F-1 已于2026年10月31日到期，早于2026年11月3日的入院；医院标注了转诊，但没有转诊备案"
    );
    let elsewhere = decided(&visit("110105", IN_FORCE, &filings));
    assert!(
        elsewhere
            .reason
            .en
            .starts_with("filing F-1 is for Chengdu, not Beijing")
    );
    let none = decided(&visit("110105", IN_FORCE, &[]));
    assert!(
        none.reason
            .en
            .starts_with("no filing for Beijing on record")
    );
}

/// Discharged on the 26th, filed on the 28th, settled on the 28th: filed before settlement.
#[test]
fn one_filed_after_discharge_and_before_settlement_counts() {
    let late = FilingInForce {
        period: Period::since(date(2026, 11, 28)),
        ..filed("F9", FilingReason::OtherTemporary, "510100")
    };
    let filings = [late];
    let discharged = FootingFacts {
        admitted_on: Some(date(2026, 11, 20)),
        ..visit("510107", date(2026, 11, 26), &filings)
    };
    let before = FootingFacts {
        settled_on: Some(date(2026, 11, 27)),
        ..discharged
    };
    assert_eq!(decided(&before).footing, Footing::Unfiled);
    let filed = FootingFacts {
        settled_on: Some(date(2026, 11, 28)),
        ..discharged
    };
    assert_eq!(decided(&filed).footing, Footing::TemporaryFiled);
    // Nobody files for an outpatient visit that is over.
    let outpatient = FootingFacts {
        care: Care::Outpatient,
        ..filed
    };
    assert_eq!(decided(&outpatient).footing, Footing::Unfiled);
}
