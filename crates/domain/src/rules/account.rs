//! What the personal account may pay.

use schemars::JsonSchema;
use serde::Deserialize;

use super::layer::components;
use super::wording::not_known;
use super::{BothNames, Component, Figure, Need, Turn, Ways, Wording};
use crate::text::{Bilingual, Named, Sep};

/// What the personal account may pay.
/// 个人账户可以付什么
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The parts of the bill. With `turn = "first"` the order counts for what is known before the
    /// funds pay: the account keeps the money for parts that stand before `eligible`.
    /// 账单的哪些部分。turn = "first" 时先后算数：写在 eligible 前面的部分先从账户里留出来
    #[serde(default)]
    pub pays: Option<Vec<Component>>,
    /// Whether it pays before the funds or after them; after them unless stated. Before them, it
    /// pays ordinary items first and then one class after the other, as the list of `items` has
    /// them. Example: an account of 500.00, 1,000.00 of ordinary items at 80% and 1,000.00 of
    /// implants at 50%: (1,000.00 − 500.00) × 80% + 1,000.00 × 50% = 900.00 from the fund. With
    /// `pays = ["upfront", "eligible"]` and 200.00 upfront, 200.00 of the 500.00 is kept for that.
    /// 在基金之前还是之后支付；不写就在之后。之前支付的，先付一般项目，再按 items 所列的先后一类一类付。例：账户 500.00，一般
    /// 项目 1,000.00 付 80%，植入材料 1,000.00 付 50%：基金付（1,000.00 − 500.00）× 80% + 1,000.00 × 50% = 900.00。
    /// 写 pays = ["upfront", "eligible"]、乙类先自付 200.00 的，500.00 里留 200.00 给它
    #[serde(default)]
    pub turn: Option<Turn>,
    /// Not known, and why.
    /// 不知道：没有找到这条规定，写明缺什么
    #[serde(default)]
    pub unknown: Option<Bilingual>,
}

impl Figure for Account {
    const NEED: Need = Need::AtMostOne;
    const CAPTION: BothNames = ("个人账户可以付什么", "what the personal account may pay");
    const ASKED: BothNames = ("个人账户能付什么", "What the personal account may pay");
    const ONE_OF: Ways<Self> = &[
        ("pays", |row| row.pays.is_some()),
        ("unknown", |row| row.unknown.is_some()),
    ];

    fn unknown(&self) -> Option<&Bilingual> {
        self.unknown.as_ref()
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let pays = self.pays.as_deref().map(components);
        let mut said: Vec<Bilingual> = pays.into_iter().collect();
        said.extend(self.unknown.as_ref().map(not_known));
        said.extend(self.turn.map(|turn| turn.name()));
        Bilingual::join(said, Sep::Comma)
    }
}
