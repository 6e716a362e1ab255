//! A JSON object written field by field, in order, with amounts as numbers of fixed decimals.

use domain::{Money, Rate};
use jiff::civil::{Date, DateTime};
use serde_json::{Map, Number, Value};

use crate::number;
use crate::time;

/// An object being written.
#[derive(Default)]
pub(super) struct Object(Map<String, Value>);

impl Object {
    pub(super) fn new() -> Object {
        Object::default()
    }

    pub(super) fn value(mut self, key: &str, value: Value) -> Object {
        self.0.insert(key.to_owned(), value);
        self
    }

    pub(super) fn null(self, key: &str) -> Object {
        self.value(key, Value::Null)
    }

    pub(super) fn text(self, key: &str, text: &str) -> Object {
        self.value(key, Value::String(text.to_owned()))
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
        self.value(key, Value::Number(integer.into()))
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
        let number: Number = number::printed(units, places)
            .parse()
            .expect("digits, a point and digits are a JSON number");
        self.value(key, Value::Number(number))
    }

    /// Every field of another object, after those already here.
    pub(super) fn all(mut self, other: Object) -> Object {
        self.0.extend(other.0);
        self
    }

    pub(super) fn done(self) -> Value {
        Value::Object(self.0)
    }
}
