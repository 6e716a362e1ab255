//! Who is let in to be worked for: so many at once, each lane with its share, so that one that
//! floods keeps the others waiting no longer. Whoever finds too many waiting, or waits too long, is
//! told that nothing was done, and may come again.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::ids::FacilityCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::limits::Limits;

/// Whose turn it is among others of the same lane.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lane {
    /// Messages of a facility.
    Facility(FacilityCode),
    /// The API.
    Api,
    /// Pages.
    Pages,
}

/// Too many are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

/// Leave to work, given back when dropped.
pub(crate) struct Leave {
    _lane: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

tokio::task_local! {
    /// The leave of what is worked for now.
    static HELD: Arc<Leave>;
}

/// Works with leave. What it left to threads that may block holds it too, and goes on when whoever
/// asked has gone away: others take that place only once it has ended.
pub(crate) async fn with<F: Future>(leave: Leave, work: F) -> F::Output {
    HELD.scope(Arc::new(leave), work).await
}

/// The leave of what is worked for now, for a thread that may block.
pub(crate) fn held() -> Option<Arc<Leave>> {
    HELD.try_with(Arc::clone).ok()
}

/// Lets in.
pub(crate) struct Turnstile {
    limits: Limits,
    all: Arc<Semaphore>,
    waiting: AtomicUsize,
    lanes: Mutex<BTreeMap<Lane, Arc<Waiting>>>,
}

/// The places of one lane, and how many wait for one.
struct Waiting {
    places: Arc<Semaphore>,
    count: AtomicUsize,
}

/// One that waits; no longer when dropped.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    /// Unless so many wait already.
    fn below(most: usize, counter: &'a AtomicUsize) -> Result<Counted<'a>, TooMany> {
        let before = counter.fetch_add(1, Ordering::AcqRel);
        let counted = Counted(counter);
        match before < most {
            true => Ok(counted),
            false => Err(TooMany),
        }
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Turnstile {
    /// Nobody is there yet.
    pub(crate) fn new(limits: Limits) -> Turnstile {
        Turnstile {
            limits,
            all: Arc::new(Semaphore::new(limits.working_max)),
            waiting: AtomicUsize::new(0),
            lanes: Mutex::default(),
        }
    }

    /// Waits for a turn. Who goes away meanwhile is not worked for.
    pub(crate) async fn enter(&self, lane: Lane) -> Result<Leave, TooMany> {
        let lane = self.lane(lane);
        let _one = Counted::below(self.limits.waiting_max, &self.waiting)?;
        let _of_lane = Counted::below(self.limits.lane_waiting_max, &lane.count)?;
        let patience = Duration::from_secs(self.limits.waiting_seconds_max);
        let both = async {
            let place = Arc::clone(&lane.places).acquire_owned().await;
            let turn = Arc::clone(&self.all).acquire_owned().await;
            place.and_then(|place| turn.map(|turn| (place, turn)))
        };
        match timeout(patience, both).await {
            Ok(Ok((lane, all))) => Ok(Leave {
                _lane: lane,
                _all: all,
            }),
            Ok(Err(_)) | Err(_) => Err(TooMany),
        }
    }

    /// Whether so many wait that whoever comes now is turned away, whoever it is.
    pub(crate) fn is_full(&self) -> bool {
        self.waiting.load(Ordering::Acquire) >= self.limits.waiting_max
    }

    fn lane(&self, lane: Lane) -> Arc<Waiting> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let places = self.limits.lane_working_max;
        let known = lanes.entry(lane).or_insert_with(|| {
            Arc::new(Waiting {
                places: Arc::new(Semaphore::new(places)),
                count: AtomicUsize::new(0),
            })
        });
        Arc::clone(known)
    }

    /// How many are worked for, and how many wait or are about to begin.
    pub(crate) fn load(&self) -> (usize, usize) {
        let working = self.limits.working_max - self.all.available_permits();
        (working, self.waiting.load(Ordering::Acquire))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn few() -> Turnstile {
        Turnstile::new(Limits {
            working_max: 3,
            lane_working_max: 2,
            waiting_max: 3,
            lane_waiting_max: 2,
            waiting_seconds_max: 1,
            ..Limits::default()
        })
    }

    fn facility(number: u8) -> Lane {
        Lane::Facility(format!("H4403050000{number}").parse().unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_floods_leaves_room_for_others() {
        let admission = few();
        let one = admission.enter(facility(1)).await.unwrap();
        let _two = admission.enter(facility(1)).await.unwrap();
        // A third of its own waits in vain; somebody else's first does not wait.
        assert_eq!(admission.enter(facility(1)).await.err(), Some(TooMany));
        let _other = admission.enter(facility(2)).await.unwrap();
        assert_eq!(admission.load(), (3, 0));
        drop(one);
        assert!(admission.enter(facility(1)).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_wait_than_stated_and_who_leaves_makes_room() {
        let admission = Arc::new(few());
        let _held = [
            admission.enter(facility(1)).await.unwrap(),
            admission.enter(facility(1)).await.unwrap(),
        ];
        let waits = |lane| {
            let admission = Arc::clone(&admission);
            tokio::spawn(async move { admission.enter(lane).await.map(drop) })
        };
        let first = waits(facility(1));
        let second = waits(facility(1));
        tokio::task::yield_now().await;
        assert_eq!(admission.enter(facility(1)).await.err(), Some(TooMany));
        first.abort();
        assert!(first.await.is_err());
        let third = waits(facility(1));
        tokio::task::yield_now().await;
        assert_eq!(admission.load(), (2, 2));
        assert_eq!(second.await.unwrap(), Err(TooMany));
        assert_eq!(third.await.unwrap(), Err(TooMany));
        assert_eq!(admission.load(), (2, 0));
    }

    /// Whoever goes away and asks again would otherwise have as many threads busy as they like.
    #[tokio::test]
    async fn a_place_is_taken_until_the_work_has_ended_though_nobody_waits_for_it() {
        let admission = few();
        let leave = admission.enter(Lane::Api).await.unwrap();
        let (go_on, stopped) = std::sync::mpsc::channel::<()>();
        let (begun, began) = tokio::sync::oneshot::channel();
        let (ends, ended) = tokio::sync::oneshot::channel();
        let asked = tokio::spawn(with(leave, async {
            let held = held();
            let working = tokio::task::spawn_blocking(move || {
                begun.send(()).unwrap();
                stopped.recv().unwrap_err();
                drop(held);
                ends.send(()).unwrap();
            });
            working.await.unwrap();
        }));
        began.await.unwrap();
        asked.abort();
        assert!(asked.await.unwrap_err().is_cancelled());
        assert_eq!(admission.load().0, 1);
        drop(go_on);
        ended.await.unwrap();
        assert_eq!(admission.load().0, 0);
    }
}
