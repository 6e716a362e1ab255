//! What each settlement comes to after those before it is what stands (A1): broken on purpose in
//! every way the books can be, and found.

use crate::world::{CHENGDU, GUANGZHOU, World, batch, cancel_of, line, outpatient, stay};
use desk::{OpenVisit, Settle, SettledTogether, Settlement, UploadLines};
use domain::bill::BillLine;
use domain::facility::Care;
use store::testing::broken::OUT_OF_ORDER;
use store::testing::on_each_engine;
use store::verify::Violation;
use store::{StoreError, Tx};

/// Six stays that use up deductibles and the account: the first is cancelled, the fourth is settled
/// in two parts.
fn books(world: &World) -> Vec<Settlement> {
    let mut made = vec![];
    for (number, at) in [CHENGDU, GUANGZHOU, CHENGDU].into_iter().enumerate() {
        let tag = format!("S{number}");
        let visit = world.ready_stay(at, &tag, vec![line("1", "A", 4_000)]);
        let answer = world.settle(at, &tag, stay(&visit, 4_000)).unwrap();
        made.push(answer.outcome.unwrap().settlement);
    }
    let admit = OpenVisit {
        care: Care::Inpatient,
        from: world.next_admission(),
        ..outpatient("P")
    };
    let from = admit.from;
    let visit = world.open(GUANGZHOU, "P-open", admit);
    let upload = |message: &str, serial: &str| {
        let asked = UploadLines {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
            side: desk::Side::Inpatient,
            batch: String::new(),
            lines: vec![BillLine {
                used_on: from,
                ..line(serial, "A", 700)
            }],
            diseases: Default::default(),
            flags: Default::default(),
        };
        world.upload(GUANGZHOU, message, asked).unwrap();
    };
    upload("P-1", "1");
    let part = Settle {
        what: SettledTogether::Stay { mid_stay: true },
        ..batch(&visit, "", 700)
    };
    made.push(
        world
            .settle(GUANGZHOU, "P-mid", part)
            .unwrap()
            .outcome
            .unwrap()
            .settlement,
    );
    upload("P-2", "2");
    world.discharge(GUANGZHOU, "P-out", &visit);
    let last = world
        .settle(GUANGZHOU, "P-last", stay(&visit, 700))
        .unwrap();
    made.push(last.outcome.unwrap().settlement);
    let second = made.remove(1);
    let first = made.remove(0);
    // The later one of the same hospital goes first; what is left elsewhere is corrected.
    let third = made.remove(0);
    world
        .cancel(CHENGDU, "C3", cancel_of(&third.visit, &third.id))
        .unwrap();
    world
        .cancel(CHENGDU, "C1", cancel_of(&first.visit, &first.id))
        .unwrap();
    made.insert(0, second);
    made
}

#[test]
fn every_break_of_the_order_is_found() {
    on_each_engine(|db| {
        let world = World::build(db);
        let made = books(&world);
        assert!(world.rows("correction") > 0);
        world.assert_sound();
        let mut unnoticed = vec![];
        for planted in OUT_OF_ORDER {
            let mut sql = planted.replace("{year}", &made[0].year);
            for (number, settlement) in made.iter().enumerate() {
                sql = sql.replace(&format!("{{{number}}}"), settlement.id.as_str());
            }
            let outcome: Result<(), StoreError> = world.db.transact(move |tx: &mut Tx<'_>| {
                assert!(tx.execute(&sql, &[])? > 0, "{sql} touches something");
                let found = desk::verify::verify(tx)?;
                // What rests on the right things and is wrong is told by computing it again.
                let told = |it: &Violation| matches!(it.invariant, "A1" | "M6");
                let noticed = found.iter().any(told);
                // An error, so that it is put back.
                Err(StoreError::Row(noticed.to_string()))
            });
            match outcome {
                Err(StoreError::Row(noticed)) if noticed == "true" => {}
                other => unnoticed.push((planted, other)),
            }
        }
        assert!(unnoticed.is_empty(), "{unnoticed:#?}");
        world.assert_sound();
    });
}
