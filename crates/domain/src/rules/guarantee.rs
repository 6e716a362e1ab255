//! What layers pay together at the least (保底).

use schemars::JsonSchema;
use serde::Deserialize;

use super::layer::components;
use super::{BothNames, Complaints, Component, Figure, Names, Need, Wording, say};
use crate::Rate;
use crate::text::Bilingual;

/// What layers pay together at the least: where they paid less, the payer of the first of them pays
/// the difference, within the ceilings of that layer.
/// 保底：几层合计至少付多少，不足的由第一层补足
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guarantee {
    /// Layer, or layers, whose payments count; it is looked at when the last of them has paid.
    /// 哪几层的支付计入
    pub of: Names,
    /// The least share.
    /// 至少的比例
    pub share: Rate,
    /// The parts of the bill it is a share of; the whole bill unless stated.
    /// 按账单的哪些部分算；不写就是总费用
    #[serde(default)]
    pub base: Option<Vec<Component>>,
    /// Whether the deductibles come off the base first.
    /// 先扣除起付线
    #[serde(default)]
    pub less_deductible: bool,
}

impl Figure for Guarantee {
    const NEED: Need = Need::Any;
    const CAPTION: BothNames = ("保底", "what is paid at the least");
    const ASKED: BothNames = ("最少报多少（保底）", "The least that is paid");

    fn layers(&self) -> Option<&Names> {
        Some(&self.of)
    }

    fn check(&self, complaints: &mut Complaints<'_>) {
        complaints.within_full([self.share]);
        let nothing = self.base.as_ref().is_some_and(Vec::is_empty);
        complaints.report_if(nothing, say::empty_base());
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let less = match self.less_deductible {
            true => ("扣除起付线后", ", less the deductible"),
            false => ("", ""),
        };
        let whole = || Bilingual::new("总费用", "the whole bill");
        let base = self.base.as_deref().map_or_else(whole, components);
        Bilingual::new(
            format!("合计不低于{}{}的 {}", base.zh, less.0, self.share),
            format!("together at least {} of {}{}", self.share, base.en, less.1),
        )
    }
}
