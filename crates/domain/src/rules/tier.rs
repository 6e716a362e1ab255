//! Tiers of the scheme, while they exist.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Figure, Need, Wording};
use crate::text::Bilingual;

/// A tier of the scheme while it exists.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TierFigure {
    /// Word used in `when` and enrolments.
    pub name: String,
    /// What people call it.
    pub title: Bilingual,
}

impl Figure for TierFigure {
    const NEED: Need = Need::Any;

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        self.title.clone()
    }
}
