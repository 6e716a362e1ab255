//! What a line is split by, and what it is told as.

use std::sync::Arc;

use crate::scene::lines_of;
use crate::world::{GUANGZHOU, World, batch, caller, cancel_of, line, region};
use desk::{DeskError, Reference, Side, UploadLines, Uploaded, WithdrawLines, Withdrawal};
use domain::Money;
use domain::bill::BillLine;
use domain::calendar::Period;
use domain::catalogue::{Class, Item};
use domain::ids::VisitId;
use jiff::civil::{Date, date};
use store::testing::on_each_engine;
use store::visits::VisitFlags;
use store::{StoreError, reference};

/// The catalogue of Guangzhou: what was class A is class C from a day on, and another item is gone.
fn changed_on(world: &World, day: Date) -> World {
    let item = |code: &str, class, from, until| Item {
        code: code.to_owned(),
        name: "示例".to_owned(),
        class,
        upfront: Default::default(),
        limit: None,
        period: Period { from, until },
        negotiated: false,
        restricted: false,
        fee_kind: "09".to_owned(),
    };
    let long_ago = date(2018, 1, 1);
    let items = [
        item("A", Class::A, long_ago, Some(day)),
        item("A", Class::C, day, None),
        item("GONE", Class::A, long_ago, Some(day)),
    ];
    let library = world.reference.library.clone();
    let loaded = world.db.transact(move |tx| {
        reference::replace_catalogue(tx, region("440000"), &items)?;
        Reference::load(tx, library.clone())
    });
    World {
        reference: Arc::new(loaded.unwrap_or_else(|error: StoreError| panic!("{error:?}"))),
        ..world.clone()
    }
}

fn upload(
    world: &World,
    message: &str,
    (visit, lines): (&VisitId, Vec<BillLine>),
) -> Vec<Uploaded> {
    let asked = (caller(GUANGZHOU, message), lines_of(visit, "O", lines));
    let uploaded = world.write(move |desk| {
        let (caller, sent) = &asked;
        desk::upload_lines(desk, caller, sent, |_| vec![]).map(|answer| answer.outcome.unwrap())
    });
    uploaded.unwrap()
}

/// Gives back all of a line, typed in on a later day.
fn back(serial: &str, of: &BillLine) -> BillLine {
    BillLine {
        serial: serial.to_owned(),
        quantity: -of.quantity,
        amount: -of.amount,
        refund_of: Some(of.serial.clone()),
        used_on: date(2026, 11, 20),
        ..of.clone()
    }
}

#[test]
fn what_is_given_back_is_the_item_as_it_was_charged() {
    on_each_engine(|db| {
        let world = changed_on(&World::build(db), date(2026, 11, 10));
        let (first, second) = (line("1", "A", 100), line("2", "GONE", 60));
        let visit = world.ready(GUANGZHOU, "O", vec![first.clone(), second.clone()]);
        // One beside its line, two of lines that came before.
        let third = line("3", "A", 40);
        let sent = vec![
            back("4", &first),
            back("5", &second),
            third.clone(),
            back("6", &third),
        ];
        let uploaded = upload(&world, "O-back", (&visit, sent));
        let told = uploaded.iter().map(|it| {
            let ordinary = it.split.scope.ordinary;
            (it.item.code.as_str(), it.item.class, ordinary.fen() / 100)
        });
        let as_charged = [("A", -100), ("GONE", -60), ("A", 40), ("A", -40)];
        let as_charged = as_charged.map(|(code, yuan)| (code, Class::A, yuan));
        assert!(told.eq(as_charged), "{uploaded:?}");
        let more = upload(&world, "O-more", (&visit, vec![line("7", "A", 30)]));
        assert_eq!(more[0].split.scope.ordinary, Money::from_yuan(30));
        let settled = world.settle(GUANGZHOU, "O-settle", batch(&visit, "O", 30));
        let scope = settled.unwrap().outcome.unwrap().settlement.scope;
        assert_eq!(scope.ordinary, Money::from_yuan(30));
        world.assert_sound();
    });
}

#[test]
fn what_is_charged_and_given_back_in_one_settlement_is_cancelled_in_one() {
    on_each_engine(|db| {
        let world = World::build(db);
        let charged = line("1", "A", 100);
        let given_back = BillLine {
            used_on: charged.used_on,
            ..back("2", &charged)
        };
        let lines = vec![charged, given_back, line("3", "B", 50)];
        let visit = world.ready(GUANGZHOU, "O", lines);
        let before = world.state_of("P1");
        let settled = world.settle(GUANGZHOU, "O-settle", batch(&visit, "O", 50));
        let settlement = settled.unwrap().outcome.unwrap().settlement;
        let cancel = cancel_of(&visit, &settlement.id);
        world.cancel(GUANGZHOU, "O-cancel", cancel).unwrap();
        assert_eq!(world.state_of("P1"), before);
        world.assert_sound();
    });
}

#[test]
fn circumstances_that_stand_on_the_lines_are_those_of_the_visit() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready(GUANGZHOU, "O", vec![line("1", "A", 100)]);
        let injured = VisitFlags {
            trauma: true,
            ..VisitFlags::default()
        };
        let more = |serial: &str, flags| UploadLines {
            flags,
            ..lines_of(&visit, "O", vec![line(serial, "A", 10)])
        };
        world.upload(GUANGZHOU, "L2", more("2", injured)).unwrap();
        let nothing_said = VisitFlags::default();
        world
            .upload(GUANGZHOU, "L3", more("3", nothing_said))
            .unwrap();
        let settled = world.settle(GUANGZHOU, "O-settle", batch(&visit, "O", 120));
        let settlement = settled.unwrap().outcome.unwrap().settlement;
        assert_eq!(settlement.flags, Some(injured));
    });
}

#[test]
fn whoever_withdraws_a_line_learns_whether_it_is_settled_or_not_there() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready(GUANGZHOU, "O", vec![line("1", "A", 100)]);
        let settled = world.settle(GUANGZHOU, "O-settle", batch(&visit, "O", 100));
        settled.unwrap();
        for (serial, is_settled) in [("1", true), ("2", false)] {
            let asked = WithdrawLines {
                person: "P1".parse().unwrap(),
                visit: visit.clone(),
                side: Side::Outpatient,
                which: Withdrawal::Serials(vec![serial.to_owned()]),
            };
            let by = caller(GUANGZHOU, serial);
            let withdrawn =
                world.write(move |desk| desk::withdraw_lines(desk, &by, &asked, |_| vec![]));
            let DeskError::NoSuchLines { which, settled } = withdrawn.unwrap_err() else {
                panic!("{serial} was withdrawn or refused for another reason");
            };
            assert_eq!((which.as_str(), settled), (serial, is_settled));
        }
    });
}

/// Charged and given back by the hundred, in messages of their own and repeated.
#[test]
fn hundreds_of_lines_are_held_against_hundreds_that_came_before() {
    on_each_engine(|db| {
        let world = World::build(db);
        let charged: Vec<BillLine> = (1..=450)
            .map(|number| line(&format!("c{number}"), "A", 10))
            .collect();
        let visit = world.ready(GUANGZHOU, "O", charged.clone());
        let given_back = charged.iter().map(|of| BillLine {
            used_on: of.used_on,
            ..back(&of.serial.replace('c', "b"), of)
        });
        let mut given_back: Vec<BillLine> = given_back.collect();
        let last = given_back.pop().unwrap();
        upload(&world, "O-back", (&visit, given_back.clone()));
        // The same again brings nothing new; one of them twice, under another serial, is too much.
        upload(&world, "O-again", (&visit, given_back));
        let sent = |lines| lines_of(&visit, "O", lines);
        let twice = world.upload(GUANGZHOU, "O-twice", sent(vec![back("x", &charged[7])]));
        let refused = twice.unwrap_err();
        assert!(matches!(refused, DeskError::Refund { .. }), "{refused:?}");
        let changed = BillLine {
            name: "另一项".to_owned(),
            ..charged[300].clone()
        };
        let taken = world.upload(GUANGZHOU, "O-taken", sent(vec![changed]));
        let refused = taken.unwrap_err();
        assert!(
            matches!(refused, DeskError::SerialTaken { .. }),
            "{refused:?}"
        );
        let half = BillLine {
            quantity: last.quantity / 2,
            amount: last.amount,
            ..last.clone()
        };
        assert!(world.upload(GUANGZHOU, "O-half", sent(vec![half])).is_err());
        let settled = world.settle(GUANGZHOU, "O-settle", batch(&visit, "O", 10));
        assert_eq!(
            settled.unwrap().outcome.unwrap().settlement.lines.len(),
            899
        );
        world.assert_sound();
    });
}
