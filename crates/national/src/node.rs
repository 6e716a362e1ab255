//! The tolerant reader of a message's nodes and fields.
//!
//! Clients disagree about where the fields of a transaction stand. A node is looked for under the
//! name of the published table, also inside another node, then `data`, then `mdtrtinfo`, and else
//! the fields stand directly under `input`; an object and an array of one object are the same
//! thing. Keys match without
//! regard to case; where two spellings are present, the exact one counts. `null`, `""`, `"null"`
//! and `"NULL"` are absent. A number is taken where a text is meant, and the reverse.

use std::str::FromStr;

use domain::ids::IdError;
use domain::{Money, Region};
use jiff::civil::DateTime;
use serde_json::{Map, Value};

use crate::codes::Dictionary;
use crate::errors::{ReadError, shortened};
use crate::faults::{all, both};
use crate::number::{self, NumberFault};
use crate::private::Private;
use crate::reading::Reading;
use crate::time;

/// Most characters of any text field; the interface gives exp_content 4,000 and nothing else more.
pub(crate) const TEXT_MAX: usize = 4_000;

/// Most rows of one list. One visit of a year has some ten thousand lines.
pub(crate) const ROWS_MAX: usize = 10_000;

/// The value of a key: the exact spelling first, then any case.
pub(crate) fn lookup<'a>(fields: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    let found = fields.get(key).or_else(|| {
        let same = |(name, _): &(&String, &Value)| name.eq_ignore_ascii_case(key);
        fields.iter().find(same).map(|(_, value)| value)
    });
    found.filter(|value| !is_absent(value))
}

fn is_absent(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => is_empty_text(text),
        _ => false,
    }
}

/// Whether a text says that there is nothing.
pub(crate) fn is_empty_text(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.eq_ignore_ascii_case("null")
}

/// What stands under `input`.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    fields: &'a Map<String, Value>,
    reading: Reading<'a>,
}

impl<'a> Input<'a> {
    pub(crate) fn new(fields: &'a Map<String, Value>, reading: Reading<'a>) -> Input<'a> {
        Input { fields, reading }
    }

    /// The fields directly under `input`.
    fn bare(self) -> Node<'a> {
        Node::new("input", None, self.fields).read_by(self.reading)
    }

    /// The rows of a node.
    fn rows_of(self, name: &'static str, value: &'a Value) -> Result<Vec<Node<'a>>, ReadError> {
        let rows = rows_of(name, value)?;
        let read_by = |row: Node<'a>| row.read_by(self.reading);
        Ok(rows.into_iter().map(read_by).collect())
    }

    /// The single node of this name, wherever the client put it.
    pub(crate) fn node(self, name: &'static str) -> Result<Node<'a>, ReadError> {
        let Some((found, value)) = self.find(name) else {
            return Ok(self.bare());
        };
        let rows = self.rows_of(found, value)?;
        match rows.as_slice() {
            [] => Ok(self.bare()),
            [row] => Ok(Node { row: None, ..*row }),
            _ => Err(ReadError::TooManyRows {
                node: path(found),
                rows: rows.len(),
                limit: 1,
            }),
        }
    }

    /// The single node of this name; where there is none, whatever else was wrong is told with it.
    pub(crate) fn node_beside<T>(
        self,
        name: &'static str,
        other: &Result<T, ReadError>,
    ) -> Result<Node<'a>, ReadError> {
        let other = other.as_ref().map_err(ReadError::clone);
        match self.node(name) {
            Ok(node) => Ok(node),
            Err(fault) => both(Err(fault), other).map(|(node, _)| node),
        }
    }

    /// The rows of this node, at least one.
    pub(crate) fn rows(self, name: &'static str) -> Result<Vec<Node<'a>>, ReadError> {
        let rows = match self.find(name) {
            Some((found, value)) => self.rows_of(found, value)?,
            None if self.fields.is_empty() => Vec::new(),
            None => vec![self.bare()],
        };
        if rows.is_empty() {
            return Err(ReadError::NoRows { node: path(name) });
        }
        Ok(rows)
    }

    /// The rows of a node that may be absent; it is only looked for under its own name. Rows
    /// without any value are skipped.
    pub(crate) fn optional_rows(self, name: &'static str) -> Result<Vec<Node<'a>>, ReadError> {
        let Some(value) = self.own(name) else {
            return Ok(Vec::new());
        };
        let mut rows = self.rows_of(name, value)?;
        rows.retain(|row| row.fields.values().any(|value| !is_absent(value)));
        Ok(rows)
    }

    fn find(self, name: &'static str) -> Option<(&'static str, &'a Value)> {
        let own = self.own(name).map(|value| (name, value));
        let others = ["data", "mdtrtinfo"].into_iter();
        own.or_else(|| {
            others
                .filter_map(|name| lookup(self.fields, name).map(|value| (name, value)))
                .next()
        })
    }

    /// What stands under the node's own name, directly or inside another node.
    fn own(self, name: &str) -> Option<&'a Value> {
        let inside = || {
            let nodes = self.fields.values().filter_map(Value::as_object);
            let mut found = nodes.filter_map(|node| lookup(node, name));
            found.find(|value| value.is_object() || value.is_array())
        };
        lookup(self.fields, name).or_else(inside)
    }
}

fn path(node: &str) -> String {
    if node == "input" {
        node.to_owned()
    } else {
        format!("input.{node}")
    }
}

fn rows_of<'a>(name: &'static str, value: &'a Value) -> Result<Vec<Node<'a>>, ReadError> {
    let wrong = || ReadError::NotAnObject { node: path(name) };
    match value {
        Value::Object(fields) => Ok(vec![Node::new(name, None, fields)]),
        Value::Array(rows) if rows.len() > ROWS_MAX => Err(ReadError::TooManyRows {
            node: path(name),
            rows: rows.len(),
            limit: ROWS_MAX,
        }),
        Value::Array(rows) => {
            all(rows
                .iter()
                .filter(|row| !is_absent(row))
                .enumerate()
                .map(|(index, row)| {
                    let fields = row.as_object().ok_or_else(wrong)?;
                    Ok(Node::new(name, Some(index), fields))
                }))
        }
        _ => Err(wrong()),
    }
}

/// One object of fields, with the path that errors name.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    name: &'static str,
    row: Option<usize>,
    fields: &'a Map<String, Value>,
    reading: Reading<'a>,
}

impl<'a> Node<'a> {
    pub(crate) fn new(
        name: &'static str,
        row: Option<usize>,
        fields: &'a Map<String, Value>,
    ) -> Node<'a> {
        Node {
            name,
            row,
            fields,
            reading: Reading::shipped(),
        }
    }

    /// The same node, its codes read by these dictionaries.
    fn read_by(self, reading: Reading<'a>) -> Node<'a> {
        Node { reading, ..self }
    }

    /// The path of a field, such as `input.feedetail[3].cnt`.
    pub(crate) fn path(&self, key: &str) -> String {
        match (self.name, self.row) {
            ("", _) => key.to_owned(),
            (name, None) => format!("{}.{key}", path(name)),
            (name, Some(row)) => format!("{}[{row}].{key}", path(name)),
        }
    }

    /// The names of its fields.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a String> + use<'a> {
        self.fields.keys()
    }

    /// The value as it stands, if it is there.
    pub(crate) fn value(&self, key: &str) -> Option<&'a Value> {
        lookup(self.fields, key)
    }

    /// The first of several spellings that is there, else the first.
    pub(crate) fn spelled(&self, keys: &[&'static str]) -> &'static str {
        let present = keys.iter().find(|key| self.value(key).is_some());
        present.or(keys.first()).copied().unwrap_or_default()
    }

    /// A field that must be there, read by one of the readers below.
    pub(crate) fn need<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Node<'a>, &str) -> Result<Option<T>, ReadError>,
    ) -> Result<T, ReadError> {
        read(self, key)?.ok_or_else(|| ReadError::MissingField {
            field: self.path(key),
        })
    }

    /// Refuses a node in which none of these fields is there; the first is named.
    pub(crate) fn one_of(&self, keys: &[&'static str]) -> Result<(), ReadError> {
        let first = self.spelled(keys);
        match self.value(first) {
            Some(_) => Ok(()),
            None => Err(ReadError::MissingField {
                field: self.path(first),
            }),
        }
    }

    /// A text, trimmed. Numbers as they are written; true is 1, false is 0.
    pub(crate) fn text(&self, key: &str) -> Result<Option<String>, ReadError> {
        let text = match self.value(key) {
            None => return Ok(None),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(yes)) => i32::from(*yes).to_string(),
            Some(_) => {
                return Err(ReadError::WrongType {
                    field: self.path(key),
                });
            }
        };
        // Databases refuse NUL, and no published field has control characters but line breaks.
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        {
            return Err(ReadError::ControlCharacter {
                field: self.path(key),
            });
        }
        if text.chars().count() > TEXT_MAX {
            return Err(ReadError::TooLong {
                field: self.path(key),
                limit: TEXT_MAX,
            });
        }
        Ok(Some(text))
    }

    /// A text about a person, kept out of logs.
    pub(crate) fn private(&self, key: &str) -> Result<Option<Private>, ReadError> {
        Ok(self.text(key)?.map(Private::new))
    }

    /// An identifier of the domain.
    pub(crate) fn id<T>(&self, key: &str) -> Result<Option<T>, ReadError>
    where
        T: FromStr<Err = IdError>,
    {
        self.parsed(key, str::parse, |field, value, error| {
            let rule = match error {
                IdError::Form { rule, .. } => rule,
                IdError::CheckCharacter => "the check character is wrong",
            };
            ReadError::BadIdentifier { field, value, rule }
        })
    }

    /// A division code.
    pub(crate) fn region(&self, key: &str) -> Result<Option<Region>, ReadError> {
        let refuse = |field, value, _| ReadError::BadRegion { field, value };
        self.parsed(key, str::parse, refuse)
    }

    /// A time on the clock in China.
    pub(crate) fn datetime(&self, key: &str) -> Result<Option<DateTime>, ReadError> {
        let read = |text: &str| time::read_datetime(text).ok_or(());
        let refuse = |field, value, ()| ReadError::BadDate { field, value };
        self.parsed(key, read, refuse)
    }

    /// A code of a dictionary.
    pub(crate) fn code<T: Copy + PartialEq>(
        &self,
        key: &str,
        dictionary: &Dictionary<T>,
    ) -> Result<Option<T>, ReadError> {
        let read = |text: &str| dictionary.read(text).ok_or(dictionary.name);
        self.parsed(key, read, unknown_code)
    }

    /// 0 or 1.
    pub(crate) fn flag(&self, key: &str) -> Result<Option<bool>, ReadError> {
        let read = |text: &str| match text {
            "0" | "false" | "00" => Ok(false),
            "1" | "true" | "01" => Ok(true),
            _ => Err("0/1"),
        };
        self.parsed(key, read, unknown_code)
    }

    /// An amount of money of either sign.
    pub(crate) fn money(&self, key: &str) -> Result<Option<Money>, ReadError> {
        let fen = self.decimal(key, 2)?;
        Ok(fen.map(Money::from_fen))
    }

    /// An amount of money, zero or more.
    pub(crate) fn amount(&self, key: &str) -> Result<Option<Money>, ReadError> {
        let money = self.money(key)?;
        self.refuse_negative(key, money.is_some_and(Money::is_negative))?;
        Ok(money)
    }

    /// A number of either sign with at most so many decimals, counted in its smallest unit; at most
    /// a hundred million.
    pub(crate) fn decimal(&self, key: &str, places: u32) -> Result<Option<i64>, ReadError> {
        let limit = 100_000_000 * 10_i64.pow(places);
        let read = |text: &str| number::scaled(text, places, limit);
        self.parsed(key, read, |field, value, fault| match fault {
            NumberFault::NotANumber => ReadError::NotANumber { field, value },
            NumberFault::TooPrecise => ReadError::TooPrecise {
                field,
                value,
                places,
            },
            NumberFault::TooLarge => ReadError::TooLarge { field, value },
        })
    }

    /// Refuses a field already found to be below zero.
    pub(crate) fn refuse_negative(&self, key: &str, negative: bool) -> Result<(), ReadError> {
        if negative {
            let value = self.text(key)?.unwrap_or_default();
            return Err(ReadError::Negative {
                field: self.path(key),
                value: shortened(&value),
            });
        }
        Ok(())
    }

    /// Parses a text; `refuse` makes the error from the path, the shortened value and the cause.
    fn parsed<T, E>(
        &self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
        refuse: impl FnOnce(String, String, E) -> ReadError,
    ) -> Result<Option<T>, ReadError> {
        let Some(text) = self.text(key)? else {
            return Ok(None);
        };
        match parse(&text) {
            Ok(parsed) => Ok(Some(parsed)),
            Err(cause) => Err(refuse(self.path(key), shortened(&text), cause)),
        }
    }
}

pub(crate) fn unknown_code(field: String, value: String, dictionary: &'static str) -> ReadError {
    ReadError::UnknownCode {
        field,
        value,
        dictionary,
    }
}

mod listed;

#[cfg(test)]
mod tests;
