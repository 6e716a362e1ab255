//! Rules that are shown and do not change the amount here.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Figure, Need, Wording};
use crate::text::Bilingual;

/// A rule that is shown and does not change the amount here; `says` is its text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Name of the rule.
    pub id: String,
}

impl Figure for Note {
    const NEED: Need = Need::Any;

    fn name(&self) -> Option<&str> {
        Some(&self.id)
    }

    /// The sentence of the row is all there is.
    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        Bilingual::default()
    }
}
