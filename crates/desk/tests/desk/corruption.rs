//! The checks of the books find what they are there to find: each invariant broken on purpose.

use crate::world::{CHENGDU, GUANGZHOU, World, batch, cancel_of, line, stay};
use store::testing::broken::BROKEN;
use store::testing::on_each_engine;
use store::{StoreError, Tx};

fn books(world: &World) {
    let lines = vec![line("1", "A", 9_000), line("2", "B", 1_000)];
    let visit = world.ready_stay(CHENGDU, "S1", lines);
    world.settle(CHENGDU, "M1", stay(&visit, 10_000)).unwrap();
    let visit = world.ready(GUANGZHOU, "B1", vec![line("1", "A", 120)]);
    let settled = world
        .settle(GUANGZHOU, "M2", batch(&visit, "B1", 120))
        .unwrap();
    let id = settled.outcome.unwrap().settlement.id;
    world
        .cancel(GUANGZHOU, "M3", cancel_of(&visit, &id))
        .unwrap();
}

#[test]
fn every_planted_corruption_is_found_by_its_invariant() {
    on_each_engine(|db| {
        let world = World::build(db);
        books(&world);
        world.assert_sound();
        for (invariant, sql) in BROKEN {
            let outcome: Result<(), StoreError> = world.db.transact(move |tx: &mut Tx<'_>| {
                assert!(tx.execute(sql, &[])? > 0, "{sql} touches something");
                let found = desk::verify::verify(tx)?;
                let noticed = found
                    .iter()
                    .any(|violation| violation.invariant == *invariant);
                assert!(noticed, "{sql}: {invariant} did not notice: {found:#?}");
                Err(StoreError::Row("put it back".to_owned()))
            });
            assert!(
                matches!(outcome, Err(StoreError::Row(_))),
                "{sql}: {outcome:?}"
            );
        }
        world.assert_sound();
    });
}
