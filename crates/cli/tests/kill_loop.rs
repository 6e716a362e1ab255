//! Lights out: the server is killed by kill −9 at random moments under load and started again, and
//! so is the database server behind it. Nothing that was acknowledged is ever missing, and nothing
//! is ever done twice.
//!
//! `SUIXING_KILLS` says how often (200 on SQLite, a tenth of that for the PostgreSQL server);
//! `SUIXING_SEED` repeats what the clients do.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use store::testing::{corrected, row_counts};
use till::cluster::Cluster;
use till::server::{Demo, shenzhen_alone, verify};
use till::storm::{Dice, Storm};
use till::*;

/// Two tills for each person, so that a person's turn is fought for: in two cities, so that what
/// one cancels corrects what the other settled since.
const PEOPLE: &[&str] = &[
    "许两地",
    "许两地",
    "赵转真",
    "赵转真",
    "韩惠行",
    "韩惠行",
    "陶双年",
];

/// How many of its newest settlements a till looks up after each restart; all of them at the end.
const NEWEST: usize = 3;

/// After how many kills the books are verified.
const VERIFY_EVERY: u64 = 50;

fn number_from(variable: &str, default: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{variable} is a number")),
        Err(_) => default,
    }
}

/// The clients, and what stood in the books before they came.
struct Loop {
    storms: Vec<Storm>,
    dice: Dice,
    seed: u64,
    settlements_before: i64,
    balances_before: Vec<i64>,
    funds_before: Vec<i64>,
    log: File,
    began: Instant,
}

impl Loop {
    fn new(demo: &Demo, database: &str, folder: &std::path::Path) -> Loop {
        let seed = number_from("SUIXING_SEED", 20_261_121);
        let mut dice = Dice(seed);
        let storm = |(at, name): (usize, &&str)| {
            let patient = demo.patient(name, [GUANGZHOU, DONGGUAN][at % 2]);
            Storm::new(&format!("K{at}"), patient, Dice(dice.roll(u64::MAX)))
        };
        let mut storms: Vec<Storm> = PEOPLE.iter().enumerate().map(storm).collect();
        Loop {
            settlements_before: row_counts(database)["settlement"],
            balances_before: storms.iter_mut().map(Storm::balance).collect(),
            funds_before: storms
                .iter_mut()
                .map(|s| s.patient.total("outpatient"))
                .collect(),
            log: File::create(folder.join("acknowledged.log")).unwrap(),
            storms,
            dice,
            seed,
            began: Instant::now(),
        }
    }

    /// Lets everybody work until `lights_out` returns, which it does after a random moment.
    fn storm(&mut self, lights_out: impl FnOnce()) {
        let stop = &AtomicBool::new(false);
        let pause_ms = 20 + self.dice.roll(281);
        thread::scope(|scope| {
            for storm in &mut self.storms {
                scope.spawn(|| storm.until_dark(stop));
            }
            // Also when the lights cannot be put out or on again, nobody works for ever.
            let _stop = StopAtTheEnd(stop);
            sleep(Duration::from_millis(pause_ms));
            lights_out();
        });
    }

    fn move_to(&mut self, address: SocketAddr) {
        self.storms
            .iter_mut()
            .for_each(|storm| storm.move_to(address));
    }

    /// Everybody learns the outcome of what they sent, all at once, and nothing of it is lost.
    fn catch_up(&mut self, newest: usize) {
        thread::scope(|scope| {
            for storm in &mut self.storms {
                scope.spawn(|| {
                    storm.catch_up();
                    storm.assert_nothing_lost(newest);
                });
            }
        });
        self.write_down();
    }

    /// That, and the books are compared with what everybody remembers.
    fn check(&mut self, newest: usize, database: &str) {
        self.catch_up(newest);
        let written: usize = self.storms.iter().map(Storm::written).sum();
        let stored = row_counts(database)["settlement"] - self.settlements_before;
        assert_eq!(
            stored, written as i64,
            "settlements and cancellations, none doubled"
        );
        for at in 0..self.storms.len() {
            self.check_person(at, database);
        }
    }

    /// The running total and the account are the fold of what is live.
    fn check_person(&mut self, at: usize, database: &str) {
        let person = self.storms[at].patient.person.clone();
        let theirs = self
            .storms
            .iter()
            .filter(|storm| storm.patient.person == person);
        let live = |field| theirs.clone().map(|storm| storm.live(field)).sum::<i64>();
        let (more_funds, more_drawn) = corrected(database, &person);
        let funds = live("hifp_pay") + more_funds;
        let drawn = live("acct_pay") + more_drawn;
        let storm = &mut self.storms[at];
        let total = storm.patient.total("outpatient");
        assert_eq!(
            total,
            self.funds_before[at] + funds,
            "year to date of {person}"
        );
        assert_eq!(
            storm.balance(),
            self.balances_before[at] - drawn,
            "account of {person}"
        );
    }

    /// The acknowledged answers, on disk, so that one can find out what went wrong.
    fn write_down(&mut self) {
        for storm in &mut self.storms {
            for answer in storm.unwritten() {
                self.log.write_all(answer).unwrap();
                self.log.write_all(b"\n").unwrap();
            }
        }
        self.log.sync_data().unwrap();
    }

    fn report(&self, what: &str, kills: u64, database: &str) {
        let corrections = row_counts(database)["correction"];
        let acknowledged: u64 = self.storms.iter().map(|storm| storm.acknowledged).sum();
        let unanswered: u64 = self.storms.iter().map(|storm| storm.unanswered).sum();
        let settlements: usize = self.storms.iter().map(|storm| storm.known.len()).sum();
        // Written past the harness, so that it is seen when the test passes too.
        let line = format!(
            "kill loop, {what}: seed {}, {kills} kills in {} s, {acknowledged} messages \
             acknowledged, {settlements} settlements, {corrections} corrections, {unanswered} \
             committed but unanswered, lost 0, doubled 0\n",
            self.seed,
            self.began.elapsed().as_secs()
        );
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
}

/// Tells everybody to stop when dropped.
struct StopAtTheEnd<'s>(&'s AtomicBool);

impl Drop for StopAtTheEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn the_server_is_killed_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("suixing.db").display());
    // Everybody is insured in Shenzhen: so little is read at each start.
    let policies = shenzhen_alone(folder.path());
    let start = || Demo::start_with(folder.path(), None, Some(&policies));
    let mut demo = start();
    let mut clients = Loop::new(&demo, &database, folder.path());
    let kills = number_from("SUIXING_KILLS", 200);
    for kill in 1..=kills {
        clients.storm(|| demo.kill());
        demo = start();
        clients.move_to(demo.address);
        // Every fourth time what is unknown is sent again with the next kill already on its way.
        match kill % 4 {
            0 => {}
            1 => clients.check(NEWEST, &database),
            _ => clients.catch_up(NEWEST),
        }
        if kill % VERIFY_EVERY == 0 {
            verify(&database).unwrap();
        }
    }
    clients.check(usize::MAX, &database);
    drop(demo);
    verify(&database).unwrap();
    clients.report("server on SQLite", kills, &database);
}

#[test]
fn the_database_server_is_killed() {
    let mut cluster = Cluster::start();
    let (folder, database) = (tempfile::tempdir().unwrap(), cluster.url());
    let demo = Demo::start(folder.path(), Some(&database));
    let mut clients = Loop::new(&demo, &database, folder.path());
    let kills = number_from("SUIXING_KILLS", 200).div_ceil(10);
    for _ in 0..kills {
        clients.storm(|| {
            cluster.kill();
            cluster.restart();
        });
        clients.move_to(demo.address);
        clients.check(NEWEST, &database);
    }
    clients.check(usize::MAX, &database);
    verify(&database).unwrap();
    clients.report("PostgreSQL server", kills, &database);
}
