//! The upfront share of class B, where the insured place sets it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::wording::same;
use super::{BothNames, Complaints, Figure, Need, Wording};
use crate::Rate;
use crate::text::Bilingual;

/// Upfront share of class B set by the insured place.
/// 参保地自定的乙类先自付比例
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upfront {
    /// The share.
    /// 先自付比例
    pub share: Rate,
}

impl Figure for Upfront {
    const NEED: Need = Need::AtMostOne;
    const CAPTION: BothNames = ("乙类先自付", "class B, paid first by the person");
    const ASKED: BothNames = ("乙类项目先自付多少", "What you pay first of class B items");

    fn check(&self, complaints: &mut Complaints<'_>) {
        complaints.within_full([self.share]);
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        same(self.share)
    }
}
