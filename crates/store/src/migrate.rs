//! Numbered schema changes, applied once each, in order, and never edited: expand, move, contract,
//! so that the previous program still works on the new schema for one release.
//!
//! One text serves both engines; three tokens differ, because SQLite knows neither `BYTEA` nor
//! `BIGINT` in its strict tables: `{bytes}`, `{integer}`, and what ends a table, `{narrow}` for
//! rows kept inside their key's tree and `{wide}` for rows with long texts.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::grid::citus;
use crate::points::{self, FailPoint};
use crate::seal::sha256_hex;
use crate::sqlite::statement::refused;
use crate::wire::{Wire, statement_error};
use crate::{StoreError, values};

/// Number, name, text.
pub(crate) const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("../migrations/0001_first.sql")),
    (
        2,
        "releases",
        include_str!("../migrations/0002_releases.sql"),
    ),
    (3, "facts", include_str!("../migrations/0003_facts.sql")),
    (4, "class b", include_str!("../migrations/0004_class_b.sql")),
    (
        5,
        "corrections",
        include_str!("../migrations/0005_corrections.sql"),
    ),
    (6, "periods", include_str!("../migrations/0006_periods.sql")),
    (
        7,
        "said besides",
        include_str!("../migrations/0007_said_besides.sql"),
    ),
    (8, "finder", include_str!("../migrations/0008_finder.sql")),
    (
        9,
        "message number",
        include_str!("../migrations/0009_message_number.sql"),
    ),
    (
        10,
        "newer rules",
        include_str!("../migrations/0010_newer_rules.sql"),
    ),
    (
        11,
        "installation",
        include_str!("../migrations/0011_installation.sql"),
    ),
    (
        12,
        "few of many",
        include_str!("../migrations/0012_few_of_many.sql"),
    ),
    (
        13,
        "digests",
        include_str!("../migrations/0013_digests.sql"),
    ),
    (
        14,
        "outbox sent",
        include_str!("../migrations/0014_outbox_sent.sql"),
    ),
    (
        15,
        "accounts",
        include_str!("../migrations/0015_accounts.sql"),
    ),
    (
        16,
        "registers",
        include_str!("../migrations/0016_registers.sql"),
    ),
    (
        17,
        "choices",
        include_str!("../migrations/0017_choices.sql"),
    ),
    (
        18,
        "telling",
        include_str!("../migrations/0018_telling.sql"),
    ),
    (
        19,
        "filing drafts",
        include_str!("../migrations/0019_filing_drafts.sql"),
    ),
    (20, "cases", include_str!("../migrations/0020_cases.sql")),
    (
        21,
        "hospital_records",
        include_str!("../migrations/0021_hospital_records.sql"),
    ),
    (
        22,
        "doors of staff",
        include_str!("../migrations/0022_staff_doors.sql"),
    ),
    (23, "inbox", include_str!("../migrations/0023_inbox.sql")),
    (
        24,
        "facility_settlements",
        include_str!("../migrations/0024_facility_settlements.sql"),
    ),
    (
        25,
        "voucher_codes",
        include_str!("../migrations/0025_voucher_codes.sql"),
    ),
    (
        26,
        "bill_questions",
        include_str!("../migrations/0026_bill_questions.sql"),
    ),
    (
        27,
        "bill_shares",
        include_str!("../migrations/0027_bill_shares.sql"),
    ),
    (
        28,
        "bill_cases",
        include_str!("../migrations/0028_bill_cases.sql"),
    ),
    (
        29,
        "policy_drafts",
        include_str!("../migrations/0029_policy_drafts.sql"),
    ),
];

const APPLIED_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration \
     (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)";
const APPLIED: &str = "SELECT number, checksum FROM schema_migration ORDER BY number";

/// Which migrations are still to be applied, after checking those that are.
fn outstanding(
    applied: &[(i64, String)],
) -> Result<Vec<&'static (i64, &'static str, &'static str)>, StoreError> {
    let known = schema_number();
    for (number, checksum) in applied {
        let Some((_, _, text)) = MIGRATIONS.iter().find(|(known, ..)| known == number) else {
            return Err(StoreError::NewerSchema {
                found: *number,
                known,
            });
        };
        if sha256_hex(&[text.as_bytes()]) != *checksum {
            return Err(StoreError::ChangedMigration { number: *number });
        }
    }
    let is_new = |number: i64| applied.iter().all(|(done, _)| *done != number);
    Ok(MIGRATIONS
        .iter()
        .filter(|(number, ..)| is_new(*number))
        .collect())
}

pub(crate) fn for_sqlite(text: &str) -> String {
    text.replace("{bytes}", "BLOB")
        .replace("{integer}", "INTEGER")
        .replace("{narrow}", "STRICT, WITHOUT ROWID")
        .replace("{wide}", "STRICT")
}

pub(crate) fn for_postgres(text: &str) -> String {
    text.replace("{bytes}", "BYTEA")
        .replace("{integer}", "BIGINT")
        .replace("{narrow}", "")
        .replace("{wide}", "")
}

/// The statements of a migration, one after the other. A distributed engine takes no more than one
/// at once.
fn statements(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut began, mut quoted, mut noted) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\n' => noted = false,
            _ if noted => {}
            b'\'' => quoted = !quoted,
            _ if quoted => {}
            b'-' => noted = text[at..].starts_with("--"),
            b';' => {
                found.push(text[began..at].trim());
                began = at + 1;
            }
            _ => {}
        }
    }
    found
}

/// Brings a SQLite database up to date, all migrations in one transaction.
pub(crate) fn sqlite(connection: &rusqlite::Connection) -> Result<(), StoreError> {
    connection
        .execute_batch("BEGIN IMMEDIATE")
        .map_err(refused)?;
    let migrated = sqlite_in_transaction(connection);
    let end = if migrated.is_ok() {
        "COMMIT"
    } else {
        "ROLLBACK"
    };
    connection.execute_batch(end).map_err(refused)?;
    migrated
}

fn sqlite_in_transaction(connection: &rusqlite::Connection) -> Result<(), StoreError> {
    sqlite_up_to(connection, schema_number())
}

/// Applies the migrations up to this one, in the caller's transaction.
pub(crate) fn sqlite_up_to(connection: &rusqlite::Connection, last: i64) -> Result<(), StoreError> {
    connection.execute_batch(APPLIED_TABLE).map_err(refused)?;
    let all = outstanding(&applied_to_sqlite(connection)?)?;
    for (number, name, text) in all.into_iter().filter(|(number, ..)| *number <= last) {
        connection
            .execute_batch(&for_sqlite(text))
            .map_err(refused)?;
        let note = "INSERT INTO schema_migration (number, name, checksum) VALUES (?1, ?2, ?3)";
        let checksum = sha256_hex(&[text.as_bytes()]);
        connection
            .execute(note, rusqlite::params![number, name, checksum])
            .map_err(refused)?;
        points::at(FailPoint::StepMigrated)?;
    }
    Ok(())
}

/// Brings a PostgreSQL database up to date, all migrations in one transaction. Two programs that
/// start at once take turns, and however long it takes they are not given up.
pub(crate) fn postgres(wire: &mut Wire) -> Result<(), StoreError> {
    if is_ours(wire)? && outstanding(&applied_to_postgres(wire)?)?.is_empty() {
        return Ok(());
    }
    wire.wait_for_ever();
    wire.command("BEGIN").map_err(statement_error)?;
    match postgres_in_transaction(wire) {
        Ok(()) => wire.commit().map_err(statement_error),
        Err(error) => {
            // The reason is known already; the connection is dropped if even this fails.
            let _ = wire.roll_back();
            Err(error)
        }
    }
}

fn postgres_in_transaction(wire: &mut Wire) -> Result<(), StoreError> {
    // Taken before the table exists, so it cannot be a lock on the table. Only start-up uses it.
    wire.command("SELECT pg_advisory_xact_lock(7234890112)")
        .map_err(statement_error)?;
    if citus::is_there(wire)? {
        wire.command(citus::ONE_BY_ONE).map_err(statement_error)?;
    }
    wire.command(APPLIED_TABLE).map_err(statement_error)?;
    for (number, name, text) in outstanding(&applied_to_postgres(wire)?)? {
        for statement in statements(&for_postgres(text)) {
            wire.command(statement).map_err(statement_error)?;
        }
        let note = "INSERT INTO schema_migration (number, name, checksum) VALUES ($1, $2, $3)";
        let checksum = sha256_hex(&[text.as_bytes()]);
        wire.execute(note, &values![*number, *name, checksum])
            .map_err(statement_error)?;
    }
    citus::place_added(wire)
}

/// What stands in the way of reading a SQLite database as it is.
pub(crate) fn readable_sqlite(connection: &rusqlite::Connection) -> Result<(), StoreError> {
    const THERE: &str = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_migration'";
    let there = connection.query_row(THERE, [], |row| row.get::<_, i64>(0));
    if there.map_err(refused)? == 0 {
        return Err(StoreError::NotOurs);
    }
    up_to_date(&applied_to_sqlite(connection)?)
}

/// What stands in the way of reading a PostgreSQL database as it is.
pub(crate) fn readable_postgres(wire: &mut Wire) -> Result<(), StoreError> {
    match is_ours(wire)? {
        true => up_to_date(&applied_to_postgres(wire)?),
        false => Err(StoreError::NotOurs),
    }
}

fn is_ours(wire: &mut Wire) -> Result<bool, StoreError> {
    const THERE: &str = "SELECT to_regclass('schema_migration') IS NOT NULL";
    let there = wire.query(THERE, &[]).map_err(statement_error)?;
    Ok(there.first().is_some_and(|row| row.get::<_, bool>(0)))
}

/// Number and checksum of each migration.
type Applied = Vec<(i64, String)>;

fn applied_to_sqlite(connection: &rusqlite::Connection) -> Result<Applied, StoreError> {
    let mut statement = connection.prepare(APPLIED).map_err(refused)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.and_then(Iterator::collect::<Result<_, _>>)
        .map_err(refused)
}

fn applied_to_postgres(wire: &mut Wire) -> Result<Applied, StoreError> {
    let rows = wire.query(APPLIED, &[]).map_err(statement_error)?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

fn up_to_date(applied: &[(i64, String)]) -> Result<(), StoreError> {
    match outstanding(applied)?.is_empty() {
        true => Ok(()),
        false => Err(StoreError::OlderSchema {
            found: applied.iter().map(|(number, _)| *number).max().unwrap_or(0),
            known: schema_number(),
        }),
    }
}

/// What of a SQLite database of this schema is not as the migrations make it. A check that lost a
/// letter refuses nothing that is there already, so nothing else would tell.
pub(crate) fn not_as_made(connection: &rusqlite::Connection) -> Result<Vec<String>, StoreError> {
    let there = made_of(connection)?;
    let differs = |(name, text): (String, String)| match there.get(&name) {
        Some(found) if *found == text => None,
        Some(_) => Some(format!("{name} is not as it was made")),
        None => Some(format!("{name} is not there")),
    };
    let made = as_made()?.clone();
    Ok(made.into_iter().filter_map(differs).collect())
}

/// What the migrations make, made once.
fn as_made() -> Result<&'static BTreeMap<String, String>, StoreError> {
    static MADE: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    if let Some(made) = MADE.get() {
        return Ok(made);
    }
    let memory = rusqlite::Connection::open_in_memory().map_err(refused)?;
    sqlite_in_transaction(&memory)?;
    let made = made_of(&memory)?;
    Ok(MADE.get_or_init(|| made))
}

/// Tables, indexes and their texts, without what SQLite may write in another way one day.
fn made_of(connection: &rusqlite::Connection) -> Result<BTreeMap<String, String>, StoreError> {
    const ALL: &str = "SELECT type || ' ' || name, COALESCE(sql, '') FROM sqlite_schema";
    let mut asked = connection.prepare(ALL).map_err(refused)?;
    let rows = asked.query_map([], |row| {
        let mut text: String = row.get(1)?;
        text.retain(|letter| !letter.is_ascii_whitespace() && letter != '"');
        Ok((row.get(0)?, text))
    });
    rows.and_then(Iterator::collect::<Result<_, _>>)
        .map_err(refused)
}

/// The highest migration compiled in.
pub(crate) fn schema_number() -> i64 {
    MIGRATIONS.last().map_or(0, |&(number, ..)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_or_changed_schema_is_refused() {
        assert_eq!(outstanding(&[]).unwrap().len(), MIGRATIONS.len());
        let applied: Vec<(i64, String)> = MIGRATIONS
            .iter()
            .map(|(number, _, text)| (*number, sha256_hex(&[text.as_bytes()])))
            .collect();
        assert!(outstanding(&applied).unwrap().is_empty());
        let newer = outstanding(&[(schema_number() + 1, String::new())]);
        assert!(matches!(newer, Err(StoreError::NewerSchema { .. })));
        let changed = outstanding(&[(1, "0".repeat(64))]);
        assert!(matches!(
            changed,
            Err(StoreError::ChangedMigration { number: 1 })
        ));
    }

    #[test]
    fn a_migration_is_sent_statement_by_statement() {
        let text = "-- It ends here; or not.\nCREATE TABLE a (b TEXT DEFAULT ';--');\n\
             INSERT INTO a VALUES ('it''s');\n";
        let split = statements(text);
        assert_eq!(split.len(), 2);
        assert!(split[0].ends_with("DEFAULT ';--')"), "{split:?}");
        assert_eq!(split[1], "INSERT INTO a VALUES ('it''s')");
        for (number, _, text) in MIGRATIONS {
            let ends = text.lines().filter(|line| line.ends_with(';')).count();
            assert_eq!(statements(text).len(), ends, "migration {number}");
        }
    }

    #[test]
    fn a_check_that_lost_a_letter_is_told() {
        const LOSE: &str =
            "UPDATE sqlite_schema SET sql = REPLACE(sql, 'amount <> 0', 'amount < 0')";
        let made = rusqlite::Connection::open_in_memory().expect("memory");
        sqlite_in_transaction(&made).expect("it migrates");
        assert_eq!(not_as_made(&made).expect("it reads"), Vec::<String>::new());
        made.execute_batch("PRAGMA writable_schema = 1; DROP INDEX visit_by_id;")
            .expect("an index can go");
        made.execute(LOSE, []).expect("it can be changed");
        let told = not_as_made(&made).expect("it reads");
        let expected = [
            "index visit_by_id is not there",
            "table posting is not as it was made",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn migrations_are_numbered_without_a_gap() {
        let numbers: Vec<i64> = MIGRATIONS.iter().map(|&(number, ..)| number).collect();
        let expected: Vec<i64> = (1..=MIGRATIONS.len() as i64).collect();
        assert_eq!(numbers, expected);
    }
}
