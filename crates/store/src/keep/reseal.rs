//! Sealing everything anew with the newest key, while others go on working: person by person, each
//! value only where it still is what was opened. What is sealed names its key, so what was broken
//! off is simply begun again and passes over what is done.
//!
//! What a row was told to be is told by its bytes, sealed ones included. So the digest of a row
//! that changes in place is made anew with it, and of a message, which the audit tells, what it was
//! is kept beside what it is now. A row that was not what it was told to be before is not blessed.

use std::collections::HashMap;

use domain::ids::PersonId;

use crate::db::Db;
use crate::digest::{self, RowHash};
use crate::rows::{self, OwnedRows, OwnedTable, RawRow, SEALED, SealedColumn, Slice, number, text};
use crate::seal::{Keys, Random, SealedAt};
use crate::tx::Tx;
use crate::value::Value;
use crate::verify::told;
use crate::{StoreError, documents, installation, kept, values};

/// People looked at, and sealed anew, at once.
const PEOPLE: usize = 50;

/// What was looked at, and what was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Sealed values that were looked at.
    pub looked_at: u64,
    /// Those that were sealed by a key of before.
    pub older: u64,
}

/// A value and what it becomes.
#[derive(Clone)]
struct Change {
    column: &'static SealedColumn,
    old: Vec<u8>,
    new: Vec<u8>,
}

/// Seals everything anew that a key of before sealed. Told how many values were looked at.
pub fn reseal(
    db: &Db,
    random: &mut dyn Random,
    looked_at: &mut dyn FnMut(u64),
) -> Result<Resealed, StoreError> {
    let done = go_through(db, looked_at, &mut |owner, older, keys| {
        let owner: PersonId = owner.parse().map_err(StoreError::row)?;
        let changes = older.iter().map(|found| found.anew(keys, random));
        let changes = changes.collect::<Result<Vec<Change>, _>>()?;
        db.transact(move |tx| change(tx, &owner, &changes))
    })?;
    with_documents(done, documents::reseal(db, Some(random))?)
}

/// Documents are no rows of anybody's that are loaded with the person, so they are counted apart.
fn with_documents(done: Resealed, (all, older): (u64, u64)) -> Result<Resealed, StoreError> {
    Ok(Resealed {
        looked_at: done.looked_at + all,
        older: done.older + older,
    })
}

/// Counts what is sealed by a key of before.
pub fn count_older(db: &Db, looked_at: &mut dyn FnMut(u64)) -> Result<Resealed, StoreError> {
    let done = go_through(db, looked_at, &mut |_, _, _| Ok(()))?;
    with_documents(done, documents::reseal(db, None)?)
}

/// Whether the newest key is the one a server was started with last.
pub fn newest_is_in_use(db: &Db) -> Result<bool, StoreError> {
    db.read(installation::knows_newest_key)
}

/// A sealed value as it was found.
struct Found {
    column: &'static SealedColumn,
    id: String,
    sealed: Vec<u8>,
}

impl Found {
    fn anew(&self, keys: &Keys, random: &mut dyn Random) -> Result<Change, StoreError> {
        let place = SealedAt {
            column: self.column.place,
            row: &self.id,
        };
        let plain = keys.open(place, &self.sealed)?;
        Ok(Change {
            column: self.column,
            old: self.sealed.clone(),
            new: keys.seal(place, &plain, random),
        })
    }
}

type Each<'e> = &'e mut dyn FnMut(&str, &[Found], &Keys) -> Result<(), StoreError>;

/// Has the older values of each person passed on.
fn go_through(
    db: &Db,
    looked_at: &mut dyn FnMut(u64),
    each: Each<'_>,
) -> Result<Resealed, StoreError> {
    let mut done = Resealed::default();
    let mut after = String::new();
    loop {
        let from = after.clone();
        let (owners, through, keys) = db.read::<_, StoreError, _>(|tx| {
            let through = rows::slice_end(tx, &from, PEOPLE)?;
            let slice = Slice {
                after: from.clone(),
                through: through.clone(),
            };
            Ok((rows::load(tx, &slice)?, through, tx.keys().clone()))
        })?;
        for (owner, owned) in &owners {
            let mut found = sealed_of(owned);
            done.looked_at += found.len() as u64;
            found.retain(|found| !keys.is_newest(&found.sealed));
            done.older += found.len() as u64;
            if !found.is_empty() {
                each(owner, &found, &keys)?;
            }
        }
        looked_at(done.looked_at);
        match through {
            Some(through) => after = through,
            None => return Ok(done),
        }
    }
}

fn sealed_of(owned: &OwnedRows) -> Vec<Found> {
    let mut found = Vec::new();
    for column in &SEALED {
        for row in owned.of(column.table) {
            if let Value::Bytes(sealed) = &row[column.column] {
                found.push(Found {
                    column,
                    id: column.row_id(row),
                    sealed: sealed.to_vec(),
                });
            }
        }
    }
    found
}

/// Writes what changes of a person, and what tells it.
fn change(tx: &mut Tx<'_>, owner: &PersonId, changes: &[Change]) -> Result<(), StoreError> {
    tx.lock_person(owner)?;
    let before = rows::of_owner(tx, owner.as_str())?;
    let mut after = before.clone();
    for change in changes {
        let (table, column) = (change.column.table, change.column.column);
        let old = Value::from(&change.old[..]);
        // One that somebody wrote anew meanwhile was sealed by the newest key.
        let mut rows = after.of_mut(table).iter_mut();
        let Some(row) = rows.find(|row| row[column] == old) else {
            continue;
        };
        row[column] = Value::from(change.new.clone());
        let name = table.columns().split(", ").nth(column);
        let name = name.expect("the place of a column is among the columns");
        let sql = format!(
            "UPDATE {} SET {name} = $1 WHERE person = $2 AND {name} = $3",
            table.name()
        );
        tx.later(
            &sql,
            &values![&change.new[..], owner, &change.old[..]],
            Some(1),
        )?;
    }
    tell(tx, owner, (&before, &after))
}

/// Makes what tells the rows anew.
fn tell(
    tx: &mut Tx<'_>,
    owner: &PersonId,
    (before, after): (&OwnedRows, &OwnedRows),
) -> Result<(), StoreError> {
    let held = before.of(OwnedTable::Digest).iter();
    let held: HashMap<&str, &Value<'_>> = held.map(|row| (text(row, 1), &row[2])).collect();
    let items = told::items(before).into_iter().zip(told::items(after));
    for ((_, item, was), (_, _, is)) in items {
        let as_told = held.get(item.as_str());
        let as_told = as_told.is_some_and(|held| **held == Value::from(digest::kept(was)));
        if was != is && as_told {
            kept::put(tx, (owner.as_str(), &item), digest::kept(is))?;
        }
    }
    let messages = before.of(OwnedTable::Message).iter();
    for (was, is) in messages.zip(after.of(OwnedTable::Message)) {
        let item = resealed_item(is);
        let Some(first) = first_written(was, held.get(item.as_str()).copied()) else {
            continue;
        };
        if was != is {
            let mut content = first.to_vec();
            content.extend(digest::kept(hash_of_message(is)));
            kept::put(tx, (owner.as_str(), &item), content)?;
        }
    }
    Ok(())
}

/// What a message that was sealed anew is kept under.
pub(crate) const RESEALED: &str = "resealed:";

fn resealed_item(row: &RawRow) -> String {
    format!("{RESEALED}{}:{}", text(row, 1), text(row, 2))
}

fn hash_of_message(row: &RawRow) -> RowHash {
    digest::of_row("message", &row[..12])
}

/// The hash of a message as it was first written: of the row itself, or what is kept of it; nothing
/// where what is kept is of another row than this.
fn first_written(row: &RawRow, kept: Option<&Value<'_>>) -> Option<RowHash> {
    let now = hash_of_message(row);
    match kept {
        None => Some(now),
        Some(Value::Bytes(bytes)) => {
            let (first, is) = bytes.split_at_checked(size_of::<RowHash>())?;
            let first = first.try_into().ok()?;
            (is == digest::kept(now)).then_some(first)
        }
        Some(_) => None,
    }
}

/// The hashes of the messages as the audit told them when they were written, by turn; of one that
/// is not what it was sealed anew as, that of what it is.
pub(crate) fn messages_as_written(owned: &OwnedRows) -> Vec<(i64, RowHash)> {
    let digests = owned.of(OwnedTable::Digest).iter();
    let resealed = digests.filter(|row| text(row, 1).starts_with(RESEALED));
    let resealed: HashMap<&str, &Value<'_>> = resealed.map(|row| (text(row, 1), &row[2])).collect();
    let messages = owned.of(OwnedTable::Message).iter();
    // One that was reversed before it arrived has no turn, and a digest of its own.
    let told = messages.filter(|row| matches!(row[10], Value::Integer(_)));
    told.map(|row| {
        let kept = match resealed.is_empty() {
            true => None,
            false => resealed.get(resealed_item(row).as_str()).copied(),
        };
        let hash = first_written(row, kept).unwrap_or_else(|| hash_of_message(row));
        (number(row, 10), hash)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::{schema_number, sqlite_up_to};

    /// Bytes that are no sealed values: hashes, and what `installation` and `documents` see to
    /// themselves.
    const NOT_SEALED: [(&str, &str); 16] = [
        ("audit", "wrote"),
        ("bill_share", "link_index"),
        ("filing_document", "body"),
        ("finder", "number_index"),
        ("installation", "content"),
        ("kin", "relative_index"),
        ("message", "digest"),
        ("one_time_code", "code_index"),
        ("passkey", "credential"),
        ("passkey", "public_key"),
        ("row_digest", "digest"),
        ("session", "token_index"),
        ("sign_in_guard", "subject_index"),
        ("staff", "identity"),
        ("voucher_code", "code_index"),
        ("voucher_code", "session_index"),
    ];

    #[test]
    fn every_column_of_bytes_is_listed() {
        let memory = rusqlite::Connection::open_in_memory().unwrap();
        sqlite_up_to(&memory, schema_number()).unwrap();
        let sql = "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND c.type = 'BLOB' ORDER BY 1, 2";
        let mut asked = memory.prepare(sql).unwrap();
        let found = asked.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let found: Vec<(String, String)> = found.unwrap().map(Result::unwrap).collect();
        let sealed = SEALED.iter().map(|it| {
            let mut columns = it.table.columns().split(", ");
            (it.table.name(), columns.nth(it.column).unwrap())
        });
        let mut listed: Vec<(&str, &str)> = sealed.chain(NOT_SEALED).collect();
        listed.sort();
        let found: Vec<_> = found
            .iter()
            .map(|(t, c)| (t.as_str(), c.as_str()))
            .collect();
        assert_eq!(found, listed);
    }
}
