//! What anchors outside the database saw: a chain of the audit is at least as long as it was then,
//! and the entry it ended with is the same. Each entry holds the hash of the one before it, so
//! nothing before it can have changed either.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::checked::{CheckedBooks, Violation};
use crate::audit::AuditHead;
use crate::rows::{RawRow, number, text};

/// Where each chain ended, by the last anchor that saw it grow.
#[derive(Debug, Default)]
pub struct Anchored(Mutex<HashMap<String, AuditHead>>);

impl Anchored {
    /// What anchors saw.
    pub fn new(heads: HashMap<String, AuditHead>) -> Anchored {
        Anchored(Mutex::new(heads))
    }

    /// Compares a chain with what was seen of it.
    pub(super) fn compare(&self, owner: &str, entries: &[RawRow], checked: &mut CheckedBooks) {
        let mut heads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(seen) = heads.remove(owner) else {
            return;
        };
        drop(heads);
        let last = entries.last().map_or(0, |row| number(row, 1));
        let mut entries = entries.iter();
        let entry = entries.find(|row| number(row, 1) == seen.sequence);
        let same = entry.is_some_and(|row| text(row, 9) == seen.hash);
        checked.expect(same, "ANCHOR", || differs(owner, &seen, last));
    }

    /// The chains that were seen and are not there at all; ask when everything was gone through.
    pub fn gone(self) -> Vec<Violation> {
        let heads = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut gone: Vec<_> = heads.into_iter().collect();
        gone.sort_by(|one, other| one.0.cmp(&other.0));
        let gone = gone.into_iter().map(|(owner, seen)| Violation {
            invariant: "ANCHOR",
            what: differs(&owner, &seen, 0),
        });
        gone.collect()
    }
}

/// How a chain differs from what was seen of it, in words.
pub fn differs(owner: &str, seen: &AuditHead, last: i64) -> String {
    let saw = seen.sequence;
    match last < saw {
        true => format!("{owner}: the audit ends at entry {last}, an anchor saw {saw}"),
        false => format!("{owner}: entry {saw} of the audit is not the one an anchor saw"),
    }
}
