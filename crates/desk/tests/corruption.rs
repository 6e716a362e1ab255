//! The checks of the books find what they are there to find: each invariant broken on purpose.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod world;

use store::testing::on_each_engine;
use store::{StoreError, Tx};
use world::{CHENGDU, GUANGZHOU, World, batch, cancel_of, line, stay};

/// What is broken, and the invariant that must notice.
const BROKEN: &[(&str, &str)] = &[
    ("M1", "UPDATE bill_line SET quantity = quantity * 2"),
    ("M1", "UPDATE bill_line SET settled_by = NULL"),
    (
        "M1",
        "UPDATE bill_line SET settled_by = 'A0' WHERE settled_by IS NULL",
    ),
    ("M2", "UPDATE settlement SET shares = '{\"cash\":\"1.00\"}'"),
    (
        "M2",
        "UPDATE settlement SET funds = funds + 1, cash = cash - 1",
    ),
    (
        "M3",
        "UPDATE posting SET amount = amount + 7 WHERE ordinal = 1",
    ),
    ("M3", "DELETE FROM posting WHERE ordinal = 2"),
    ("M3", "UPDATE account SET balance = balance + 1"),
    (
        "M3",
        "INSERT INTO posting VALUES ('P1', 'A0', 1, 'fund:x', 5)",
    ),
    (
        "M4",
        "UPDATE settlement SET reversal_of = 'A0' WHERE reversal_of IS NOT NULL",
    ),
    (
        "M4",
        "UPDATE settlement SET turn = 1 WHERE reversal_of IS NOT NULL",
    ),
    ("M5", "UPDATE year_to_date SET amount = amount + 1"),
    ("M5", "DELETE FROM year_to_date"),
    ("M6", "DELETE FROM pack_text"),
    (
        "M6",
        "UPDATE pack_text SET content = REPLACE(content, '90%', '91%')",
    ),
    (
        "M6",
        "UPDATE settlement SET inputs = REPLACE(inputs, '\"500.00\"', '\"1.00\"')",
    ),
    (
        "M10",
        "UPDATE message SET state = 'done' WHERE state = 'reversed'",
    ),
    ("M10", "DELETE FROM message"),
    ("M12", "UPDATE settlement SET created_at = created_at + 1"),
    (
        "M13",
        "UPDATE audit SET actor = 'somebody else' WHERE sequence = 2",
    ),
    ("M13", "DELETE FROM audit WHERE sequence = 2"),
];

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
