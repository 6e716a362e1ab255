//! What passed, in figures that can be compared: rows and a digest for each table, money for each
//! insured place and month, the ends of the audit chains. Digests are sums over rows, so that the
//! order in which an engine gives its rows does not matter.

use std::collections::BTreeMap;

use domain::Money;
use domain::calendar::today_in_china;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::shape::Table;
use crate::value::Value;

/// How many rows of a table, and the digest of what is in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// How many.
    pub rows: u64,
    /// Of everything in them, in hexadecimal.
    pub digest: String,
}

/// What was settled for people of one place in one month, cancellations taken off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyMoved {
    /// Settlements and cancellations.
    pub settlements: u64,
    /// Whole bills.
    pub total: Money,
    /// What the funds pay of them, before corrections.
    pub funds: Money,
}

/// What is in a database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// By table.
    pub tables: BTreeMap<String, Rows>,
    /// By insured place and month in China, such as `440300 2026-11`.
    pub money: BTreeMap<String, MoneyMoved>,
    /// What corrections brought the funds to pay more, all together.
    pub corrected: Money,
    /// The last entries of all audit chains: how many chains, and a digest of their ends.
    pub audit_heads: Rows,
}

impl Counted {
    /// All rows.
    pub fn rows(&self) -> u64 {
        self.tables.values().map(|table| table.rows).sum()
    }

    /// Where the first difference to another is; none where all is the same.
    pub fn difference(&self, other: &Counted) -> Option<String> {
        let differing = |name: &&String| self.tables.get(*name) != other.tables.get(*name);
        let mut names = self.tables.keys().chain(other.tables.keys());
        if let Some(name) = names.find(differing) {
            let rows = |of: &Counted| of.tables.get(name).map_or(0, |table| table.rows);
            let (one, two) = (rows(self), rows(other));
            return Some(format!("table {name}: {one} rows, {two} rows"));
        }
        let is_same = self == other;
        (!is_same).then(|| "money or audit chains".to_owned())
    }
}

/// A sum of digests of 256 bits.
#[derive(Clone, Debug, Default)]
struct Sum {
    count: u64,
    words: [u64; 4],
}

impl Sum {
    fn add(&mut self, parts: &[&[u8]]) {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let digest = hasher.finalize();
        let mut carry = false;
        for (word, bytes) in self.words.iter_mut().zip(digest.chunks_exact(8)) {
            let more = u64::from_le_bytes(bytes.try_into().expect("eight bytes"));
            let (sum, over) = word.overflowing_add(more);
            let (sum, over_again) = sum.overflowing_add(u64::from(carry));
            (*word, carry) = (sum, over || over_again);
        }
        self.count += 1;
    }

    fn finish(&self) -> Rows {
        let bytes: Vec<u8> = self
            .words
            .iter()
            .flat_map(|word| word.to_be_bytes())
            .collect();
        Rows {
            rows: self.count,
            digest: domain::text::hex(&bytes),
        }
    }
}

/// Counts while rows pass.
#[derive(Default)]
pub(crate) struct Counter {
    done: Counted,
    table: Option<(String, Sum)>,
    heads: Sum,
    /// The entry of the audit that passed last.
    head: Option<Vec<Value<'static>>>,
}

impl Counter {
    pub(crate) fn begin(&mut self, table: &Table) {
        self.end_table();
        self.table = Some((table.name.clone(), Sum::default()));
    }

    /// Counts a row, which reads so as bytes.
    pub(crate) fn row(&mut self, table: &Table, row: &[Value<'static>], bytes: &[u8]) {
        if let Some((name, sum)) = &mut self.table {
            sum.add(&[name.as_bytes(), bytes]);
        }
        let at = |name: &str| {
            let at = table.columns.iter().position(|column| column == name);
            at.map_or(&Value::Null, |at| &row[at])
        };
        let money = |name: &str| Money::from_fen(integer(at(name)));
        match table.name.as_str() {
            "settlement" => {
                let month = month(integer(at("created_at")));
                let key = format!("{} {month}", text(at("insured_at")));
                let moved = self.done.money.entry(key).or_default();
                moved.settlements += 1;
                moved.total = sum(moved.total, money("total"));
                moved.funds = sum(moved.funds, money("funds"));
            }
            "correction" => self.done.corrected = sum(self.done.corrected, money("funds")),
            "audit" => {
                let entry = ["chain", "sequence", "hash"].map(|name| at(name).clone());
                let is_next = |head: &Vec<Value<'_>>| head[0] == entry[0];
                if !self.head.as_ref().is_some_and(is_next) {
                    self.end_chain();
                }
                self.head = Some(entry.to_vec());
            }
            _ => {}
        }
    }

    fn end_table(&mut self) {
        if let Some((name, sum)) = self.table.take() {
            self.done.tables.insert(name, sum.finish());
        }
    }

    fn end_chain(&mut self) {
        if let Some(head) = self.head.take() {
            let mut bytes = Vec::new();
            super::rows::write(&head, &mut bytes);
            self.heads.add(&[&bytes]);
        }
    }

    pub(crate) fn finish(mut self) -> Counted {
        self.end_table();
        self.end_chain();
        self.done.audit_heads = self.heads.finish();
        self.done
    }
}

/// Rows may hold any number; what they come to is compared, not paid.
fn sum(one: Money, other: Money) -> Money {
    Money::from_fen(one.fen().saturating_add(other.fen()))
}

fn integer(value: &Value<'_>) -> i64 {
    match value {
        Value::Integer(number) => *number,
        _ => 0,
    }
}

fn text<'v>(value: &'v Value<'_>) -> &'v str {
    match value {
        Value::Text(text) => text,
        _ => "",
    }
}

/// The month in China of an instant in microseconds.
fn month(instant: i64) -> String {
    let instant = Timestamp::from_microsecond(instant).unwrap_or_default();
    let day = today_in_china(instant);
    format!("{:04}-{:02}", day.year(), day.month())
}
