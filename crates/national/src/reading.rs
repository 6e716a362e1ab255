//! What a message is read by: the dictionaries in force, the place of the facility, the day.

use domain::Region;
use domain::dictionary::{CodeContext, Dictionaries};
use jiff::civil::Date;

/// What a message is read by.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The dictionaries.
    pub dictionaries: &'a Dictionaries,
    /// Where the facility lies, as far as it is known.
    pub place: Option<Region>,
    /// Today.
    pub today: Date,
}

impl Reading<'static> {
    /// By the dictionaries the program is shipped with, wherever and whenever: for tests and for
    /// nodes that hold no codes.
    pub fn shipped() -> Reading<'static> {
        Reading {
            dictionaries: Dictionaries::shipped(),
            place: None,
            today: Date::MAX,
        }
    }
}

impl Reading<'_> {
    pub(crate) fn context(&self) -> CodeContext {
        CodeContext {
            place: self.place,
            day: self.today,
        }
    }
}
