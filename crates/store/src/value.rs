//! Values going in and rows coming out: integers, texts and bytes, the types both engines share.
//! Days are texts such as `2026-11-03`, instants are microseconds since 1970, money is fen,
//! words are their [`word_list!`](domain::word_list) words, everything nested is JSON.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use domain::ids::{
    BillQuestionId, CorrectionId, FacilityCode, FilingId, HospitalRecordId, MessageId, PersonId,
    SettlementId, VisitId,
};
use domain::{Money, Region};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;

/// One value of a statement or a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// No value.
    Null,
    /// A 64-bit integer.
    Integer(i64),
    /// A text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
}

impl Value<'_> {
    /// The same value, held for itself.
    pub(crate) fn to_owned(&self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Integer(number) => Value::Integer(*number),
            Value::Text(text) => Value::Text(Cow::Owned(text.as_ref().to_owned())),
            Value::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.as_ref().to_owned())),
        }
    }

    /// The same value, held by the other.
    pub(crate) fn borrowed(&self) -> Value<'_> {
        match self {
            Value::Null => Value::Null,
            Value::Integer(number) => Value::Integer(*number),
            Value::Text(text) => Value::Text(Cow::Borrowed(text)),
            Value::Bytes(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
        }
    }
}

/// The values of a statement, in the order of its `$1`, `$2` …
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::Value::from($value)),*] };
}

/// Any serialisable value as JSON text.
pub fn json<T: Serialize>(value: &T) -> Value<'static> {
    let text = serde_json::to_string(value).expect("our types always serialise");
    Value::Text(Cow::Owned(text))
}

/// One of a closed list of words, by its word.
pub fn word(word: &'static str) -> Value<'static> {
    Value::Text(Cow::Borrowed(word))
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Integer(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Value::Integer(i64::from(flag))
    }
}

impl From<Money> for Value<'_> {
    fn from(amount: Money) -> Self {
        Value::Integer(amount.fen())
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(instant: Timestamp) -> Self {
        Value::Integer(instant.as_microsecond())
    }
}

impl From<Date> for Value<'_> {
    fn from(day: Date) -> Self {
        Value::Text(Cow::Owned(day.to_string()))
    }
}

impl From<Region> for Value<'_> {
    fn from(region: Region) -> Self {
        Value::Text(Cow::Owned(region.to_string()))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl From<Vec<u8>> for Value<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Bytes(Cow::Owned(bytes))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Value::Bytes(Cow::Borrowed(bytes))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'a, T> From<Option<T>> for Value<'a>
where
    Value<'a>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Value::from)
    }
}

/// Identifiers go in as their text.
macro_rules! from_id {
    ($($id:ty),+) => {$(
        impl<'a> From<&'a $id> for Value<'a> {
            fn from(id: &'a $id) -> Self {
                Value::Text(Cow::Borrowed(id.as_str()))
            }
        }
    )+};
}

from_id!(
    PersonId,
    FilingId,
    BillQuestionId,
    HospitalRecordId,
    VisitId,
    CorrectionId,
    SettlementId,
    MessageId,
    FacilityCode
);

/// One row, read from left to right: each call takes the next column, so that the order of the
/// reads is the order of the columns in the statement above them.
#[derive(Debug)]
pub struct RowOf<'a> {
    columns: std::vec::IntoIter<Value<'a>>,
}

/// A row as a statement brings it.
pub type Row = RowOf<'static>;

impl<'a> RowOf<'a> {
    pub(crate) fn new(columns: Vec<Value<'a>>) -> RowOf<'a> {
        RowOf {
            columns: columns.into_iter(),
        }
    }

    /// All columns that were not read yet, as they are.
    pub fn into_values(self) -> Vec<Value<'a>> {
        self.columns.collect()
    }

    /// The next column as it is.
    pub fn value(&mut self) -> Result<Value<'a>, StoreError> {
        self.columns
            .next()
            .ok_or_else(|| StoreError::row("fewer columns than read"))
    }

    /// Passes over columns, those of a row that an outer join did not find.
    pub fn skip(&mut self, columns: usize) {
        self.columns.by_ref().take(columns).for_each(drop);
    }

    /// The next column as a number.
    pub fn integer(&mut self) -> Result<i64, StoreError> {
        match self.value()? {
            Value::Integer(number) => Ok(number),
            other => Err(unexpected("a number", &other)),
        }
    }

    /// The next column as a number, if it holds one.
    pub fn optional_integer(&mut self) -> Result<Option<i64>, StoreError> {
        match self.value()? {
            Value::Null => Ok(None),
            Value::Integer(number) => Ok(Some(number)),
            other => Err(unexpected("a number", &other)),
        }
    }

    /// The next column as yes or no.
    pub fn flag(&mut self) -> Result<bool, StoreError> {
        Ok(self.integer()? != 0)
    }

    /// The next column as money.
    pub fn money(&mut self) -> Result<Money, StoreError> {
        Ok(Money::from_fen(self.integer()?))
    }

    /// The next column as an instant.
    pub fn instant(&mut self) -> Result<Timestamp, StoreError> {
        Timestamp::from_microsecond(self.integer()?).map_err(StoreError::row)
    }

    /// The next column as an instant, where there is one.
    pub fn optional_instant(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let at = self.optional_integer()?;
        at.map(|at| Timestamp::from_microsecond(at).map_err(StoreError::row))
            .transpose()
    }

    /// The next column as a text.
    pub fn text(&mut self) -> Result<String, StoreError> {
        Ok(self.as_text()?.into_owned())
    }

    /// The next column as a text, if it holds one.
    pub fn optional_text(&mut self) -> Result<Option<String>, StoreError> {
        Ok(self.as_optional_text()?.map(Cow::into_owned))
    }

    fn as_text(&mut self) -> Result<Cow<'a, str>, StoreError> {
        self.as_optional_text()?
            .ok_or_else(|| StoreError::row("a text is missing"))
    }

    fn as_optional_text(&mut self) -> Result<Option<Cow<'a, str>>, StoreError> {
        match self.value()? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            other => Err(unexpected("a text", &other)),
        }
    }

    /// The next column as bytes.
    pub fn bytes(&mut self) -> Result<Vec<u8>, StoreError> {
        self.optional_bytes()?
            .ok_or_else(|| StoreError::row("bytes are missing"))
    }

    /// The next column as bytes, if it holds any.
    pub fn optional_bytes(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        match self.value()? {
            Value::Null => Ok(None),
            Value::Bytes(bytes) => Ok(Some(bytes.into_owned())),
            other => Err(unexpected("bytes", &other)),
        }
    }

    /// The next column, parsed by the type's own rule: identifiers, regions, days, months.
    pub fn parse<T: FromStr<Err: Display>>(&mut self) -> Result<T, StoreError> {
        self.as_text()?.parse().map_err(StoreError::row)
    }

    /// The next column, parsed, if it holds anything.
    pub fn optional_parse<T: FromStr<Err: Display>>(&mut self) -> Result<Option<T>, StoreError> {
        let text = self.as_optional_text()?;
        text.map(|text| text.parse().map_err(StoreError::row))
            .transpose()
    }

    /// The next column as one of a closed list of words.
    pub fn word<T>(&mut self, from_word: fn(&str) -> Option<T>) -> Result<T, StoreError> {
        let word = self.as_text()?;
        from_word(&word).ok_or_else(|| StoreError::row(format!("unknown word «{word}»")))
    }

    /// The next column as JSON.
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, StoreError> {
        serde_json::from_str(&self.as_text()?).map_err(StoreError::row)
    }

    /// The next column as JSON, if it holds any.
    pub fn optional_json<T: DeserializeOwned>(&mut self) -> Result<Option<T>, StoreError> {
        let text = self.as_optional_text()?;
        text.map(|text| serde_json::from_str(&text).map_err(StoreError::row))
            .transpose()
    }
}

/// Names the kind found, never the value, which may be personal.
fn unexpected(wanted: &str, found: &Value<'_>) -> StoreError {
    let found = match found {
        Value::Null => "nothing",
        Value::Integer(_) => "a number",
        Value::Text(_) => "a text",
        Value::Bytes(_) => "bytes",
    };
    StoreError::row(format!("{wanted} expected, {found} found"))
}
