//! What a catalogue says anew of days that have passed: lines stay as they were split, and a clerk
//! looks at each settlement they stand in.

use std::sync::Arc;

use desk::{
    CatalogueStatement, Cause, Desk, Intake, IntakeNeeds, Reference, RegisterStatement, Reviewing,
};
use domain::calendar::Period;
use domain::catalogue::{Class, Item};
use jiff::SignedDuration;
use jiff::civil::date;
use store::Tx;
use store::testing::{Seeded, on_each_engine};

use crate::world::{CHENGDU, TODAY, World, library, line, morning, region, stay};

/// Class B at this share since 2018, in Sichuan.
fn stated(upfront: &str) -> CatalogueStatement {
    let from = date(2018, 1, 1);
    let item = Item {
        code: "B".to_owned(),
        name: "示例".to_owned(),
        class: Class::B,
        upfront: upfront.parse().unwrap(),
        limit: None,
        period: Period {
            from,
            until: Some(date(2027, 1, 1)),
        },
        negotiated: false,
        restricted: false,
        fee_kind: "09".to_owned(),
    };
    CatalogueStatement {
        region: region("510000"),
        items: vec![(2, item)],
        since: from,
        is_full: false,
    }
}

/// Takes it in, and has programs go through what was settled.
fn taken_in(world: &World, stated: CatalogueStatement) -> usize {
    let needs = IntakeNeeds {
        db: world.db.clone(),
        reference: Arc::clone(&world.reference),
        now: morning(TODAY),
        random: || Box::new(Seeded(5)),
    };
    let statement = RegisterStatement {
        by: "register",
        number: "C-1",
    };
    let intake = Intake::of_reference(needs, statement, true).unwrap();
    let taken = intake.take_in_catalogue(stated).unwrap();
    let load = |tx: &mut Tx<'_>| Reference::load(tx, library());
    let reference = Arc::new(world.db.transact(load).unwrap());
    let now = morning(TODAY) + SignedDuration::from_secs(500);
    loop {
        let reference = Arc::clone(&reference);
        let work = move |tx: &mut Tx<'_>| {
            desk::review_next(&mut Desk::new(tx, now, &mut Seeded(9), &reference))
        };
        if world.db.transact(work).unwrap() == Reviewing::Idle {
            return taken.past;
        }
    }
}

#[test]
fn each_settlement_of_those_days_waits_for_a_clerk_and_no_other() {
    on_each_engine(|db| {
        let world = World::build(db);
        for (tag, code) in [("S1", "A"), ("S2", "B")] {
            let visit = world.ready_stay(CHENGDU, tag, vec![line("1", code, 10_000)]);
            world.settle(CHENGDU, tag, stay(&visit, 10_000)).unwrap();
        }
        assert_eq!(taken_in(&world, stated("10%")), 0);
        assert_eq!(world.rows("correction_task"), 0);
        assert_eq!(taken_in(&world, stated("20%")), 1);
        let tasks = world.read(|desk| desk::correction_tasks(desk, 10)).unwrap();
        let [task] = tasks.as_slice() else {
            panic!("one waits: {tasks:?}");
        };
        assert_eq!(
            (task.cause, task.cause_of.as_str()),
            (Cause::CatalogueChanged, "C-1")
        );
        assert!(task.why.zh.contains("目录里 B "), "{task:?}");
        world.assert_sound();
    });
}
