//! The invariants of the books, each checked in one place. Run after every fault, load and
//! migration test, and by the `verify` command. Some people at a time, because everything about a
//! person lies together: their rows are read raw, one statement a table, and each check derives
//! what is stored anew from something else that is stored.
//!
//! M6 (computing a settlement again gives the same) needs the policy and lives with the desk.

mod anchored;
mod books;
mod checked;
mod deep;
mod ledger;
mod notices;
mod once;
mod questions;
pub(crate) mod told;

use domain::ids::PersonId;
use jiff::Timestamp;

pub use self::anchored::{Anchored, differs};
pub use self::books::Books;
pub use self::checked::{CheckedBooks, Violation};
pub use self::once::once;
pub use self::told::{appended, digests};
use crate::rows::{self, OwnedRows, OwnedTable, Slice};
use crate::tx::Tx;
use crate::{StoreError, audit, outbox};

/// Everybody about whom anything is stored.
pub fn people(tx: &mut Tx) -> Result<Vec<PersonId>, StoreError> {
    const PEOPLE: &str = "SELECT person FROM person_lock UNION SELECT person FROM person \
         UNION SELECT person FROM settlement UNION SELECT person FROM posting ORDER BY 1";
    tx.query(PEOPLE, &[])?
        .into_iter()
        .map(|mut row| row.parse())
        .collect()
}

/// People whose rows are in memory at the same time.
pub const TOGETHER: usize = 200;

/// The slices of everybody, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Slices {
    after: String,
    ended: bool,
}

impl Slices {
    /// The next slice; none after the last.
    pub fn next(&mut self, tx: &mut Tx) -> Result<Option<Slice>, StoreError> {
        if self.ended {
            return Ok(None);
        }
        let through = rows::slice_end(tx, &self.after, TOGETHER)?;
        let after = std::mem::take(&mut self.after);
        match &through {
            Some(last) => self.after.clone_from(last),
            None => self.ended = true,
        }
        Ok(Some(Slice { after, through }))
    }
}

/// Checks everything in one transaction.
pub fn all(tx: &mut Tx) -> Result<Vec<Violation>, StoreError> {
    let mut checked = once(tx)?;
    let mut slices = Slices::default();
    while let Some(slice) = slices.next(tx)? {
        checked.add(self::slice(tx, &slice, Thorough::default(), |_, _| Ok(()))?);
    }
    Ok(checked.violations)
}

/// How much is checked besides what the tables say of one another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Thorough<'a> {
    /// What anchors outside the database saw of it.
    pub anchored: Option<&'a Anchored>,
    /// Whether everything that is sealed is opened; needs the keys it was sealed with.
    pub deep: bool,
    /// Notices that were caused before may have been deleted after they were sent, where the
    /// database does not say until when they were.
    pub notices_since: Option<Timestamp>,
}

/// Checks the owners of a slice; `more` is handed the books of each, to check more.
pub fn slice(
    tx: &mut Tx,
    slice: &Slice,
    thorough: Thorough<'_>,
    mut more: impl FnMut(&mut Tx, &Books) -> Result<(), StoreError>,
) -> Result<CheckedBooks, StoreError> {
    let mut checked = CheckedBooks::default();
    let notices_since = outbox::kept_since(tx)?.or(thorough.notices_since);
    for (owner, rows) in rows::load(tx, slice)? {
        if owner.starts_with('#') {
            // Whose rows are checked once; a digest of nobody's is one that somebody else misses.
            checked.expect(once::is_owner(&owner), "M12", || {
                format!("there are digests of {owner}, which is nothing here")
            });
            continue;
        }
        checked.owners += 1;
        if let Some(anchored) = thorough.anchored {
            anchored.compare(&owner, rows.of(OwnedTable::Audit), &mut checked);
        }
        match of_owner(&owner, rows) {
            Ok((found, books)) => {
                checked.add(found);
                if let Some(books) = books {
                    notices::check(&books, notices_since, &mut checked);
                    questions::check(&books, notices_since, &mut checked);
                    if thorough.deep {
                        deep::check(tx.keys(), &books, &mut checked);
                    }
                    more(tx, &books)?;
                }
            }
            // One row that does not read hides nobody else.
            Err(unreadable) => {
                checked.expect(false, "ROW", || format!("{owner}: {unreadable}"));
            }
        }
    }
    Ok(checked)
}

/// Checks one person.
pub fn person(tx: &mut Tx, person: &PersonId) -> Result<Vec<Violation>, StoreError> {
    let rows = rows::of_owner(tx, person.as_str())?;
    Ok(of_owner(person.as_str(), rows)?.0.violations)
}

fn of_owner(owner: &str, rows: OwnedRows) -> Result<(CheckedBooks, Option<Books>), StoreError> {
    let mut checked = CheckedBooks::default();
    let entries = rows.of(OwnedTable::Audit).iter().map(rows::entry);
    let entries: Vec<_> = entries.collect::<Result<_, _>>()?;
    checked.entries = entries.len();
    if let Some(what) = audit::first_break(&entries) {
        checked.expect(false, "M13", || what);
    }
    let tables = OwnedTable::ALL.iter();
    let is_chain = |table: &OwnedTable| *table == OwnedTable::Audit;
    if tables
        .clone()
        .all(|table| is_chain(table) || rows.of(*table).is_empty())
    {
        return Ok((checked, None));
    }
    let person: PersonId = owner.parse().map_err(StoreError::row)?;
    let books = Books::of(person, rows)?;
    checked.settlements = books.settlements.len();
    books.check(&mut checked);
    told::check(&books, &entries, &mut checked);
    Ok((checked, Some(books)))
}
