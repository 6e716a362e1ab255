//! Messages of unknown fate: reversed after they arrived, before, twice, and too late.

use crate::world::{
    CHENGDU, GUANGZHOU, World, batch, caller, caller_of, cancel_of, line, outpatient, stay,
};
use desk::{Deed, DeskError, MessageFate, ReversalOutcome, ReverseMessage};
use domain::facility::Care;
use store::testing::on_each_engine;

fn reverse(
    world: &World,
    facility: &str,
    message: &str,
    (original, deed): (&str, Deed),
) -> Result<desk::MessageAnswer<ReversalOutcome>, DeskError> {
    let asked = ReverseMessage {
        person: "P1".parse().unwrap(),
        original: original.parse().unwrap(),
        deed,
    };
    let caller = caller(facility, message);
    world.write(move |desk| desk::reverse_message(desk, &caller, &asked, |_| b"reversed".into()))
}

fn fate(world: &World, facility: &str, message: &str) -> MessageFate {
    let (caller, message) = (caller(facility, "ask"), message.parse().unwrap());
    let person = "P1".parse().unwrap();
    world
        .read(|desk| desk::fate_of_message(desk, &caller, &person, &message))
        .unwrap()
}

#[test]
fn reversing_what_was_settled_restores_everything() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready(GUANGZHOU, "B1", vec![line("1", "A", 120)]);
        let before = world.state_of("P1");
        world
            .settle(GUANGZHOU, "M1", batch(&visit, "B1", 120))
            .unwrap();
        let original = ("M1", Deed::SettleVisit);
        let first = reverse(&world, GUANGZHOU, "R1", original).unwrap();
        assert!(matches!(
            first.outcome,
            Some(ReversalOutcome::Settlement(_))
        ));
        assert_eq!(world.state_of("P1"), before);
        let again = reverse(&world, GUANGZHOU, "R1", original).unwrap();
        assert!(again.replayed);
        let anew = reverse(&world, GUANGZHOU, "R2", original).unwrap();
        assert!(matches!(anew.outcome, Some(ReversalOutcome::Before)));
        assert_eq!(world.state_of("P1"), before);
        assert_eq!(fate(&world, GUANGZHOU, "M1"), MessageFate::Reversed);
        world.assert_sound();
    });
}

#[test]
fn a_reversal_that_comes_first_leaves_a_tombstone() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready(GUANGZHOU, "B1", vec![line("1", "A", 120)]);
        let before = world.state_of("P1");
        let reversed = reverse(&world, GUANGZHOU, "R1", ("M1", Deed::SettleVisit)).unwrap();
        assert!(matches!(reversed.outcome, Some(ReversalOutcome::Tombstone)));
        assert_eq!(fate(&world, GUANGZHOU, "M1"), MessageFate::Tombstone);
        let late = world
            .settle(GUANGZHOU, "M1", batch(&visit, "B1", 120))
            .unwrap_err();
        assert_eq!(late.code(), "message-reversed");
        assert_eq!(world.state_of("P1"), before);
        world
            .settle(GUANGZHOU, "M2", batch(&visit, "B1", 120))
            .unwrap();
        world.assert_sound();
    });
}

#[test]
fn a_late_copy_of_a_cancelled_settlement_is_refused() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready(GUANGZHOU, "B1", vec![line("1", "A", 120)]);
        let settled = world
            .settle(GUANGZHOU, "M1", batch(&visit, "B1", 120))
            .unwrap();
        let id = settled.outcome.unwrap().settlement.id;
        world
            .cancel(GUANGZHOU, "M2", cancel_of(&visit, &id))
            .unwrap();
        let late = world
            .settle(GUANGZHOU, "M1", batch(&visit, "B1", 120))
            .unwrap_err();
        assert_eq!(late.code(), "message-reversed");
        let again = world
            .cancel(GUANGZHOU, "M2", cancel_of(&visit, &id))
            .unwrap();
        assert!(again.replayed);
        let twice = world
            .cancel(GUANGZHOU, "M4", cancel_of(&visit, &id))
            .unwrap_err();
        assert_eq!(twice.code(), "already-cancelled");
        world.assert_sound();
    });
}

#[test]
fn reversing_an_admission_undoes_it() {
    on_each_engine(|db| {
        let world = World::build(db);
        let mut admit = outpatient("S1");
        admit.care = Care::Inpatient;
        let visit = world.open(CHENGDU, "M1", admit.clone());
        let reversed = reverse(&world, CHENGDU, "R1", ("M1", Deed::Admit)).unwrap();
        assert!(matches!(reversed.outcome, Some(ReversalOutcome::Visit)));
        let refused = world.quote(CHENGDU, &stay(&visit, 1)).unwrap_err();
        assert_eq!(refused.code(), "visit-cancelled");
        assert_ne!(world.open(CHENGDU, "M2", admit), visit);
        world.assert_sound();
    });
}

#[test]
fn another_facility_cannot_reverse_and_learns_nothing() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready(GUANGZHOU, "B1", vec![line("1", "A", 120)]);
        world
            .settle(GUANGZHOU, "M1", batch(&visit, "B1", 120))
            .unwrap();
        let state = world.state_of("P1");
        let other = reverse(&world, CHENGDU, "R1", ("M1", Deed::SettleVisit)).unwrap();
        assert!(matches!(other.outcome, Some(ReversalOutcome::Tombstone)));
        assert_eq!(world.state_of("P1"), state);
        assert_eq!(fate(&world, CHENGDU, "M1"), MessageFate::Tombstone);
        assert!(matches!(
            fate(&world, GUANGZHOU, "M1"),
            MessageFate::Done(_)
        ));
        let wrong = reverse(&world, GUANGZHOU, "R1", ("M1", Deed::SettleStay)).unwrap_err();
        assert_eq!(wrong.code(), "other-deed");
        world.assert_sound();
    });
}

/// Under another person a reversal would answer well and undo nothing: a bill with one side.
#[test]
fn a_message_of_another_person_is_neither_reversed_nor_forestalled() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready(GUANGZHOU, "B1", vec![line("1", "A", 120)]);
        world
            .settle(GUANGZHOU, "M1", batch(&visit, "B1", 120))
            .unwrap();
        let state = world.state_of("P1");
        let of_another = |original: &str, message: &str| {
            let asked = ReverseMessage {
                person: "P2".parse().unwrap(),
                original: original.parse().unwrap(),
                deed: Deed::SettleVisit,
            };
            let by = caller_of("P2", GUANGZHOU, message);
            world.write(move |desk| desk::reverse_message(desk, &by, &asked, |_| vec![]))
        };
        let refused = of_another("M1", "R1").unwrap_err();
        assert_eq!(refused.code(), "message-of-another-person");
        assert!(refused.message().en.contains("M1"), "{refused:?}");
        assert_eq!(world.state_of("P1"), state);
        assert_eq!(world.rows("message"), 4, "no tombstone");
        // Before it arrived nobody can know; when it does, it is refused rather than settled.
        of_another("M2", "R2").unwrap();
        let again = world.settle(GUANGZHOU, "M2", batch(&visit, "B1", 120));
        assert_eq!(again.unwrap_err().code(), "message-of-another-person");
        // Another facility's numbers are its own.
        let asked = ReverseMessage {
            person: "P2".parse().unwrap(),
            original: "M1".parse().unwrap(),
            deed: Deed::SettleVisit,
        };
        let by = caller_of("P2", CHENGDU, "R3");
        let other = world.write(move |desk| desk::reverse_message(desk, &by, &asked, |_| vec![]));
        other.unwrap();
        assert_eq!(world.state_of("P1"), state);
        world.assert_sound();
    });
}
