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
#[path = "model/least.rs"]
mod least;
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
use least::{least, play};
use player::Played;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use steps::{Step, Way, What, any_steps};

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
        // What is found is made less here: whole people and halves at once.
        max_shrink_iters: 0,
        ..Config::default()
    };
    let bytes: Vec<u8> = seed.to_be_bytes().repeat(4);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let (began, sent) = (Instant::now(), Cell::new(0));
    let corrected: RefCell<BTreeMap<String, u64>> = RefCell::default();
    let steps = any_steps(usize::try_from(most).unwrap());
    let played = runner.run(&steps, |steps| {
        let mut played = play(engine, &steps).map_err(|wrong| {
            let (steps, wrong) = least(engine, steps, wrong);
            let steps: String = steps.iter().map(|step| format!("{step:?}\n")).collect();
            TestCaseError::fail(format!("{wrong}\nafter\n{steps}"))
        })?;
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
    if let Err(TestError::Fail(why, _)) = played {
        panic!("{why}");
    }
    for cause in ["earlier-cancelled", "enrolment-changed", "facility-changed"] {
        assert!(
            corrected.borrow().contains_key(cause),
            "nothing led to {cause}"
        );
    }
}

#[test]
fn paper_and_the_program_agree_on_sqlite() {
    check(Engine::Sqlite, 24);
}

#[test]
fn paper_and_the_program_agree_on_postgres() {
    check(Engine::Postgres, 12);
}

/// What the steps came to once were other amounts than on paper.
fn agree_after_each(steps: &[What]) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let mut played = Played::set(engine);
        for what in steps {
            played.play(Step {
                who: 1,
                way: Way::Straight,
                what: *what,
            });
            played.check_all();
        }
    }
}

/// The first part is all of it the person's own, so that nothing of it changed when the stay before
/// it was cancelled; but it is the first admission of the year now, and the rest is of that one.
#[test]
fn the_number_of_a_stay_is_that_of_its_first_part_among_those_that_stand() {
    agree_after_each(&[
        What::Whole {
            at: 1,
            hundreds: 115,
        },
        What::Admit { at: 2 },
        What::Charge {
            hundreds: 1,
            code: 2,
        },
        What::Interim,
        What::Charge {
            hundreds: 10,
            code: 1,
        },
        What::Leave,
        What::Cancel { which: 0 },
    ]);
}

/// Charged and given back, then settled: a part of nothing is no admission, and the next part is.
#[test]
fn the_number_of_a_stay_is_that_of_its_part_that_counts() {
    agree_after_each(&[
        What::Whole {
            at: 3,
            hundreds: 1_133,
        },
        What::Admit { at: 0 },
        What::Charge {
            hundreds: 1,
            code: 0,
        },
        What::GiveBack { which: 0 },
        What::Interim,
        What::Charge {
            hundreds: 53,
            code: 1,
        },
        What::Interim,
        What::Leave,
    ]);
}

/// New rules that make no difference to somebody on the job make one once they turn out to have
/// been retired.
#[test]
fn what_newer_rules_leave_as_it_is_goes_by_them_from_then_on() {
    agree_after_each(&[
        What::Whole {
            at: 3,
            hundreds: 183,
        },
        What::Release {
            rules: 2,
            corrected: true,
        },
        What::Sleep { days: 1 },
        What::Retire { ago: Some(54) },
    ]);
}
