//! Something goes wrong at every point of the list, in four ways: an error, a panic, an answer that
//! comes later than anybody waits, and a kill. Then the same letter is sent again: what it asks for
//! is done once, and the books are in order.
//!
//! A program of its own, because what is armed is armed for the whole process.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

// The world of the desk's tests needs it.
use proptest as _;

#[path = "../faults/place.rs"]
#[allow(dead_code, reason = "each binary uses its own part")]
mod place;
#[path = "../faults/till.rs"]
#[allow(dead_code, reason = "each binary uses its own part")]
mod till;
#[path = "../../../desk/tests/desk/world/mod.rs"]
#[allow(dead_code, unused_imports, reason = "each binary uses its own part")]
mod world;

use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};

use faults::Chance;
use place::{Place, Totals, sound, tell};
use serde::{Deserialize, Serialize};
use store::StoreError;
use store::points::{self, FailPoint};
use till::{Letter, Till};
use world::World;

/// What is done while something goes wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant, reason = "a test makes one at a time")]
enum Work {
    /// A database is made, migration by migration.
    Open,
    Post(Letter),
    /// Whoever wants to know is told of what was settled.
    Tell,
}

/// What a child of ours does, and where it is killed.
#[derive(Serialize, Deserialize)]
struct Order {
    point: usize,
    passed: u64,
    work: Work,
    file: PathBuf,
}

const ORDER: &str = "SUIXING_POINT_ORDER";
const CHILD: &str = "a_child_does_as_it_is_told_until_it_is_killed";

/// What a till is about to do, and everything it did before.
struct Scene {
    place: Place,
    till: Till,
    work: Work,
}

/// The things to do, each in a place of its own.
fn scenes() -> [fn() -> Scene; 4] {
    let settle = || {
        let (place, mut till) = (Place::new(), Till::new("K", "P1", Chance(3)));
        let work = Work::Post(till.next_to_settle().unwrap());
        Scene { place, till, work }
    };
    let cancel = || {
        let (place, mut till) = (Place::new(), Till::new("K", "P1", Chance(3)));
        let world = place.open().unwrap();
        till.settle(&world);
        till.settle(&world);
        let work = Work::Post(till.next_to_cancel().unwrap());
        Scene { place, till, work }
    };
    let tell = || {
        let (place, mut till) = (Place::new(), Till::new("K", "P1", Chance(3)));
        till.settle(&place.open().unwrap());
        let work = Work::Tell;
        Scene { place, till, work }
    };
    let open = || Scene {
        place: Place::empty(),
        till: Till::new("K", "P1", Chance(3)),
        work: Work::Open,
    };
    [settle, cancel, tell, open]
}

impl Scene {
    /// Does it, whatever comes of it. A panic reaches whoever asked, as it may.
    fn play(&mut self, world: &mut Option<World>) {
        match self.work.clone() {
            Work::Open => {
                let opened = catch_unwind(|| self.place.open().ok());
                *world = opened.unwrap_or_default();
            }
            Work::Tell => {
                let (till, world) = (&mut self.till, world.as_ref().unwrap());
                let _ = catch_unwind(AssertUnwindSafe(|| till.tell(world)));
            }
            Work::Post(letter) => {
                let (till, world) = (&mut self.till, world.as_ref().unwrap());
                let unheard = letter.clone();
                let sent = catch_unwind(AssertUnwindSafe(|| drop(till.send(world, letter))));
                if sent.is_err() {
                    self.till.never_heard_of(unheard);
                }
            }
        }
    }

    fn open(&self) -> Option<World> {
        match self.work {
            Work::Open => None,
            _ => Some(self.place.open().unwrap()),
        }
    }

    /// Sends it again, to the store that is open or, where that says it cannot, to one that is
    /// opened anew: done once, and everything in order.
    fn afterwards(&mut self, world: Option<World>, totals: &mut Totals) -> Result<(), String> {
        let mut world = world;
        if let Some(open) = &world {
            // What was said to be undone is undone.
            self.till.check(open)?;
            self.till.ask_again(open);
            let is_told = matches!(self.work, Work::Open) || self.till.tell(open);
            if self.till.is_waiting() || !is_told {
                totals.count("opened again", 1);
                world = None;
            }
        }
        let world = match world {
            Some(world) => world,
            None => self.place.open().map_err(|error| format!("{error:?}"))?,
        };
        if matches!(self.work, Work::Open) {
            return sound(&world);
        }
        self.till.check(&world)?;
        self.till.ask_again(&world);
        if self.till.is_waiting() {
            return Err("not answered although nothing is wrong".to_owned());
        }
        self.till.tell(&world);
        self.till.check(&world)?;
        self.till
            .check_told(&world, std::slice::from_ref(&self.till))?;
        sound(&world)
    }
}

/// Once, at a point that was passed so often. Whether it was reached.
type Way = fn(&mut Scene, FailPoint, u64, &mut Totals) -> Result<bool, String>;

const WAYS: [(&str, Way); 4] = [
    ("an error", an_error),
    ("a panic", a_panic),
    ("too late", too_late),
    ("a kill", a_kill),
];

fn an_error(
    scene: &mut Scene,
    point: FailPoint,
    passed: u64,
    totals: &mut Totals,
) -> Result<bool, String> {
    points::arm(point, passed, || Err(StoreError::Row("a point".to_owned())));
    let_it_happen(scene, totals)
}

fn a_panic(
    scene: &mut Scene,
    point: FailPoint,
    passed: u64,
    totals: &mut Totals,
) -> Result<bool, String> {
    points::arm(point, passed, || panic!("a point"));
    let_it_happen(scene, totals)
}

fn let_it_happen(scene: &mut Scene, totals: &mut Totals) -> Result<bool, String> {
    let mut world = scene.open();
    scene.play(&mut world);
    let reached = points::reached();
    points::disarm();
    scene.afterwards(world, totals)?;
    Ok(reached)
}

/// Whoever sent it gives up while it is held, and sends it again; then both are answered, alike.
fn too_late(
    scene: &mut Scene,
    point: FailPoint,
    passed: u64,
    totals: &mut Totals,
) -> Result<bool, String> {
    let Work::Post(letter) = scene.work.clone() else {
        // Nobody waits for the others.
        return Ok(true);
    };
    let world = scene.open().unwrap();
    let (reached, is_held) = channel();
    let (release, released) = channel::<()>();
    let released: Mutex<Receiver<()>> = Mutex::new(released);
    points::arm(point, passed, move || {
        reached.send(()).unwrap();
        // It ends when whoever holds the other end lets go.
        let _ = released.lock().unwrap().recv();
        Ok(())
    });
    let answers = std::thread::scope(|scope| {
        let first = scope.spawn(|| letter.send(&world));
        is_held.recv().unwrap();
        let again = scope.spawn(|| letter.send(&world));
        drop(release);
        [first, again].map(|sent| sent.join().unwrap())
    });
    points::disarm();
    let answers: Vec<Vec<u8>> = answers.into_iter().map(Result::unwrap).collect();
    if answers[0] != answers[1] {
        return Err(format!("two answers: {answers:?}"));
    }
    scene.till.never_heard_of(letter);
    scene.afterwards(Some(world), totals)?;
    Ok(true)
}

fn a_kill(
    scene: &mut Scene,
    point: FailPoint,
    passed: u64,
    totals: &mut Totals,
) -> Result<bool, String> {
    let order = Order {
        point: FailPoint::ALL.iter().position(|it| *it == point).unwrap(),
        passed,
        work: scene.work.clone(),
        file: scene.place.path(),
    };
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", CHILD, "--test-threads=1"]);
    let ended = child.env(ORDER, serde_json::to_string(&order).unwrap());
    let ended = ended.output().unwrap();
    if ended.status.signal() != Some(9) {
        return Err(format!("the child was not killed: {ended:?}"));
    }
    if let Work::Post(letter) = scene.work.clone() {
        scene.till.never_heard_of(letter);
    }
    scene.till.read_inbox(&inbox_of(&scene.place.path()));
    scene.afterwards(None, totals)?;
    Ok(true)
}

/// Where a child writes down whom it told what.
fn inbox_of(file: &Path) -> PathBuf {
    file.with_extension("inbox")
}

/// Does nothing by itself: [`a_kill`] runs it in a process of its own.
#[test]
fn a_child_does_as_it_is_told_until_it_is_killed() {
    let Ok(order) = std::env::var(ORDER) else {
        return;
    };
    let order: Order = serde_json::from_str(&order).unwrap();
    let world = match order.work {
        Work::Open => None,
        _ => Some(Place::open_at(&order.file).unwrap()),
    };
    points::arm(FailPoint::ALL[order.point], order.passed, || {
        loop {
            let kill = format!("kill -9 {}", std::process::id());
            Command::new("sh").args(["-c", &kill]).status().unwrap();
        }
    });
    match order.work {
        Work::Open => drop(Place::open_at(&order.file)),
        Work::Post(letter) => drop(letter.send(&world.unwrap())),
        Work::Tell => {
            let mut till = Till::new("K", "P1", Chance(1));
            till.inbox_file = Some(inbox_of(&order.file));
            till.tell(&world.unwrap());
        }
    }
}

/// How often a point may be passed before it is its turn: each step of a migration is one.
fn passes(point: FailPoint) -> u64 {
    match point {
        FailPoint::StepMigrated => store::testing::migrations().count() as u64,
        _ => 1,
    }
}

#[test]
fn whatever_happens_at_whichever_point_it_is_done_once() {
    let mut totals = Totals::default();
    for point in FailPoint::ALL {
        let mut reached = false;
        for make in scenes() {
            for passed in 0..passes(*point) {
                let trial = |way: Way, totals: &mut Totals| {
                    let mut scene = make();
                    let done = way(&mut scene, *point, passed, totals);
                    done.unwrap_or_else(|why| panic!("{point:?} ({passed}): {why}"))
                };
                // Where an error does not come past, nothing else does.
                if !trial(an_error, &mut totals) {
                    break;
                }
                reached = true;
                for (what, way) in WAYS {
                    trial(way, &mut totals);
                    totals.count(what, 1);
                }
            }
        }
        assert!(reached, "nothing comes past {point:?}");
    }
    tell(&format!(
        "points: {} of them: {totals}",
        FailPoint::ALL.len()
    ));
}
