//! Databases as earlier versions of the program left them, to be opened by this one.

use super::{TestSchema, connect, test_keys};
use crate::Db;
use crate::migrate::{MIGRATIONS, for_postgres, for_sqlite};
use crate::seal::sha256_hex;

/// A database on which only the first migrations have run, to be filled with SQL.
pub struct OldDatabase(Engine);

enum Engine {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Client>),
}

impl OldDatabase {
    /// Runs statements.
    pub fn run(&mut self, sql: &str) {
        match &mut self.0 {
            Engine::Sqlite(connection) => connection.execute_batch(sql).expect("it runs on SQLite"),
            Engine::Postgres(client) => client.batch_execute(sql).expect("it runs on PostgreSQL"),
        }
    }

    /// Bytes as they are written in a statement.
    pub fn bytes(&self, bytes: &[u8]) -> String {
        let digits = domain::text::hex(bytes);
        match &self.0 {
            Engine::Sqlite(_) => format!("X'{digits}'"),
            Engine::Postgres(_) => format!("'\\x{digits}'::bytea"),
        }
    }

    fn migrate(&mut self, up_to: i64) {
        self.run(
            "CREATE TABLE schema_migration \
             (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)",
        );
        for (number, name, text) in MIGRATIONS.iter().filter(|(number, ..)| *number <= up_to) {
            let sql = match &self.0 {
                Engine::Sqlite(_) => for_sqlite(text),
                Engine::Postgres(_) => for_postgres(text),
            };
            self.run(&sql);
            let checksum = sha256_hex(&[text.as_bytes()]);
            self.run(&format!(
                "INSERT INTO schema_migration (number, name, checksum) \
                 VALUES ({number}, '{name}', '{checksum}')"
            ));
        }
    }
}

/// Makes a database by the migrations up to this one, fills it, opens it with this program and
/// tests it; on SQLite, then on PostgreSQL.
pub fn upgraded_on_each_engine(up_to: i64, fill: impl Fn(&mut OldDatabase), test: impl Fn(&Db)) {
    let make = |engine| {
        let mut old = OldDatabase(engine);
        old.migrate(up_to);
        fill(&mut old);
    };
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("old.db");
    let connection = rusqlite::Connection::open(&path).expect("a fresh file opens");
    make(Engine::Sqlite(connection));
    test(&Db::open_sqlite(&path, test_keys()).expect("an old database opens"));
    let schema = TestSchema::create();
    make(Engine::Postgres(Box::new(connect(schema.url()))));
    test(&Db::open_postgres(schema.url(), 2, test_keys()).expect("an old schema opens"));
}
