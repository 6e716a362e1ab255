//! JSON written field by field, in order, with amounts as numbers of fixed decimals: straight into
//! the bytes of the reply.

use std::fmt;

use domain::{Money, Rate};
use jiff::civil::{Date, DateTime};
use serde::Serialize;

use crate::number;
use crate::time;

/// JSON as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonText(Vec<u8>);

impl JsonText {
    /// `null`.
    pub fn null() -> JsonText {
        JsonText(b"null".to_vec())
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl fmt::Display for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

/// An array, also of nothing.
impl FromIterator<JsonText> for JsonText {
    fn from_iter<T: IntoIterator<Item = JsonText>>(all: T) -> JsonText {
        let mut bytes = vec![b'['];
        for one in all {
            if bytes.len() > 1 {
                bytes.push(b',');
            }
            bytes.extend(one.0);
        }
        bytes.push(b']');
        JsonText(bytes)
    }
}

/// An object being written: its fields, each after a comma. A key is written once.
#[derive(Default)]
pub(super) struct Object(Vec<u8>);

impl Object {
    pub(super) fn new() -> Object {
        Object(Vec::with_capacity(512))
    }

    fn printed(mut self, key: &str, printed: &[u8]) -> Object {
        self.0.extend(b",\"");
        self.0.extend(key.as_bytes());
        self.0.extend(b"\":");
        self.0.extend(printed);
        self
    }

    fn written(self, key: &str, value: &(impl Serialize + ?Sized)) -> Object {
        let mut object = self.printed(key, b"");
        serde_json::to_writer(&mut object.0, value).expect("a text or a number can be written");
        object
    }

    pub(super) fn value(self, key: &str, value: JsonText) -> Object {
        self.printed(key, &value.0)
    }

    pub(super) fn null(self, key: &str) -> Object {
        self.printed(key, b"null")
    }

    pub(super) fn text(self, key: &str, text: &str) -> Object {
        self.written(key, text)
    }

    /// The text, or null.
    pub(super) fn optional(self, key: &str, text: Option<&str>) -> Object {
        match text {
            Some(text) => self.text(key, text),
            None => self.null(key),
        }
    }

    /// `"1"` or `"0"`: flags are texts.
    pub(super) fn flag(self, key: &str, flag: bool) -> Object {
        self.text(key, if flag { "1" } else { "0" })
    }

    pub(super) fn date(self, key: &str, day: Option<Date>) -> Object {
        let text = day.map(|day| day.to_string());
        self.optional(key, text.as_deref())
    }

    /// A day, or no field at all.
    pub(super) fn date_if_known(self, key: &str, day: Option<Date>) -> Object {
        match day {
            Some(_) => self.date(key, day),
            None => self,
        }
    }

    pub(super) fn datetime(self, key: &str, clock: Option<DateTime>) -> Object {
        let text = clock.map(time::print_datetime);
        self.optional(key, text.as_deref())
    }

    pub(super) fn integer(self, key: &str, integer: i64) -> Object {
        self.written(key, &integer)
    }

    /// A number of two decimals as it was sent; an empty one is 0.
    pub(super) fn number(self, key: &str, sent: Option<&str>) -> Object {
        let units = sent.and_then(|text| number::scaled(text, 2, i64::MAX).ok());
        match units {
            Some(units) => self.decimal(key, units, 2),
            None => self.integer(key, 0),
        }
    }

    /// `51.00`.
    pub(super) fn money(self, key: &str, amount: Money) -> Object {
        self.decimal(key, amount.fen(), 2)
    }

    /// `51.00`, or null.
    pub(super) fn known_money(self, key: &str, amount: Option<Money>) -> Object {
        match amount {
            Some(amount) => self.money(key, amount),
            None => self.null(key),
        }
    }

    /// `0.6000`.
    pub(super) fn rate(self, key: &str, rate: Rate) -> Object {
        self.decimal(key, i64::from(rate.ten_thousandths()), 4)
    }

    /// `0.6000`, or null.
    pub(super) fn known_rate(self, key: &str, rate: Option<Rate>) -> Object {
        match rate {
            Some(rate) => self.rate(key, rate),
            None => self.null(key),
        }
    }

    /// A count of units of 10 to the power −`places`.
    pub(super) fn decimal(self, key: &str, units: i64, places: u32) -> Object {
        self.printed(key, number::printed(units, places).as_bytes())
    }

    /// Every field of another object, after those already here.
    pub(super) fn all(mut self, other: Object) -> Object {
        self.0.extend(other.0);
        self
    }

    pub(super) fn done(mut self) -> JsonText {
        match self.0.first_mut() {
            Some(comma) => *comma = b'{',
            None => self.0.push(b'{'),
        }
        self.0.push(b'}');
        JsonText(self.0)
    }
}
