//! Tiers of the scheme, while they exist.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BothNames, Figure, Need, Wording};
use crate::text::Bilingual;

/// A tier of the scheme while it exists.
/// 险种的一个档次
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TierFigure {
    /// Word used in `when` and enrolments.
    /// 在 when 和参保登记里用的词
    pub name: String,
    /// What people call it.
    /// 人们怎么称呼它
    pub title: Bilingual,
}

impl Figure for TierFigure {
    const NEED: Need = Need::Any;
    const CAPTION: BothNames = ("参保档次", "tiers of the scheme");
    const ASKED: BothNames = ("参保档次", "Tiers");

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        self.title.clone()
    }
}
