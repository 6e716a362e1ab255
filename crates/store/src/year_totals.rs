//! What a person has used up, year by year, to be shown.

use domain::ids::PersonId;
use domain::person::Scheme;
use domain::{Money, Region};
use serde::Serialize;

use crate::tx::Tx;
use crate::value::Row;
use crate::{StoreError, values};

/// One running total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct YearTotal {
    /// Insured place.
    pub insured_at: Region,
    /// Scheme.
    pub scheme: Scheme,
    /// Label of the benefit year.
    pub year: String,
    /// Counter; [`counts_in_ones`](crate::settlements::counts_in_ones) says which are no money.
    pub counter: String,
    /// What it stands at.
    pub amount: Money,
}

/// All running totals of a person.
pub fn year_totals(tx: &mut Tx, person: &PersonId) -> Result<Vec<YearTotal>, StoreError> {
    const FIND: &str = "SELECT insured_at, scheme, year, counter, amount FROM year_to_date \
         WHERE person = $1 ORDER BY year DESC, insured_at, scheme, counter";
    let read = |mut row: Row| {
        Ok(YearTotal {
            insured_at: row.parse()?,
            scheme: row.word(Scheme::from_word)?,
            year: row.text()?,
            counter: row.text()?,
            amount: row.money()?,
        })
    };
    tx.query(FIND, &values![person])?
        .into_iter()
        .map(read)
        .collect()
}
