//! When a benefit year begins.

use schemars::JsonSchema;
use serde::Deserialize;

use super::wording::same;
use super::{BothNames, Complaints, Figure, Need, Wording, say};
use crate::calendar::is_month_day;
use crate::text::Bilingual;

/// When a benefit year begins.
/// 待遇年度从哪天开始
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BenefitYearFigure {
    /// Month and day, `01-01` or `07-01`.
    /// 月和日，如 "01-01" 或 "07-01"
    pub starts: String,
}

impl Figure for BenefitYearFigure {
    const NEED: Need = Need::One;
    const CAPTION: BothNames = ("待遇年度", "the benefit year");
    const ASKED: BothNames = ("一年从哪天算起", "When the benefit year begins");

    fn check(&self, complaints: &mut Complaints<'_>) {
        let wrong = !is_month_day(&self.starts);
        complaints.report_if(wrong, say::bad_month_day(&self.starts));
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        same(&self.starts)
    }
}
