//! What is settled in parts, cancelled and corrected comes to what an official would work out from
//! what stands.

use crate::world::{CHENGDU, GUANGZHOU, World, batch, caller, cancel_of, line, outpatient, stay};
use desk::{Settle, SettledTogether, Side, UploadLines, WithdrawLines, Withdrawal};
use domain::Money;
use domain::bill::BillLine;
use domain::facility::Care;
use domain::ids::{SettlementId, VisitId};
use domain::shares::{Payer, Shares};
use domain::situation::YearToDate;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::corrections::{self, Correction};
use store::settlements::Settlement;
use store::testing::{on_each_engine, on_sqlite};
use store::{StoreError, Tx};

fn mid_stay(visit: &VisitId, total: i64) -> Settle {
    Settle {
        what: SettledTogether::Stay { mid_stay: true },
        ..batch(visit, "", total)
    }
}

fn admitted(world: &World, facility: &str, tag: &str) -> VisitId {
    let mut admit = outpatient(tag);
    admit.care = Care::Inpatient;
    world.open(facility, &format!("{tag}-open"), admit)
}

fn upload(world: &World, facility: &str, message: &str, (visit, lines): (&VisitId, Vec<BillLine>)) {
    let asked = UploadLines {
        person: "P1".parse().unwrap(),
        visit: visit.clone(),
        side: Side::Inpatient,
        batch: String::new(),
        lines,
        diseases: Default::default(),
        flags: Default::default(),
    };
    world.upload(facility, message, asked).unwrap();
}

fn refund(serial: &str, of: &str, code: &str, yuan: i64) -> BillLine {
    BillLine {
        quantity: -10_000,
        amount: -Money::from_yuan(yuan),
        refund_of: Some(of.to_owned()),
        ..line(serial, code, yuan)
    }
}

fn settled(world: &World, facility: &str, message: &str, asked: Settle) -> Settlement {
    let answer = world.settle(facility, message, asked).unwrap();
    answer.outcome.unwrap().settlement
}

fn corrections(world: &World) -> Vec<Correction> {
    let person = "P1".parse().unwrap();
    let read = |tx: &mut Tx<'_>| corrections::of_person(tx, &person);
    world
        .db
        .read(read)
        .unwrap_or_else(|e: StoreError| panic!("{e:?}"))
}

/// What everybody paid in the end, over all settlements that stand.
fn in_all(world: &World) -> Shares {
    let person = "P1".parse().unwrap();
    let read = |tx: &mut Tx<'_>| corrections::standing(tx, &person);
    let standing = world
        .db
        .read(read)
        .unwrap_or_else(|e: StoreError| panic!("{e:?}"));
    let shares = standing.iter().map(|made| made.shares);
    shares.fold(Shares::default(), |all, own| all.plus(&own))
}

/// A stay in hospital, its lines settled in parts of so many lines each.
fn in_parts(world: &World, lines: &[BillLine], parts: &[usize]) -> Vec<SettlementId> {
    let visit = admitted(world, CHENGDU, "S");
    let mut left = lines;
    let mut made = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let (now, rest) = left.split_at((*part).min(left.len()));
        left = rest;
        let total: Money = now.iter().map(|line| line.amount).sum();
        if !now.is_empty() {
            upload(
                world,
                CHENGDU,
                &format!("U{number}"),
                (&visit, now.to_vec()),
            );
            let asked = Settle {
                stated_total: total,
                ..mid_stay(&visit, 0)
            };
            made.push(settled(world, CHENGDU, &format!("M{number}"), asked).id);
        }
    }
    let total: Money = left.iter().map(|line| line.amount).sum();
    if !left.is_empty() {
        upload(world, CHENGDU, "U-last", (&visit, left.to_vec()));
    }
    world.discharge(CHENGDU, "D", &visit);
    let asked = Settle {
        stated_total: total,
        ..stay(&visit, 0)
    };
    made.push(settled(world, CHENGDU, "M-last", asked).id);
    made
}

#[test]
fn a_stay_settled_in_parts_is_one_stay() {
    on_each_engine(|db| {
        let world = World::build(db);
        let lines = [line("1", "A", 10_000), line("2", "B", 10_000)];
        let made = in_parts(&world, &lines, &[1]);
        world.assert_sound();
        let parts = in_all(&world);
        assert_eq!(corrections(&world), []);
        on_sqlite(|db| {
            let world = World::build(db);
            in_parts(&world, &lines, &[]);
            assert_eq!(in_all(&world), parts);
        });
        // The last part is cancelled before the first.
        let visit = world.visit_of("S-open");
        let first = world.cancel(CHENGDU, "C1", cancel_of(&visit, &made[0]));
        assert_eq!(first.unwrap_err().code(), "later-settlements-first");
        world
            .cancel(CHENGDU, "C2", cancel_of(&visit, &made[1]))
            .unwrap();
        world
            .cancel(CHENGDU, "C3", cancel_of(&visit, &made[0]))
            .unwrap();
        assert_eq!(in_all(&world), Shares::default());
        world.assert_sound();
    });
}

/// Lines of every class, some of them given back later, in any number of parts.
/// The last part is the whole stay computed as one bill, less the parts: before it there is what
/// was before the stay.
#[test]
fn the_parts_of_a_stay_are_not_before_it() {
    on_each_engine(|db| {
        let world = World::build(db);
        let lines = [line("1", "A", 10_000), line("2", "A", 10_000)];
        let made = in_parts(&world, &lines, &[1]);
        let before = made.iter().map(|id| {
            let read = |tx: &mut Tx<'_>| store::settlements::find_by_id(tx, id);
            let found = world.db.read(read);
            let found = found.unwrap_or_else(|e: StoreError| panic!("{e:?}"));
            found.unwrap().inputs.year
        });
        let before: Vec<YearToDate> = before.collect();
        assert_eq!(before, [YearToDate::default(), YearToDate::default()]);
    });
}

#[test]
fn any_parts_come_to_the_whole() {
    let line = |number: usize| {
        (prop::sample::select(vec!["A", "B", "C"]), 1..30_000_i64)
            .prop_map(move |(code, yuan)| line(&number.to_string(), code, yuan))
    };
    let lines = (1..6_usize).prop_flat_map(move |count| {
        let lines: Vec<_> = (0..count).map(line).collect();
        (lines, prop::collection::vec(any::<bool>(), count))
    });
    let lines = lines.prop_map(|(mut lines, back)| {
        let refunds = lines.iter().zip(back).filter(|(_, back)| *back);
        let refunds: Vec<_> = refunds
            .map(|(line, _)| BillLine {
                serial: format!("R{}", line.serial),
                quantity: -line.quantity,
                amount: -line.amount,
                refund_of: Some(line.serial.clone()),
                ..line.clone()
            })
            .collect();
        lines.extend(refunds);
        lines
    });
    let mut runner = TestRunner::new(Config {
        cases: 16,
        failure_persistence: None,
        ..Config::default()
    });
    let parts = prop::collection::vec(1..3_usize, 0..4);
    runner
        .run(&(lines, parts), |(lines, parts)| {
            let all = std::cell::RefCell::new(Vec::new());
            for parts in [&parts[..], &[]] {
                on_sqlite(|db| {
                    let world = World::build(db);
                    in_parts(&world, &lines, parts);
                    world.assert_sound();
                    all.borrow_mut().push(in_all(&world));
                });
            }
            let all = all.into_inner();
            prop_assert_eq!(all[0], all[1]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_stay_of_nothing_is_no_admission() {
    on_each_engine(|db| {
        let world = World::build(db);
        let nothing = vec![line("1", "A", 500), refund("2", "1", "A", 500)];
        let visit = world.ready_stay(CHENGDU, "Z", nothing);
        settled(&world, CHENGDU, "MZ", stay(&visit, 0));
        let visit = world.ready_stay(CHENGDU, "S", vec![line("1", "A", 10_000)]);
        let first = settled(&world, CHENGDU, "MS", stay(&visit, 10_000));
        assert_eq!(first.inputs.situation.admission, 1);
        world.assert_sound();
    });
}

#[test]
fn a_stay_ends_after_everything_was_settled_or_given_back() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = admitted(&world, CHENGDU, "S");
        let lines = vec![line("1", "A", 8_000), line("2", "B", 2_000)];
        upload(&world, CHENGDU, "U1", (&visit, lines));
        settled(&world, CHENGDU, "M1", mid_stay(&visit, 10_000));
        upload(
            &world,
            CHENGDU,
            "U2",
            (&visit, vec![refund("3", "2", "B", 2_000)]),
        );
        world.discharge(CHENGDU, "D", &visit);
        let last = settled(&world, CHENGDU, "M2", stay(&visit, -2_000));
        assert_eq!(last.shares.total(), -Money::from_yuan(2_000));
        world.assert_sound();
        let paid = in_all(&world);
        on_sqlite(|db| {
            let world = World::build(db);
            let visit = world.ready_stay(CHENGDU, "S", vec![line("1", "A", 8_000)]);
            settled(&world, CHENGDU, "M1", stay(&visit, 8_000));
            assert_eq!(in_all(&world), paid);
        });
    });
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = admitted(&world, CHENGDU, "S");
        upload(&world, CHENGDU, "U1", (&visit, vec![line("1", "A", 8_000)]));
        settled(&world, CHENGDU, "M1", mid_stay(&visit, 8_000));
        world.discharge(CHENGDU, "D", &visit);
        let last = settled(&world, CHENGDU, "M2", stay(&visit, 0));
        assert_eq!(last.shares, Shares::default());
        world.assert_sound();
    });
}

#[test]
fn a_stay_without_lines_is_not_settled() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = admitted(&world, CHENGDU, "S");
        upload(&world, CHENGDU, "U1", (&visit, vec![line("1", "A", 8_000)]));
        settled(&world, CHENGDU, "M1", mid_stay(&visit, 8_000));
        // Nothing came since, and it has not ended.
        let again = world.settle(CHENGDU, "M2", mid_stay(&visit, 0));
        assert_eq!(again.unwrap_err().code(), "no-lines");
    });
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready_stay(CHENGDU, "S", vec![]);
        let ended = world.settle(CHENGDU, "M", stay(&visit, 0));
        assert_eq!(ended.unwrap_err().code(), "no-lines");
    });
}

#[test]
fn what_was_computed_from_a_cancelled_stay_is_corrected() {
    on_each_engine(|db| {
        let world = World::build(db);
        let first = world.ready_stay(CHENGDU, "S1", vec![line("1", "A", 10_000)]);
        let second = world.ready_stay(GUANGZHOU, "S2", vec![line("1", "A", 10_000)]);
        let one = settled(&world, CHENGDU, "M1", stay(&first, 10_000));
        let two = settled(&world, GUANGZHOU, "M2", stay(&second, 10_000));
        assert!(two.deductible < one.deductible);
        let cancelled = world.cancel(CHENGDU, "C1", cancel_of(&first, &one.id));
        let cancelled = cancelled.unwrap().outcome.unwrap();
        world.assert_sound();
        let made = corrections(&world);
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].settlement, two.id);
        assert_eq!(cancelled.after.len(), 1);
        let corrects = format!("reason LIKE '%{} corrects {}%'", made[0].id, two.id);
        let noted = store::testing::count(db, "audit", &corrects);
        assert_eq!(noted, 1, "the audit remembers it with the cancellation");
        assert!(made[0].deductible > Money::ZERO);
        assert!(made[0].shares.of(Payer::PooledFund).is_negative());
        // Settled again it is the second stay of the year.
        let again = settled(&world, CHENGDU, "M3", stay(&first, 10_000));
        assert_eq!(again.inputs.situation.admission, 2);
        world.assert_sound();
        let paid = in_all(&world);
        on_sqlite(|db| {
            let world = World::build(db);
            let second = world.ready_stay(GUANGZHOU, "S2", vec![line("1", "A", 10_000)]);
            let first = world.ready_stay(CHENGDU, "S1", vec![line("1", "A", 10_000)]);
            settled(&world, GUANGZHOU, "M1", stay(&second, 10_000));
            settled(&world, CHENGDU, "M2", stay(&first, 10_000));
            assert_eq!(in_all(&world), paid);
        });
        // Cancelled itself, it takes its correction along.
        world
            .cancel(CHENGDU, "C2", cancel_of(&first, &again.id))
            .unwrap();
        world
            .cancel(GUANGZHOU, "C3", cancel_of(&second, &two.id))
            .unwrap();
        assert_eq!(in_all(&world), Shares::default());
        assert_eq!(corrections(&world).len(), 2);
        world.assert_sound();
        assert_eq!(world.balance("P1"), Money::from_yuan(500));
    });
}

#[test]
fn later_settlements_of_the_same_hospital_are_cancelled_first() {
    on_each_engine(|db| {
        let world = World::build(db);
        let first = world.ready_stay(CHENGDU, "S1", vec![line("1", "A", 10_000)]);
        let second = world.ready_stay(CHENGDU, "S2", vec![line("1", "A", 10_000)]);
        let one = settled(&world, CHENGDU, "M1", stay(&first, 10_000));
        let two = settled(&world, CHENGDU, "M2", stay(&second, 10_000));
        let refused = world
            .cancel(CHENGDU, "C1", cancel_of(&first, &one.id))
            .unwrap_err();
        assert_eq!(refused.code(), "later-settlements-first");
        assert!(refused.message().to_string().contains(two.id.as_str()));
        world
            .cancel(CHENGDU, "C2", cancel_of(&second, &two.id))
            .unwrap();
        world
            .cancel(CHENGDU, "C3", cancel_of(&first, &one.id))
            .unwrap();
        world.assert_sound();
    });
}

/// An outpatient batch that was cancelled is settled again, the same lines under the same batch.
#[test]
fn a_cancelled_batch_is_settled_again() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready(GUANGZHOU, "B1", vec![line("1", "A", 120)]);
        for number in 0..3 {
            let message = format!("M{number}");
            let made = settled(&world, GUANGZHOU, &message, batch(&visit, "B1", 120));
            let twice = world.settle(GUANGZHOU, "twice", batch(&visit, "B1", 120));
            assert_eq!(twice.unwrap_err().code(), "already-settled");
            let cancel = cancel_of(&visit, &made.id);
            world
                .cancel(GUANGZHOU, &format!("C{number}"), cancel)
                .unwrap();
            world.assert_sound();
        }
    });
}

#[test]
fn a_line_and_what_gives_it_back_stay_together() {
    on_each_engine(|db| {
        let world = World::build(db);
        let lines = vec![
            line("1", "B", 100),
            refund("2", "1", "B", 100),
            line("3", "A", 500),
        ];
        let visit = world.ready_stay(CHENGDU, "S", lines);
        let quoted = world.quote(CHENGDU, &stay(&visit, 500)).unwrap();
        assert_eq!(quoted.scope.upfront, Money::ZERO);
        assert_eq!(quoted.scope.ordinary, Money::from_yuan(500));
        let asked = WithdrawLines {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
            side: Side::Inpatient,
            which: Withdrawal::Serials(vec!["1".to_owned()]),
        };
        let caller = caller(CHENGDU, "W");
        let withdrawn =
            world.write(move |desk| desk::withdraw_lines(desk, &caller, &asked, |_| vec![]));
        assert_eq!(withdrawn.unwrap().outcome, Some(2));
        settled(&world, CHENGDU, "M", stay(&visit, 500));
        world.assert_sound();
    });
}

#[test]
fn refunds_take_back_no_more_than_the_line() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = admitted(&world, CHENGDU, "S");
        upload(&world, CHENGDU, "U1", (&visit, vec![line("1", "B", 100)]));
        let part = |serial: &str, yuan: i64| BillLine {
            quantity: -5_000,
            amount: -Money::from_yuan(yuan),
            ..refund(serial, "1", "B", 100)
        };
        upload(&world, CHENGDU, "U2", (&visit, vec![part("2", 50)]));
        let asked = UploadLines {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
            side: Side::Inpatient,
            batch: String::new(),
            lines: vec![BillLine {
                amount: -Money::from_fen(5_001),
                ..part("3", 50)
            }],
            diseases: Default::default(),
            flags: Default::default(),
        };
        let refused = world.upload(CHENGDU, "U3", asked).unwrap_err();
        assert_eq!(refused.code(), "refund");
        world.assert_sound();
    });
}
