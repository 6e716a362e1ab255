//! How far the database had come when it was last shipped, said beside what was shipped: a file
//! that did not come so far is one of before that somebody put back, and to go on with it would
//! leave two histories in one folder.
//!
//! What only grows tells: how often shipping was begun, and the entries of the audit, by which
//! everything is written that a hospital or a clerk does.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::folder::MARK;
use super::shipped::generations;
use crate::db::Db;
use crate::keep::{KeepError, private};
use crate::tx::Tx;
use crate::{StoreError, installation};

const FILE: &str = "suixing-shipped-up-to";
const PART: &str = "suixing-shipped-up-to.part";

/// How far a database has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShippedUpTo {
    /// How often shipping was begun.
    pub begun: i64,
    /// Entries of the audit.
    pub entries: i64,
}

impl ShippedUpTo {
    /// As it is now.
    pub fn of(tx: &mut Tx) -> Result<ShippedUpTo, StoreError> {
        let begun = installation::times_shipped(tx)?;
        // Entries are numbered as they come, and none is ever deleted.
        let mut row = tx.one("SELECT MAX(rowid) FROM audit", &[])?;
        let entries = row.optional_integer()?.unwrap_or(0);
        Ok(ShippedUpTo { begun, entries })
    }

    /// The same, as the file has it; nothing where that cannot be seen just now.
    pub(super) fn of_file(connection: &Connection) -> Option<ShippedUpTo> {
        const BOTH: &str = "SELECT (SELECT CAST(content AS TEXT) FROM installation \
             WHERE name = 'shippings'), (SELECT MAX(rowid) FROM audit)";
        let read = connection.prepare_cached(BOTH);
        let read = read.and_then(|mut both| {
            both.query_row([], |row| {
                Ok((
                    row.get::<_, Option<String>>(0)?,
                    row.get::<_, Option<i64>>(1)?,
                ))
            })
        });
        let (begun, entries) = read.ok()?;
        Some(ShippedUpTo {
            begun: begun.and_then(|text| text.parse().ok()).unwrap_or(0),
            entries: entries.unwrap_or(0),
        })
    }

    /// Whether this is not so far in one thing or the other.
    fn is_before(self, other: ShippedUpTo) -> bool {
        self.begun < other.begun || self.entries < other.entries
    }

    /// Says so in the folder; at no moment there is half of it.
    pub(super) fn write(self, folder: &Path) -> Result<(), KeepError> {
        let part = folder.join(PART);
        let mut file = private(&part)?;
        let said = format!("{} {}\n", self.begun, self.entries);
        let written = file.write_all(said.as_bytes());
        written.map_err(KeepError::file(&part))?;
        std::fs::rename(&part, folder.join(FILE)).map_err(KeepError::file(&part))
    }

    /// What the folder says; nothing where it says nothing, or is to be begun anew.
    fn read(folder: &Path) -> Option<ShippedUpTo> {
        let mark = std::fs::read_to_string(folder.join(MARK)).ok()?;
        let said = std::fs::read_to_string(folder.join(FILE)).ok()?;
        let (begun, entries) = said.trim().split_once(' ')?;
        let said = ShippedUpTo {
            begun: begun.parse().ok()?,
            entries: entries.parse().ok()?,
        };
        Some(said).filter(|_| !mark.trim().is_empty())
    }
}

/// Forgets what the folder says.
pub(super) fn forget(folder: &Path) -> Result<(), KeepError> {
    let path = folder.join(FILE);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(KeepError::file(&path)(error)),
        _ => Ok(()),
    }
}

/// How many entries were shipped that the database does not hold, where it is a file of before.
pub fn is_behind(db: &Db, folder: &Path) -> Result<Option<i64>, StoreError> {
    let Some(said) = ShippedUpTo::read(folder) else {
        return Ok(None);
    };
    let reached = db.read(ShippedUpTo::of)?;
    let missing = (said.entries - reached.entries).max(0);
    Ok(Some(missing).filter(|_| reached.is_before(said)))
}

/// What is in the database and was not shipped yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShipLag {
    /// Entries of the audit that are not there yet.
    pub entries: i64,
    /// Whether a program ships it now.
    pub is_shipped: bool,
    /// Whether the copy is being made with which shipping begins.
    pub is_copied: bool,
}

/// What was not shipped yet; nothing where all of it was.
pub fn lag(db: &Db, folder: &Path) -> Result<Option<ShipLag>, KeepError> {
    let Some((path, ..)) = db.shippable() else {
        return Ok(None);
    };
    let reached = db.read(ShippedUpTo::of)?;
    let said = ShippedUpTo::read(folder).unwrap_or_default();
    if !said.is_before(reached) {
        return Ok(None);
    }
    let newest: Option<PathBuf> = generations(folder)?.into_iter().next().map(|it| it.folder);
    Ok(Some(ShipLag {
        entries: (reached.entries - said.entries).max(0),
        is_shipped: crate::ship_sign::is_shipped(&path),
        is_copied: newest.is_some_and(|newest| newest.join(super::PART).is_file()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read_until_it_is_begun_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let far = ShippedUpTo {
            begun: 2,
            entries: 10,
        };
        assert_eq!(ShippedUpTo::read(folder), None);
        far.write(folder).expect("it can be written");
        assert_eq!(ShippedUpTo::read(folder), None, "whose it is nobody says");
        std::fs::write(folder.join(MARK), "abc").expect("a mark");
        assert_eq!(ShippedUpTo::read(folder), Some(far));
        std::fs::write(folder.join(FILE), "").expect("nothing of use");
        assert_eq!(ShippedUpTo::read(folder), None);
        far.write(folder).expect("it can be written");
        std::fs::write(folder.join(MARK), "").expect("a mark");
        assert_eq!(ShippedUpTo::read(folder), None, "it is to be begun anew");
        forget(folder).expect("it can be deleted");
        forget(folder).expect("it is gone");
    }

    #[test]
    fn one_that_came_less_far_in_one_thing_is_one_of_before() {
        let it = |begun, entries| ShippedUpTo { begun, entries };
        let far = it(2, 10);
        let rows = [
            (it(2, 10), false),
            (it(3, 10), false),
            (it(2, 11), false),
            (it(1, 10), true),
            (it(2, 9), true),
            (it(3, 9), true),
            (it(1, 11), true),
        ];
        for (reached, is_before) in rows {
            assert_eq!(reached.is_before(far), is_before, "{reached:?}");
        }
    }
}
