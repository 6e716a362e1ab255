//! What must come out of a case, as its file says it.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::standing_in::StandingIn;
use domain::policy::Pack;
use domain::policy::vocabulary::{Unknown, UnknownWord};
use domain::rules::{AnyRow, Component, DecidedBy, LaterSettlements};
use domain::shares::Shares;
use domain::situation::Footing;
use domain::trace::StepKind;
use domain::{Money, Rate};

/// What must come out. Whatever is stated must agree to the fen.
/// 应当得到的结果；写了的都要一分不差
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// All payers with an amount; those not named pay nothing.
    /// 谁付多少；没写的一分不付
    pub payers: Option<Shares>,
    /// What a layer pays of its first band, after adjustment.
    /// 各层第一段调整后的比例
    pub rates: BTreeMap<String, Rate>,
    /// Deductible of a layer.
    /// 各层的起付线
    pub deductibles: BTreeMap<String, Money>,
    /// What a layer leaves to the person before its rate applies, because of the footing.
    /// 各层先自付的比例
    pub self_pay_first: BTreeMap<String, Rate>,
    /// What changes the rate of a layer, in order and as policy files write it: `points -20`.
    /// 各层比例的调整，照政策文件的写法
    pub adjustments: BTreeMap<String, String>,
    /// Ceilings by counter.
    /// 各累计数的限额
    pub ceilings: BTreeMap<String, Money>,
    /// What stays with the person, by component.
    /// 留给个人的各部分
    pub borne: BTreeMap<Component, Money>,
    /// What entered a layer.
    /// 进入各层的金额
    pub entered: BTreeMap<String, Money>,
    /// Funds ÷ bill, to a hundredth of a percent.
    /// 基金占总费用的比例
    pub fund_share: Option<Rate>,
    /// The footing.
    /// 备案情形
    pub footing: Option<Footing>,
    /// The monthly account credit.
    /// 个人账户每月划入
    pub credit: Option<Money>,
    /// Whether the amounts are provisional (暂算), as published figures stand in for some that are
    /// missing: true or false, or the names of the missing ones: `["index wage 2024"]`.
    /// 是不是暂算：写 true、false，或者写缺的是哪几个数字，如 ["index wage 2024"]
    pub provisional: Option<StandingIn>,
    /// Stable word of the refusal.
    /// 拒绝的代码
    pub refusal: Option<String>,
    /// Disputes that must be shown.
    /// 必须显示的争议
    pub disputes: Vec<String>,
    /// Rules that are only shown (`[[note]]`) and must be in force for this situation.
    /// 必须显示的说明
    pub notes: Vec<String>,
    /// The steps in order: rule and amount.
    /// 各步骤的规则和金额，按先后
    pub steps: Vec<(String, Money)>,
    /// Where the case cancels a bill: what becomes of every later one.
    /// 撤销一笔时，后面的每一笔怎么办
    pub after_cancellation: Option<Vec<ExpectedAfter>>,
}

/// What becomes of a later bill when an earlier one is cancelled.
/// 撤销前面的一笔以后，后面的一笔怎么办
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedAfter {
    /// Number of the bill, from 1; the case's own is the last.
    /// 第几笔，从 1 数起；最后是本笔
    pub bill: usize,
    /// What becomes of it.
    /// 怎么办
    pub later: LaterSettlements,
    /// Who decides.
    /// 谁决定
    pub decided: DecidedBy,
    /// By how much each payer's share changes; empty where nothing does. The sum is zero.
    /// 各支付方的补差，合计为零；不变的写 {}
    #[serde(default)]
    pub correction: Option<Shares>,
}

/// A bill that is cancelled after all bills of a case were worked out, and what follows.
/// 各笔都算完以后撤销的一笔，和随后的事
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CancelledBill {
    /// Number of the bill, from 1.
    /// 第几笔，从 1 数起
    pub bill: usize,
    /// What every payer gets back of it.
    /// 各支付方收回多少
    pub given_back: Shares,
    /// What becomes of every later bill that it touches.
    /// 受影响的后面各笔怎么办
    pub later: Vec<ExpectedAfter>,
}

impl Expect {
    /// Names of layers, running totals and steps that the pack does not have: such an expectation
    /// could never come out.
    pub(super) fn unknown_words(&self, pack: &Pack) -> Vec<UnknownWord> {
        let layers: Vec<&str> = pack
            .tables
            .layers
            .iter()
            .map(|row| row.name.as_str())
            .collect();
        let ceilings = pack.every_row().filter_map(|row| match row {
            AnyRow::Ceiling(row) => Some(row.counter.as_str()),
            _ => None,
        });
        let ceilings: BTreeSet<&str> = ceilings.collect();
        let ceilings: Vec<&str> = ceilings.into_iter().collect();
        let steps: Vec<&str> = StepKind::ALL.iter().map(|kind| kind.word()).collect();
        let of_layers = (self.rates.keys())
            .chain(self.deductibles.keys())
            .chain(self.self_pay_first.keys())
            .chain(self.adjustments.keys())
            .chain(self.entered.keys());
        let of_steps = self.steps.iter().map(|(step, _)| step);
        let of_layers = of_layers.map(|name| (Unknown::Layer, name, &layers));
        let of_counters = self.ceilings.keys();
        let of_counters = of_counters.map(|name| (Unknown::Counter, name, &ceilings));
        let of_steps = of_steps.map(|name| (Unknown::Step, name, &steps));
        let all = of_layers.chain(of_counters).chain(of_steps);
        all.filter_map(|(kind, sent, known)| {
            UnknownWord::check(kind, sent, known.iter().copied()).err()
        })
        .collect()
    }

    /// Whether nothing is expected.
    pub(super) fn is_empty(&self) -> bool {
        *self == Expect::default()
    }

    /// Whether anything is expected that needs the bill worked out; what is told and what is paid
    /// into the account need none.
    pub(super) fn needs_an_answer(&self) -> bool {
        let aside = Expect {
            credit: None,
            notes: vec![],
            after_cancellation: None,
            ..self.clone()
        };
        !aside.is_empty()
    }
}
