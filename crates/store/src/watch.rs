//! Which chains of the audit grew, noted after the commit that carries them, so that anchoring
//! costs what changed and not what there is.

use std::sync::{Arc, Mutex, PoisonError};

use crate::Tx;
pub use crate::heads::Grown;

/// What grew since somebody last asked.
#[derive(Debug, Default)]
pub(crate) struct Watch(Mutex<Grown>);

impl Watch {
    pub(crate) fn take(&self) -> Grown {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Commits a piece of work, which may run more than once, and notes what its last run let grow.
    pub(crate) fn around<T, E, F>(
        &self,
        mut work: F,
        commit: impl FnOnce(Box<Work<T, E>>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: 'static,
        E: 'static,
    {
        let last = Arc::new(Mutex::new(Grown::default()));
        let noted = Arc::clone(&last);
        let committed = commit(Box::new(move |tx: &mut Tx<'_>| {
            let outcome = work(tx);
            *noted.lock().unwrap_or_else(PoisonError::into_inner) = tx.take_grown();
            outcome
        }));
        let last = std::mem::take(&mut *last.lock().unwrap_or_else(PoisonError::into_inner));
        let mut grown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        grown.add(match committed.is_ok() {
            true => last,
            false => last.doubted(),
        });
        committed
    }
}

/// A piece of work on its way to its commit.
pub(crate) type Work<T, E> = dyn FnMut(&mut Tx<'_>) -> Result<T, E> + Send;
