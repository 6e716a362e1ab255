//! The same test on both engines, each in a database of its own.

pub mod broken;
pub mod old;
pub mod partitioned;
pub mod proxy;
pub mod shape;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{Db, Keys, Random, StoreError, Tx};

/// The variable that names a PostgreSQL server whose user may create schemas.
pub const POSTGRES_VARIABLE: &str = "SUIXING_TEST_POSTGRES";

static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Keys that never change, for tests.
pub fn test_keys() -> Keys {
    Keys::new(&[0x51; 32], &[0x52; 32])
}

/// Randomness that repeats: a counter stirred by SplitMix64.
#[derive(Clone, Debug)]
pub struct Seeded(pub u64);

impl Random for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut mixed = self.0;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            let mixed = (mixed ^ (mixed >> 31)).to_le_bytes();
            chunk.copy_from_slice(&mixed[..chunk.len()]);
        }
    }
}

/// Runs a test on SQLite, then on PostgreSQL. Without a server the test fails: it never skips.
pub fn on_each_engine(test: impl Fn(&Db)) {
    on_sqlite(&test);
    on_postgres(&test);
}

/// Runs a test on each engine, and where rows are kept by their key.
pub fn on_each_layout(test: impl Fn(&Db)) {
    on_each_engine(&test);
    partitioned::on_partitions(test);
}

/// Number and text of every migration.
pub fn migrations() -> impl Iterator<Item = (i64, &'static str)> {
    let all = crate::migrate::MIGRATIONS.iter();
    all.map(|(number, _, text)| (*number, *text))
}

/// Runs a test on a fresh SQLite file.
pub fn on_sqlite(test: impl Fn(&Db)) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let db = Db::open_sqlite(&folder.path().join("test.db"), test_keys())
        .expect("a fresh SQLite database opens");
    test(&db);
}

/// Runs a test in a fresh schema of the PostgreSQL server, which is dropped afterwards.
pub fn on_postgres(test: impl Fn(&Db)) {
    let schema = TestSchema::create();
    let db = Db::open_postgres(schema.url(), 8, test_keys()).expect("a fresh schema opens");
    test(&db);
}

/// A fresh schema of the PostgreSQL server; dropping this drops it, also after a failed test.
pub struct TestSchema {
    name: String,
    server: String,
    url: String,
}

impl TestSchema {
    /// Makes a schema on the server that [`POSTGRES_VARIABLE`] names.
    pub fn create() -> TestSchema {
        let server = std::env::var(POSTGRES_VARIABLE).expect(
            "SUIXING_TEST_POSTGRES names a PostgreSQL server, such as \
             postgres://user@host/database; `cargo xtask test` starts one",
        );
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        connect(&server)
            .batch_execute(&format!("CREATE SCHEMA {name}"))
            .expect("the test user may create schemas");
        let joint = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{joint}options=-c%20search_path%3D{name}");
        TestSchema { name, server, url }
    }

    /// An address at which this schema is the whole database.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TestSchema {
    fn drop(&mut self) {
        let dropped =
            connect(&self.server).batch_execute(&format!("DROP SCHEMA {} CASCADE", self.name));
        // A test that fails already says why; this would only hide it.
        if !std::thread::panicking() {
            dropped.expect("the schema of the test can be dropped");
        }
    }
}

pub(crate) fn connect(server: &str) -> postgres::Client {
    postgres::Client::connect(server, postgres::NoTls).expect("the test server answers")
}

/// How many rows each table has, read beside whatever else uses the database; to show that
/// something wrote nothing.
pub fn row_counts(address: &str) -> BTreeMap<String, i64> {
    match address.strip_prefix("sqlite:") {
        Some(path) => sqlite_rows(path).expect("the database file can be read"),
        None => postgres_rows(&mut connect(address)).expect("the server can be read"),
    }
}

fn sqlite_rows(path: &str) -> rusqlite::Result<BTreeMap<String, i64>> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let file = rusqlite::Connection::open_with_flags(path, flags)?;
    let mut tables = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    let names = tables.query_map([], |row| row.get::<_, String>(0))?;
    let names: Vec<String> = names.collect::<rusqlite::Result<_>>()?;
    let count = |name: String| {
        let sql = format!("SELECT COUNT(*) FROM {name}");
        let rows = file.query_row(&sql, [], |row| row.get(0))?;
        Ok((name, rows))
    };
    names.into_iter().map(count).collect()
}

fn postgres_rows(client: &mut postgres::Client) -> Result<BTreeMap<String, i64>, postgres::Error> {
    let tables = "SELECT table_name::text FROM information_schema.tables \
         WHERE table_schema = current_schema()";
    let names = client.query(tables, &[])?;
    let mut counts = BTreeMap::new();
    for name in names {
        let name: String = name.get(0);
        let counted = client.query_one(&format!("SELECT COUNT(*) FROM {name}"), &[])?;
        counts.insert(name, counted.get(0));
    }
    Ok(counts)
}

/// What the funds and the personal account of somebody pay more by corrections, in fen.
pub fn corrected(address: &str, person: &str) -> (i64, i64) {
    let sql = |cast: &str| {
        format!(
            "SELECT CAST(COALESCE(SUM(funds), 0) AS {cast}), \
             CAST(COALESCE(SUM(account), 0) AS {cast}) FROM correction WHERE person = '{person}'"
        )
    };
    match address.strip_prefix("sqlite:") {
        Some(path) => {
            let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
            let file = rusqlite::Connection::open_with_flags(path, flags);
            let file = file.expect("the database file can be read");
            let sums = file.query_row(&sql("INTEGER"), [], |row| Ok((row.get(0)?, row.get(1)?)));
            sums.expect("corrections can be read")
        }
        None => {
            let row = connect(address).query_one(&sql("BIGINT"), &[]);
            let row = row.expect("corrections can be read");
            (row.get(0), row.get(1))
        }
    }
}

/// How many reviews of everybody's settlements are not done, read beside whatever else uses the
/// database.
pub fn open_reviews(address: &str) -> i64 {
    const OPEN: &str = "SELECT COUNT(*) FROM review WHERE done_at IS NULL";
    match address.strip_prefix("sqlite:") {
        Some(path) => {
            let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
            let file = rusqlite::Connection::open_with_flags(path, flags);
            let file = file.expect("the database file can be read");
            let counted = file.query_row(OPEN, [], |row| row.get(0));
            counted.expect("reviews can be counted")
        }
        None => {
            let row = connect(address).query_one(OPEN, &[]);
            row.expect("reviews can be counted").get(0)
        }
    }
}

/// Makes a SQLite file that is a database of something else.
pub fn make_a_foreign_database(path: &std::path::Path) {
    const THEIRS: &str = "CREATE TABLE theirs (n INTEGER); INSERT INTO theirs VALUES (1)";
    let file = rusqlite::Connection::open(path).expect("a file can be made");
    file.execute_batch(THEIRS).expect("a table can be made");
}

/// Makes a database file say that a program of before was the last to work on it.
pub fn pretend_schema(path: &std::path::Path, number: i64) {
    const FORGET: &str = "DELETE FROM schema_migration WHERE number > ?1";
    let file = rusqlite::Connection::open(path).expect("the file can be opened");
    file.execute(FORGET, [number]).expect("it can be changed");
}

/// Puts everything into a database file and empties its log, as another program may.
pub fn empty_the_log(path: &std::path::Path) {
    let file = rusqlite::Connection::open(path).expect("the file can be opened");
    let how = "PRAGMA wal_checkpoint(TRUNCATE)";
    file.query_row(how, [], |_| Ok(())).expect("it answers");
}

/// Has a database remember that it has been this time there.
pub fn see_the_time(address: &str, time: &str) {
    let db = Db::open(address, test_keys()).expect("the database opens");
    let time: jiff::Timestamp = time.parse().expect("a time");
    let see = move |tx: &mut crate::Tx<'_>| crate::installation::believe_clock(tx, time);
    let seen: Result<(), StoreError> = db.transact(see);
    seen.expect("a row can be written");
}

/// Takes every notice out of a database, as somebody does who wants nobody to be told.
pub fn empty_the_outbox(address: &str) {
    let db = Db::open(address, test_keys()).expect("the database opens");
    let emptied: Result<u64, StoreError> = db.transact(|tx| tx.execute("DELETE FROM outbox", &[]));
    assert!(emptied.expect("it can be emptied") > 0, "there were none");
}

/// Leaves filings as a program of before there was a calendar wrote them.
pub fn forget_the_calendar(db: &Db) {
    let forget = |tx: &mut Tx<'_>| {
        tx.execute("DELETE FROM filing_calendar", &[])?;
        tx.execute("DELETE FROM row_digest WHERE item LIKE 'calendar:%'", &[])?;
        tx.execute("DELETE FROM calendar_sweep", &[])?;
        tx.execute("DELETE FROM row_digest WHERE owner = '#calendar'", &[])?;
        Ok::<_, StoreError>(())
    };
    db.transact(forget).expect("it can be forgotten");
}

/// How many rows a table has, among those with this condition.
pub fn count(db: &Db, table: &str, condition: &str) -> i64 {
    counted(db, table, condition).expect("the table can be counted")
}

/// The same, of a database that may not be able to say.
pub fn counted(db: &Db, table: &str, condition: &str) -> Result<i64, StoreError> {
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE {condition}");
    db.read(|tx| tx.one(&sql, &[])?.integer())
}

/// What an embedded database is made of: every table and index, as its text says but for spaces
/// and quotes.
pub fn schema_of(db: &Db) -> Result<Vec<String>, StoreError> {
    const ALL: &str = "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_schema \
         ORDER BY 1";
    db.read(|tx| {
        let rows = tx.query(ALL, &[])?;
        let text = |text: String| text.replace([' ', '\n', '"'], "");
        rows.into_iter()
            .map(|mut row| row.text().map(text))
            .collect()
    })
}
