//! What a stay takes over that follows one settled in several parts.

use std::sync::Arc;

use crate::facts::{DEDUCTIBLE, RATE, admitted, cash, left, pack, settled, world};
use crate::scene::lines_of;
use crate::world::{CHENGDU, GUANGZHOU, World, caller, cancel_of, line, receipt, region, stay};
use desk::{ADMISSIONS, DischargeTerms, Reference, Settle, SettledTogether, Settlement};
use domain::bill::BillLine;
use domain::facility::Facility;
use domain::ids::VisitId;
use domain::policy::Pack;
use domain::situation::Follows;
use jiff::civil::{Date, date};
use store::testing::on_each_engine;
use store::{StoreError, Tx, reference};

fn november(day: i8) -> Date {
    date(2026, 11, day)
}

/// The same world, where other rules were released since.
fn under(world: &World, pack: Pack) -> World {
    let mut library = world.reference.library.clone();
    library.insert(pack);
    let load = move |tx: &mut Tx<'_>| Reference::load(tx, library.clone());
    let loaded = world.db.transact(load);
    World {
        reference: Arc::new(loaded.unwrap_or_else(|error: StoreError| panic!("{error:?}"))),
        ..world.clone()
    }
}

/// So many yuan of a stay, settled on a day before its end.
fn part(world: &World, facility: &str, (visit, day): (&VisitId, i8), yuan: i64) -> Settlement {
    let message = format!("M{day}");
    let charged = BillLine {
        used_on: november(day),
        ..line(&message, "A", yuan)
    };
    let lines = lines_of(visit, "", vec![charged]);
    world.upload(facility, &format!("U{day}"), lines).unwrap();
    let asked = Settle {
        what: SettledTogether::Stay { mid_stay: true },
        ..stay(visit, yuan)
    };
    let caller = caller(facility, &message);
    let made = world.write_on(november(day), move |desk| {
        desk::settle(desk, &caller, &asked, receipt)
    });
    made.unwrap().outcome.unwrap().settlement
}

/// 900 yuan of a stay at level 3 are with the person, however often something changes.
#[test]
fn a_part_takes_over_once_what_the_part_before_took_over() {
    on_each_engine(|db| {
        let rows = [
            r#"rate: pay = "100%"; from = "2020-01-01"; until = "2026-11-16""#,
            r#"rate: pay = "90%"; from = "2026-11-16""#,
            DEDUCTIBLE,
            r#"stay: follows = "over-year"; deductible = "topped-up""#,
            r#"stay: follows = "over-rules"; deductible = "topped-up""#,
        ];
        let world = world(db, pack("11-12", &rows));
        let visit = world.open(CHENGDU, "open", admitted(november(3), false));
        let made = [(11, 200), (15, 300), (20, 1_000)];
        let made = made.map(|(day, yuan)| part(&world, CHENGDU, (&visit, day), yuan));
        let follows = made.each_ref().map(|made| made.inputs.situation.follows);
        let expected = [Follows::Nothing, Follows::OverYear, Follows::OverRules];
        assert_eq!(follows, expected);
        // One stay is one admission of each year it reaches into.
        let admissions = made.each_ref().map(|made| {
            let counted = made.counted.get(ADMISSIONS).copied().unwrap_or_default();
            (made.inputs.situation.admission, counted.fen())
        });
        assert_eq!(admissions, [(1, 1), (1, 1), (1, 0)]);
        // 900 − 200 − 300 = 400 of the last, and a tenth of the other 600.
        assert_eq!(made.each_ref().map(cash), [200, 300, 460]);
        world.assert_sound();
    });
}

/// The rules of the time of the first stay did not ask what a stay follows: its parts before and
/// after the change of the year follow nothing. They are one stay all the same.
#[test]
fn a_transfer_takes_over_all_parts_of_the_stay_before() {
    on_each_engine(|db| {
        let then = world(db, pack("11-12", &[RATE, DEDUCTIBLE]));
        let visit = then.open(GUANGZHOU, "open", admitted(november(3), false));
        let before = part(&then, GUANGZHOU, (&visit, 11), 150);
        let asked = DischargeTerms {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
            until: november(16),
            flags: Default::default(),
            findings: None,
        };
        let lines = lines_of(&visit, "", vec![line("2", "A", 250)]);
        then.upload(GUANGZHOU, "U", lines).unwrap();
        let by = caller(GUANGZHOU, "out");
        let out = then.write(move |desk| desk::discharge(desk, &by, &asked, |_| vec![]));
        out.unwrap();
        let after = settled(&then, GUANGZHOU, "M", stay(&visit, 250)).unwrap();
        assert_eq!((cash(&before), cash(&after)), (150, 250));
        assert_eq!(after.inputs.situation.follows, Follows::Nothing);

        let up = r#"stay: follows = "transfer-up"; deductible = "topped-up""#;
        let now = under(&then, pack("11-12", &[RATE, DEDUCTIBLE, up]));
        let opened = admitted(november(16), true);
        let second = left(&now, CHENGDU, opened, (november(18), 2_000));
        let made = settled(&now, CHENGDU, "second", stay(&second, 2_000)).unwrap();
        assert_eq!(cash(&made), 500, "900 less 150 and 250");
    });
}

/// What was cancelled moves no number of a stay that has begun to be settled and stands by rule.
#[test]
fn a_later_part_is_of_the_admission_of_the_first() {
    on_each_engine(|db| {
        let rows = [
            RATE,
            r#"deductible: amount = "900.00"; when = { admission = "1" }"#,
            r#"deductible: amount = "500.00"; when = { admission = "2.." }"#,
            r#"cancellation: at = "elsewhere"; later = "stand"; decided = "automatic""#,
        ];
        let world = world(db, pack("01-01", &rows));
        let earlier = admitted(november(3), false);
        let earlier = left(&world, GUANGZHOU, earlier, (november(10), 1_000));
        let one = settled(&world, GUANGZHOU, "one", stay(&earlier, 1_000)).unwrap();
        let visit = world.open(CHENGDU, "open", admitted(november(11), false));
        let first = part(&world, CHENGDU, (&visit, 15), 300);
        assert_eq!((cash(&one), cash(&first)), (900, 300));
        let cancel = cancel_of(&earlier, &one.id);
        world.cancel(GUANGZHOU, "undo", cancel).unwrap();
        let second = part(&world, CHENGDU, (&visit, 21), 1_000);
        assert_eq!(second.inputs.situation.admission, 2);
        assert_eq!(cash(&second), 200, "500 less 300");
        world.assert_sound();
    });
}

/// Both hospitals are in a place the person did not file for.
fn far_away(world: &World) -> World {
    let in_wuhan = [GUANGZHOU, CHENGDU].map(|code| Facility {
        region: region("420106"),
        ..world
            .reference
            .facility(&code.parse().unwrap())
            .unwrap()
            .clone()
    });
    let library = world.reference.library.clone();
    let loaded = world.db.transact(move |tx| {
        for facility in &in_wuhan {
            reference::put_facility(tx, facility)?;
        }
        let items = reference::catalogues(tx)?[0].items().to_vec();
        reference::replace_catalogue(tx, region("420000"), &items)?;
        Reference::load(tx, library.clone())
    });
    World {
        reference: Arc::new(loaded.unwrap_or_else(|error: StoreError| panic!("{error:?}"))),
        ..world.clone()
    }
}

#[test]
fn a_transfer_of_the_same_admission_is_the_same_stay_without_a_filing() {
    on_each_engine(|db| {
        let rows = [
            r#"rate: pay = "80%"; when = { unfiled_stay = "0" }"#,
            r#"rate: pay = "60%"; when = { unfiled_stay = "1" }"#,
            r#"rate: pay = "40%"; when = { unfiled_stay = "2" }"#,
            r#"rate: pay = "20%"; when = { unfiled_stay = "3.." }"#,
            DEDUCTIBLE,
            r#"stay: follows = "transfer-up"; deductible = "topped-up""#,
        ];
        let world = far_away(&world(db, pack("01-01", &rows)));
        let stay_of = |facility: &str, (from, until), referral, yuan| {
            let opened = admitted(november(from), referral);
            let visit = left(&world, facility, opened, (november(until), yuan));
            let message = format!("S{from}");
            settled(&world, facility, &message, stay(&visit, yuan)).unwrap()
        };
        let first = stay_of(GUANGZHOU, (3, 10), false, 1_000);
        assert_eq!(cash(&first), 640, "400, and 40 % of 600");
        let second = stay_of(CHENGDU, (10, 15), true, 2_000);
        assert_eq!(cash(&second), 1_100, "900 less 400, and 40 % of 1 500");
        let third = stay_of(CHENGDU, (16, 18), false, 1_900);
        assert_eq!(third.inputs.situation.unfiled_stay, 2);
        assert_eq!(cash(&third), 1_500, "900, and 60 % of 1 000");
    });
}

/// Also where the rules change while it lasts: its parts are settled each by themselves.
#[test]
fn a_stay_over_a_change_of_rules_is_one_stay_without_a_filing() {
    on_each_engine(|db| {
        let rows = [
            r#"rate: pay = "80%"; when = { unfiled_stay = "0" }"#,
            r#"rate: pay = "60%"; when = { unfiled_stay = "1" }"#,
            r#"rate: pay = "40%"; when = { unfiled_stay = "2.." }"#,
            r#"deductible: amount = "100.00"; from = "2020-01-01"; until = "2026-11-16""#,
            r#"deductible: amount = "200.00"; from = "2026-11-16""#,
            r#"stay: follows = "over-rules"; deductible = "topped-up""#,
        ];
        let world = far_away(&world(db, pack("01-01", &rows)));
        let visit = world.open(CHENGDU, "open", admitted(november(3), false));
        let made = [11, 20].map(|day| part(&world, CHENGDU, (&visit, day), 1_000));
        let follows = made.each_ref().map(|made| made.inputs.situation.follows);
        assert_eq!(follows, [Follows::Nothing, Follows::OverRules]);
        let numbers = made.each_ref().map(|made| {
            let counted = made.counted.get("unfiled-stays").copied();
            let number = made.inputs.situation.unfiled_stay;
            (number, counted.unwrap_or_default().fen())
        });
        assert_eq!(numbers, [(1, 1), (1, 0)]);
        // 100 of each, and 40 % of the other 900.
        assert_eq!(made.each_ref().map(cash), [460, 460]);
        world.assert_sound();
    });
}
