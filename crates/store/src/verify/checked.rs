//! What a check came to.

use std::collections::BTreeMap;

use serde::Serialize;

/// Something that must never be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The invariant, such as `M3`.
    pub invariant: &'static str,
    /// What is wrong, with the identifiers to find it.
    pub what: String,
}

/// What a check came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CheckedBooks {
    /// What is wrong.
    pub violations: Vec<Violation>,
    /// People and other owners of rows gone through.
    pub owners: usize,
    /// Settlements and cancellations.
    pub settlements: usize,
    /// Entries of the audit.
    pub entries: usize,
    /// Rows that no digest tells, because they were last written before there were any, by kind.
    pub before: BTreeMap<&'static str, usize>,
}

impl CheckedBooks {
    /// Takes in what another part of the check came to.
    pub fn add(&mut self, other: CheckedBooks) {
        self.violations.extend(other.violations);
        self.owners += other.owners;
        self.settlements += other.settlements;
        self.entries += other.entries;
        for (kind, count) in other.before {
            *self.before.entry(kind).or_default() += count;
        }
    }

    /// Notes what must never be, unless it holds.
    pub(crate) fn expect(
        &mut self,
        holds: bool,
        invariant: &'static str,
        what: impl FnOnce() -> String,
    ) {
        if !holds {
            let what = what();
            self.violations.push(Violation { invariant, what });
        }
    }

    /// Counts a row of before.
    pub(super) fn count_before(&mut self, kind: &'static str) {
        *self.before.entry(kind).or_default() += 1;
    }
}
