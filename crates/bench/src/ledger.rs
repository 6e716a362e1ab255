//! What settling wrote, read back as plain statements, so that exactly the same rows can be written
//! again without us: the same tables, indexes, columns and bytes, the same number of statements.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use store::{Db, Row, StoreError, Tx, Value, values};

use crate::crowd::{BATCH, CrowdGroup};

/// One statement and its values.
pub struct Statement {
    /// The text, with `$1`.
    pub sql: Arc<str>,
    /// The values.
    pub values: Vec<Value<'static>>,
}

/// Everything one settlement wrote, in order.
#[derive(Default)]
pub struct Written {
    /// The statements.
    pub statements: Vec<Statement>,
    /// How many rows they touch.
    pub rows: usize,
}

/// A table as settling writes it.
struct Table {
    name: &'static str,
    columns: &'static str,
    /// What tells rows of settling from rows of its preparation.
    only: &'static str,
    then: &'static str,
}

const POSTINGS: Table = Table {
    name: "posting",
    columns: "person, entry, ordinal, account, amount",
    only: "entry NOT LIKE 'opening:%'",
    then: "",
};
const TOTALS: Table = Table {
    name: "year_to_date",
    columns: "person, insured_at, scheme, year, counter, amount",
    only: "1 = 1",
    then: " ON CONFLICT (person, insured_at, scheme, year, counter) \
         DO UPDATE SET amount = excluded.amount",
};
const NOTICES: Table = Table {
    name: "outbox",
    columns: "person, turn, ordinal, topic, payload, created_at",
    only: "topic = 'settled'",
    then: "",
};
const MESSAGES: Table = Table {
    name: "message",
    columns: "person, facility, message, deed, state, digest, content, reply, visit, settlement, \
         received_at, turn, said_besides",
    only: "deed = 'settle-visit'",
    then: "",
};
const AUDIT: Table = Table {
    name: "audit",
    columns: "chain, sequence, at, actor, action, object, reason, digest, previous, hash, \
         turn, wrote",
    only: "action = 'settle-visit'",
    then: "",
};
const SETTLEMENTS: Table = Table {
    name: "settlement",
    columns: "person, settlement, visit, batch, facility, message, turn, reversal_of, created_at, \
         insured_at, treated_at, scheme, year, wholly_self_paid, above_limit, upfront, ordinary, \
         negotiated, total, funds, account, family_account, cash, deductible, shares, counted, \
         inputs, footing, lines, pack_hash, so_far, uses_account, flags",
    only: "reversal_of IS NULL",
    then: "",
};

const LOCK: &str = "INSERT INTO person_lock (person, turn) VALUES ($1, 1) \
     ON CONFLICT (person) DO UPDATE SET turn = person_lock.turn + 1";
const MARK: &str = "UPDATE bill_line SET settled_by = $1 WHERE person = $2 AND visit = $3 \
     AND settled_by IS NULL AND withdrawn = 0 AND batch = $4";
const DRAW: &str = "UPDATE account SET balance = balance - $1 \
     WHERE person = $2 AND insured_at = $3 AND scheme = $4";

impl Table {
    fn width(&self) -> usize {
        self.columns.split(',').count()
    }

    fn key(&self) -> &'static str {
        self.columns.split(',').next().expect("a table has columns")
    }

    /// The rows of a group, by person, laid end to end.
    fn read(&self, db: &Db, group: CrowdGroup) -> Result<HashMap<String, Vec<Value<'static>>>> {
        let (key, width) = (self.key(), self.width());
        let sql = format!(
            "SELECT {} FROM {} WHERE {key} >= $1 AND {key} < $2 AND {} ORDER BY {key}",
            self.columns, self.name, self.only
        );
        let read = db.read(|tx: &mut Tx<'_>| {
            let rows = tx.query(&sql, &values![group.from(), group.until()])?;
            rows.into_iter()
                .map(|row| all(row, width))
                .collect::<Result<Vec<_>, StoreError>>()
        });
        let mut by_person: HashMap<String, Vec<Value<'static>>> = HashMap::new();
        for row in read.with_context(|| format!("cannot read {} back", self.name))? {
            let person = text(&row[0]);
            by_person.entry(person).or_default().extend(row);
        }
        Ok(by_person)
    }

    fn insert(&self, texts: &mut Texts, values: Vec<Value<'static>>) -> Statement {
        let rows = values.len() / self.width();
        let sql = texts.of((self.name, rows), || {
            let places = (0..rows).map(|row| {
                let first = row * self.width() + 1;
                let places = (first..first + self.width()).map(|place| format!("${place}"));
                format!("({})", places.collect::<Vec<_>>().join(","))
            });
            let places = places.collect::<Vec<_>>().join(", ");
            format!(
                "INSERT INTO {} ({}) VALUES {places}{}",
                self.name, self.columns, self.then
            )
        });
        Statement { sql, values }
    }
}

/// Texts of statements, each made once.
#[derive(Default)]
struct Texts(HashMap<(&'static str, usize), Arc<str>>);

impl Texts {
    fn of(&mut self, key: (&'static str, usize), make: impl FnOnce() -> String) -> Arc<str> {
        self.0.entry(key).or_insert_with(|| make().into()).clone()
    }
}

/// Reads back what the settlements of a group wrote.
pub fn of_group(db: &Db, group: CrowdGroup) -> Result<Vec<Written>> {
    let mut texts = Texts::default();
    let settlements = SETTLEMENTS.read(db, group)?;
    let mut lines = line_counts(db, group)?;
    let rest = [POSTINGS, TOTALS, NOTICES, MESSAGES, AUDIT];
    let mut read = Vec::new();
    for table in &rest {
        read.push((table, table.read(db, group)?));
    }
    let mut all = Vec::with_capacity(settlements.len());
    for (person, settlement) in settlements {
        let mut written = Written::default();
        let mut push = |statement: Statement, rows: usize| {
            written.rows += rows;
            written.statements.push(statement);
        };
        let lock = texts.of(("person_lock", 1), || LOCK.to_owned());
        push(statement(lock, [settlement[0].clone()]), 1);
        let mark = texts.of(("bill_line", 1), || MARK.to_owned());
        let marked = [1, 0, 2].map(|column: usize| settlement[column].clone());
        let mut mark = statement(mark, marked);
        mark.values.push(Value::from(BATCH));
        push(mark, lines.remove(&person).unwrap_or_default());
        let drawn = settlement[ACCOUNT_COLUMN].clone();
        let owner = [0, 9, 11].map(|column: usize| settlement[column].clone());
        push(SETTLEMENTS.insert(&mut texts, settlement), 1);
        for (table, rows) in &mut read {
            let values = rows.remove(&person).unwrap_or_default();
            let count = values.len() / table.width();
            if count > 0 {
                push(table.insert(&mut texts, values), count);
            }
        }
        if drawn != Value::Integer(0) {
            let draw = texts.of(("account", 1), || DRAW.to_owned());
            let [person, place, scheme] = owner;
            push(statement(draw, [drawn, person, place, scheme]), 1);
        }
        all.push(written);
    }
    Ok(all)
}

/// The column of a settlement that says what the personal account paid.
const ACCOUNT_COLUMN: usize = 20;

fn statement<const N: usize>(sql: Arc<str>, values: [Value<'static>; N]) -> Statement {
    Statement {
        sql,
        values: values.into(),
    }
}

fn line_counts(db: &Db, group: CrowdGroup) -> Result<HashMap<String, usize>> {
    const COUNT: &str = "SELECT person, COUNT(*) FROM bill_line \
         WHERE person >= $1 AND person < $2 AND settled_by IS NOT NULL GROUP BY person";
    let counted = db.read(|tx: &mut Tx<'_>| {
        let rows = tx.query(COUNT, &values![group.from(), group.until()])?;
        let read = |mut row: Row| Ok((row.text()?, usize::try_from(row.integer()?).unwrap_or(0)));
        rows.into_iter()
            .map(read)
            .collect::<Result<_, StoreError>>()
    });
    counted.context("cannot count the lines")
}

fn all(mut row: Row, width: usize) -> Result<Vec<Value<'static>>, StoreError> {
    (0..width).map(|_| row.value()).collect()
}

fn text(value: &Value<'_>) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        _ => String::new(),
    }
}
