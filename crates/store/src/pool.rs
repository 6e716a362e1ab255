//! A pool of connections that hands them on in the order they were asked for. A connection that
//! comes back goes straight to the one that has waited longest, so that nobody starves under load.
//!
//! A connection whose statement is slow steps aside: another may be opened in its place, so that
//! those whose rows lie elsewhere go on. As many may stand aside as there are connections; whoever
//! finds no room there has to give up.

use std::collections::VecDeque;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::Duration;

/// Connections to lend, and who waits for them.
pub(crate) struct Pool<C> {
    state: Mutex<State<C>>,
    opened_max: usize,
}

struct State<C> {
    idle: Vec<C>,
    opened: usize,
    aside: usize,
    waiting: VecDeque<SyncSender<Turn<C>>>,
}

/// What a waiter is handed: a connection, or leave to open one.
enum Turn<C> {
    Take(C),
    Open,
}

impl<C> Pool<C> {
    /// A pool of at most so many connections, none of them open yet.
    pub(crate) fn new(opened_max: usize) -> Pool<C> {
        Pool {
            state: Mutex::new(State {
                idle: Vec::new(),
                opened: 0,
                aside: 0,
                waiting: VecDeque::new(),
            }),
            opened_max: opened_max.max(1),
        }
    }

    /// Lends a connection, opening one while there are fewer than allowed. None when no connection
    /// came free in time.
    pub(crate) fn take<E>(
        &self,
        wait_max: Option<Duration>,
        open: impl FnOnce() -> Result<C, E>,
    ) -> Result<Option<C>, E> {
        match self.turn(wait_max) {
            None => Ok(None),
            Some(Turn::Take(connection)) => Ok(Some(connection)),
            Some(Turn::Open) => open().map(Some).inspect_err(|_| self.forget()),
        }
    }

    fn turn(&self, wait_max: Option<Duration>) -> Option<Turn<C>> {
        let mut state = self.lock();
        if let Some(connection) = state.idle.pop() {
            return Some(Turn::Take(connection));
        }
        if state.opened < self.opened_max {
            state.opened += 1;
            return Some(Turn::Open);
        }
        let (hand, handed) = sync_channel(1);
        state.waiting.push_back(hand);
        drop(state);
        let Some(wait_max) = wait_max else {
            let turn = handed.recv();
            return Some(turn.expect("those that wait are served before the pool goes"));
        };
        if let Ok(turn) = handed.recv_timeout(wait_max) {
            return Some(turn);
        }
        // Whoever hands on holds the lock: what was handed meanwhile is here, and when this ends
        // nothing can be handed any more.
        let _state = self.lock();
        let turn = handed.try_recv().ok();
        drop(handed);
        turn
    }

    /// Takes a connection back.
    pub(crate) fn give_back(&self, connection: C) {
        let mut state = self.lock();
        if state.opened > self.opened_max {
            state.opened -= 1;
            drop(state);
            return drop(connection);
        }
        if let Some(Turn::Take(connection)) = state.hand_on(Turn::Take(connection)) {
            state.idle.push(connection);
        }
    }

    /// A connection is gone; another may be opened in its place.
    pub(crate) fn forget(&self) {
        self.lock().make_room(self.opened_max);
    }

    /// A connection that is in use steps aside. False when there is no room.
    fn step_aside(&self) -> bool {
        let mut state = self.lock();
        let is_room = state.aside < self.opened_max;
        if is_room {
            state.aside += 1;
            state.make_room(self.opened_max);
        }
        is_room
    }

    /// It counts again, and is one too many if another was opened.
    fn step_back(&self) {
        let mut state = self.lock();
        state.aside -= 1;
        state.opened += 1;
    }

    /// Drops every connection that nobody uses: when one was lost, the others of its time are.
    pub(crate) fn forget_idle(&self) {
        let mut state = self.lock();
        state.opened -= state.idle.len();
        state.idle.clear();
    }

    fn lock(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().expect("nothing panics while holding it")
    }
}

/// Out of a pool and back into it, whatever it lends.
trait Step: Send + Sync {
    fn aside(&self) -> bool;
    fn back(&self);
}

impl<C: Send> Step for Pool<C> {
    fn aside(&self) -> bool {
        self.step_aside()
    }

    fn back(&self) {
        self.step_back();
    }
}

/// Where a connection that is slow stands while others go on.
#[derive(Clone, Default)]
pub(crate) struct Aside(Option<Weak<dyn Step>>);

/// A connection that stands aside.
pub(crate) struct SteppedAside(Option<Arc<dyn Step>>);

impl Aside {
    /// Beside this pool.
    pub(crate) fn of<C: Send + 'static>(pool: &Arc<Pool<C>>) -> Aside {
        let pool: Arc<dyn Step> = Arc::<Pool<C>>::clone(pool);
        Aside(Some(Arc::downgrade(&pool)))
    }

    /// Steps aside until the end; none when there is no room.
    pub(crate) fn step(&self) -> Option<SteppedAside> {
        // Without a pool nobody waits behind it.
        let pool = self.0.as_ref().and_then(Weak::upgrade);
        let is_room = pool.as_ref().is_none_or(|pool| pool.aside());
        is_room.then(|| SteppedAside(pool))
    }
}

impl Drop for SteppedAside {
    fn drop(&mut self) {
        if let Some(pool) = &self.0 {
            pool.back();
        }
    }
}

impl<C> State<C> {
    /// Hands on to the one that has waited longest. Returns what nobody waits for.
    fn hand_on(&mut self, mut turn: Turn<C>) -> Option<Turn<C>> {
        while let Some(waiter) = self.waiting.pop_front() {
            // One that has given up meanwhile is passed over.
            turn = match waiter.send(turn) {
                Ok(()) => return None,
                Err(refused) => refused.0,
            };
        }
        Some(turn)
    }

    /// One counts no more; somebody who waits may open one instead.
    fn make_room(&mut self, opened_max: usize) {
        let is_over = self.opened > opened_max;
        if is_over || self.hand_on(Turn::Open).is_some() {
            self.opened -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn no_more_connections_are_opened_than_allowed() {
        let pool = Arc::new(Pool::new(3));
        let opened = Arc::new(AtomicU32::new(0));
        let users: Vec<_> = (0..20)
            .map(|_| {
                let (pool, opened) = (Arc::clone(&pool), Arc::clone(&opened));
                std::thread::spawn(move || {
                    let open = || Ok::<u32, ()>(opened.fetch_add(1, Ordering::SeqCst));
                    let connection = pool.take(None, open).unwrap().unwrap();
                    std::thread::yield_now();
                    pool.give_back(connection);
                })
            })
            .collect();
        for user in users {
            user.join().unwrap();
        }
        assert!(opened.load(Ordering::SeqCst) <= 3);
    }

    const SOON: Option<Duration> = Some(Duration::from_millis(20));

    #[test]
    fn a_lost_connection_makes_room_for_another() {
        let pool = Pool::new(1);
        let unreachable = pool.take(None, || Err::<u32, &str>("unreachable"));
        assert_eq!(unreachable, Err("unreachable"));
        assert_eq!(pool.take(None, || Ok::<u32, &str>(1)), Ok(Some(1)));
        pool.forget();
        assert_eq!(pool.take(None, || Ok::<u32, &str>(2)), Ok(Some(2)));
        pool.give_back(2);
        pool.forget_idle();
        assert_eq!(pool.take(None, || Ok::<u32, &str>(3)), Ok(Some(3)));
    }

    #[test]
    fn who_waited_too_long_leaves_the_connection_to_others() {
        let pool = Pool::new(1);
        assert_eq!(pool.take(None, || Ok::<u32, ()>(1)), Ok(Some(1)));
        assert_eq!(pool.take(SOON, || Ok::<u32, ()>(2)), Ok(None));
        pool.give_back(1);
        assert_eq!(pool.take(SOON, || Ok::<u32, ()>(3)), Ok(Some(1)));
        assert_eq!(pool.take(SOON, || Ok::<u32, ()>(4)), Ok(None));
        pool.forget();
        assert_eq!(pool.take(SOON, || Ok::<u32, ()>(5)), Ok(Some(5)));
    }

    #[test]
    fn one_that_steps_aside_makes_room_and_as_many_may_as_there_are_connections() {
        let pool = Pool::new(1);
        let open = |number| move || Ok::<u32, ()>(number);
        assert_eq!(pool.take(SOON, open(1)), Ok(Some(1)));
        assert!(pool.step_aside());
        assert_eq!(pool.take(SOON, open(2)), Ok(Some(2)));
        assert!(!pool.step_aside());
        // Both are back: one is too many and goes.
        pool.step_back();
        pool.give_back(1);
        assert_eq!(pool.take(SOON, open(3)), Ok(None));
        pool.give_back(2);
        assert_eq!(pool.take(SOON, open(4)), Ok(Some(2)));
        // One that is lost while it stands aside is forgotten like any other.
        assert!(pool.step_aside());
        pool.step_back();
        pool.forget();
        assert_eq!(pool.take(SOON, open(5)), Ok(Some(5)));
    }

    #[test]
    fn who_finds_no_room_aside_takes_none_from_others() {
        let pool = Arc::new(Pool::new(1));
        let aside = Aside::of(&pool);
        for number in 1..=2 {
            assert_eq!(pool.take(SOON, || Ok::<u32, ()>(number)), Ok(Some(number)));
            let stepped = aside.step();
            assert!(stepped.is_some());
            assert!(aside.step().is_none());
            drop(stepped);
            pool.forget();
        }
        assert!(Aside::default().step().is_some());
    }
}
