//! What layers pay together at the least (保底).

use schemars::JsonSchema;
use serde::Deserialize;

use super::layer::components;
use super::wording::not_known;
use super::{BothNames, Complaints, Component, Figure, Names, Need, Ways, Wording, say};
use crate::Rate;
use crate::text::Bilingual;

/// What layers pay together at the least: where they paid less, the payer of the first of them pays
/// the difference, within the ceilings of that layer. Where several apply at once, each looks at
/// what those before it paid: the highest decides.
/// 保底：几层合计至少付多少，不足的由文件里写在最前的那一层补足；同时适用几行的，后一行看前一行补过的，高的算数
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guarantee {
    /// Layer, or layers, whose payments count; it is looked at when the last of them has paid.
    /// 哪几层的支付计入
    pub of: Names,
    /// The least share.
    /// 至少的比例
    #[serde(default)]
    pub share: Option<Rate>,
    /// The parts of the bill it is a share of; the whole bill unless stated. What is made up comes
    /// off these parts in this order, and later layers see what is left: not covered, wholly
    /// self-paid, above the limit, upfront, above the ceiling, reduction, co-pay, deductible,
    /// self-pay first. Example: 2,000.00 wholly self-paid and a co-pay of 6,000.00, 1,000.00 made
    /// up of the whole bill: 1,000.00 wholly self-paid is left, and critical illness still looks at
    /// the co-pay of 6,000.00.
    /// 按账单的哪些部分算；不写就是总费用。补足的钱按这个先后从各部分里减，后面的层看减过的：不予支付、目录外自费、超限价、
    /// 乙类先自付、超封顶线、因备案情形少报、按比例自付、起付线、按备案情形先自付。例：自费 2,000.00、按比例自付 6,000.00，按总费用
    /// 补足 1,000.00：自费剩 1,000.00，大病看到的自付仍是 6,000.00
    #[serde(default)]
    pub base: Option<Vec<Component>>,
    /// Whether the deductibles come off the base first: those that this bill bore, which may be
    /// less than the figure. Example: 5,000.00 in all, 500.00 of it eligible, a deductible of
    /// 600.00 of which 500.00 was borne, 45%: (5,000.00 − 500.00) × 45% = 2,025.00.
    /// 先扣除起付线：本笔实际承担的，可能少于标准。例：总费用 5,000.00，其中可报 500.00，起付线 600.00、实际承担 500.00，
    /// 45%：（5,000.00 − 500.00）× 45% = 2,025.00
    #[serde(default)]
    pub less_deductible: bool,
    /// Not known, and why.
    /// 不知道：没有找到这条规定，写明缺什么
    #[serde(default)]
    pub unknown: Option<Bilingual>,
}

impl Figure for Guarantee {
    const NEED: Need = Need::Any;
    const CAPTION: BothNames = ("保底", "what is paid at the least");
    const ASKED: BothNames = ("最少报多少（保底）", "The least that is paid");
    const ONE_OF: Ways<Self> = &[
        ("share", |row| row.share.is_some()),
        ("unknown", |row| row.unknown.is_some()),
    ];

    fn unknown(&self) -> Option<&Bilingual> {
        self.unknown.as_ref()
    }

    fn layers(&self) -> Option<&Names> {
        Some(&self.of)
    }

    fn check(&self, complaints: &mut Complaints<'_>) {
        complaints.within_full(self.share);
        let nothing = self.base.as_ref().is_some_and(Vec::is_empty);
        complaints.report_if(nothing, say::empty_base());
        let holds = |parts: &[Component]| {
            parts.contains(&Component::Eligible) || parts.contains(&Component::Deductible)
        };
        let is_without = !nothing && !self.base.as_deref().is_none_or(holds);
        complaints.report_if(
            self.less_deductible && is_without,
            say::no_deductible_in_base(),
        );
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let Some(share) = self.share else {
            return self.unknown.as_ref().map(not_known).unwrap_or_default();
        };
        let less = match self.less_deductible {
            true => ("扣除起付线后", ", less the deductible"),
            false => ("", ""),
        };
        let whole = || Bilingual::new("总费用", "the whole bill");
        let base = self.base.as_deref().map_or_else(whole, components);
        Bilingual::new(
            format!("合计不低于{}{}的 {share}", base.zh, less.0),
            format!("together at least {share} of {}{}", base.en, less.1),
        )
    }
}
