//! What the personal account may pay.

use schemars::JsonSchema;
use serde::Deserialize;

use super::layer::components;
use super::{Component, Figure, Need, Turn, Wording};
use crate::text::{Bilingual, Named, Sep};

/// What the personal account may pay.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The parts of the bill.
    pub pays: Vec<Component>,
    /// Whether it pays before the funds or after them; after them unless stated.
    #[serde(default)]
    pub turn: Option<Turn>,
}

impl Figure for Account {
    const NEED: Need = Need::AtMostOne;

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let mut said = vec![components(&self.pays)];
        said.extend(self.turn.map(|turn| turn.name()));
        Bilingual::join(said, Sep::Comma)
    }
}
