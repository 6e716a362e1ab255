//! The same rows without us: what the database itself can do. On SQLite one thread that commits as
//! many settlements at once as clients would wait for; on PostgreSQL as many connections as ours,
//! one transaction a settlement, one prepared statement after the other.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use postgres::types::ToSql;
use rusqlite::params_from_iter;

use crate::client::Burst;
use crate::crowd::CrowdGroup;
use crate::ledger::{Statement, Written};
use crate::place::BenchAddress;

/// Most settlements that share one commit; as in the store.
const BATCH_MAX: usize = 256;

/// The tables that lead with a person, as they are after preparing and before settling.
const TABLES: [(&str, &str); 15] = [
    ("person_lock", "person"),
    ("person", "person"),
    ("enrolment", "person"),
    ("account", "person"),
    ("filing", "person"),
    ("filing_event", "person"),
    ("designation", "person"),
    ("visit", "person"),
    ("bill_line", "person"),
    ("settlement", "person"),
    ("posting", "person"),
    ("year_to_date", "person"),
    ("message", "person"),
    ("outbox", "person"),
    ("audit", "chain"),
];

/// Copies a prepared group, so that both databases hold the same before they are measured.
pub fn copy_group(ours: &BenchAddress, bare: &BenchAddress, group: CrowdGroup) -> Result<()> {
    let copied = match (ours, bare) {
        (BenchAddress::Sqlite(ours), BenchAddress::Sqlite(bare)) => copy_file(ours, bare, group),
        (
            BenchAddress::Postgres {
                server,
                schema: ours,
            },
            BenchAddress::Postgres { schema: bare, .. },
        ) => copy_schema(server, (ours, bare), group),
        _ => unreachable!("both are on one engine"),
    };
    copied.context("cannot copy the prepared visits")
}

fn copy_statement((ours, bare): (&str, &str), (table, key): (&str, &str)) -> String {
    format!(
        "INSERT INTO {bare}.{table} SELECT * FROM {ours}.{table} \
         WHERE {key} >= $1 AND {key} < $2"
    )
}

fn copy_file(ours: &Path, bare: &Path, group: CrowdGroup) -> Result<()> {
    let connection = connect(bare)?;
    let ours = ours.to_string_lossy();
    connection.execute("ATTACH ?1 AS ours", [&ours])?;
    connection.execute_batch("BEGIN")?;
    for table in TABLES {
        let sql = copy_statement(("ours", "main"), table).replace('$', "?");
        connection.execute(&sql, [group.from(), group.until()])?;
    }
    connection.execute_batch("COMMIT; PRAGMA main.wal_checkpoint(TRUNCATE)")?;
    // Neither starts with the preparation's pages still to be moved.
    connection.execute_batch("PRAGMA ours.wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

fn copy_schema(server: &str, schemas: (&str, &str), group: CrowdGroup) -> Result<()> {
    let mut client = postgres::Client::connect(server, postgres::NoTls)?;
    for table in TABLES {
        let sql = copy_statement(schemas, table);
        client.execute(sql.as_str(), &[&group.from(), &group.until()])?;
    }
    Ok(())
}

/// Writes settlements bare. `clients` is how many would wait at the same time.
pub fn burst(
    bare: &BenchAddress,
    written: &[Written],
    clients: usize,
    connections: usize,
) -> Result<Burst> {
    let done = match bare {
        BenchAddress::Sqlite(path) => burst_file(path, written, clients.min(BATCH_MAX)),
        BenchAddress::Postgres { .. } => {
            burst_server(&bare.url(), written, clients.min(connections))
        }
    };
    done.context("cannot write bare")
}

fn burst_file(path: &Path, written: &[Written], together: usize) -> Result<Burst> {
    let connection = connect(path)?;
    let texts = Texts::default();
    let began = Instant::now();
    let mut latencies = Vec::with_capacity(written.len());
    for batch in written.chunks(together) {
        let began = Instant::now();
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for statement in batch.iter().flat_map(|written| &written.statements) {
            let mut prepared = connection.prepare_cached(&texts.numbered(statement))?;
            prepared.execute(params_from_iter(&statement.values))?;
        }
        connection.prepare_cached("COMMIT")?.execute([])?;
        latencies.extend(std::iter::repeat_n(began.elapsed(), batch.len()));
    }
    Ok(finished(latencies, began))
}

/// SQLite numbers its parameters `?1`.
#[derive(Default)]
struct Texts(std::cell::RefCell<HashMap<*const u8, std::rc::Rc<str>>>);

impl Texts {
    fn numbered(&self, statement: &Statement) -> std::rc::Rc<str> {
        let mut texts = self.0.borrow_mut();
        let text = texts.entry(statement.sql.as_ptr());
        text.or_insert_with(|| statement.sql.replace('$', "?").into())
            .clone()
    }
}

/// The settings of the store's writer.
fn connect(path: &Path) -> Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(path)?;
    connection.set_prepared_statement_cache_capacity(256);
    connection.execute_batch(
        "PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; \
         PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000",
    )?;
    Ok(connection)
}

fn burst_server(url: &str, written: &[Written], connections: usize) -> Result<Burst> {
    let mut clients = Vec::with_capacity(connections);
    for _ in 0..connections {
        clients.push(postgres::Client::connect(url, postgres::NoTls)?);
    }
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    let done: Vec<Result<Vec<Duration>>> = std::thread::scope(|scope| {
        let started = clients.into_iter().map(|client| {
            let next = &next;
            scope.spawn(move || write_alone(client, written, next))
        });
        let running: Vec<_> = started.collect();
        let joined = running.into_iter().map(|thread| thread.join());
        joined
            .map(|done| done.expect("writing does not panic"))
            .collect()
    });
    let mut latencies = Vec::with_capacity(written.len());
    for done in done {
        latencies.extend(done?);
    }
    Ok(finished(latencies, began))
}

fn write_alone(
    mut client: postgres::Client,
    written: &[Written],
    next: &AtomicUsize,
) -> Result<Vec<Duration>> {
    let mut prepared: HashMap<*const u8, postgres::Statement> = HashMap::new();
    let mut latencies = Vec::new();
    while let Some(written) = written.get(next.fetch_add(1, Ordering::Relaxed)) {
        let began = Instant::now();
        client.batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED")?;
        for statement in &written.statements {
            let key = statement.sql.as_ptr();
            let plan = match prepared.entry(key) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(client.prepare(&statement.sql)?),
            };
            let values = statement.values.iter();
            let values: Vec<&(dyn ToSql + Sync)> =
                values.map(|value| value as &(dyn ToSql + Sync)).collect();
            client.execute(&*plan, &values)?;
        }
        client.batch_execute("COMMIT")?;
        latencies.push(began.elapsed());
    }
    Ok(latencies)
}

fn finished(mut latencies: Vec<Duration>, began: Instant) -> Burst {
    let took = began.elapsed();
    latencies.sort();
    Burst { latencies, took }
}
