//! What is left this year of whoever is signed in, as one card on the page of their place.

use domain::ids::mask_name;

use crate::web::frame::Frame;
use crate::web::person::{CountedRow, YearRow, counted};
use crate::web::year::{NextDeductible, deductible};

/// What is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnYear {
    /// Whose; the page masks it.
    pub name: String,
    /// What the next stay costs first.
    pub deductibles: Vec<NextDeductible>,
    /// What was used, and of what.
    pub rows: Vec<YearRow>,
}

/// The card in the language of a page.
pub(super) struct ShownOwn<'a> {
    pub name: String,
    pub deductibles: Vec<(String, Vec<(String, String)>)>,
    pub rows: Vec<CountedRow<'a>>,
}

/// So many limits fit on a card; the page of the year has all of them.
const ROWS: usize = 4;

impl<'a> ShownOwn<'a> {
    pub(super) fn of(frame: &Frame, own: &'a OwnYear) -> ShownOwn<'a> {
        let rows = own.rows.iter().take(ROWS);
        let next = own.deductibles.iter();
        ShownOwn {
            name: mask_name(&own.name),
            deductibles: next.map(|one| deductible(frame, one)).collect(),
            rows: rows.map(|row| counted(frame, row)).collect(),
        }
    }
}
