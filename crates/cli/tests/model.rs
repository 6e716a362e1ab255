//! A second, slow and obvious way to what everybody ends up with, beside the running program:
//! several people at several hospitals, messages that are lost, repeated and late, filings,
//! insurances and levels that change backwards in time, new rules for days that have passed, months
//! and years that end. After a few steps everything is worked out from the facts that stand, from
//! the beginning.
//!
//! `SUIXING_MODEL_CASES` and `SUIXING_MODEL_STEPS` make a campaign of it, `SUIXING_MODEL_SEED`
//! repeats one.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "model/house.rs"]
mod house;
#[path = "../../desk/tests/official/mod.rs"]
mod official;
#[path = "model/player.rs"]
mod player;
#[path = "model/steps.rs"]
mod steps;
mod till;
#[path = "model/turn.rs"]
mod turn;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::Write;
use std::time::Instant;

use house::Engine;
use player::Played;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use steps::any_steps;

fn number_from(variable: &str, default: u64) -> u64 {
    let asked = std::env::var(variable).ok();
    asked.map_or(default, |asked| asked.parse().expect("a number"))
}

fn check(engine: Engine, cases: u64) {
    let seed = number_from("SUIXING_MODEL_SEED", 20_261_129);
    let most = number_from("SUIXING_MODEL_STEPS", 2_400);
    let config = Config {
        cases: u32::try_from(number_from("SUIXING_MODEL_CASES", cases)).unwrap(),
        failure_persistence: None,
        max_shrink_iters: 3_000,
        max_shrink_time: 600_000,
        ..Config::default()
    };
    let bytes: Vec<u8> = seed.to_be_bytes().repeat(4);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let (began, sent) = (Instant::now(), Cell::new(0));
    let corrected: RefCell<BTreeMap<String, u64>> = RefCell::default();
    let steps = any_steps(usize::try_from(most).unwrap());
    let played = runner.run(&steps, |steps| {
        let mut played = Played::set(engine);
        for step in steps {
            played.play(step);
        }
        played.check_all();
        sent.set(sent.get() + played.sent());
        for cause in played.causes() {
            *corrected.borrow_mut().entry(cause).or_default() += 1;
        }
        Ok(())
    });
    let line = format!(
        "model beside the program, {engine:?}: seed {seed}, {} messages and requests in {} s, \
         corrections {:?}\n",
        sent.get(),
        began.elapsed().as_secs(),
        corrected.borrow()
    );
    // Written past the harness, so that it is seen when the test passes too.
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    played.unwrap();
    for cause in ["earlier-cancelled", "enrolment-changed", "facility-changed"] {
        assert!(
            corrected.borrow().contains_key(cause),
            "nothing led to {cause}"
        );
    }
}

#[test]
fn paper_and_the_program_agree_on_sqlite() {
    check(Engine::Sqlite, 6);
}

#[test]
fn paper_and_the_program_agree_on_postgres() {
    check(Engine::Postgres, 3);
}
