//! Where chains of the audit end.

use std::collections::{BTreeMap, BTreeSet};

/// The end of a chain: sequence and hash of its last entry; 0 and empty when there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditHead {
    /// Sequence of the last entry.
    pub sequence: i64,
    /// Its hash.
    pub hash: String,
}

/// What grew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grown {
    /// Where each chain ends now.
    pub heads: BTreeMap<String, AuditHead>,
    /// Entries that were appended.
    pub entries: u64,
    /// Settlements and cancellations among what was written.
    pub settlements: u64,
    /// Chains that may have grown: of what was to let them grow, nobody knows whether it did.
    pub doubtful: BTreeSet<String>,
}

impl Grown {
    /// The same, where it is not known whether it was committed.
    pub(crate) fn doubted(self) -> Grown {
        Grown {
            doubtful: self.heads.into_keys().collect(),
            ..Grown::default()
        }
    }

    /// Both together; a chain ends where it is longer.
    pub fn add(&mut self, other: Grown) {
        self.entries += other.entries;
        self.settlements += other.settlements;
        self.doubtful.extend(other.doubtful);
        for (chain, head) in other.heads {
            let known = self.heads.entry(chain).or_default();
            if head.sequence > known.sequence {
                *known = head;
            }
        }
    }
}
