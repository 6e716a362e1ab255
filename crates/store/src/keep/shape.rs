//! The tables of a schema, as its migrations make them: made in memory and asked for, so that no
//! second list of tables and columns is kept by hand.

use rusqlite::Connection;

use crate::StoreError;
use crate::migrate::{schema_number, sqlite_up_to};
use crate::sqlite::statement::refused;

/// A table: its columns, and those its rows are passed in the order of.
#[derive(Clone, Debug)]
pub struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) order: Vec<String>,
}

/// All tables of a schema, each after those its rows refer to.
#[derive(Clone, Debug)]
pub struct Shape {
    pub(crate) schema: i64,
    pub(crate) tables: Vec<Table>,
}

/// Rows that refer to rows of their own table pass after those they refer to.
const ORDERED: [(&str, &[&str]); 1] = [("policy_release", &["ordinal", "release"])];

impl Shape {
    /// The tables this program works on.
    pub fn today() -> Result<Shape, StoreError> {
        Shape::of(schema_number())
    }

    /// The tables of a schema, by the number of its last migration.
    pub(crate) fn of(schema: i64) -> Result<Shape, StoreError> {
        const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' \
             AND name <> 'schema_migration' ORDER BY rowid";
        let memory = Connection::open_in_memory().map_err(refused)?;
        sqlite_up_to(&memory, schema)?;
        let mut asked = memory.prepare(TABLES).map_err(refused)?;
        let names = asked.query_map([], |row| row.get::<_, String>(0));
        let names: Vec<String> = names.and_then(Iterator::collect).map_err(refused)?;
        let tables = names.into_iter().map(|name| table(&memory, name));
        Ok(Shape {
            schema,
            tables: tables.collect::<Result<_, _>>()?,
        })
    }
}

fn table(memory: &Connection, name: String) -> Result<Table, StoreError> {
    const COLUMNS: &str = "SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid";
    let mut asked = memory.prepare(COLUMNS).map_err(refused)?;
    let found = asked.query_map([&name], |row| Ok((row.get(0)?, row.get(1)?)));
    let found: Vec<(String, i64)> = found.and_then(Iterator::collect).map_err(refused)?;
    let mut key: Vec<_> = found.iter().filter(|(_, place)| *place > 0).collect();
    key.sort_by_key(|(_, place)| *place);
    let key = key.into_iter().map(|(column, _)| column.clone());
    let ordered = ORDERED.iter().find(|(table, _)| *table == name);
    let order = match ordered {
        Some((_, columns)) => columns.iter().map(|column| (*column).to_owned()).collect(),
        None => key.collect(),
    };
    Ok(Table {
        columns: found.into_iter().map(|(column, _)| column).collect(),
        name,
        order,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_a_key_and_stands_after_those_it_refers_to() {
        let shape = Shape::today().unwrap();
        let memory = Connection::open_in_memory().unwrap();
        sqlite_up_to(&memory, schema_number()).unwrap();
        let mut before: Vec<&str> = Vec::new();
        for table in &shape.tables {
            assert!(!table.order.is_empty(), "{}", table.name);
            let mut asked = memory
                .prepare("SELECT \"table\" FROM pragma_foreign_key_list(?1)")
                .unwrap();
            let parents = asked.query_map([&table.name], |row| row.get::<_, String>(0));
            for parent in parents.unwrap().map(Result::unwrap) {
                let is_own = parent == table.name;
                let is_ordered = ORDERED.iter().any(|(name, _)| *name == table.name);
                assert!(!is_own || is_ordered, "{parent} refers to itself");
                assert!(is_own || before.contains(&parent.as_str()), "{parent}");
            }
            before.push(&table.name);
        }
        assert!(before.contains(&"settlement") && !before.contains(&"schema_migration"));
    }
}
