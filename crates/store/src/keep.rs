//! Keeping what is in a database: written to an encrypted file, read back, copied to another
//! engine. All three pass every row of every table through one stream, in bounded memory, from one
//! snapshot, and count and digest what passes; what arrives is read again and must come to the same.

mod backup;
mod counted;
mod fill;
mod reseal;
mod rows;
mod sealed_file;
mod shape;

use std::path::PathBuf;

pub use backup::{Backup, Head, back_up, file_for};
pub use counted::{Counted, MoneyMoved, Rows};
pub use fill::Target;
pub use reseal::{Resealed, count_older, newest_is_in_use, reseal};
pub use shape::Shape;

use crate::{Db, StoreError};

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
    /// What is to be written is there already.
    #[error("{path} is there already")]
    Exists {
        /// Where.
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
    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> KeepError {
        let path = path.to_owned();
        move |source| KeepError::File { path, source }
    }
}

/// Copies everything to an empty database. Told how many rows have passed, now and then.
pub fn copy(from: &Db, to: &Target, passed: &mut dyn FnMut(u64)) -> Result<Counted, KeepError> {
    let shape = Shape::today()?;
    from.read(|source| {
        to.fill(&shape, |filler| {
            rows::pass(source, &shape, &mut (&mut *filler, &mut *passed))
        })
    })
}

/// What is in a database, counted and digested.
pub fn count(db: &Db, passed: &mut dyn FnMut(u64)) -> Result<Counted, KeepError> {
    let shape = Shape::today()?;
    db.read(|tx| rows::pass(tx, &shape, &mut (&mut rows::Nobody, &mut *passed)))
}
