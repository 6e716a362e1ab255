//! Where chains of the audit end.

use std::collections::BTreeMap;

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
}

impl Grown {
    /// Both together; a chain ends where it is longer.
    pub fn add(&mut self, other: Grown) {
        self.entries += other.entries;
        self.settlements += other.settlements;
        for (chain, head) in other.heads {
            let known = self.heads.entry(chain).or_default();
            if head.sequence > known.sequence {
                *known = head;
            }
        }
    }
}
