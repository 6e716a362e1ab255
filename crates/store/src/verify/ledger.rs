//! What the settlements of a person are gone through with, from the rows that are read already.

use std::collections::BTreeMap;

use domain::Money;
use domain::ids::SettlementId;
use domain::situation::YearToDate;

use super::books::Books;
use crate::StoreError;
use crate::corrections::{AskedOfClerk, as_they_stand, asked_in};
use crate::enrolments::Insurance;
use crate::newer_rules::{self, Newer};
use crate::rows::{self, OwnedTable, RawRow, number, text};
use crate::settlements::{Settlement, add_total};
use crate::value::{Row, Value};
use crate::visits::Visit;

impl Books {
    /// The settlements that stand, as they stand; see [`standing`](crate::corrections::standing).
    pub fn standing(&self) -> Result<Vec<Settlement>, StoreError> {
        let mut noted: Vec<&RawRow> = self.rows.of(OwnedTable::NewerRules).iter().collect();
        noted.sort_by_key(|row| number(row, 2));
        let newer = noted.into_iter().map(|row| {
            let settlement: SettlementId = text(row, 1).parse().map_err(StoreError::row)?;
            Ok((settlement, (number(row, 2), text(row, 3).to_owned())))
        });
        let newer: Newer = newer.collect::<Result<_, StoreError>>()?;
        let mut standing = as_they_stand(self.settlements.clone(), &self.corrections);
        newer_rules::lay_over(newer, &mut standing, &self.corrections);
        Ok(standing)
    }

    /// The visits, newest first; see [`of_person`](crate::visits::of_person).
    pub fn visits(&self) -> Result<Vec<Visit>, StoreError> {
        let visits = self.rows.of(OwnedTable::Visit).iter().map(rows::visit);
        let mut visits: Vec<Visit> = visits.collect::<Result<_, _>>()?;
        visits.sort_by(|one, other| {
            let newest = other.opened_at.cmp(&one.opened_at);
            newest.then_with(|| one.id.as_str().cmp(other.id.as_str()))
        });
        Ok(visits)
    }

    /// What was brought along; see [`openings`](crate::settlements::openings).
    pub fn openings(&self, insurance: Insurance) -> BTreeMap<String, YearToDate> {
        let mut opened: BTreeMap<String, YearToDate> = BTreeMap::new();
        for row in self.of_insurance(OwnedTable::Opening, insurance) {
            let year = opened.entry(text(row, 3).to_owned()).or_default();
            add_total(year, text(row, 4).to_owned(), number(row, 5));
        }
        opened
    }

    /// What is on the personal account; see [`balance`](crate::enrolments::balance).
    pub fn balance(&self, insurance: Insurance) -> Money {
        let mut accounts = self.of_insurance(OwnedTable::Account, insurance);
        let balance = accounts.next().map(|row| Money::from_fen(number(row, 3)));
        balance.unwrap_or_default()
    }

    /// What somebody has to say, or has said; see [`asked`](crate::corrections::asked).
    pub fn asked(&self) -> Result<AskedOfClerk, StoreError> {
        let mut tasks: Vec<&RawRow> = self.rows.of(OwnedTable::Task).iter().collect();
        tasks.sort_by_key(|row| number(row, 2));
        let is_open = |row: &RawRow| row[7] == Value::Null;
        let corrected_since = |row: &RawRow| {
            let mut corrections = self.corrections.iter();
            corrections.any(|it| it.settlement.as_str() == text(row, 1) && it.turn > number(row, 2))
        };
        tasks.retain(|row| {
            let is_left = text(row, 9) == "left" && text(row, 10) != "moot";
            is_open(row) || is_left && !corrected_since(row)
        });
        let tasks = tasks.into_iter().map(|row| {
            let open = Value::Integer(is_open(row).into());
            Row::new(vec![row[1].clone(), row[4].clone(), row[5].clone(), open])
        });
        asked_in(tasks.collect())
    }

    /// The rows of a table that are of one insurance.
    fn of_insurance(
        &self,
        table: OwnedTable,
        (place, scheme): Insurance,
    ) -> impl Iterator<Item = &RawRow> {
        let (place, scheme) = (place.to_string(), scheme.word());
        let rows = self.rows.of(table).iter();
        rows.filter(move |row| text(row, 1) == place && text(row, 2) == scheme)
    }
}
