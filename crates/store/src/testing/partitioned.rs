//! The same schema with its rows kept by their key, as an engine of many machines keeps them, in
//! partitions of one PostgreSQL.

use super::{TestSchema, connect, test_keys};
use crate::Db;
use crate::grid::tables::TABLES;

/// Into how many partitions.
const PARTITIONS: usize = 4;

/// Puts the rows of a fresh database into partitions.
pub fn partition(url: &str) {
    let mut client = connect(url);
    for (table, placed) in TABLES {
        let Some(key) = placed.key() else {
            continue;
        };
        let whole = format!("{table}_whole");
        let mut sql = format!(
            "ALTER TABLE {table} RENAME TO {whole}; \
             CREATE TABLE {table} (LIKE {whole} INCLUDING ALL) PARTITION BY HASH ({key});"
        );
        for number in 0..PARTITIONS {
            sql.push_str(&format!(
                "CREATE TABLE {table}_p{number} PARTITION OF {table} \
                 FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number});"
            ));
        }
        sql.push_str(&format!(
            "INSERT INTO {table} SELECT * FROM {whole}; DROP TABLE {whole};"
        ));
        client
            .batch_execute(&sql)
            .expect("the rows of a table can lie by its key");
    }
}

/// Runs a test in a fresh schema of the PostgreSQL server that keeps its rows in partitions.
pub fn on_partitions(test: impl Fn(&Db)) {
    let schema = TestSchema::create();
    drop(Db::open_postgres(schema.url(), 1, test_keys()).expect("a fresh schema opens"));
    partition(schema.url());
    let db = Db::open_postgres(schema.url(), 8, test_keys()).expect("it opens in partitions");
    test(&db);
}
