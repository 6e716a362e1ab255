//! What can go wrong between the desk and the rows. A caller needs to know one thing above all:
//! whether the work is certainly not done, or may be done.

/// What lies beneath, from whichever engine.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Whether the work of a failed transaction may be in the database all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing was written; the caller may simply try again.
    NotCommitted,
    /// Nothing was heard of the commit. Ask by key before trying again.
    Unknown,
}

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be opened or reached.
    #[error("the database at {address} cannot be opened")]
    Open {
        /// The address without its password.
        address: String,
        /// What the engine said.
        #[source]
        source: Cause,
    },
    /// The address is neither `sqlite:PATH` nor `postgres://…`.
    #[error("«{0}» is not a database address such as sqlite:suixing.db or postgres://host/name")]
    Address(String),
    /// The address says something that it cannot say.
    #[error("the address of the database says {key}={value}: {why}")]
    AddressKey {
        /// Which of its keys.
        key: String,
        /// What it says.
        value: String,
        /// Why not.
        why: std::borrow::Cow<'static, str>,
    },
    /// A newer program has been here.
    #[error("the database has schema {found}, this program knows schemas up to {known}")]
    NewerSchema {
        /// Highest migration applied.
        found: i64,
        /// Highest migration compiled in.
        known: i64,
    },
    /// A program before this one was here last.
    #[error("the database has schema {found}, this program reads schema {known}")]
    OlderSchema {
        /// Highest migration applied.
        found: i64,
        /// Highest migration compiled in.
        known: i64,
    },
    /// Where the file should be only its log is: SQLite would throw that away.
    #[error("{} lies there without its database", log.display())]
    LogAlone {
        /// The log.
        log: std::path::PathBuf,
    },
    /// It is a database of something else.
    #[error("this is no database of Suixing")]
    NotOurs,
    /// The keys are not those the database was written with.
    #[error("the keys are not those this database was written with")]
    WrongKeys,
    /// The text of a migration is not the one that was applied.
    #[error("migration {number} is not the one that was applied to this database")]
    ChangedMigration {
        /// Its number.
        number: i64,
    },
    /// The engine refused a statement.
    #[error("the database refused a statement")]
    Statement {
        /// What the engine said.
        #[source]
        source: Cause,
    },
    /// The transaction met others too often, or the connection broke too often.
    #[error("the database was too busy after {attempts} attempts")]
    Contended {
        /// How often it was tried.
        attempts: u32,
        /// The last failure.
        #[source]
        source: Cause,
    },
    /// The server, or a part of it that is needed, was away each time.
    #[error("the database could not be reached in {attempts} attempts")]
    Unreachable {
        /// How often it was tried.
        attempts: u32,
        /// The last failure.
        #[source]
        source: Cause,
    },
    /// A statement took longer than it may; it was ended, and its transaction with it.
    #[error("the database took too long")]
    TimedOut {
        /// Which limit it met.
        #[source]
        source: Cause,
    },
    /// All connections were in use for longer than anybody waits for one.
    #[error("no connection to the database was free within {seconds} s")]
    NoneFree {
        /// How long was waited.
        seconds: u64,
    },
    /// The connection broke during the commit, or nothing was heard of it.
    #[error("nothing was heard of the commit, so its fate is unknown")]
    FateUnknown {
        /// What the engine said.
        #[source]
        source: Cause,
    },
    /// The commit failed and nothing of it remains.
    #[error("the commit failed")]
    Commit {
        /// What the engine said.
        #[source]
        source: Cause,
    },
    /// A statement had failed, yet the closure reported success; nothing was committed.
    #[error("a statement failed inside a transaction that was then reported as done")]
    AfterFailure,
    /// The database is being closed.
    #[error("the database is closed")]
    Closed,
    /// A stored row does not read back as what was written.
    #[error("a stored row does not read back: {0}")]
    Row(String),
    /// A sealed column was changed, moved to another row, or sealed under another key.
    #[error("sealed column {column} of row {row} does not open")]
    Sealed {
        /// Table and column.
        column: &'static str,
        /// Row id, never personal.
        row: String,
    },
}

impl StoreError {
    /// Whether the work may be in the database all the same.
    pub fn fate(&self) -> Fate {
        match self {
            StoreError::FateUnknown { .. } => Fate::Unknown,
            _ => Fate::NotCommitted,
        }
    }

    /// Whether the keys do not open what is sealed.
    pub fn is_sealed(&self) -> bool {
        matches!(self, StoreError::Sealed { .. })
    }

    /// A row that does not read back.
    pub(crate) fn row(why: impl std::fmt::Display) -> StoreError {
        StoreError::Row(why.to_string())
    }
}

/// A statement touched another number of rows than it must.
pub(crate) fn touched_others(touched: u64, expected: u64) -> String {
    format!("a statement touched {touched} rows where {expected} were meant")
}

/// An error with everything beneath it, told in one line.
pub(crate) fn told(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let told = causes.map(ToString::to_string);
    told.collect::<Vec<_>>().join(": ")
}
