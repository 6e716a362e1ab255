//! A pool of connections that hands them on in the order they were asked for. A connection that
//! comes back goes straight to the one that has waited longest, so that nobody starves under load.

use std::collections::VecDeque;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard};

/// Connections to lend, and who waits for them.
pub(crate) struct Pool<C> {
    state: Mutex<State<C>>,
    opened_max: usize,
}

struct State<C> {
    idle: Vec<C>,
    opened: usize,
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
                waiting: VecDeque::new(),
            }),
            opened_max: opened_max.max(1),
        }
    }

    /// Lends a connection, opening one while there are fewer than allowed.
    pub(crate) fn take<E>(&self, open: impl FnOnce() -> Result<C, E>) -> Result<C, E> {
        match self.turn() {
            Turn::Take(connection) => Ok(connection),
            Turn::Open => open().inspect_err(|_| self.forget()),
        }
    }

    fn turn(&self) -> Turn<C> {
        let mut state = self.lock();
        if let Some(connection) = state.idle.pop() {
            return Turn::Take(connection);
        }
        if state.opened < self.opened_max {
            state.opened += 1;
            return Turn::Open;
        }
        let (hand, handed) = sync_channel(1);
        state.waiting.push_back(hand);
        drop(state);
        handed
            .recv()
            .expect("those that wait are served before the pool goes")
    }

    /// Takes a connection back.
    pub(crate) fn give_back(&self, connection: C) {
        let mut state = self.lock();
        match state.waiting.pop_front() {
            Some(waiter) => drop(waiter.send(Turn::Take(connection))),
            None => state.idle.push(connection),
        }
    }

    /// A connection is gone; another may be opened in its place.
    pub(crate) fn forget(&self) {
        let mut state = self.lock();
        match state.waiting.pop_front() {
            Some(waiter) => drop(waiter.send(Turn::Open)),
            None => state.opened -= 1,
        }
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
                    let connection = pool.take(open).unwrap();
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

    #[test]
    fn a_lost_connection_makes_room_for_another() {
        let pool = Pool::new(1);
        assert_eq!(
            pool.take(|| Err::<u32, &str>("unreachable")),
            Err("unreachable")
        );
        assert_eq!(pool.take(|| Ok::<u32, &str>(1)), Ok(1));
        pool.forget();
        assert_eq!(pool.take(|| Ok::<u32, &str>(2)), Ok(2));
        pool.give_back(2);
        pool.forget_idle();
        assert_eq!(pool.take(|| Ok::<u32, &str>(3)), Ok(3));
    }
}
