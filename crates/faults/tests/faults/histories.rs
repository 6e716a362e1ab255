//! Several tills about one person at once. What each asked and was told, and when, is one history;
//! it must be that of somebody who did everything one after the other: in the order of the person's
//! turns, which no answer may contradict that came before a question was asked, and with the very
//! answers that a database gives to which the same is said in that order by one till alone.
//!
//! `SUIXING_HISTORIES` says how many are tried, `SUIXING_HISTORY_SEED` the first of them. A seed
//! says who asks what; which comes first is the machine's.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Barrier, Mutex};

use desk::{
    Caller, CancelSettlement, Cancelled, Deed, Desk, DeskError, MessageAnswer, ReversalOutcome,
    ReverseMessage, Settled, Side,
};
use domain::ids::{PersonId, SettlementId};
use faults::Chance;
use store::testing::{Seeded, TestSchema};
use store::{Tx, settlements};

use crate::place::{Place, Ready, Totals, number_from, sound, tell};
use crate::till::bill;
use crate::world::{TODAY, World, caller_of, morning};

/// What is asked; numbers are those of the bills of the place.
#[derive(Clone, Debug)]
enum Question {
    /// Under one of two numbers, which others may use as well.
    Settle {
        of: usize,
        number: u64,
    },
    /// Whatever the settlement under that number came to; left out when nobody was told of one yet.
    Cancel {
        of: usize,
        number: u64,
    },
    Reverse {
        of: usize,
        number: u64,
    },
    Quote {
        of: usize,
    },
}

fn message(of: usize, number: u64) -> String {
    format!("S{of}-{number}")
}

/// What was told: an amount for each payer, or the code of a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    says: String,
    replayed: bool,
}

/// A question with its answer, and when both were.
#[derive(Clone, Debug)]
struct Asked {
    who: String,
    question: Question,
    told: Told,
    /// By a clock that only counts.
    asked_at: u64,
    told_at: u64,
    /// Which turn of the person it saw before it: its own is the next.
    after_turn: i64,
    wrote: bool,
}

/// One database with everything that is known about its numbers.
struct Counter {
    world: World,
    ready: Vec<Ready>,
    /// Settlements by the message that made them.
    made: Mutex<BTreeMap<String, SettlementId>>,
    clock: AtomicU64,
}

/// The shares of a receipt, without its number.
fn shares_of(reply: &[u8]) -> String {
    let text = String::from_utf8_lossy(reply).into_owned();
    let after_number = text.split_once(' ');
    after_number.map_or(text.clone(), |(_, shares)| shares.to_owned())
}

fn undone(cancelled: &Cancelled) -> Vec<u8> {
    format!("undone {:?}", cancelled.cancellation.shares).into_bytes()
}

fn reversed(outcome: &ReversalOutcome) -> Vec<u8> {
    match outcome {
        ReversalOutcome::Tombstone => b"tombstone".into(),
        ReversalOutcome::Before => b"before".into(),
        ReversalOutcome::Settlement(cancelled) => undone(cancelled),
        ReversalOutcome::Visit => b"visit".into(),
    }
}

impl Counter {
    fn of(world: World) -> Counter {
        Counter {
            world,
            ready: Place::ready(),
            made: Mutex::default(),
            clock: AtomicU64::new(0),
        }
    }

    /// Asks, and notes what was told; nothing where there is nothing to ask.
    fn ask(&self, who: &str, question: &Question) -> Option<Asked> {
        let asked_at = self.clock.fetch_add(1, Ordering::SeqCst);
        let turn = Arc::new(AtomicI64::new(0));
        let told = match question {
            Question::Settle { of, number } => self.settle(*of, *number, &turn),
            Question::Cancel { of, number } => {
                let made = self
                    .made
                    .lock()
                    .unwrap()
                    .get(&message(*of, *number))
                    .cloned();
                self.cancel(who, (*of, made?), &turn)
            }
            Question::Reverse { of, number } => self.reverse(who, (*of, *number), &turn),
            Question::Quote { of } => self.quote(*of, &turn),
        };
        let wrote = matches!(&told, Ok(told) if !told.replayed)
            && !matches!(question, Question::Quote { .. });
        let told = told.unwrap_or_else(|refused| Told {
            says: format!("refused: {}", refused.code()),
            replayed: false,
        });
        Some(Asked {
            who: who.to_owned(),
            question: question.clone(),
            told,
            asked_at,
            told_at: self.clock.fetch_add(1, Ordering::SeqCst),
            after_turn: turn.load(Ordering::SeqCst) - 1,
            wrote,
        })
    }

    /// Does something in the person's turn, of which the number is noted, whatever comes of it.
    fn write<T, W>(&self, turn: &Arc<AtomicI64>, mut work: W) -> Result<Told, DeskError>
    where
        T: Send + 'static,
        W: FnMut(&mut Desk<'_, '_>) -> Result<MessageAnswer<T>, DeskError> + Send + 'static,
    {
        let (turn, reference) = (Arc::clone(turn), Arc::clone(&self.world.reference));
        let mut random = Seeded(self.clock.fetch_add(1, Ordering::SeqCst) << 20);
        let answer = self.world.db.transact(move |tx: &mut Tx<'_>| {
            let answer = work(&mut Desk::new(tx, morning(TODAY), &mut random, &reference));
            let number = tx.turn_of("P1").expect("it took the person's turn");
            turn.store(number, Ordering::SeqCst);
            answer
        })?;
        Ok(Told {
            says: String::from_utf8_lossy(&answer.reply).into_owned(),
            replayed: answer.replayed,
        })
    }

    fn caller(&self, of: usize, message: &str) -> Caller {
        caller_of("P1", &self.ready[of].facility, message)
    }

    fn settle(&self, of: usize, number: u64, turn: &Arc<AtomicI64>) -> Result<Told, DeskError> {
        let (asked, message) = (bill(&self.ready[of]), message(of, number));
        let caller = self.caller(of, &message);
        let reply = |settled: &Settled| crate::world::receipt(settled);
        let told = self.write(turn, move |desk| desk::settle(desk, &caller, &asked, reply))?;
        let id = told.says.split(' ').next().unwrap().parse().unwrap();
        self.made.lock().unwrap().insert(message, id);
        Ok(Told {
            says: shares_of(told.says.as_bytes()),
            ..told
        })
    }

    fn side(&self, of: usize) -> Side {
        match self.ready[of].is_stay {
            true => Side::Inpatient,
            false => Side::Outpatient,
        }
    }

    fn cancel(
        &self,
        who: &str,
        (of, settlement): (usize, SettlementId),
        turn: &Arc<AtomicI64>,
    ) -> Result<Told, DeskError> {
        let asked = CancelSettlement {
            person: "P1".parse().unwrap(),
            visit: self.ready[of].visit.clone(),
            settlement,
            side: self.side(of),
        };
        let caller = self.caller(of, &format!("C-{who}"));
        self.write(turn, move |desk| {
            desk::cancel_settlement(desk, &caller, &asked, undone)
        })
    }

    fn reverse(
        &self,
        who: &str,
        (of, number): (usize, u64),
        turn: &Arc<AtomicI64>,
    ) -> Result<Told, DeskError> {
        let deed = match self.ready[of].is_stay {
            true => Deed::SettleStay,
            false => Deed::SettleVisit,
        };
        let asked = ReverseMessage {
            person: "P1".parse().unwrap(),
            original: message(of, number).parse().unwrap(),
            deed,
        };
        let caller = self.caller(of, &format!("R-{who}"));
        self.write(turn, move |desk| {
            desk::reverse_message(desk, &caller, &asked, reversed)
        })
    }

    /// Nobody's turn, but a snapshot: it saw what it saw of the settlements.
    fn quote(&self, of: usize, turn: &Arc<AtomicI64>) -> Result<Told, DeskError> {
        let (asked, caller) = (bill(&self.ready[of]), self.caller(of, "quote"));
        let person: PersonId = "P1".parse().unwrap();
        let mut random = Seeded(1);
        let priced = self.world.db.read(|tx: &mut Tx<'_>| {
            let seen = settlements::of_person(tx, &person)?;
            let last = seen.iter().map(|made| made.turn).max().unwrap_or(0);
            turn.store(last + 1, Ordering::SeqCst);
            let reference = &self.world.reference;
            let mut desk = Desk::new(tx, morning(TODAY), &mut random, reference);
            desk::quote(&mut desk, &caller, &asked)
        })?;
        Ok(Told {
            says: format!("{:?}", priced.shares),
            replayed: false,
        })
    }
}

fn any_question(chance: &mut Chance, bills: usize) -> Question {
    let (of, number) = (chance.among(bills), chance.roll(2));
    match chance.roll(10) {
        0..=4 => Question::Settle { of, number },
        5 | 6 => Question::Cancel { of, number },
        7 => Question::Reverse { of, number },
        _ => Question::Quote { of },
    }
}

/// So many tills, each with so many questions, all at once.
fn at_once(counter: &Counter, chance: &mut Chance) -> Vec<Asked> {
    let (tills, each) = (2 + chance.among(5), 2 + chance.among(4));
    let bills = 2 + chance.among(counter.ready.len() - 1);
    let plans: Vec<Vec<Question>> = (0..tills)
        .map(|_| (0..each).map(|_| any_question(chance, bills)).collect())
        .collect();
    let start = Barrier::new(tills);
    std::thread::scope(|scope| {
        let asked: Vec<_> = plans
            .iter()
            .enumerate()
            .map(|(till, plan)| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    let plan = plan.iter().enumerate();
                    let ask = |(at, it)| counter.ask(&format!("{till}-{at}"), it);
                    plan.filter_map(ask).collect::<Vec<_>>()
                })
            })
            .collect();
        asked
            .into_iter()
            .flat_map(|it| it.join().unwrap())
            .collect()
    })
}

impl Asked {
    /// Its place: what wrote stands on its turn, what only saw behind the one it saw.
    fn place(&self) -> i64 {
        match self.wrote {
            true => 2 * (self.after_turn + 1),
            false => 2 * self.after_turn + 1,
        }
    }

    /// Whether a settlement or a cancellation came of it, which a quote can see.
    fn is_settlement(&self) -> bool {
        self.wrote && !matches!(self.told.says.as_str(), "tombstone" | "before")
    }
}

/// What was told before something was asked comes before it.
fn in_real_time(history: &[Asked]) -> Result<(), String> {
    for one in history {
        for later in history.iter().filter(|it| it.asked_at > one.told_at) {
            let is_quote = |it: &Asked| matches!(it.question, Question::Quote { .. });
            let fits = match (is_quote(one), is_quote(later)) {
                // A quote does not see the turns in which nothing was settled.
                (false, true) => !one.is_settlement() || one.place() < later.place(),
                _ => one.place() <= later.place(),
            };
            if !fits {
                return Err(format!("{one:?}\nwas told before\n{later:?}"));
            }
        }
    }
    Ok(())
}

/// The same one after the other, on a fresh database – a file, whatever the first was on – gives
/// the same answers.
fn in_turn(history: &[Asked]) -> Result<(), String> {
    let place = Place::new();
    let counter = Counter::of(place.open().unwrap());
    for asked in history {
        let told = counter.ask(&asked.who, &asked.question);
        let told = told.ok_or_else(|| format!("nothing to cancel: {asked:?}"))?;
        if told.told != asked.told {
            return Err(format!("{asked:?}\nalone is told\n{:?}", told.told));
        }
    }
    sound(&counter.world)
}

fn trial(seed: u64, world: World) -> Result<Totals, String> {
    let (mut chance, counter) = (Chance(seed), Counter::of(world));
    let mut history = at_once(&counter, &mut chance);
    sound(&counter.world)?;
    in_real_time(&history)?;
    history.sort_by_key(|asked| (asked.place(), asked.asked_at));
    in_turn(&history)?;
    let mut totals = Totals::default();
    for asked in &history {
        let what = match (&asked.question, asked.wrote, asked.told.replayed) {
            (Question::Quote { .. }, ..) => "quotes",
            (_, true, _) => "done",
            (_, _, true) => "answered again",
            _ => "refused",
        };
        totals.count(what, 1);
        let overlaps = |it: &&Asked| it.asked_at < asked.told_at && it.told_at > asked.asked_at;
        let beside = history.iter().filter(overlaps).count() > 1;
        totals.count("beside others", u64::from(beside));
    }
    Ok(totals)
}

/// So many trials, and what they came to.
fn try_out(engine: &str, count: u64, trial: impl Fn(u64) -> Result<Totals, String>) {
    let first = number_from("SUIXING_HISTORY_SEED", 1);
    let mut totals = Totals::default();
    for seed in first..first + count {
        match trial(seed) {
            Ok(more) => totals.add(&more),
            Err(why) => panic!(
                "{why}\nseed {seed}; again: SUIXING_HISTORY_SEED={seed} SUIXING_HISTORIES=1 \
                 cargo test -p faults histories"
            ),
        }
    }
    let last = first + count - 1;
    tell(&format!(
        "histories on {engine}: seeds {first} to {last}: {totals}"
    ));
    for what in [
        "done",
        "answered again",
        "refused",
        "quotes",
        "beside others",
    ] {
        assert!(count < 20 || totals.of(what) > 0, "{what}: {totals}");
    }
}

#[test]
fn what_many_were_told_at_once_is_what_one_would_be_told_in_turn() {
    let count = number_from("SUIXING_HISTORIES", 50);
    try_out("SQLite", count, |seed| {
        let place = Place::new();
        trial(seed, place.open().unwrap())
    });
}

/// Fewer, for a schema of its own takes a while to make.
#[test]
fn what_many_were_told_at_once_is_what_one_would_be_told_in_turn_on_postgres() {
    let count = number_from("SUIXING_HISTORIES", 50).div_ceil(5);
    try_out("PostgreSQL", count, |seed| {
        let schema = TestSchema::create();
        trial(seed, Place::copied_to(&schema))
    });
}
