//! Stays in parts whose earlier part turns out to be otherwise than it was settled: the level of
//! the hospital, or whether anybody was insured at all.

use std::sync::Arc;

use crate::on_record::clerk;
use crate::scene::lines_of;
use crate::world::{
    CHENGDU, TODAY, World, batch, cancel_of, enrolment, line, morning, outpatient, region, stay,
};
use desk::{
    CorrectionVerdict, DecideCorrection, DecidedCorrection, DeskError, RecordedInsurance,
    RegisterStatement, Reviewing, Settle, SettledTogether, Settlement, UploadLines,
};
use domain::Money;
use domain::bill::BillLine;
use domain::facility::{Care, Facility, GradedBefore, Level};
use domain::ids::VisitId;
use domain::person::{Enrolment, Scheme};
use domain::shares::{Payer, Shares};
use jiff::SignedDuration;
use jiff::civil::date;
use store::testing::{Seeded, on_each_engine, on_sqlite};
use store::{StoreError, Tx, corrections};

/// Ten days at 300.00 of what may cost 220.00 at level 3 and 160.00 at level 2.
fn ten() -> BillLine {
    BillLine {
        price: 300_000_000,
        quantity: 100_000,
        ..line("1", "LIM", 3_000)
    }
}

/// So many of them given back.
fn given_back(serial: &str, days: i64) -> BillLine {
    BillLine {
        price: 300_000_000,
        quantity: -10_000 * days,
        amount: -Money::from_yuan(300 * days),
        refund_of: Some("1".to_owned()),
        ..line(serial, "LIM", 300)
    }
}

fn admitted(world: &World, tag: &str) -> VisitId {
    let mut admit = outpatient(tag);
    admit.care = Care::Inpatient;
    world.open(CHENGDU, &format!("{tag}-open"), admit)
}

fn uploaded(world: &World, message: &str, (visit, line): (&VisitId, BillLine)) {
    let asked: UploadLines = lines_of(visit, "", vec![line]);
    world.upload(CHENGDU, message, asked).unwrap();
}

fn settled(world: &World, message: &str, asked: Settle) -> Settlement {
    let answer = world.settle(CHENGDU, message, asked).unwrap();
    answer.outcome.unwrap().settlement
}

fn mid_stay(visit: &VisitId, total: i64) -> Settle {
    Settle {
        what: SettledTogether::Stay { mid_stay: true },
        ..batch(visit, "", total)
    }
}

fn standing(world: &World) -> Vec<Settlement> {
    let person = "P1".parse().unwrap();
    let read = |tx: &mut Tx<'_>| corrections::standing(tx, &person);
    let standing = world.db.read(read);
    standing.unwrap_or_else(|error: StoreError| panic!("{error:?}"))
}

fn in_all(world: &World) -> Shares {
    let standing = standing(world);
    let shares = standing.iter().map(|made| made.shares);
    shares.fold(Shares::default(), |all, own| all.plus(&own))
}

/// The hospital is of level 2, and has been since long ago.
fn at_level_two(world: &World) -> World {
    let before = GradedBefore {
        until: date(2020, 1, 1),
        level: Level::Tertiary,
        grade: Default::default(),
    };
    at_levels(world, (Level::Secondary, vec![before]))
}

fn at_levels(world: &World, (level, before): (Level, Vec<GradedBefore>)) -> World {
    let facility = world.reference.facility(&CHENGDU.parse().unwrap()).unwrap();
    let stated = Facility {
        level,
        before,
        ..facility.clone()
    };
    let later = world.recorded(stated);
    let mut random = Seeded(77 << 32);
    loop {
        let reference = Arc::clone(&later.reference);
        let now = morning(TODAY) + SignedDuration::from_secs(500);
        let mut own = Seeded(random.0);
        random.0 += 1 << 20;
        let work = move |tx: &mut Tx<'_>| {
            desk::review_next(&mut desk::Desk::new(tx, now, &mut own, &reference))
        };
        if later.db.transact(work).unwrap() == Reviewing::Idle {
            return later;
        }
    }
}

/// What a stay comes to of which three of ten days are given back, when the level is put on record
/// before this of its steps.
fn with_level_before(step: usize, together: bool) -> Shares {
    let come_to = std::cell::Cell::new(Shares::default());
    on_sqlite(|db| {
        let mut world = World::build(db);
        let mut steps = 0;
        let mut next = |world: &mut World| {
            if steps == step {
                *world = at_level_two(world);
            }
            steps += 1;
        };
        next(&mut world);
        let visit = admitted(&world, "S");
        uploaded(&world, "U1", (&visit, ten()));
        next(&mut world);
        if !together {
            settled(&world, "M", mid_stay(&visit, 3_000));
        }
        next(&mut world);
        uploaded(&world, "U2", (&visit, given_back("2", 3)));
        world.discharge(CHENGDU, "D", &visit);
        next(&mut world);
        settled(
            &world,
            "F",
            stay(&visit, if together { 2_100 } else { -900 }),
        );
        next(&mut world);
        world.assert_sound();
        come_to.set(in_all(&world));
    });
    come_to.get()
}

#[test]
fn what_is_given_back_has_the_parts_its_line_has_now() {
    let right = with_level_before(0, true);
    // (7 × 160.00 − 400.00) × 92 % × 0.80.
    assert_eq!(right.funds(), Money::from_fen(52_992));
    for together in [true, false] {
        for step in 0..5 {
            let came = with_level_before(step, together);
            assert_eq!(came, right, "before step {step}, together: {together}");
        }
    }
}

#[test]
fn a_stay_of_which_all_is_given_back_ends_whatever_the_level_is_now() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = admitted(&world, "S");
        uploaded(&world, "U1", (&visit, ten()));
        settled(&world, "M", mid_stay(&visit, 3_000));
        let world = at_level_two(&world);
        uploaded(&world, "U2", (&visit, given_back("2", 10)));
        world.discharge(CHENGDU, "D", &visit);
        settled(&world, "F", stay(&visit, -3_000));
        assert_eq!(in_all(&world), Shares::default());
        world.assert_sound();
    });
}

fn insured_from(world: &World, day: Option<jiff::civil::Date>) {
    let mut insured: Enrolment = enrolment();
    insured.period.from = day.unwrap_or(insured.period.from);
    let history = [RecordedInsurance {
        from: None,
        enrolment: insured,
    }];
    let recorded = world.write(move |desk| {
        let statement = RegisterStatement {
            by: "register",
            number: "R-1",
        };
        let insurance = (region("440300"), Scheme::Employee);
        desk::record_insurance(
            desk,
            statement,
            (&"P1".parse().unwrap(), insurance),
            &history,
        )
    });
    recorded.unwrap();
}

fn corrected(world: &World, made: &Settlement) -> Result<DecidedCorrection, DeskError> {
    decided(world, made, CorrectionVerdict::Correct)
}

fn decided(
    world: &World,
    made: &Settlement,
    verdict: CorrectionVerdict,
) -> Result<DecidedCorrection, DeskError> {
    let asked = DecideCorrection {
        settlement: made.id.clone(),
        verdict,
        reason: "当时未参保".to_owned(),
    };
    world.write(move |desk| desk::decide_correction(desk, &clerk(), &asked))
}

#[test]
fn nobody_is_insured_for_one_part_of_a_stay_and_not_for_another() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = admitted(&world, "S");
        uploaded(&world, "U1", (&visit, line("1", "A", 2_000)));
        let first = settled(&world, "M", mid_stay(&visit, 2_000));
        let back = BillLine {
            quantity: -10_000,
            amount: -Money::from_yuan(2_000),
            refund_of: Some("1".to_owned()),
            ..line("2", "A", 2_000)
        };
        uploaded(&world, "U2", (&visit, line("3", "A", 500)));
        uploaded(&world, "U3", (&visit, back));
        world.discharge(CHENGDU, "D", &visit);
        let second = settled(&world, "F", stay(&visit, -1_500));
        let before = in_all(&world);
        insured_from(&world, Some(TODAY));
        corrected(&world, &first).unwrap();
        let all = in_all(&world);
        assert_eq!(all.of(Payer::Cash), Money::from_yuan(500));
        assert_eq!(all.total(), all.of(Payer::Cash));
        world.assert_sound();
        // Nothing waits any more, and a statement that changes nothing asks nobody.
        assert_eq!(
            corrected(&world, &second).unwrap_err().code(),
            "nothing-to-decide"
        );
        insured_from(&world, TODAY.yesterday().ok());
        let tasks = world.read(|desk| desk::correction_tasks(desk, 10)).unwrap();
        assert_eq!(tasks, []);
        // Insured after all.
        insured_from(&world, None);
        assert_eq!(in_all(&world), before);
        world.assert_sound();
    });
}

#[test]
fn what_is_cancelled_after_it_turned_out_not_to_be_insured_counts_in_nothing() {
    let fresh = std::cell::Cell::new(Shares::default());
    on_sqlite(|db| {
        let world = World::build(db);
        let visit = world.ready_stay(CHENGDU, "N", vec![line("1", "A", 5_000)]);
        fresh.set(settled(&world, "N", stay(&visit, 5_000)).shares);
    });
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = admitted(&world, "S");
        uploaded(&world, "U1", (&visit, line("1", "A", 3_000)));
        let first = settled(&world, "M", mid_stay(&visit, 3_000));
        let back = BillLine {
            quantity: -10_000,
            amount: -Money::from_yuan(3_000),
            refund_of: Some("1".to_owned()),
            ..line("2", "A", 3_000)
        };
        uploaded(&world, "U2", (&visit, back));
        world.discharge(CHENGDU, "D", &visit);
        let second = settled(&world, "F", stay(&visit, -3_000));
        insured_from(&world, Some(TODAY));
        corrected(&world, &first).unwrap();
        for (made, undo) in [(&second, "X2"), (&first, "X1")] {
            world
                .cancel(CHENGDU, undo, cancel_of(&visit, &made.id))
                .unwrap();
            world.assert_sound();
        }
        insured_from(&world, None);
        let visit = world.ready_stay(CHENGDU, "N", vec![line("1", "A", 5_000)]);
        assert_eq!(
            settled(&world, "N", stay(&visit, 5_000)).shares,
            fresh.get()
        );
        world.assert_sound();
    });
}

/// Left for one part, it is left for the stay: nothing comes below nothing afterwards.
#[test]
fn a_stay_is_decided_as_one() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = admitted(&world, "S");
        uploaded(&world, "U1", (&visit, ten()));
        settled(&world, "M", mid_stay(&visit, 3_000));
        uploaded(&world, "U2", (&visit, given_back("2", 10)));
        world.discharge(CHENGDU, "D", &visit);
        let second = settled(&world, "F", stay(&visit, -3_000));
        insured_from(&world, Some(TODAY));
        decided(&world, &second, CorrectionVerdict::Leave).unwrap();
        let tasks = world.read(|desk| desk::correction_tasks(desk, 10)).unwrap();
        assert_eq!(tasks, []);
        insured_from(&world, None);
        let world = at_level_two(&world);
        assert_eq!(in_all(&world), Shares::default());
        decided(&world, &second, CorrectionVerdict::Correct).unwrap();
        assert_eq!(in_all(&world), Shares::default());
        world.assert_sound();
    });
}

#[test]
fn lines_are_limited_by_the_level_on_record_when_they_are_settled() {
    on_each_engine(|db| {
        let world = World::build(db);
        let world = at_level_two(&world);
        let visit = admitted(&world, "S");
        uploaded(&world, "U1", (&visit, ten()));
        let world = at_levels(&world, (Level::Tertiary, vec![]));
        world.discharge(CHENGDU, "D", &visit);
        let made = settled(&world, "F", stay(&visit, 3_000));
        assert_eq!(made.scope.above_limit, Money::from_yuan(800));
        world.assert_sound();
    });
}
