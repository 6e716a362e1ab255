//! The upfront share of class B, where the insured place sets it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::wording::same;
use super::{Complaints, Figure, Need, Wording};
use crate::Rate;
use crate::text::Bilingual;

/// Upfront share of class B set by the insured place.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upfront {
    /// The share.
    pub share: Rate,
}

impl Figure for Upfront {
    const NEED: Need = Need::AtMostOne;

    fn check(&self, complaints: &mut Complaints<'_>) {
        complaints.within_full([self.share]);
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        same(self.share)
    }
}
