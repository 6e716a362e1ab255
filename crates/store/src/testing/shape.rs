//! The tables as they are, so that a test can go through every column of every one of them.

use crate::migrate::{MIGRATIONS, for_sqlite};
use crate::value::Value;
use crate::{StoreError, Tx};

/// A column.
#[derive(Clone, Debug)]
pub struct ColumnShape {
    /// What it is called.
    pub name: String,
    /// `INTEGER`, `TEXT` or `BLOB`.
    pub kind: String,
    /// Whether it may hold nothing.
    pub nullable: bool,
    /// Whether it is part of the key.
    pub is_key: bool,
}

/// A table.
#[derive(Clone, Debug)]
pub struct TableShape {
    /// What it is called.
    pub name: String,
    /// Its columns.
    pub columns: Vec<ColumnShape>,
}

/// Every table, as the migrations make them.
pub fn tables() -> Vec<TableShape> {
    let db = rusqlite::Connection::open_in_memory().expect("memory is there");
    db.execute_batch(
        "CREATE TABLE schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, \
         checksum TEXT NOT NULL)",
    )
    .expect("a table can be made");
    for (_, _, text) in MIGRATIONS {
        db.execute_batch(&for_sqlite(text))
            .expect("a migration applies");
    }
    let sql = "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_schema m \
         JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid";
    let mut statement = db.prepare(sql).expect("the tables can be asked for");
    let rows = statement.query_map([], |row| {
        let column = ColumnShape {
            name: row.get(1)?,
            kind: row.get(2)?,
            nullable: row.get::<_, i64>(3)? == 0 && row.get::<_, i64>(4)? == 0,
            is_key: row.get::<_, i64>(4)? > 0,
        };
        Ok((row.get::<_, String>(0)?, column))
    });
    let mut tables: Vec<TableShape> = Vec::new();
    for row in rows.expect("they can be read") {
        let (name, column) = row.expect("a column");
        match tables.last_mut().filter(|table| table.name == name) {
            Some(table) => table.columns.push(column),
            None => tables.push(TableShape {
                name,
                columns: vec![column],
            }),
        }
    }
    tables
}

/// A change of one value of one row.
#[derive(Debug)]
pub struct ChangedValue<'t> {
    /// The table.
    pub table: &'t TableShape,
    /// Which column.
    pub column: usize,
    /// Which row, in the order of the key, from nought.
    pub row: i64,
    /// Which of the ways of changing a value.
    pub way: usize,
}

/// Ways of changing a value that keep its kind: a little, to what another row has, to nothing.
pub const WAYS: usize = 3;

impl ChangedValue<'_> {
    /// Makes the change; says what it was, or nothing where there is nothing to change.
    pub fn make(&self, tx: &mut Tx<'_>) -> Result<Option<String>, StoreError> {
        let TableShape { name, columns } = self.table;
        let keys: Vec<&ColumnShape> = columns.iter().filter(|column| column.is_key).collect();
        let names: Vec<&str> = keys.iter().map(|column| column.name.as_str()).collect();
        let keyed = names.join(", ");
        let column = &columns[self.column];
        let find = format!(
            "SELECT {}, {keyed} FROM {name} ORDER BY {keyed} LIMIT 1 OFFSET {}",
            column.name, self.row
        );
        let Some(row) = tx.find(&find, &[])? else {
            return Ok(None);
        };
        let mut row = row.into_values();
        let before = row.remove(0);
        let Some(after) = self.changed(tx, &before)? else {
            return Ok(None);
        };
        let places = names.iter().zip(2..);
        let matches: Vec<String> = places.map(|(key, at)| format!("{key} = ${at}")).collect();
        let set = format!(
            "UPDATE {name} SET {} = $1 WHERE {}",
            column.name,
            matches.join(" AND ")
        );
        let said = format!(
            "{name}.{}: {} -> {}",
            column.name,
            shown(&before),
            shown(&after)
        );
        let mut values = vec![after];
        values.extend(row);
        tx.execute(&set, &values)?;
        Ok(Some(said))
    }

    fn changed(
        &self,
        tx: &mut Tx<'_>,
        before: &Value<'static>,
    ) -> Result<Option<Value<'static>>, StoreError> {
        let column = &self.table.columns[self.column];
        Ok(match (self.way, before) {
            (0, Value::Integer(number)) => Some(Value::from(number + 1)),
            (0, Value::Text(text)) => Some(Value::from(nudged(text))),
            (0, Value::Bytes(bytes)) => {
                let mut bytes = bytes.to_vec();
                let middle = bytes.len() / 2;
                bytes[middle] ^= 0x10;
                Some(Value::from(bytes))
            }
            (0, Value::Null) => Some(match column.kind.as_str() {
                "INTEGER" => Value::from(1_i64),
                "TEXT" => Value::from("2026-01-01".to_owned()),
                _ => Value::from(vec![1_u8; 16]),
            }),
            (1, _) => self.of_another_row(tx, before)?,
            (_, Value::Null) => None,
            _ => column.nullable.then_some(Value::Null),
        })
    }

    /// What another row has there, where one has something else.
    fn of_another_row(
        &self,
        tx: &mut Tx<'_>,
        before: &Value<'static>,
    ) -> Result<Option<Value<'static>>, StoreError> {
        let TableShape { name, columns } = self.table;
        let column = &columns[self.column].name;
        let find = format!("SELECT DISTINCT {column} FROM {name} ORDER BY {column} LIMIT 40");
        let rows = tx.query(&find, &[])?;
        let mut others = rows.into_iter().map(|row| row.into_values().remove(0));
        Ok(others.find(|other| other != before && *other != Value::Null))
    }
}

/// The same text with one letter or digit changed.
fn nudged(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let changeable = |letter: &char| letter.is_ascii_alphanumeric();
    match letters.iter().rposition(changeable) {
        Some(at) => {
            letters[at] = match letters[at] {
                '9' => '8',
                digit if digit.is_ascii_digit() => (digit as u8 + 1) as char,
                'z' | 'Z' => 'y',
                letter => (letter as u8 + 1) as char,
            };
            letters.into_iter().collect()
        }
        None => format!("{text}1"),
    }
}

fn shown(value: &Value<'_>) -> String {
    let text = format!("{value:?}");
    domain::text::shortened(&text, 60)
}
