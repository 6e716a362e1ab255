//! What the personal account may pay.

use schemars::JsonSchema;
use serde::Deserialize;

use super::layer::components;
use super::{Component, Figure, Need, Wording};
use crate::text::Bilingual;

/// What the personal account may pay.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The parts of the bill.
    pub pays: Vec<Component>,
}

impl Figure for Account {
    const NEED: Need = Need::AtMostOne;

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        components(&self.pays)
    }
}
