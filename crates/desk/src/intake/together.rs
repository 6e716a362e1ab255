//! Many small pieces of work in one transaction, for a commit costs more than what is in it. Where
//! one of them is refused, each is done alone, so that one wrong row never holds up another.

use std::sync::Arc;

use serde::Serialize;
use store::sha256_hex;

use super::{Intake, RowFate, note};
use crate::{Desk, DeskError, RegisterStatement};

/// How the audit tells work that was done together.
#[derive(Clone, Copy, Debug)]
pub(super) enum NotedAs {
    /// By an entry of each piece of work, in a chain of its own.
    Each,
    /// By one entry of all, in the chain of the register.
    Once(&'static str),
}

/// A piece of work about one thing. It returns what the one entry of all tells of it.
pub(super) type WorkOn<T> =
    fn(&mut Desk<'_, '_>, RegisterStatement<'_>, &T) -> Result<Vec<u8>, DeskError>;

/// What an entry tells of a thing.
pub(super) fn as_told(thing: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(thing).expect("our types always serialise")
}

impl Intake<'_> {
    /// Does a piece of work about each of several things. Says of each why it was refused, if it
    /// was.
    pub(super) fn each_at_the_desk<T: Send + Sync + 'static>(
        &self,
        all: Vec<T>,
        told: NotedAs,
        work: WorkOn<T>,
    ) -> Result<Vec<Option<RowFate>>, DeskError> {
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let all: Vec<Arc<T>> = all.into_iter().map(Arc::new).collect();
        match self.some_at_the_desk(all.clone(), told, work) {
            Ok(()) => return Ok(vec![None; all.len()]),
            Err(refused) if refused.is_about_the_business() => {}
            Err(failed) => return Err(failed),
        }
        let alone = |one| match self.some_at_the_desk(vec![one], told, work) {
            Ok(()) => Ok(None),
            Err(refused) if refused.is_about_the_business() => Ok(Some(refused.into())),
            Err(failed) => Err(failed),
        };
        all.into_iter().map(alone).collect()
    }

    fn some_at_the_desk<T: Send + Sync + 'static>(
        &self,
        some: Vec<Arc<T>>,
        told: NotedAs,
        work: WorkOn<T>,
    ) -> Result<(), DeskError> {
        let now = self.needs.now;
        self.at_the_desk(move |desk, statement| {
            let mut pieces = Vec::with_capacity(some.len());
            for one in &some {
                pieces.push(work(desk, statement, one)?);
            }
            let NotedAs::Once(action) = told else {
                return Ok(());
            };
            let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
            let (count, digest) = (some.len().to_string(), sha256_hex(&pieces));
            note(desk.tx, (statement, now), (action, &count, &digest))
        })
    }
}
