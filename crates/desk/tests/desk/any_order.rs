//! Whatever order messages come in, and however often, the books stay sound; and repeating what was
//! already answered changes nothing.

use std::collections::BTreeMap;

use crate::world::{CHENGDU, GUANGZHOU, World, batch, caller, cancel_of, line, stay};
use desk::{Deed, ReverseMessage, Settle, Side, UploadLines, WithdrawLines, Withdrawal};
use domain::ids::{PersonId, VisitId};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::testing::{on_postgres, on_sqlite};
use store::{StoreError, Tx, settlements};

/// A message about the outpatient visit (0) or the stay (1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Message {
    Settle { bill: usize, number: u8 },
    Cancel { bill: usize },
    Reverse { bill: usize, number: u8 },
    Withdraw { bill: usize },
    Upload { bill: usize },
    Quote { bill: usize },
}

/// A message, and whether the one before it is sent once more first.
type Sent = (Message, bool);

fn any_message() -> impl Strategy<Value = Message> {
    let (bill, number) = (0_usize..2, 0_u8..2);
    prop_oneof![
        4 => (bill.clone(), number.clone())
            .prop_map(|(bill, number)| Message::Settle { bill, number }),
        2 => bill.clone().prop_map(|bill| Message::Cancel { bill }),
        2 => (bill.clone(), number).prop_map(|(bill, number)| Message::Reverse { bill, number }),
        1 => bill.clone().prop_map(|bill| Message::Withdraw { bill }),
        1 => bill.clone().prop_map(|bill| Message::Upload { bill }),
        1 => bill.prop_map(|bill| Message::Quote { bill }),
    ]
}

const FACILITIES: [&str; 2] = [GUANGZHOU, CHENGDU];

struct Played {
    world: World,
    visits: [VisitId; 2],
    /// Replies by message number: the same message never gets another.
    replies: BTreeMap<String, Vec<u8>>,
}

impl Played {
    fn begin(db: &store::Db) -> Played {
        let world = World::build(db);
        let visits = [
            world.ready(
                GUANGZHOU,
                "B0",
                vec![line("1", "A", 300), line("2", "C", 20)],
            ),
            world.ready_stay(
                CHENGDU,
                "S0",
                vec![line("1", "A", 8_000), line("2", "B", 500)],
            ),
        ];
        Played {
            world,
            visits,
            replies: BTreeMap::new(),
        }
    }

    fn bill(&self, bill: usize) -> Settle {
        match bill {
            0 => batch(&self.visits[0], "B0", 320),
            _ => stay(&self.visits[1], 8_500),
        }
    }

    /// Sends a message; a refusal is as good an answer as any.
    fn send(&mut self, message: Message) {
        let (number, reply) = match message {
            Message::Settle { bill, number } => self.settle(bill, number),
            Message::Cancel { bill } => self.cancel(bill),
            Message::Reverse { bill, number } => self.reverse(bill, number),
            Message::Withdraw { bill } => self.withdraw(bill),
            Message::Upload { bill } => self.upload(bill),
            Message::Quote { bill } => {
                let _ = self.world.quote(FACILITIES[bill], &self.bill(bill));
                return;
            }
        };
        if let Some(reply) = reply {
            let before = self.replies.entry(number).or_insert_with(|| reply.clone());
            assert_eq!(*before, reply, "the same message gets the same bytes");
        }
    }

    fn settle(&self, bill: usize, number: u8) -> (String, Option<Vec<u8>>) {
        let message = format!("S{bill}-{number}");
        let answer = self
            .world
            .settle(FACILITIES[bill], &message, self.bill(bill));
        (message, answer.ok().map(|answer| answer.reply))
    }

    fn cancel(&self, bill: usize) -> (String, Option<Vec<u8>>) {
        let person: PersonId = "P1".parse().unwrap();
        let visit = self.visits[bill].clone();
        let read = |tx: &mut Tx<'_>| settlements::of_visit(tx, &person, &visit);
        let made = self
            .world
            .db
            .read(read)
            .unwrap_or_else(|e: StoreError| panic!("{e:?}"));
        let Some(first) = made.first() else {
            return ("none".to_owned(), None);
        };
        let message = format!("C{}", &first.id.as_str()[12..]);
        let asked = cancel_of(&visit, &first.id);
        let answer = self.world.cancel(FACILITIES[bill], &message, asked);
        (message, answer.ok().map(|answer| answer.reply))
    }

    fn reverse(&self, bill: usize, number: u8) -> (String, Option<Vec<u8>>) {
        let message = format!("R{bill}-{number}");
        let asked = ReverseMessage {
            person: "P1".parse().unwrap(),
            original: format!("S{bill}-{number}").parse().unwrap(),
            deed: [Deed::SettleVisit, Deed::SettleStay][bill],
        };
        let caller = caller(FACILITIES[bill], &message);
        let answer = self
            .world
            .write(move |desk| desk::reverse_message(desk, &caller, &asked, |_| b"done".into()));
        (message, answer.ok().map(|answer| answer.reply))
    }

    fn withdraw(&self, bill: usize) -> (String, Option<Vec<u8>>) {
        let message = format!("W{bill}");
        let asked = WithdrawLines {
            person: "P1".parse().unwrap(),
            visit: self.visits[bill].clone(),
            side: Side::ALL[bill],
            which: Withdrawal::All,
        };
        let caller = caller(FACILITIES[bill], &message);
        let answer = self.world.write(move |desk| {
            desk::withdraw_lines(desk, &caller, &asked, |count| vec![*count as u8])
        });
        (message, answer.ok().map(|answer| answer.reply))
    }

    fn upload(&self, bill: usize) -> (String, Option<Vec<u8>>) {
        let message = format!("U{bill}");
        let asked = UploadLines {
            person: "P1".parse().unwrap(),
            visit: self.visits[bill].clone(),
            side: Side::ALL[bill],
            batch: "B0".to_owned(),
            lines: vec![line("1", "A", 300), line("2", "C", 20)],
            diseases: Default::default(),
            flags: Default::default(),
        };
        let answer = self.world.upload(FACILITIES[bill], &message, asked);
        (message, answer.ok().map(|()| Vec::new()))
    }

    /// The books without the numbers that randomness makes.
    fn books(&self) -> String {
        let person: PersonId = "P1".parse().unwrap();
        let read = |tx: &mut Tx<'_>| settlements::of_person(tx, &person);
        let all = self
            .world
            .db
            .read(read)
            .unwrap_or_else(|e: StoreError| panic!("{e:?}"));
        let mut text = self.world.state_of("P1");
        for settlement in all {
            let undoes = settlement.reversal_of.is_some();
            let (batch, shares) = (&settlement.batch, settlement.shares);
            text.push_str(&format!("{batch} {undoes} {shares:?}\n"));
        }
        text
    }
}

fn play(db: &store::Db, messages: &[Sent], repeat: bool) -> String {
    let mut played = Played::begin(db);
    let mut last = None;
    for (message, again) in messages {
        if let Some(last) = last.filter(|_| repeat && *again) {
            played.send(last);
        }
        played.send(*message);
        last = Some(*message);
    }
    played.world.assert_sound();
    played.books()
}

fn check(cases: u32, on: impl Fn(&dyn Fn(&store::Db))) {
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    });
    let messages = prop::collection::vec((any_message(), any::<bool>()), 1..14);
    runner
        .run(&messages, |messages| {
            let books = std::cell::RefCell::new(Vec::new());
            for repeat in [false, true] {
                on(&|db| books.borrow_mut().push(play(db, &messages, repeat)));
            }
            let books = books.into_inner();
            prop_assert_eq!(&books[0], &books[1]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn any_order_and_any_repetition_leaves_sound_books_on_sqlite() {
    check(24, |play| on_sqlite(play));
}

#[test]
fn any_order_and_any_repetition_leaves_sound_books_on_postgres() {
    check(6, |play| on_postgres(play));
}
