//! What the personal account may pay.

use schemars::JsonSchema;
use serde::Deserialize;

use super::layer::components;
use super::{BothNames, Component, Figure, Need, Turn, Wording};
use crate::text::{Bilingual, Named, Sep};

/// What the personal account may pay.
/// 个人账户可以付什么
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The parts of the bill.
    /// 账单的哪些部分
    pub pays: Vec<Component>,
    /// Whether it pays before the funds or after them; after them unless stated.
    /// 在基金之前还是之后支付；不写就在之后
    #[serde(default)]
    pub turn: Option<Turn>,
}

impl Figure for Account {
    const NEED: Need = Need::AtMostOne;
    const CAPTION: BothNames = ("个人账户可以付什么", "what the personal account may pay");
    const ASKED: BothNames = ("个人账户能付什么", "What the personal account may pay");

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let mut said = vec![components(&self.pays)];
        said.extend(self.turn.map(|turn| turn.name()));
        Bilingual::join(said, Sep::Comma)
    }
}
