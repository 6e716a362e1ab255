//! Which releases are in force, and when that was read.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// What a program holds in memory was read at this mark; when it moves, it is read again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Changes of releases.
    pub(crate) turn: i64,
    /// Changes of facilities and catalogues.
    pub(crate) version: i64,
    /// The day, on which a release may come into force.
    pub(crate) day: Option<Date>,
}

/// Releases in force by folder.
pub(crate) type ReleasesInForce = BTreeMap<String, String>;
