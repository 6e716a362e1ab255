//! Bills of one person that arrive at once equal some serial order: the order of the person's
//! turns, replayed here with the pure calculator.

use std::sync::{Arc, Barrier};

use crate::world::{CHENGDU, World, enrolment, line, stay};
use domain::Money;
use domain::ids::{PersonId, VisitId};
use domain::person::Enrolment;
use domain::shares::Payer;
use domain::situation::YearToDate;
use store::settlements::{self, ADMISSIONS, Settlement};
use store::testing::{on_postgres, on_sqlite};
use store::{StoreError, Tx};

/// All bills together, so that the ceiling of the pooled fund lies between them, and that of
/// critical illness, which nobody published, is not reached.
const TOGETHER_YUAN: i64 = 268_800;

fn settle_all(world: &World, visits: &[VisitId], yuan: i64) {
    let start = Arc::new(Barrier::new(visits.len()));
    let tills: Vec<_> = visits
        .iter()
        .enumerate()
        .map(|(number, visit)| {
            let (world, start) = (world.clone(), Arc::clone(&start));
            let asked = stay(visit, yuan);
            std::thread::spawn(move || {
                start.wait();
                world.settle(CHENGDU, &format!("M{number}"), asked).unwrap();
            })
        })
        .collect();
    for till in tills {
        till.join().unwrap();
    }
}

fn settled(world: &World) -> Vec<Settlement> {
    let person: PersonId = "P1".parse().unwrap();
    let read = |tx: &mut Tx<'_>| settlements::of_person(tx, &person);
    world
        .db
        .read(read)
        .unwrap_or_else(|error: StoreError| panic!("{error:?}"))
}

/// Computes every settlement again, each after the one before it, starting from nothing.
fn replay(world: &World, settled: &[Settlement]) {
    let mut year = YearToDate::default();
    let mut account = Money::from_yuan(500);
    for settlement in settled {
        let mut inputs = settlement.inputs.clone();
        assert_eq!(inputs.year, year, "turn {}", settlement.turn);
        assert_eq!(inputs.accounts.own, account, "turn {}", settlement.turn);
        inputs.situation.admission = year.admissions + 1;
        let pack = world
            .read(|desk| desk::query::pack_of_settlement(desk, settlement))
            .unwrap();
        let computed = inputs.compute(&pack, None).unwrap();
        assert_eq!(
            computed.adjudication.shares, settlement.shares,
            "turn {}",
            settlement.turn
        );
        for (counter, amount) in computed.plan.counted(&computed.adjudication.counted) {
            *year.counters.entry(counter).or_default() += amount;
        }
        year.admissions += 1;
        account -= settlement.shares.of(Payer::Account);
    }
    let stored: Vec<(String, Money)> = world
        .read(|desk| desk::year_totals(desk, &"P1".parse().unwrap()))
        .unwrap()
        .into_iter()
        .filter(|total| total.counter != ADMISSIONS)
        .map(|total| (total.counter, total.amount))
        .collect();
    assert_eq!(stored, year.counters.into_iter().collect::<Vec<_>>());
}

fn bills_at_once(db: &store::Db, count: usize) {
    // Insured for four months: the lowest ceiling.
    let newcomer = Enrolment {
        continuous_since: "2026-07".parse().unwrap(),
        ..enrolment()
    };
    let world = World::with(db, &newcomer);
    let yuan = TOGETHER_YUAN / count as i64;
    let visits: Vec<VisitId> = (0..count)
        .map(|number| {
            let lines = vec![line("1", "A", yuan)];
            world.ready_stay(CHENGDU, &format!("S{number}"), lines)
        })
        .collect();
    settle_all(&world, &visits, yuan);
    let settled = settled(&world);
    assert_eq!(settled.len(), count);
    let paid: Money = settled.iter().map(|s| s.shares.of(Payer::PooledFund)).sum();
    let first = settled[0].shares.of(Payer::PooledFund);
    let last = settled[count - 1].shares.of(Payer::PooledFund);
    assert!(
        last < first,
        "the ceiling lies between them: {first} … {last}, {paid} in all"
    );
    replay(&world, &settled);
    world.assert_sound();
}

#[test]
fn two_bills_at_once_equal_a_serial_order() {
    on_sqlite(|db| bills_at_once(db, 2));
    on_postgres(|db| bills_at_once(db, 2));
}

#[test]
fn eight_bills_at_once_equal_a_serial_order() {
    on_sqlite(|db| bills_at_once(db, 8));
    on_postgres(|db| bills_at_once(db, 8));
}

#[test]
fn sixty_four_bills_at_once_equal_a_serial_order() {
    on_sqlite(|db| bills_at_once(db, 64));
    on_postgres(|db| bills_at_once(db, 64));
}

#[test]
fn one_message_sent_many_times_at_once_settles_once() {
    let once = |db: &store::Db| {
        let world = World::build(db);
        let visit = world.ready_stay(CHENGDU, "S1", vec![line("1", "A", 900)]);
        let start = Arc::new(Barrier::new(16));
        let tills: Vec<_> = (0..16)
            .map(|_| {
                let (world, start) = (world.clone(), Arc::clone(&start));
                let asked = stay(&visit, 900);
                std::thread::spawn(move || {
                    start.wait();
                    world.settle(CHENGDU, "M1", asked).unwrap().reply
                })
            })
            .collect();
        let mut replies: Vec<Vec<u8>> = tills.into_iter().map(|t| t.join().unwrap()).collect();
        replies.dedup();
        assert_eq!(replies.len(), 1);
        assert_eq!(world.rows("settlement"), 1);
        world.assert_sound();
    };
    on_sqlite(once);
    on_postgres(once);
}
