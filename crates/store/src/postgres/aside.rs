//! Where slow statements wait, so that the quick ones go on.

use std::sync::{Arc, Weak};

use super::connection::Connection;
use crate::pool::Pool;

/// The way out of the pool, and back into it.
#[derive(Clone, Default)]
pub(crate) struct Aside(Weak<Pool<Connection>>);

impl Aside {
    /// Out of this pool.
    pub(super) fn of(pool: &Arc<Pool<Connection>>) -> Aside {
        Aside(Arc::downgrade(pool))
    }

    /// Steps aside until the end; none when there is no room.
    pub(crate) fn step(&self) -> Option<SteppedAside> {
        let pool = self.0.upgrade();
        // Without a pool nobody waits behind it.
        let is_room = pool.is_none_or(|pool| pool.step_aside());
        is_room.then(|| SteppedAside(self.clone()))
    }
}

/// A connection that stands aside.
pub(crate) struct SteppedAside(Aside);

impl Drop for SteppedAside {
    fn drop(&mut self) {
        if let Some(pool) = self.0.0.upgrade() {
            pool.step_back();
        }
    }
}
