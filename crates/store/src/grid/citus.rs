//! Citus: PostgreSQL on many machines. Everything about a person lies in one shard; what leads from
//! a number to a person lies by the number; small tables lie on the coordinator and not on every
//! node, for else no node could be missing when one of them is written.

use super::tables::{Placed, TABLES};
use crate::pool::Aside;
use crate::postgres::address::ServerAddress;
use crate::postgres::limits::PostgresLimits;
use crate::wire::{Wire, statement_error};
use crate::{StoreError, values};

/// The table that says in how many shards all hot ones lie, and where.
const FIRST: &str = "person_lock";

/// One connection to each node, so that a later step of a transaction sees what an earlier one did
/// there.
pub(crate) const ONE_BY_ONE: &str = "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'";

/// Shards unless told otherwise: enough to spread over eight nodes, eight to each.
pub const SHARDS: u32 = 64;

/// What stands in the way of distributing a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The extension is not there: this is a PostgreSQL of one machine.
    NoExtension,
    /// This node is none that hands out work.
    NotCoordinator,
    /// The other nodes do not know where this one is.
    NoHost,
    /// There is no node to put anything on.
    NoWorkers,
    /// Shards could not be moved without stopping.
    WalLevel(
        /// As it is set.
        String,
    ),
    /// An index would have to be unique over all nodes.
    UniqueWithoutKey {
        /// The index.
        index: String,
        /// Its table.
        table: String,
    },
}

/// Where a table lies now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedTable {
    /// The table.
    pub table: String,
    /// `distributed`, `reference` or `local`.
    pub kind: String,
    /// The column it is distributed by; `<none>` or nothing otherwise.
    pub key: String,
}

/// What came of distributing.
#[derive(Clone, Debug)]
pub enum Distributed {
    /// Nothing was done.
    Refused(
        /// Each.
        Vec<Hindrance>,
    ),
    /// Done, perhaps before.
    Done {
        /// What was run, in order; nothing when all was done before.
        steps: Vec<String>,
        /// Where each table lies now.
        tables: Vec<PlacedTable>,
        /// Node and how many shards lie there.
        nodes: Vec<(String, i64)>,
        /// What is not as it is wished, table by table.
        other_than_wished: Vec<String>,
    },
}

/// Brings the schema of a database up to date and spreads its tables over the nodes of its engine.
/// Asked again, it does what is left to do.
pub fn distribute(url: &str, shards: u32) -> Result<Distributed, StoreError> {
    let address = ServerAddress::read(url, PostgresLimits::patient())?;
    let connected = Wire::connect(&address, Aside::default());
    let mut wire = connected.map_err(|failure| address.cannot_be_opened(failure.cause()))?;
    let wire = &mut wire;
    let engine = hindrances_of_the_engine(wire)?;
    if !engine.is_empty() {
        return Ok(Distributed::Refused(engine));
    }
    crate::migrate::postgres(wire)?;
    let unique = unique_without_key(wire)?;
    if !unique.is_empty() {
        return Ok(Distributed::Refused(unique));
    }
    wire.command("BEGIN").map_err(statement_error)?;
    let placed_now = place(wire, shards);
    let steps = match placed_now {
        Ok(steps) => steps,
        Err(error) => {
            // The reason is known already; the connection goes.
            let _ = wire.roll_back();
            return Err(error);
        }
    };
    wire.commit().map_err(statement_error)?;
    // What was there before still lies on the coordinator, unseen.
    for (table, _) in keyed_tables() {
        let sql = format!("SELECT truncate_local_data_after_distributing_table('{table}')");
        wire.command(&sql).map_err(statement_error)?;
    }
    let tables = placed(wire)?;
    Ok(Distributed::Done {
        steps,
        other_than_wished: other_than_wished(&tables),
        nodes: nodes(wire)?,
        tables,
    })
}

/// Whether the engine is there.
pub(crate) fn is_there(wire: &mut Wire) -> Result<bool, StoreError> {
    const THERE: &str = "SELECT 1 FROM pg_extension WHERE extname = 'citus'";
    let found = wire.query(THERE, &[]).map_err(statement_error)?;
    Ok(!found.is_empty())
}

/// Where each table lies.
pub(crate) fn placed(wire: &mut Wire) -> Result<Vec<PlacedTable>, StoreError> {
    const FIND: &str = "SELECT table_name::text, citus_table_type::text, \
         COALESCE(distribution_column::text, '') FROM citus_tables ORDER BY 1";
    let rows = wire.query(FIND, &[]).map_err(statement_error)?;
    let read = |row: &tokio_postgres::Row| PlacedTable {
        table: row.get(0),
        kind: row.get(1),
        key: row.get(2),
    };
    Ok(rows.iter().map(read).collect())
}

fn nodes(wire: &mut Wire) -> Result<Vec<(String, i64)>, StoreError> {
    const FIND: &str = "SELECT nodename || ':' || nodeport, COUNT(*) FROM citus_shards \
         GROUP BY 1 ORDER BY 1";
    let rows = wire.query(FIND, &[]).map_err(statement_error)?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

fn hindrances_of_the_engine(wire: &mut Wire) -> Result<Vec<Hindrance>, StoreError> {
    const COORDINATOR: &str = "SELECT 1 FROM pg_dist_local_group WHERE groupid = 0";
    const HOST: &str = "SELECT 1 FROM pg_dist_node WHERE groupid = 0 AND nodename <> 'localhost'";
    const WORKER: &str = "SELECT 1 FROM pg_dist_node \
         WHERE groupid <> 0 AND isactive AND noderole = 'primary'";
    if !is_there(wire)? {
        return Ok(vec![Hindrance::NoExtension]);
    }
    let mut found = Vec::new();
    for (sql, hindrance) in [
        (COORDINATOR, Hindrance::NotCoordinator),
        (HOST, Hindrance::NoHost),
        (WORKER, Hindrance::NoWorkers),
    ] {
        if wire.query(sql, &[]).map_err(statement_error)?.is_empty() {
            found.push(hindrance);
        }
    }
    const LEVEL: &str = "SELECT CAST(current_setting('wal_level') AS TEXT)";
    let level = wire.query(LEVEL, &[]).map_err(statement_error)?;
    let level: String = level.first().map_or(String::new(), |row| row.get(0));
    if level != "logical" {
        found.push(Hindrance::WalLevel(level));
    }
    Ok(found)
}

/// Unique indexes of tables that lie by a key, which is not among their columns.
pub(crate) fn unique_without_key(wire: &mut Wire) -> Result<Vec<Hindrance>, StoreError> {
    const UNIQUE: &str = "SELECT x.relname::text, array_to_string(ARRAY(SELECT a.attname::text \
         FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)), ',') \
         FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid \
         WHERE i.indisunique AND i.indrelid = to_regclass($1) ORDER BY 1";
    let mut found = Vec::new();
    for (table, key) in keyed_tables() {
        let rows = wire.query(UNIQUE, &values![table]);
        for row in rows.map_err(statement_error)? {
            let columns: String = row.get(1);
            if !columns.split(',').any(|column| column == key) {
                found.push(Hindrance::UniqueWithoutKey {
                    index: row.get(0),
                    table: table.to_owned(),
                });
            }
        }
    }
    Ok(found)
}

/// The tables that lie by a key, with it; first the one that all hot ones lie with.
fn keyed_tables() -> impl Iterator<Item = (&'static str, &'static str)> {
    let keyed = |(table, placed): &(&'static str, Placed)| Some((*table, placed.key()?));
    TABLES.iter().filter_map(keyed)
}

/// Whether this database was distributed, which it says itself.
fn is_distributed(wire: &mut Wire) -> Result<bool, StoreError> {
    const NOTED: &str = "SELECT 1 FROM meta WHERE name = 'distributed' AND content = 'citus'";
    Ok(!wire.query(NOTED, &[]).map_err(statement_error)?.is_empty())
}

/// Places the tables that a migration has added, in its own transaction.
pub(crate) fn place_added(wire: &mut Wire) -> Result<(), StoreError> {
    match is_distributed(wire)? {
        true => place(wire, SHARDS).map(drop),
        false => Ok(()),
    }
}

/// Places every table that is not placed yet, within a transaction. Returns what was run.
fn place(wire: &mut Wire, shards: u32) -> Result<Vec<String>, StoreError> {
    const NOTE: &str = "INSERT INTO meta (name, content) VALUES ('distributed', 'citus') \
         ON CONFLICT (name) DO NOTHING";
    wire.command(ONE_BY_ONE).map_err(statement_error)?;
    let mut steps = Vec::new();
    for (table, placed_as) in TABLES {
        // A table may have come along with one that it refers to.
        let known = placed(wire)?;
        if known.iter().any(|it| bare(&it.table) == *table) {
            continue;
        }
        let step = step(table, *placed_as, shards);
        wire.command(&step).map_err(statement_error)?;
        steps.push(step);
    }
    wire.command(NOTE).map_err(statement_error)?;
    Ok(steps)
}

/// The name of a table without that of its schema.
fn bare(table: &str) -> &str {
    table.rsplit('.').next().unwrap_or(table)
}

/// What places one table.
fn step(table: &str, placed: Placed, shards: u32) -> String {
    match placed {
        Placed::Hot { key } if table == FIRST => format!(
            "SELECT create_distributed_table('{table}', '{key}', colocate_with => 'none', \
             shard_count => {shards})"
        ),
        Placed::Hot { key } => format!(
            "SELECT create_distributed_table('{table}', '{key}', colocate_with => '{FIRST}')"
        ),
        Placed::Finder { key } => format!(
            "SELECT create_distributed_table('{table}', '{key}', colocate_with => 'none', \
             shard_count => {shards})"
        ),
        Placed::Hub => format!(
            "SELECT citus_add_local_table_to_metadata('{table}', \
             cascade_via_foreign_keys => true)"
        ),
    }
}

/// What lies otherwise than the list of tables says.
fn other_than_wished(tables: &[PlacedTable]) -> Vec<String> {
    let mut other = Vec::new();
    for (table, placed) in TABLES {
        let found = tables.iter().find(|it| bare(&it.table) == *table);
        let is_as_wished = found.is_some_and(|found| match placed.key() {
            Some(key) => found.kind == "distributed" && found.key == key,
            None => found.kind == "local",
        });
        if !is_as_wished {
            other.push((*table).to_owned());
        }
    }
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_hot_lies_with_the_persons_turn_and_no_small_table_is_everywhere() {
        assert_eq!(TABLES[0].0, FIRST);
        let steps: Vec<String> = TABLES
            .iter()
            .map(|(table, placed)| step(table, *placed, 32))
            .collect();
        let with_first = "colocate_with => 'person_lock')";
        for ((table, placed), step) in TABLES.iter().zip(&steps) {
            let is_hot = matches!(placed, Placed::Hot { .. }) && *table != FIRST;
            assert_eq!(step.ends_with(with_first), is_hot, "{step}");
            assert!(!step.contains("reference"), "{step}");
        }
        assert!(steps[0].contains("shard_count => 32"), "{}", steps[0]);
    }
}
