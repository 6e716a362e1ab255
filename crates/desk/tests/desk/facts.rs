//! What only some policies ask about: grade, diseases, the contribution base, what a stay follows,
//! stays without a filing, the day whose rules hold, what a cancellation does to later bills. No
//! shipped policy asks; these ask by a policy of their own.

use std::sync::Arc;

use crate::scene::lines_of;
use crate::world::{
    CHENGDU, GUANGZHOU, World, batch, caller, cancel_of, enrolment, library, line, outpatient, stay,
};
use desk::{DeskError, DischargeTerms, OpenVisit, Reference, Settle, Settlement, UpdateVisit};
use domain::Money;
use domain::bill::BillLine;
use domain::facility::{Care, Facility, Grade, Level};
use domain::ids::VisitId;
use domain::person::Enrolment;
use domain::policy::Pack;
use domain::rules::{LaterSettlements, WhatChanged};
use domain::shares::Payer;
use domain::situation::Follows;
use jiff::civil::{Date, date};
use serde_json::json;
use store::testing::on_each_engine;
use store::visits::VisitFlags;
use store::{StoreError, enrolments, reference};

/// Says that the deductible runs over the year.
const YEARLY: &str = "counts: year";

/// A policy that pays everything beyond what its rows take, from 2026 on.
pub fn pack(year: &str, rows: &[&str]) -> Pack {
    let rest = "from = \"2020-01-01\"\nbasis = { source = \"A\", confidence = \"C\" }\n";
    let mut text = format!(
        "region = \"440300\"\nscheme = \"employee\"\n\
         title = {{ zh = \"示例\", en = \"example\" }}\n\
         [sources.A]\ntitle = \"示例\"\nclass = \"C\"\n\
         [marks]\nkidney = {{ zh = \"尿毒症\", en = \"kidney failure\" }}\n\
         [[benefit_year]]\nstarts = \"{year}\"\n{rest}\
         [[layer]]\nname = \"pooled\"\npayer = \"pooled-fund\"\nbase = [\"eligible\"]\n\
         counts = \"visit\"\ntitle = {{ zh = \"统筹\", en = \"pooled\" }}\n{rest}"
    );
    if rows.contains(&YEARLY) {
        text = text.replace("counts = \"visit\"", "counts = \"year\"");
    }
    for row in rows.iter().filter(|row| **row != YEARLY) {
        let (table, row) = row.split_once(": ").unwrap();
        let fields = row.replace("; ", "\n");
        let own = fields.lines().any(|line| line.starts_with("from = "));
        let rest = if own { &rest[20..] } else { rest };
        let of = match table {
            "account" | "disease" | "cancellation" | "upfront" => "",
            _ => "of = \"pooled\"\n",
        };
        text += &format!("[[{table}]]\n{of}{fields}\n{rest}");
    }
    Pack::from_text(&text, desk::query::pack_hash).unwrap_or_else(|found| panic!("{}", found[0]))
}

/// The world under a policy: a hospital of level 2 in Guangzhou, one of level 3 in Chengdu.
pub fn world(db: &store::Db, pack: Pack) -> World {
    world_of(db, pack, &enrolment())
}

/// The same, everybody enrolled like this.
fn world_of(db: &store::Db, pack: Pack, enrolment: &Enrolment) -> World {
    let built = World::with(db, enrolment);
    let mut library = library();
    library.insert(pack);
    let graded = |code: &str, level, grade| Facility {
        level,
        grade,
        ..built
            .reference
            .facility(&code.parse().unwrap())
            .unwrap()
            .clone()
    };
    let facilities = [
        graded(GUANGZHOU, Level::Secondary, Grade::SecondaryA),
        graded(CHENGDU, Level::Tertiary, Grade::TertiaryA),
    ];
    let loaded = db.transact(move |tx| {
        for facility in &facilities {
            reference::put_facility(tx, facility)?;
        }
        Reference::load(tx, library.clone())
    });
    World {
        reference: Arc::new(loaded.unwrap_or_else(|error: StoreError| panic!("{error:?}"))),
        ..built
    }
}

pub fn admitted(on: Date, referral: bool) -> OpenVisit {
    OpenVisit {
        care: Care::Inpatient,
        from: on,
        flags: VisitFlags {
            referral,
            ..VisitFlags::default()
        },
        findings: Some(json!({"diagnoses": [{"code": "J18.9", "order": "1"}]})),
        ..outpatient(&on.to_string())
    }
}

/// A stay of so many yuan, discharged.
pub fn left(
    world: &World,
    facility: &str,
    opened: OpenVisit,
    (until, yuan): (Date, i64),
) -> VisitId {
    let tag = format!("{facility}-{}", opened.from);
    let charged = BillLine {
        used_on: opened.from,
        ..line("1", "A", yuan)
    };
    let visit = world.open(facility, &format!("{tag}-open"), opened);
    let lines = lines_of(&visit, "", vec![charged]);
    world
        .upload(facility, &format!("{tag}-lines"), lines)
        .unwrap();
    let asked = DischargeTerms {
        person: "P1".parse().unwrap(),
        visit: visit.clone(),
        until,
        flags: Default::default(),
        findings: None,
    };
    let caller = caller(facility, &format!("{tag}-out"));
    let left = world.write(move |desk| desk::discharge(desk, &caller, &asked, |_| vec![]));
    left.unwrap();
    visit
}

pub fn settled(
    world: &World,
    facility: &str,
    message: &str,
    asked: Settle,
) -> Result<Settlement, DeskError> {
    let quoted = world.quote(facility, &asked).map(|priced| priced.shares);
    let made = world.settle(facility, message, asked);
    let made = made.map(|answer| answer.outcome.unwrap().settlement);
    match (&quoted, &made) {
        (Ok(quoted), Ok(made)) => assert_eq!(*quoted, made.shares),
        (Err(quoted), Err(made)) => assert_eq!(quoted.code(), made.code()),
        _ => panic!("{quoted:?} {made:?}"),
    }
    world.assert_sound();
    made
}

pub fn cash(made: &Settlement) -> i64 {
    let rest = made.shares.of(Payer::Cash) + made.shares.of(Payer::Account);
    rest.fen() / 100
}

pub const RATE: &str = r#"rate: pay = "100%""#;
pub const DEDUCTIBLE: &str =
    r#"deductible: amount = { secondary = "400.00", tertiary = "900.00" }"#;

#[test]
fn the_grade_and_the_contribution_base_come_from_the_books() {
    on_each_engine(|db| {
        let rows = [
            r#"rate: pay = "80%"; when = { grade = "tertiary-a" }"#,
            r#"rate: pay = "90%"; when = { grade = "secondary-a" }"#,
            r#"deductible: of_year_base = "1%"; when = { care = "inpatient" }"#,
            r#"deductible: amount = "0.00"; when = { care = "outpatient" }"#,
        ];
        let world = world(db, pack("01-01", &rows));
        let at = |facility: &str, tag: &str| {
            let visit = world.ready(facility, tag, vec![line("1", "A", 100)]);
            settled(
                &world,
                facility,
                &format!("{tag}-s"),
                batch(&visit, tag, 100),
            )
            .unwrap()
        };
        assert_eq!(cash(&at(CHENGDU, "T")), 20);
        let secondary = at(GUANGZHOU, "S");
        assert_eq!(cash(&secondary), 10);
        assert_eq!(secondary.inputs.situation.grade, Grade::SecondaryA);
        // Nobody knows the base: the bill is refused, not paid without a deductible.
        let (from, until) = (date(2026, 11, 3), date(2026, 11, 10));
        let visit = left(&world, CHENGDU, admitted(from, false), (until, 1_000));
        let refused = settled(&world, CHENGDU, "base", stay(&visit, 1_000)).unwrap_err();
        assert_eq!(refused.code(), "rule-not-known");
        assert!(
            refused.message().en.contains("contribution base"),
            "{refused:?}"
        );
    });
}

#[test]
fn a_disease_counts_as_found_as_billed_and_as_recognised() {
    on_each_engine(|db| {
        let disease = concat!(
            r#"disease: name = "n18"; codes = ["N18.5", "M07800"]; mark = "kidney"; "#,
            r#"recognised = true; title = { zh = "尿毒症", en = "kidney failure" }"#,
        );
        let rows = [
            r#"rate: pay = "90%"; when = { with = "kidney" }"#,
            r#"rate: pay = "50%"; when = { without = "kidney" }"#,
            disease,
        ];
        let recognised = Enrolment {
            insured_at: "440300".parse().unwrap(),
            scheme: domain::person::Scheme::Employee,
            recognised: vec!["n18".to_owned()],
            contribution_base: Some(Money::from_yuan(8_000)),
            ..enrolment()
        };
        let world = world_of(db, pack("01-01", &rows), &recognised);
        let stored = db.transact(|tx| enrolments::on_day(tx, &"P1".parse().unwrap(), Date::MAX));
        let stored = stored.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        assert_eq!(stored[0].recognised, ["n18"]);
        assert_eq!(stored[0].contribution_base, Some(Money::from_yuan(8_000)));
        let paid = |tag: &str, found: serde_json::Value, billed: &[&str]| {
            let visit = world.open(CHENGDU, &format!("{tag}-o"), outpatient(tag));
            let (found, at) = (found.clone(), visit.clone());
            let caller = caller(CHENGDU, &format!("{tag}-i"));
            let told = move |desk: &mut desk::Desk<'_, '_>| {
                let asked = UpdateVisit {
                    findings: Some(found.clone()),
                    ..crate::world::findings("P1", &at)
                };
                desk::update_visit(desk, &caller, &asked, |_| vec![])
            };
            world.write(told).unwrap();
            let mut upload = lines_of(&visit, tag, vec![line("1", "A", 100)]);
            upload.diseases = billed.iter().map(|code| (*code).to_owned()).collect();
            world.upload(CHENGDU, &format!("{tag}-l"), upload).unwrap();
            cash(
                &settled(
                    &world,
                    CHENGDU,
                    &format!("{tag}-s"),
                    batch(&visit, tag, 100),
                )
                .unwrap(),
            )
        };
        let found =
            |code: &str, valid: bool| json!({"diagnoses": [{"code": code, "valid": valid}]});
        assert_eq!(paid("D1", found("J00", true), &[]), 50);
        assert_eq!(paid("D2", found("N18.501", true), &[]), 10);
        assert_eq!(paid("D3", found("N18.501", false), &[]), 50, "taken back");
        assert_eq!(paid("D4", json!({"disease": "M07800"}), &[]), 10);
        assert_eq!(
            paid("D5", found("J00", true), &["M07800"]),
            10,
            "on the lines"
        );
    });
}

/// P1 is in Guangzhou from the 3rd to the 10th, for 1 000 yuan.
fn first_stay(world: &World) -> VisitId {
    let (from, until) = (date(2026, 11, 3), date(2026, 11, 10));
    left(world, GUANGZHOU, admitted(from, false), (until, 1_000))
}

fn second_stay(world: &World, from: Date, referral: bool) -> VisitId {
    left(
        world,
        CHENGDU,
        admitted(from, referral),
        (date(2026, 11, 15), 2_000),
    )
}

#[test]
fn a_transfer_takes_over_what_was_paid_before() {
    on_each_engine(|db| {
        let up = r#"stay: follows = "transfer-up"; deductible = "topped-up""#;
        let world = world(db, pack("01-01", &[RATE, DEDUCTIBLE, up]));
        let first = first_stay(&world);
        let second = second_stay(&world, date(2026, 11, 10), true);
        let early = settled(&world, CHENGDU, "early", stay(&second, 2_000)).unwrap_err();
        assert_eq!(early.code(), "earlier-stay-unsettled");
        let made = settled(&world, GUANGZHOU, "first", stay(&first, 1_000)).unwrap();
        assert_eq!(cash(&made), 400);
        let made = settled(&world, CHENGDU, "second", stay(&second, 2_000)).unwrap();
        assert_eq!(made.inputs.situation.follows, Follows::TransferUp);
        assert_eq!(cash(&made), 500, "900 less 400");
    });
}

/// A stay at level 2, then one at level 3 that follows it as the row says: which admission the
/// second is, what the person paid for it in yuan, and how many admissions the year has.
fn transferred(db: &store::Db, row: &str) -> (u8, i64, i64) {
    let first = r#"deductible: when = { admission = "1" }; "#;
    let later = r#"deductible: when = { admission = "2.." }; "#;
    let first = format!(r#"{first}amount = {{ secondary = "400.00", tertiary = "900.00" }}"#);
    let later = format!(r#"{later}amount = {{ secondary = "200.00", tertiary = "500.00" }}"#);
    let world = world(db, pack("01-01", &[RATE, &first, &later, row]));
    let visit = first_stay(&world);
    let second = second_stay(&world, date(2026, 11, 10), true);
    settled(&world, GUANGZHOU, "first", stay(&visit, 1_000)).unwrap();
    let made = settled(&world, CHENGDU, "second", stay(&second, 2_000)).unwrap();
    let totals = world
        .read(|desk| desk::year_totals(desk, &"P1".parse().unwrap()))
        .unwrap();
    let stays = totals.iter().find(|total| total.counter == "admissions");
    let stays = stays.map_or(0, |total| total.amount.fen());
    (made.inputs.situation.admission, cash(&made), stays)
}

#[test]
fn a_transfer_that_takes_a_deductible_over_is_the_same_admission() {
    on_each_engine(|db| {
        let up = r#"stay: follows = "transfer-up"; deductible = "topped-up""#;
        assert_eq!(transferred(db, up), (1, 500, 1), "900 less 400");
    });
}

#[test]
fn a_transfer_may_be_an_admission_of_its_own() {
    on_each_engine(|db| {
        let up = r#"stay: follows = "transfer-up"; deductible = "topped-up"; admission = "own""#;
        assert_eq!(transferred(db, up), (2, 100, 2), "500 less 400");
    });
}

#[test]
fn a_stay_that_nobody_calls_a_transfer_follows_nothing() {
    // Called one, but days later; then on the day, but not called one.
    for (from, referral) in [(date(2026, 11, 12), true), (date(2026, 11, 11), false)] {
        on_each_engine(|db| {
            let up = r#"stay: follows = "transfer-up"; deductible = "topped-up""#;
            let world = world(db, pack("01-01", &[RATE, DEDUCTIBLE, up]));
            let first = first_stay(&world);
            settled(&world, GUANGZHOU, "first", stay(&first, 1_000)).unwrap();
            let second = second_stay(&world, from, referral);
            let made = settled(&world, CHENGDU, &format!("{from}"), stay(&second, 2_000));
            let made = made.unwrap();
            assert_eq!(made.inputs.situation.follows, Follows::Nothing, "{from}");
            assert_eq!(cash(&made), 900);
        });
    }
}

#[test]
fn where_readmission_matters_a_second_stay_is_refused() {
    on_each_engine(|db| {
        let row = r#"stay: follows = "readmission"; deductible = "carried-over""#;
        let world = world(db, pack("01-01", &[RATE, DEDUCTIBLE, row]));
        let first = first_stay(&world);
        settled(&world, GUANGZHOU, "first", stay(&first, 1_000)).unwrap();
        let second = second_stay(&world, date(2026, 11, 12), false);
        let refused = settled(&world, CHENGDU, "second", stay(&second, 2_000)).unwrap_err();
        assert_eq!(refused.code(), "fact-not-known");
    });
}

#[test]
fn a_stay_over_the_year_goes_by_its_admission_where_the_policy_says_so() {
    on_each_engine(|db| {
        // The benefit year begins on the 5th; the rates change with it.
        let rates = [
            r#"rate: pay = "80%"; from = "2020-01-01"; until = "2026-11-05""#,
            r#"rate: pay = "70%"; from = "2026-11-05""#,
        ];
        let by = r#"stay: follows = "over-year"; deductible = "anew"; rules_of = "admission""#;
        let world = world(db, pack("11-05", &[rates[0], rates[1], by]));
        let made = settled(&world, GUANGZHOU, "s", stay(&first_stay(&world), 1_000)).unwrap();
        assert_eq!((cash(&made), made.year.as_str()), (200, "2025-11-05"));
        let totals = world
            .read(|desk| desk::year_totals(desk, &"P1".parse().unwrap()))
            .unwrap();
        assert!(
            totals.iter().all(|total| total.year == "2025-11-05"),
            "{totals:?}"
        );
    });
}

#[test]
fn a_stay_settled_at_the_end_of_the_year_goes_on_in_the_next() {
    on_each_engine(|db| {
        let row = r#"stay: follows = "over-year"; deductible = "topped-up""#;
        let world = world(db, pack("11-12", &[RATE, DEDUCTIBLE, row]));
        let visit = world.open(CHENGDU, "open", admitted(date(2026, 11, 3), false));
        let part = |day: Date, serial: &str, message: &str| {
            let lines = lines_of(&visit, "", vec![line(serial, "A", 500)]);
            world
                .upload(CHENGDU, &format!("{message}-l"), lines)
                .unwrap();
            let asked = Settle {
                what: desk::SettledTogether::Stay { mid_stay: true },
                ..stay(&visit, 500)
            };
            let caller = caller(CHENGDU, message);
            let made = world.write_on(day, move |desk| {
                desk::settle(desk, &caller, &asked, crate::world::receipt)
            });
            made.unwrap().outcome.unwrap().settlement
        };
        let first = part(date(2026, 11, 11), "1", "m1");
        assert_eq!((cash(&first), first.inputs.situation.admission), (500, 1));
        let next = part(date(2026, 11, 20), "2", "m2");
        assert_eq!(next.inputs.situation.follows, Follows::OverYear);
        assert_eq!(cash(&next), 400, "900 less the 500 of the part before");
        assert_eq!(
            next.counted.get(desk::ADMISSIONS),
            Some(&Money::from_fen(1))
        );
        world.assert_sound();
    });
}

#[test]
fn stays_without_a_filing_are_counted_and_a_cancelled_one_is_not() {
    on_each_engine(|db| {
        let rows = [
            r#"rate: pay = "80%"; when = { unfiled_stay = "0" }"#,
            r#"rate: pay = "60%"; when = { unfiled_stay = "1" }"#,
            r#"rate: pay = "40%"; when = { unfiled_stay = "2.." }"#,
        ];
        let built = world(db, pack("01-01", &rows));
        // P1 is filed for Chengdu; what lies outside the province of Shenzhen has to be filed.
        let wuhan = Facility {
            region: "420106".parse().unwrap(),
            ..built
                .reference
                .facility(&GUANGZHOU.parse().unwrap())
                .unwrap()
                .clone()
        };
        let library = built.reference.library.clone();
        let loaded = db.transact(move |tx| {
            reference::put_facility(tx, &wuhan)?;
            let items = reference::catalogues(tx)?;
            let items: Vec<_> = items[0].items().to_vec();
            reference::replace_catalogue(tx, "420000".parse().unwrap(), &items)?;
            Reference::load(tx, library.clone())
        });
        let world = World {
            reference: Arc::new(loaded.unwrap_or_else(|error: StoreError| panic!("{error:?}"))),
            ..built
        };
        let made = |from: Date| {
            let visit = left(&world, GUANGZHOU, admitted(from, false), (from, 100));
            (
                visit.clone(),
                settled(&world, GUANGZHOU, &format!("{from}"), stay(&visit, 100)).unwrap(),
            )
        };
        let (_, first) = made(date(2026, 11, 3));
        let (visit, second) = made(date(2026, 11, 5));
        assert_eq!((cash(&first), cash(&second)), (40, 60));
        world
            .cancel(GUANGZHOU, "undo", cancel_of(&visit, &second.id))
            .unwrap();
        assert_eq!(cash(&made(date(2026, 11, 8)).1), 60, "the second once more");
        world.assert_sound();
    });
}

/// Two bills at one facility and a third elsewhere, under these rows.
fn three_bills(db: &store::Db, rows: &[&str]) -> (World, Vec<(VisitId, Settlement)>) {
    let world = world(db, pack("01-01", &[&[RATE], rows].concat()));
    let bills = [(GUANGZHOU, "A"), (GUANGZHOU, "B"), (CHENGDU, "C")].map(|(facility, tag)| {
        let visit = world.ready(facility, tag, vec![line("1", "A", 100)]);
        let made = settled(
            &world,
            facility,
            &format!("{tag}-s"),
            batch(&visit, tag, 100),
        );
        (visit, made.unwrap())
    });
    (world, bills.to_vec())
}

#[test]
fn later_bills_are_cancelled_first_where_the_policy_says_so() {
    on_each_engine(|db| {
        let row = concat!(
            r#"cancellation: at = "same-facility"; later = "cancelled-first"; "#,
            r#"decided = "automatic""#,
        );
        let (world, bills) = three_bills(db, &[row]);
        let cancel = |place: usize, message: &str| {
            let (visit, made) = &bills[place];
            world.cancel(GUANGZHOU, message, cancel_of(visit, &made.id))
        };
        let before = world.state_of("P1");
        let refused = cancel(0, "x").unwrap_err();
        assert_eq!(refused.code(), "later-settlements-first");
        assert!(
            refused.message().en.contains(bills[1].1.id.as_str()),
            "{refused:?}"
        );
        assert_eq!(world.state_of("P1"), before);
        cancel(1, "y").unwrap();
        let after = cancel(0, "x").unwrap().outcome.unwrap().after;
        assert!(
            after.is_empty(),
            "nothing is said of bills elsewhere: {after:?}"
        );
        world.assert_sound();
    });
}

#[test]
fn what_becomes_of_later_bills_is_told_and_kept() {
    on_each_engine(|db| {
        let rows = [
            YEARLY,
            r#"deductible: amount = "120.00""#,
            r#"cancellation: at = "same-facility"; later = "stand"; decided = "automatic""#,
            r#"cancellation: at = "elsewhere"; later = "corrected"; decided = "clerk""#,
        ];
        let (world, bills) = three_bills(db, &rows);
        let (visit, made) = &bills[0];
        let done = world
            .cancel(GUANGZHOU, "x", cancel_of(visit, &made.id))
            .unwrap();
        let after = done.outcome.unwrap().after;
        let fates: Vec<_> = after.iter().map(|one| (one.at, one.later)).collect();
        let expected = [
            (WhatChanged::SameFacility, LaterSettlements::Stand),
            (WhatChanged::Elsewhere, LaterSettlements::Corrected),
        ];
        assert_eq!(fates, expected);
        let elsewhere = after[1].says();
        assert!(
            !elsewhere.en.contains(bills[2].1.id.as_str()),
            "{elsewhere:?}"
        );
        let kept = store::testing::count(db, "audit", "reason LIKE '%corrected%'");
        assert_eq!(kept, 1, "the audit remembers");
        assert_eq!(world.rows("correction"), 0, "a clerk decides");
        assert_eq!(
            world.rows("correction_task"),
            2,
            "one waits, one stands by rule"
        );
        // Asked again later, of the settlement that was cancelled.
        let again = world
            .read(|desk| desk::after_cancellation(desk, made))
            .unwrap();
        assert_eq!(again, after);
        world.assert_sound();
    });
}

#[test]
fn where_the_policy_says_nothing_later_bills_here_come_first_and_others_are_corrected() {
    on_each_engine(|db| {
        let (world, bills) = three_bills(db, &[YEARLY, DEDUCTIBLE]);
        let cancel = |place: usize, message: &str| {
            let (visit, made) = &bills[place];
            world.cancel(GUANGZHOU, message, cancel_of(visit, &made.id))
        };
        let refused = cancel(0, "x").unwrap_err();
        assert_eq!(refused.code(), "later-settlements-first");
        assert_eq!(world.rows("correction"), 0);
        cancel(1, "y").unwrap();
        cancel(0, "z").unwrap();
        world.assert_sound();
    });
}

#[test]
fn what_would_draw_more_than_the_account_holds_says_how_much_is_short() {
    on_each_engine(|db| {
        let rows = [
            YEARLY,
            r#"rate: pay = "50%""#,
            r#"deductible: amount = "400.00""#,
            r#"account: pays = ["deductible", "co-pay"]"#,
            r#"cancellation: at = "same-facility"; later = "stand"; decided = "automatic""#,
            r#"cancellation: at = "elsewhere"; later = "corrected"; decided = "automatic""#,
        ];
        let world = world(db, pack("01-01", &rows));
        let bill = |facility: &str, tag: &str, (yuan, use_account): (i64, bool)| {
            let visit = world.ready(facility, tag, vec![line("1", "A", yuan)]);
            let asked = Settle {
                use_account,
                ..batch(&visit, tag, yuan)
            };
            let made = settled(&world, facility, &format!("{tag}-s"), asked).unwrap();
            let account = made.shares.of(Payer::Account);
            (cancel_of(&visit, &made.id), account.fen() / 100)
        };
        let (first, by_account) = bill(GUANGZHOU, "A", (400, false));
        assert_eq!(by_account, 0, "the deductible, in cash");
        assert_eq!(bill(CHENGDU, "B", (400, true)).1, 200, "of 500");
        assert_eq!(bill(GUANGZHOU, "C", (600, true)).1, 300, "the rest");
        let before = world.state_of("P1");
        // Without the first, the second is the deductible: 200 yuan more, and they are spent.
        let refused = world.cancel(GUANGZHOU, "x", first).unwrap_err();
        let DeskError::AccountSpent { short, .. } = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(short, Money::from_yuan(200));
        assert_eq!(world.state_of("P1"), before);
    });
}

const SICK: &str = concat!(
    r#"disease: name = "n18"; title = { zh = "尿毒症", en = "kidney failure" }; "#,
    r#"codes = ["N18.5"]; mark = "kidney""#
);

#[test]
fn the_insured_place_sets_the_share_of_class_b_for_the_situation_that_is_settled() {
    on_each_engine(|db| {
        let rows = [
            RATE,
            DEDUCTIBLE,
            SICK,
            r#"upfront: share = "5%"; when = { without = "kidney" }"#,
            r#"upfront: share = "30%"; when = { with = "kidney" }"#,
        ];
        let world = world(db, pack("01-01", &rows));
        let visit = world.open(GUANGZHOU, "B-open", admitted(date(2026, 11, 3), false));
        // The catalogue of the place of care says 10 %, the insured place 5 % as the visit stands.
        let sent = lines_of(
            &visit,
            "",
            vec![line("1", "A", 1_000), line("2", "B", 10_000)],
        );
        let asked = (caller(GUANGZHOU, "B-lines"), sent);
        let uploaded = world.write(move |desk| {
            let (caller, sent) = &asked;
            desk::upload_lines(desk, caller, sent, |_| vec![]).map(|answer| answer.outcome.unwrap())
        });
        let upfront = |yuan| Money::from_yuan(yuan);
        assert_eq!(uploaded.unwrap()[1].split.scope.upfront, upfront(500));

        // What is found at the discharge makes it 30 %.
        let asked = DischargeTerms {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
            until: date(2026, 11, 10),
            flags: Default::default(),
            findings: Some(json!({"diagnoses": [{"code": "N18.5", "order": "1"}]})),
        };
        let by = caller(GUANGZHOU, "B-out");
        let left = world.write(move |desk| desk::discharge(desk, &by, &asked, |_| vec![]));
        left.unwrap();
        let made = settled(&world, GUANGZHOU, "B-settle", stay(&visit, 11_000)).unwrap();
        assert_eq!(made.scope.upfront, upfront(3_000));
        assert_eq!(cash(&made), 3_400);
        let lines = world.read(|desk| desk::lines_of_settlement(desk, &made));
        let lines = lines.unwrap();
        let class_b = lines[1].split.class_b.unwrap();
        assert_eq!(lines[1].split.scope.upfront, upfront(3_000));
        assert_eq!(class_b.paid_first.to_string(), "30%");
        assert_eq!(class_b.by_catalogue.to_string(), "10%");
        let found = desk::replay::replay;
        let same = world
            .db
            .read(|tx| found(tx, &mut desk::replay::KeptPacks::default(), &made));
        assert_eq!(same.unwrap(), None);
    });
}
