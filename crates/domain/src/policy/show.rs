//! Figures of a pack as tables for people.

use jiff::civil::Date;

use super::pack::Pack;
use crate::explanation::ShownBasis;
use crate::text::Bilingual;

/// A table of figures.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ShownTable {
    /// What they are.
    pub caption: Bilingual,
    /// Names of the columns.
    pub columns: Vec<Bilingual>,
    /// Rows.
    pub rows: Vec<ShownRow>,
}

/// One row.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ShownRow {
    /// One cell a column.
    pub cells: Vec<Bilingual>,
    /// First day.
    pub from: Date,
    /// First day no longer in force.
    pub until: Option<Date>,
    /// Where it comes from.
    pub basis: ShownBasis,
}

/// The tables of a pack on a day, or of all days.
pub fn tables_on(_pack: &Pack, _on: Option<Date>) -> Vec<ShownTable> {
    vec![]
}
