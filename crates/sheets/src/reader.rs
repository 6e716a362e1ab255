//! One row, cell by cell: what does not read is noted with its column and how to repair it, and
//! the row is read on, so that a person sees all that is wrong with it at once.

use std::collections::HashMap;

use domain::calendar::Month;
use domain::region_names::typed;
use domain::text::{Named, either, shortened};
use domain::{Bilingual, Money, Rate, Region, say};
use jiff::civil::Date;

use crate::columns::{Columns, Header};
use crate::table::RowOfTable;
use crate::words;

/// What is wrong in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The column; none where it is the row as a whole.
    pub column: &'static str,
    /// What stands there; nothing of what says who somebody is.
    pub value: String,
    /// What is wrong with it.
    pub says: Bilingual,
    /// How it is repaired.
    pub next: Bilingual,
}

/// Places as files write them, each worked out once.
#[derive(Debug, Default)]
pub struct KnownPlaces(HashMap<String, Result<Region, Bilingual>>);

impl KnownPlaces {
    fn read(&mut self, text: &str) -> Result<Region, Bilingual> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let read = typed::place(text);
        self.0.insert(text.to_owned(), read.clone());
        read
    }
}

/// Reads the cells of one row.
pub struct RowReader<'a, C: Columns> {
    header: &'a Header<C>,
    row: &'a RowOfTable,
    places: &'a mut KnownPlaces,
    /// What was wrong so far.
    pub faults: Vec<RowFault>,
}

impl<'a, C: Columns> RowReader<'a, C> {
    /// Begins with a row.
    pub fn new(
        header: &'a Header<C>,
        row: &'a RowOfTable,
        places: &'a mut KnownPlaces,
    ) -> RowReader<'a, C> {
        RowReader {
            header,
            row,
            places,
            faults: Vec::new(),
        }
    }

    /// What stands in a cell, if anything does.
    pub fn text(&self, column: C) -> Option<&'a str> {
        let cell = self.row.cells.get(self.header.place(column)?)?;
        let cell = cell.trim().trim_matches(['\u{feff}', '\u{a0}']);
        (!cell.is_empty()).then_some(cell)
    }

    /// What stands in a cell that may not be empty.
    pub fn needed(&mut self, column: C) -> Option<&'a str> {
        let found = self.text(column);
        if found.is_none() {
            let says = say!("没有填", "it is empty");
            self.wrong(column, says, say!("请填写", "fill it in"));
        }
        found
    }

    /// Notes that a cell is wrong, and shows what stands there.
    pub fn wrong(&mut self, column: C, says: Bilingual, next: Bilingual) {
        let value = shortened(self.text(column).unwrap_or_default(), 40);
        self.wrong_as(column, value, says, next);
    }

    /// Notes that a cell is wrong that says who somebody is.
    pub fn wrong_unseen(&mut self, column: C, says: Bilingual, next: Bilingual) {
        self.wrong_as(column, String::new(), says, next);
    }

    fn wrong_as(&mut self, column: C, value: String, says: Bilingual, next: Bilingual) {
        self.faults.push(RowFault {
            column: column.column().name,
            value,
            says,
            next,
        });
    }

    fn read<T>(
        &mut self,
        column: C,
        read: impl FnOnce(&str) -> Option<T>,
        next: Bilingual,
    ) -> Option<T> {
        let text = self.text(column)?;
        let value = read(text);
        if value.is_none() {
            self.wrong(column, say!("读不懂", "it does not read"), next);
        }
        value
    }

    /// A day.
    pub fn day(&mut self, column: C) -> Option<Date> {
        let next = say!(
            "写成 2026-11-30 这样的日期",
            "write a day such as 2026-11-30"
        );
        self.read(column, words::day, next)
    }

    /// A month.
    pub fn month(&mut self, column: C) -> Option<Month> {
        let next = say!("写成 2026-11 这样的月份", "write a month such as 2026-11");
        self.read(column, words::month, next)
    }

    /// An amount of yuan.
    pub fn money(&mut self, column: C) -> Option<Money> {
        let next = say!(
            "写成元，最多两位小数，如 1234.50",
            "write yuan with at most two decimals, such as 1234.50"
        );
        self.read(column, words::money, next)
    }

    /// A share: 10%, 0.1 and 10 are the same.
    pub fn rate(&mut self, column: C) -> Option<Rate> {
        let next = say!("写成 10% 这样的比例", "write a share such as 10%");
        self.read(column, words::rate, next)
    }

    /// Yes or no; no where nothing stands.
    pub fn is_said(&mut self, column: C) -> bool {
        let next = say!("写「是」或「否」", "write 是 or 否");
        self.read(column, words::yes_or_no, next).unwrap_or(false)
    }

    /// A place by code or name.
    pub fn place(&mut self, column: C) -> Option<Region> {
        let text = self.text(column)?;
        match self.places.read(text) {
            Ok(region) => Some(region),
            Err(says) => {
                let next = say!(
                    "写六位区划代码或全名，如 440300、深圳市",
                    "write a code of six digits or a full name, such as 440300"
                );
                self.wrong(column, says, next);
                None
            }
        }
    }

    /// Several things in one cell.
    pub fn list(&self, column: C) -> Vec<String> {
        let text = self.text(column).unwrap_or_default();
        let parts = text.split(['、', ';', '；', '，', ',', '|']);
        let parts = parts.map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }

    /// One of a closed list of words, as files call them.
    pub fn word<T: Named + Copy>(
        &mut self,
        column: C,
        read: impl FnOnce(&str) -> Option<T>,
        all: &[T],
    ) -> Option<T> {
        let known = either(all);
        let next = say!("请写其中之一：{known}", "write one of {known}"; known = known);
        self.read(column, read, next)
    }
}
