//! Stored settlements are derived again to the fen, and what differs is named with its reason.

use crate::world::{CHENGDU, GUANGZHOU, World, batch, cancel_of, line, stay};
use desk::replay::{Difference, Replayed};
use store::testing::broken::UNDERIVABLE;
use store::testing::on_each_engine;
use store::{StoreError, Tx};

/// A stay, an outpatient bill, and its cancellation.
fn settled(world: &World) {
    settled_stay(world);
    let visit = world.ready(GUANGZHOU, "B1", vec![line("1", "A", 120)]);
    let settled = world
        .settle(GUANGZHOU, "M2", batch(&visit, "B1", 120))
        .unwrap();
    let id = settled.outcome.unwrap().settlement.id;
    world
        .cancel(GUANGZHOU, "M3", cancel_of(&visit, &id))
        .unwrap();
}

fn settled_stay(world: &World) {
    let lines = vec![line("1", "A", 9_000), line("2", "B", 1_000)];
    let visit = world.ready_stay(CHENGDU, "S1", lines);
    world.settle(CHENGDU, "M1", stay(&visit, 10_000)).unwrap();
}

fn replayed(tx: &mut Tx<'_>) -> Result<Replayed, StoreError> {
    Replayed::of_everybody(tx, |_| {})
}

#[test]
fn everything_is_derived_again_and_what_differs_is_explained() {
    on_each_engine(|db| {
        let world = World::build(db);
        settled(&world);
        let whole = world.db.read(replayed).unwrap();
        assert_eq!((whole.settlements, whole.packs, whole.differ), (3, 1, 0));
        assert_eq!(whole.first, None);
        for (why, sql) in UNDERIVABLE {
            let outcome: Result<(), StoreError> = world.db.transact(move |tx: &mut Tx<'_>| {
                assert!(tx.execute(sql, &[])? > 0, "{sql} touches something");
                let found = replayed(tx)?;
                let first = found
                    .first
                    .unwrap_or_else(|| panic!("{sql}: nothing differs"));
                let told = serde_json::to_value(&first.difference).unwrap();
                assert_eq!(told["why"], *why, "{sql}: {told}");
                let says = first.says;
                assert!(!says.zh.is_empty() && says.en.len() > 10, "{says}");
                Err(StoreError::Row("put it back".to_owned()))
            });
            assert!(matches!(outcome, Err(StoreError::Row(_))), "{outcome:?}");
        }
        world.assert_sound();
    });
}

#[test]
fn the_amount_that_differs_is_told_with_its_step_and_source() {
    on_each_engine(|db| {
        let world = World::build(db);
        // One settlement only: which of several is looked at first is no promise.
        settled_stay(&world);
        let sql = "deductible + 1";
        let (_, sql) = UNDERIVABLE
            .iter()
            .find(|(_, known)| known.contains(sql))
            .unwrap();
        let found = world.db.transact(move |tx: &mut Tx<'_>| {
            tx.execute(sql, &[])?;
            replayed(tx)
        });
        let found = found.unwrap();
        assert_eq!(found.differ, 1);
        let Difference::Amount {
            stored,
            derived,
            steps,
            ..
        } = found.first.unwrap().difference
        else {
            panic!("an amount differs");
        };
        assert_eq!(stored.fen(), derived.fen() + 1);
        assert_eq!(steps.len(), 1);
        assert_eq!(
            (steps[0].rule.as_str(), steps[0].amount),
            ("deductible", derived)
        );
        assert!(!steps[0].basis.is_empty(), "with its source");
    });
}
