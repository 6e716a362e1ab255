//! Whether an engine looks for each statement where the list says: asked of its planner, with
//! every optional parameter given and with none. Nothing is executed.

use std::collections::{BTreeMap, BTreeSet};

use super::statements::{Looks, Registered, registered};
use crate::StoreError;
use crate::error::told;
use crate::pool::Aside;
use crate::postgres::address::ServerAddress;
use crate::postgres::limits::PostgresLimits;
use crate::wire::{Wire, statement_error};

/// How the engine keeps the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// In one place: there is nothing to compare.
    Whole,
    /// In partitions of one machine, by the hash of the key.
    Partitioned,
    /// On many machines, by Citus.
    Citus,
}

/// What the engine says of one statement.
#[derive(Clone, Debug)]
pub struct StatementFinding {
    /// The statement.
    pub statement: Registered,
    /// In how many places it looks, with and without optional parameters; or why it is refused.
    pub places: Result<[usize; 2], String>,
}

/// What the engine says of all.
#[derive(Clone, Debug)]
pub struct Conformance {
    /// How it keeps the rows.
    pub layout: Layout,
    /// Statement by statement.
    pub findings: Vec<StatementFinding>,
}

impl StatementFinding {
    /// Whether the engine does as declared.
    pub fn is_as_declared(&self, layout: Layout) -> bool {
        let Ok(places) = &self.places else {
            return false;
        };
        let most = places.iter().max().copied().unwrap_or(0);
        match (layout, self.statement.looks) {
            (Layout::Whole, _) => true,
            (_, Looks::Hot | Looks::Finder) => most <= 1,
            (_, Looks::Hub) => most == 0,
            (_, Looks::Everywhere) => most > 1,
        }
    }
}

impl Conformance {
    /// What is not as declared.
    pub fn other_than_declared(&self) -> Vec<&StatementFinding> {
        let findings = self.findings.iter();
        findings
            .filter(|finding| !finding.is_as_declared(self.layout))
            .collect()
    }
}

/// Asks the engine of this database, which must have the schema of this program. Nothing is
/// written.
pub fn conformance(url: &str) -> Result<Conformance, StoreError> {
    let address = ServerAddress::read(url, PostgresLimits::patient())?;
    let connected = Wire::connect(&address, Aside::default());
    let mut wire = connected.map_err(|failure| address.cannot_be_opened(failure.cause()))?;
    crate::migrate::readable_postgres(&mut wire)?;
    let places = places(&mut wire)?;
    let mut findings = Vec::new();
    for (number, statement) in registered().into_iter().enumerate() {
        let places = asked(&mut wire, (number, &statement.sql), &places);
        findings.push(StatementFinding { statement, places });
    }
    Ok(Conformance {
        layout: places.layout,
        findings,
    })
}

/// How the rows are kept, and in which place each partition is.
struct Places {
    layout: Layout,
    of_partition: BTreeMap<String, String>,
}

fn places(wire: &mut Wire) -> Result<Places, StoreError> {
    const PARTITIONS: &str = "SELECT c.relname::text, \
         COALESCE(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'remainder ([0-9]+)'), '?') \
         FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid \
         WHERE c.relispartition AND c.relkind = 'r' AND pg_table_is_visible(c.oid)";
    let found = wire.query(PARTITIONS, &[]).map_err(statement_error)?;
    let of_partition: BTreeMap<String, String> =
        found.iter().map(|row| (row.get(0), row.get(1))).collect();
    let is_spread = super::citus::is_there(wire)? && !super::citus::placed(wire)?.is_empty();
    let layout = match (is_spread, of_partition.is_empty()) {
        (true, _) => Layout::Citus,
        (false, false) => Layout::Partitioned,
        (false, true) => Layout::Whole,
    };
    Ok(Places {
        layout,
        of_partition,
    })
}

/// In how many places a statement looks; or what the engine said.
fn asked(
    wire: &mut Wire,
    (number, sql): (usize, &str),
    places: &Places,
) -> Result<[usize; 2], String> {
    let asked = in_how_many(wire, (number, sql), places);
    asked.map_err(|error| told(&error))
}

fn in_how_many(
    wire: &mut Wire,
    (number, sql): (usize, &str),
    places: &Places,
) -> Result<[usize; 2], StoreError> {
    const TYPES: &str = "SELECT array_to_string(parameter_types::text[], ',') \
         FROM pg_prepared_statements WHERE name = $1";
    let name = format!("asked_{number}");
    // A plan for just these values, as an engine makes one that has to know the place.
    wire.command("SET plan_cache_mode = force_custom_plan")
        .map_err(statement_error)?;
    wire.command(&format!("PREPARE {name} AS {sql}"))
        .map_err(statement_error)?;
    let types = wire.query(TYPES, &crate::values![&*name]);
    let types = types.map_err(statement_error)?;
    let types: String = types.first().map_or(String::new(), |row| row.get(0));
    let types: Vec<&str> = types.split(',').filter(|name| !name.is_empty()).collect();
    let mut found = [0, 0];
    for (is_given, found) in [true, false].into_iter().zip(&mut found) {
        let values: Vec<String> = types
            .iter()
            .enumerate()
            .map(|(at, name)| match is_given || !is_optional(sql, at + 1) {
                true => example(name, at + 1),
                false => "NULL".to_owned(),
            })
            .collect();
        let values = match values.is_empty() {
            true => String::new(),
            false => format!("({})", values.join(", ")),
        };
        let plan = wire.query(&format!("EXPLAIN (COSTS OFF) EXECUTE {name}{values}"), &[]);
        let plan = plan.map_err(statement_error)?;
        let lines: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
        *found = count(&lines, places);
    }
    Ok(found)
}

/// Whether a parameter may be left out: the statement says what then.
fn is_optional(sql: &str, number: usize) -> bool {
    let asked = ["TEXT", "BIGINT"].map(|kind| format!("CAST(${number} AS {kind}) IS NULL"));
    asked.iter().any(|asked| sql.contains(asked))
}

/// A value of a type, as it is written; later ones come after earlier ones.
fn example(type_name: &str, number: usize) -> String {
    match type_name {
        "bigint" => number.to_string(),
        "bytea" => format!("'\\x{number:02x}'"),
        _ => format!("'P{number:02}'"),
    }
}

/// In how many places a plan looks.
fn count(plan: &[String], places: &Places) -> usize {
    if places.layout == Layout::Citus {
        let tasks = plan.iter().filter_map(|line| {
            let (_, count) = line.split_once("Task Count: ")?;
            count.trim().parse::<usize>().ok()
        });
        return tasks.sum();
    }
    let words = plan.iter().flat_map(|line| line.split_whitespace());
    let partitions = words.filter_map(|word| places.of_partition.get(word));
    partitions.collect::<BTreeSet<_>>().len()
}
