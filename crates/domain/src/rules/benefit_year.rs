//! When a benefit year begins.

use schemars::JsonSchema;
use serde::Deserialize;

use super::wording::same;
use super::{Complaints, Figure, Need, Wording, say};
use crate::calendar::is_month_day;
use crate::text::Bilingual;

/// When a benefit year begins.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BenefitYearFigure {
    /// Month and day, `01-01` or `07-01`.
    pub starts: String,
}

impl Figure for BenefitYearFigure {
    const NEED: Need = Need::One;

    fn check(&self, complaints: &mut Complaints<'_>) {
        let wrong = !is_month_day(&self.starts);
        complaints.report_if(wrong, say::bad_month_day(&self.starts));
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        same(&self.starts)
    }
}
