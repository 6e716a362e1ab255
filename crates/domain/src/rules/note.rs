//! Rules that are shown and do not change the amount here.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BothNames, Figure, Need, Wording};
use crate::text::Bilingual;

/// A rule that is shown and does not change the amount here; `says` is its text.
/// 只说明、不影响金额的规定
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Name of the rule.
    /// 规定的名字
    pub id: String,
}

impl Figure for Note {
    const NEED: Need = Need::Any;
    const CAPTION: BothNames = (
        "只说明、不影响金额的规定",
        "rules that do not change the amount",
    );
    const ASKED: BothNames = ("其他规定", "Other rules");

    fn name(&self) -> Option<&str> {
        Some(&self.id)
    }

    /// The sentence of the row is all there is.
    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        Bilingual::default()
    }
}
