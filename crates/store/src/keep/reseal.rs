//! Sealing everything anew with the newest key, while others go on working: row by row, each only
//! where it still is what was opened. What is sealed names its key, so what was broken off is
//! simply begun again and passes over what is done.

use crate::db::Db;
use crate::seal::{Random, SealedAt};
use crate::tx::Tx;
use crate::value::{Row, Value};
use crate::{StoreError, installation};

/// A column whose values are sealed: where it is, and what the row is called in its seal.
struct SealedColumn {
    table: &'static str,
    column: &'static str,
    /// The place in the seal.
    place: &'static str,
    /// The columns the row's name in the seal is made of.
    called: &'static str,
    /// The key of the table.
    key: &'static str,
}

macro_rules! sealed {
    ($($table:literal $column:literal called $called:literal key $key:literal;)+) => {
        const SEALED: &[SealedColumn] = &[$(SealedColumn {
            table: $table,
            column: $column,
            place: concat!($table, "|", $column),
            called: $called,
            key: $key,
        }),+];
    };
}

sealed! {
    "person" "identity" called "person" key "person";
    "enrolment" "recognised" called "person || '|' || insured_at || '|' || scheme"
        key "person, insured_at, scheme, holds_from";
    "filing" "body" called "person || '|' || filing" key "person, filing";
    "visit" "findings" called "person || '|' || visit" key "person, visit";
    "visit" "diseases" called "person || '|' || visit" key "person, visit";
    "message" "content" called "person || '|' || facility || '|' || message"
        key "person, facility, message";
    "message" "reply" called "person || '|' || facility || '|' || message"
        key "person, facility, message";
    "message" "said_besides" called "person || '|' || facility || '|' || message"
        key "person, facility, message";
}

/// Rows looked at, and sealed anew, at once.
const PAGE: i64 = 200;

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
    key: Vec<Value<'static>>,
    old: Vec<u8>,
    new: Vec<u8>,
}

/// Seals everything anew that a key of before sealed. Told how many values were looked at.
pub fn reseal(
    db: &Db,
    random: &mut dyn Random,
    looked_at: &mut dyn FnMut(u64),
) -> Result<Resealed, StoreError> {
    go_through(db, looked_at, &mut |db, column, page| {
        let changes = db.read::<_, StoreError, _>(|tx| {
            let changes = page.iter().map(|row| row.change(tx, column, random));
            changes.collect::<Result<Vec<_>, _>>()
        })?;
        let (table, name) = (column.table, column.column);
        let key: Vec<&str> = column.key.split(", ").collect();
        let places: Vec<String> = (1..=key.len()).map(|at| format!("${at}")).collect();
        let (places, next) = (places.join(", "), key.len() + 1);
        let sql = format!(
            "UPDATE {table} SET {name} = ${next} WHERE ({}) = ({places}) AND {name} = ${}",
            column.key,
            next + 1
        );
        db.transact(move |tx| {
            for change in &changes {
                let mut row = change.key.clone();
                row.push(Value::from(&change.new[..]));
                row.push(Value::from(&change.old[..]));
                // One that somebody wrote anew meanwhile was sealed by the newest key.
                tx.execute(&sql, &row)?;
            }
            Ok(())
        })
    })
}

/// Counts what is sealed by a key of before.
pub fn count_older(db: &Db, looked_at: &mut dyn FnMut(u64)) -> Result<Resealed, StoreError> {
    go_through(db, looked_at, &mut |_, _, _| Ok(()))
}

/// Whether the newest key is the one a server was started with last.
pub fn newest_is_in_use(db: &Db) -> Result<bool, StoreError> {
    db.read(installation::knows_newest_key)
}

/// A sealed value as it was found.
struct Found {
    key: Vec<Value<'static>>,
    called: String,
    sealed: Vec<u8>,
}

impl Found {
    fn change(
        &self,
        tx: &Tx<'_>,
        column: &SealedColumn,
        random: &mut dyn Random,
    ) -> Result<Change, StoreError> {
        let place = SealedAt {
            column: column.place,
            row: &self.called,
        };
        let plain = tx.keys().open(place, &self.sealed)?;
        Ok(Change {
            key: self.key.clone(),
            old: self.sealed.clone(),
            new: tx.keys().seal(place, &plain, random),
        })
    }
}

type Each<'e> = &'e mut dyn FnMut(&Db, &SealedColumn, &[Found]) -> Result<(), StoreError>;

/// Has every page of older values passed on.
fn go_through(
    db: &Db,
    looked_at: &mut dyn FnMut(u64),
    each: Each<'_>,
) -> Result<Resealed, StoreError> {
    let mut done = Resealed::default();
    for column in SEALED {
        let mut after: Vec<Value<'static>> = Vec::new();
        loop {
            let (mut page, keys) = db.read::<_, StoreError, _>(|tx| {
                Ok((page(tx, column, &after)?, tx.keys().clone()))
            })?;
            let Some(last) = page.last() else {
                break;
            };
            after = last.key.clone();
            done.looked_at += page.len() as u64;
            page.retain(|found| !keys.is_newest(&found.sealed));
            done.older += page.len() as u64;
            if !page.is_empty() {
                each(db, column, &page)?;
            }
            looked_at(done.looked_at);
        }
    }
    Ok(done)
}

fn page(
    tx: &mut Tx<'_>,
    column: &SealedColumn,
    after: &[Value<'static>],
) -> Result<Vec<Found>, StoreError> {
    let SealedColumn {
        table,
        column,
        called,
        key,
        ..
    } = column;
    let following = match after.len() {
        0 => String::new(),
        count => {
            let places: Vec<String> = (1..=count).map(|at| format!("${at}")).collect();
            format!("AND ({key}) > ({})", places.join(", "))
        }
    };
    let sql = format!(
        "SELECT {called}, {column}, {key} FROM {table} WHERE {column} IS NOT NULL {following} \
         ORDER BY {key} LIMIT {PAGE}"
    );
    let width = key.split(", ").count();
    let found = |mut row: Row| {
        Ok(Found {
            called: row.text()?,
            sealed: row.bytes()?,
            key: (0..width).map(|_| row.value()).collect::<Result<_, _>>()?,
        })
    };
    tx.query(&sql, after)?.into_iter().map(found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::{schema_number, sqlite_up_to};

    /// Bytes that are no sealed values: hashes, and what `installation` sees to itself.
    const NOT_SEALED: [(&str, &str); 5] = [
        ("audit", "wrote"),
        ("finder", "number_index"),
        ("installation", "content"),
        ("message", "digest"),
        ("row_digest", "digest"),
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
        let sealed = SEALED.iter().map(|it| (it.table, it.column));
        let mut listed: Vec<(&str, &str)> = sealed.chain(NOT_SEALED).collect();
        listed.sort();
        let found: Vec<_> = found
            .iter()
            .map(|(t, c)| (t.as_str(), c.as_str()))
            .collect();
        assert_eq!(found, listed);
    }
}
