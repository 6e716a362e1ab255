//! The n-th thing that is asked of the disk fails, for every n there is: once or from then on, with
//! an error, or for want of room, before or after half was written. Nobody panics, nothing is
//! answered that is not so, and when the disk is well again, so is the store.
//!
//! With every change each n is tried in one of the ways to fail, at most 300 of them for each piece
//! of work; `SUIXING_EVERY_FAILURE=1` tries each in every way and to the end.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use faults::{Chance, DiskFailure, Failing, Loss};

use crate::place::{Place, Totals, number_from, sound, tell};
use crate::till::Till;
use crate::world::World;

/// What the disk fails in.
#[derive(Clone, Copy, Debug)]
enum Work {
    Opening,
    Settling,
    Reversing,
    /// What is in the log goes into the file, and the file is closed.
    Closing,
}

const WORK: [Work; 4] = [
    Work::Opening,
    Work::Settling,
    Work::Reversing,
    Work::Closing,
];

const WAYS: [(DiskFailure, bool); 6] = [
    (DiskFailure::Broken, false),
    (DiskFailure::Full, false),
    (DiskFailure::Half, false),
    (DiskFailure::Broken, true),
    (DiskFailure::Full, true),
    (DiskFailure::Half, true),
];

const NTH_MAX: u64 = 300;

/// Panics of the thread that writes, which nobody else would hear of.
static PANICS: AtomicU64 = AtomicU64::new(0);

fn listen_for_panics() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().name() == Some("store-writer") {
                PANICS.fetch_add(1, Ordering::Relaxed);
            }
            usual(panic);
        }));
    });
}

/// One trial. Whether something failed; nothing does once n is beyond the last.
fn trial(work: Work, failing: Failing, totals: &mut Totals) -> Result<bool, String> {
    let place = Place::new();
    let mut till = Till::new("K", "P1", Chance(failing.nth));
    let mut world = match work {
        Work::Opening => None,
        _ => Some(place.open().map_err(|error| format!("{error:?}"))?),
    };
    if let (Some(world), Work::Reversing | Work::Closing) = (&world, work) {
        till.settle(world);
    }
    place.disk.fail(failing);
    match work {
        Work::Opening => world = place.open().ok(),
        Work::Settling => till.settle(world.as_ref().expect("open")),
        Work::Reversing => till.reverse(world.as_ref().expect("open")),
        Work::Closing => {
            place.fold_in("PASSIVE");
            world = None;
        }
    }
    let failed = place.disk.mend();
    if failed == 0 {
        return Ok(false);
    }
    totals.count("failures", failed);
    totals.count("not answered", u64::from(till.is_waiting()));
    world = well_again(&place, world, &mut till, totals)?;
    // A sync that failed may have lost something although it could be read until now.
    drop(world);
    let mut chance = Chance(failing.nth);
    let back = place.disk.power_back(Loss::Everything, &mut chance);
    back.map_err(|error| error.to_string())?;
    let world = place.open().map_err(|error| format!("{error:?}"))?;
    sound(&world)?;
    till.check(&world)?;
    Ok(true)
}

/// The disk is well: what was open goes on, or says that it cannot and is opened again.
fn well_again(
    place: &Place,
    world: Option<World>,
    till: &mut Till,
    totals: &mut Totals,
) -> Result<Option<World>, String> {
    if let Some(world) = world {
        till.check(&world)?;
        till.ask_again(&world);
        if !till.is_waiting() {
            till.settle(&world);
            if !till.is_waiting() {
                till.check(&world)?;
                return Ok(Some(world));
            }
        }
        totals.count("opened again", 1);
    }
    let world = place.open().map_err(|error| format!("{error:?}"))?;
    till.check(&world)?;
    till.ask_again(&world);
    till.settle(&world);
    match till.is_waiting() {
        true => Err("not answered although nothing fails".to_owned()),
        false => Ok(Some(world)),
    }
}

fn fail_each(work: Work, everyone: bool) -> Totals {
    listen_for_panics();
    let mut totals = Totals::default();
    let ways = if everyone { WAYS.len() } else { 1 };
    for way in &WAYS[..ways] {
        let mut beyond = 0;
        for nth in 1.. {
            let (how, goes_on) = match everyone {
                true => *way,
                false => WAYS[nth as usize % WAYS.len()],
            };
            let failing = Failing { nth, how, goes_on };
            let failed = trial(work, failing, &mut totals);
            let failed = failed.unwrap_or_else(|why| panic!("{work:?}, {failing:?}: {why}"));
            totals.count("trials", u64::from(failed));
            // Only some ways fail whatever the n-th is.
            beyond = if failed { 0 } else { beyond + 1 };
            let last = if everyone { u64::MAX } else { NTH_MAX };
            if beyond > 60 || nth == last {
                break;
            }
        }
    }
    assert_eq!(PANICS.load(Ordering::Relaxed), 0, "the writer panicked");
    tell(&format!("{work:?} with the n-th failing: {totals}"));
    totals
}

#[test]
fn whatever_fails_nothing_is_answered_that_is_not_so() {
    let everyone = number_from("SUIXING_EVERY_FAILURE", 0) > 0;
    for work in WORK {
        let totals = fail_each(work, everyone);
        assert!(totals.of("trials") > 5, "{work:?}: {totals}");
    }
}
