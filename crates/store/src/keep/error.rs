//! Why nothing was kept.

use std::path::{Path, PathBuf};

use crate::StoreError;

/// Why a backup, a restore or a copy came to nothing. Nothing is left half done.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file cannot be read or written.
    #[error("{path} cannot be read or written")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The file is no backup.
    #[error("this is no backup of Suixing")]
    NotABackup,
    /// It was being written when its writer ended.
    #[error("the backup was never finished")]
    Unfinished,
    /// Its end is missing.
    #[error("the backup has {found} bytes of {stated}")]
    Truncated {
        /// Bytes that are there.
        found: u64,
        /// Bytes it had when it was finished.
        stated: u64,
    },
    /// It is not what was written.
    #[error("the backup was changed or damaged near byte {at}")]
    Damaged {
        /// Near which byte.
        at: u64,
    },
    /// It is sealed by a key that was not given.
    #[error("the backup is sealed by key {key}")]
    OtherKey {
        /// The name of that key.
        key: String,
    },
    /// A newer program wrote it.
    #[error("the backup has schema {found}, this program knows schemas up to {known}")]
    Newer {
        /// Its schema.
        found: i64,
        /// The newest known.
        known: i64,
    },
    /// An earlier program wrote it, and it is to go where its schema cannot be made.
    #[error("the backup has schema {found}; it can be restored to SQLite alone")]
    Older {
        /// Its schema.
        found: i64,
    },
    /// Nothing was shipped from which that moment could be had.
    #[error("nothing that was shipped reaches back so far")]
    NothingShipped {
        /// The earliest moment that can be had, if any.
        earliest: Option<jiff::Timestamp>,
    },
    /// What was shipped is of a file, and becomes a file.
    #[error("what was shipped is restored to SQLite alone")]
    SqliteAlone,
    /// What is to be written is there already.
    #[error("{path} is there already")]
    Exists {
        /// Where.
        path: PathBuf,
    },
    /// Another program holds it.
    #[error("{path} is held by another program")]
    Held {
        /// What.
        path: PathBuf,
    },
    /// What is kept there is of another database.
    #[error("{path} says that it belongs to another database")]
    OfAnother {
        /// What says so.
        path: PathBuf,
    },
    /// The database that is to be filled holds something.
    #[error("the database is not empty: {table} has rows")]
    NotEmpty {
        /// Which table, for one.
        table: String,
    },
    /// What arrived is not what was sent.
    #[error("what arrived is not what was sent: {what}")]
    Differs {
        /// Where the first difference is.
        what: String,
    },
}

impl KeepError {
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> KeepError {
        let path = path.to_owned();
        move |source| KeepError::File { path, source }
    }
}
