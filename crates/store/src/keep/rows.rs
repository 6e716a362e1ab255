//! Rows on their way: read page by page in the order of their keys, written as bytes and read back.

use std::borrow::Cow;

use super::counted::{Counted, Counter};
use super::error::KeepError;
use super::shape::{Shape, Table};
use crate::StoreError;
use crate::tx::Tx;
use crate::value::Value;

/// Rows read at once. Some hold a whole message.
const PAGE: usize = 100;
/// How often those who watch are told.
const TELL_EVERY: u64 = 1_000;

/// Who takes the rows of a database, table by table.
pub(crate) trait Taker {
    /// The rows that follow are of this table.
    fn begin(&mut self, table: &Table) -> Result<(), KeepError>;
    /// A row of that table.
    fn row(&mut self, table: &Table, row: Vec<Value<'static>>) -> Result<(), KeepError>;
}

/// Takes rows and keeps nothing: they are only counted.
pub(crate) struct Nobody;

impl Taker for Nobody {
    fn begin(&mut self, _: &Table) -> Result<(), KeepError> {
        Ok(())
    }

    fn row(&mut self, _: &Table, _: Vec<Value<'static>>) -> Result<(), KeepError> {
        Ok(())
    }
}

/// Who takes the rows, and who is told how many have passed.
type Watched<'w> = (&'w mut dyn Taker, &'w mut dyn FnMut(u64));

/// Has every row of every table pass, and says what passed.
pub(crate) fn pass(
    tx: &mut Tx<'_>,
    shape: &Shape,
    (taker, passed): &mut Watched<'_>,
) -> Result<Counted, KeepError> {
    let mut counter = Counter::default();
    let mut bytes = Vec::new();
    let mut count = 0;
    for table in &shape.tables {
        taker.begin(table)?;
        counter.begin(table);
        let mut last: Option<Vec<Value<'static>>> = None;
        loop {
            let page = page(tx, table, last.as_deref())?;
            let is_last = page.len() < PAGE;
            last = page.last().map(|row| key_of(table, row));
            for row in page {
                bytes.clear();
                write(&row, &mut bytes);
                counter.row(table, &row, &bytes);
                taker.row(table, row)?;
                count += 1;
                if count % TELL_EVERY == 0 {
                    passed(count);
                }
            }
            if is_last {
                break;
            }
        }
    }
    passed(count);
    Ok(counter.finish())
}

fn key_of(table: &Table, row: &[Value<'static>]) -> Vec<Value<'static>> {
    let at = |name: &String| table.columns.iter().position(|column| column == name);
    let key = table.order.iter().filter_map(at);
    key.map(|at| row[at].clone()).collect()
}

/// The first rows of a table.
pub(crate) fn first(
    tx: &mut Tx<'_>,
    table: &Table,
) -> Result<Vec<Vec<Value<'static>>>, StoreError> {
    page(tx, table, None)
}

/// The rows that follow this key, in the order the engine keeps them in.
fn page(
    tx: &mut Tx<'_>,
    table: &Table,
    after: Option<&[Value<'static>]>,
) -> Result<Vec<Vec<Value<'static>>>, StoreError> {
    let (columns, key) = (table.columns.join(", "), table.order.join(", "));
    let name = &table.name;
    let following = match after {
        None => String::new(),
        Some(after) => {
            let places: Vec<String> = (1..=after.len()).map(|at| format!("${at}")).collect();
            format!("WHERE ({key}) > ({}) ", places.join(", "))
        }
    };
    let sql = format!("SELECT {columns} FROM {name} {following}ORDER BY {key} LIMIT {PAGE}");
    let found = tx.query(&sql, after.unwrap_or_default())?;
    let whole = |mut row: crate::Row| table.columns.iter().map(|_| row.value()).collect();
    found.into_iter().map(whole).collect()
}

const NULL: u8 = 0;
const INTEGER: u8 = 1;
const TEXT: u8 = 2;
const BYTES: u8 = 3;

/// Writes a row so that no value can flow into the next.
pub(crate) fn write(row: &[Value<'_>], into: &mut Vec<u8>) {
    let mut long = |kind, bytes: &[u8]| {
        into.push(kind);
        into.extend((bytes.len() as u64).to_le_bytes());
        into.extend(bytes);
    };
    for value in row {
        match value {
            Value::Null => long(NULL, &[]),
            Value::Integer(number) => long(INTEGER, &number.to_le_bytes()),
            Value::Text(text) => long(TEXT, text.as_bytes()),
            Value::Bytes(bytes) => long(BYTES, bytes),
        }
    }
}

/// Reads a row back; none where it is not one.
pub(crate) fn read(mut bytes: &[u8]) -> Option<Vec<Value<'static>>> {
    let mut row = Vec::new();
    while let Some((kind, rest)) = bytes.split_first() {
        let (length, rest) = rest.split_at_checked(8)?;
        let length = u64::from_le_bytes(length.try_into().ok()?);
        let (content, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        row.push(match *kind {
            NULL => Value::Null,
            INTEGER => Value::Integer(i64::from_le_bytes(content.try_into().ok()?)),
            TEXT => Value::Text(Cow::Owned(String::from_utf8(content.to_vec()).ok()?)),
            BYTES => Value::Bytes(Cow::Owned(content.to_vec())),
            _ => return None,
        });
        bytes = rest;
    }
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_reads_back_as_it_was_written() {
        let row = vec![
            Value::Null,
            Value::Integer(-7),
            Value::Text("陈示例".into()),
            Value::Bytes(vec![0, 255].into()),
            Value::Text("".into()),
        ];
        let mut bytes = Vec::new();
        write(&row, &mut bytes);
        assert_eq!(read(&bytes).unwrap(), row);
        assert_eq!(read(&bytes[..bytes.len() - 1]), None);
        assert_eq!(read(&[9]), None);
    }
}
