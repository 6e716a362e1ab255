//! Statements on a connection to SQLite: the shared text in its spelling, values in, rows out.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, params_from_iter};

use crate::StoreError;
use crate::points;
use crate::value::{Row, Value};

/// SQLite numbers its parameters `?1`; the shared text says `$1`. Each thread keeps those it wrote
/// again: there are few statements, and long ones.
pub(crate) fn numbered(sql: &str) -> Arc<str> {
    /// Statements of many rows have a text for each number of rows.
    const KEPT_MAX: usize = 1_024;
    thread_local! {
        static KNOWN: RefCell<HashMap<Box<str>, Arc<str>>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(numbered) = known.get(sql) {
            return Arc::clone(numbered);
        }
        if known.len() >= KEPT_MAX {
            known.clear();
        }
        let numbered: Arc<str> = sql.replace('$', "?").into();
        known.insert(sql.into(), Arc::clone(&numbered));
        numbered
    })
}

pub(crate) fn execute(
    connection: &Connection,
    sql: &str,
    values: &[Value<'_>],
) -> Result<u64, StoreError> {
    execute_numbered(connection, &numbered(sql), values)
}

/// The same, of a text that has SQLite's spelling.
pub(crate) fn execute_numbered(
    connection: &Connection,
    sql: &str,
    values: &[Value<'_>],
) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(sql).map_err(refused)?;
    let touched = statement
        .execute(params_from_iter(values))
        .map_err(refused)?;
    points::after(sql)?;
    Ok(touched as u64)
}

pub(crate) fn query(
    connection: &Connection,
    sql: &str,
    values: &[Value<'_>],
) -> Result<Vec<Row>, StoreError> {
    let mut statement = connection.prepare_cached(&numbered(sql)).map_err(refused)?;
    let width = statement.column_count();
    let mut found = statement.query(params_from_iter(values)).map_err(refused)?;
    let mut rows = Vec::new();
    while let Some(row) = found.next().map_err(refused)? {
        let columns = (0..width)
            .map(|at| column(row, at))
            .collect::<Result<_, _>>()?;
        rows.push(Row::new(columns));
    }
    points::after(sql)?;
    Ok(rows)
}

fn column(row: &rusqlite::Row<'_>, at: usize) -> Result<Value<'static>, StoreError> {
    use rusqlite::types::ValueRef;
    Ok(match row.get_ref(at).map_err(refused)? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text).map_err(StoreError::row)?;
            Value::Text(Cow::Owned(text.to_owned()))
        }
        ValueRef::Blob(bytes) => Value::Bytes(Cow::Owned(bytes.to_vec())),
        ValueRef::Real(_) => return Err(StoreError::row("a floating-point number")),
    })
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

pub(crate) fn refused(error: rusqlite::Error) -> StoreError {
    StoreError::Statement {
        source: Box::new(error),
    }
}
