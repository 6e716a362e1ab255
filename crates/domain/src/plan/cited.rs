//! Why a number of a plan is what it is: the row it was read from.

use std::sync::Arc;

use jiff::civil::Date;

use crate::basis::Basis;
use crate::rules::Rule;
use crate::text::Bilingual;

/// A row's reason: basis, first day, sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Where it comes from.
    pub basis: Arc<Basis>,
    /// First day in force.
    pub from: Date,
    /// The rule in a sentence.
    pub says: Option<Bilingual>,
}

/// The reason a row gives.
pub(crate) fn cite<F>(row: &Rule<F>) -> Cited {
    Cited {
        basis: row.basis.clone(),
        from: row.from,
        says: row.says.clone(),
    }
}
