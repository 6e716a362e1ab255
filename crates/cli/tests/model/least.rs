//! Of steps after which the books differ from the paper, few that still do.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::time::{Duration, Instant};

use crate::house::{Engine, PEOPLE};
use crate::player::Played;
use crate::steps::Step;

/// How long fewer are looked for.
const PATIENCE: Duration = Duration::from_secs(600);

/// Plays steps to their end; what went wrong, if something did.
pub fn play(engine: Engine, steps: &[Step]) -> Result<Played, String> {
    let played = catch_unwind(AssertUnwindSafe(|| {
        let mut played = Played::set(engine);
        steps.iter().for_each(|step| played.play(*step));
        played.check_all();
        played
    }));
    played.map_err(|payload| match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(_) => "something that is no text".to_owned(),
    })
}

/// Leaves out whom and what it goes wrong without; what then goes wrong.
pub fn least(engine: Engine, mut steps: Vec<Step>, mut wrong: String) -> (Vec<Step>, String) {
    let told = take_hook();
    set_hook(Box::new(|_| ()));
    let began = Instant::now();
    let mut goes_wrong = |steps: &[Step]| {
        let found = play(engine, steps).err();
        if let Some(found) = &found {
            wrong.clone_from(found);
        }
        found.is_some()
    };
    for who in 0..PEOPLE.len() {
        let others = steps
            .iter()
            .filter(|step| step.who != who || step.is_for_all());
        let others: Vec<Step> = others.copied().collect();
        if goes_wrong(&others) {
            steps = others;
        }
    }
    let mut at_once = steps.len().div_ceil(2);
    while at_once > 0 && began.elapsed() < PATIENCE {
        let before = steps.len();
        let mut at = 0;
        while at < steps.len() && began.elapsed() < PATIENCE {
            let mut fewer = steps.clone();
            fewer.drain(at..(at + at_once).min(steps.len()));
            match goes_wrong(&fewer) {
                true => steps = fewer,
                false => at += at_once,
            }
        }
        if at_once > 1 || steps.len() == before {
            at_once /= 2;
        }
    }
    set_hook(told);
    (steps, wrong)
}
