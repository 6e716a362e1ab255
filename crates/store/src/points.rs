//! Moments at which a test has something go wrong: an error, a panic, a wait, the end of the
//! process. This list is the only one; a test walks all of it and fails if it does not come past
//! one. Without the feature `points`, as the program is built, nothing of it is left.
//!
//! They lie on the way of SQLite. What PostgreSQL does when it is killed, the kill loop shows.

#[cfg(not(feature = "points"))]
use crate::StoreError;

macro_rules! points {
    ($($(#[$says:meta])* $point:ident $(: $table:literal)?;)*) => {
        /// A moment at which something may go wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum FailPoint {
            $($(#[$says])* $point,)*
        }

        impl FailPoint {
            /// All of them, in the order of a settlement.
            pub const ALL: &[FailPoint] = &[$(FailPoint::$point,)*];

            /// The table whose rows were just written, if it comes after that.
            #[cfg(feature = "points")]
            fn table(self) -> Option<&'static str> {
                match self {
                    $(FailPoint::$point => points!(@ $($table)?),)*
                }
            }
        }
    };
    (@ $table:literal) => { Some($table) };
    (@) => { None };
}

points! {
    /// The work is done on a snapshot; nothing of it is written.
    WorkedAhead;
    /// The writer has requests, and no transaction yet.
    BeforeBegin;
    /// The person's turn is taken, on which their totals wait.
    TurnTaken: "person_lock";
    /// The lines of the bill belong to the settlement.
    LinesSettled: "bill_line";
    /// The settlement is written.
    SettlementWritten: "settlement";
    /// Its legs are written, all in one statement.
    LegsWritten: "posting";
    /// The running totals are written.
    TotalsWritten: "year_to_date";
    /// The account is lower.
    AccountMoved: "account";
    /// The notice is written.
    NoticeWritten: "outbox";
    /// The message and its answer are written: the key.
    KeyWritten: "message";
    /// The audit tells it.
    AuditWritten: "audit";
    /// Everything is written, and nothing is committed.
    BeforeCommit;
    /// It is committed, and nobody knows.
    AfterCommit;
    /// Some who share a commit may know, and some not.
    AmidAnswers;
    /// Notices are read to be sent, and none is.
    BeforeSend;
    /// Notices are sent, and it is not noted.
    AfterSend;
    /// A step of a migration is done, and its transaction goes on.
    StepMigrated;
}

#[cfg(not(feature = "points"))]
#[inline(always)]
pub(crate) fn at(_point: FailPoint) -> Result<(), StoreError> {
    Ok(())
}

#[cfg(not(feature = "points"))]
#[inline(always)]
pub(crate) fn after(_statement: &str) -> Result<(), StoreError> {
    Ok(())
}

#[cfg(feature = "points")]
pub(crate) use armed::{after, at};
#[cfg(feature = "points")]
pub use armed::{arm, disarm, reached};

#[cfg(feature = "points")]
mod armed {
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
    use std::sync::{Arc, Mutex, PoisonError};

    use super::FailPoint;
    use crate::StoreError;

    /// What happens when it is reached.
    type Action = Arc<dyn Fn() -> Result<(), StoreError> + Send + Sync>;

    struct Armed {
        point: FailPoint,
        /// How often it is passed before anything happens.
        passed: u64,
        action: Action,
    }

    static ARMED: Mutex<Option<Armed>> = Mutex::new(None);
    static IS_ARMED: AtomicBool = AtomicBool::new(false);
    static REACHED: AtomicU64 = AtomicU64::new(0);

    /// Has something happen once, when a point was passed so often and is reached again.
    pub fn arm(
        point: FailPoint,
        passed: u64,
        action: impl Fn() -> Result<(), StoreError> + Send + Sync + 'static,
    ) {
        let action = Arc::new(action);
        let mut armed = ARMED.lock().unwrap_or_else(PoisonError::into_inner);
        *armed = Some(Armed {
            point,
            passed,
            action,
        });
        REACHED.store(0, Ordering::SeqCst);
        IS_ARMED.store(true, Ordering::SeqCst);
    }

    /// Nothing happens any more.
    pub fn disarm() {
        IS_ARMED.store(false, Ordering::SeqCst);
        *ARMED.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether what was armed last has happened.
    pub fn reached() -> bool {
        REACHED.load(Ordering::SeqCst) > 0
    }

    pub(crate) fn at(point: FailPoint) -> Result<(), StoreError> {
        if !IS_ARMED.load(Ordering::Relaxed) {
            return Ok(());
        }
        match due(point) {
            Some(action) => action(),
            None => Ok(()),
        }
    }

    /// Takes what is to happen here; the list is not held meanwhile, for others go on.
    fn due(point: FailPoint) -> Option<Action> {
        let mut armed = ARMED.lock().unwrap_or_else(PoisonError::into_inner);
        let found = armed.as_mut().filter(|armed| armed.point == point)?;
        if found.passed > 0 {
            found.passed -= 1;
            return None;
        }
        REACHED.fetch_add(1, Ordering::SeqCst);
        armed.take().map(|armed| armed.action)
    }

    pub(crate) fn after(statement: &str) -> Result<(), StoreError> {
        if !IS_ARMED.load(Ordering::Relaxed) {
            return Ok(());
        }
        let Some(table) = written(statement) else {
            return Ok(());
        };
        let is_after = |point: &&FailPoint| point.table() == Some(table);
        match FailPoint::ALL.iter().find(is_after) {
            Some(point) => at(*point),
            None => Ok(()),
        }
    }

    /// The table a statement writes to.
    fn written(statement: &str) -> Option<&str> {
        let mut words = statement.split([' ', '(']);
        match words.next() {
            Some("INSERT") => words.nth(1),
            Some("UPDATE") => words.next(),
            _ => None,
        }
    }
}
