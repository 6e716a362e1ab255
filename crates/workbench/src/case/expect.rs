//! What must come out of a case, as its file says it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use domain::policy::Pack;
use domain::policy::vocabulary::{Unknown, UnknownWord};
use domain::rules::{Component, DecidedBy, LaterSettlements};
use domain::shares::Shares;
use domain::situation::Footing;
use domain::trace::StepKind;
use domain::{Money, Rate};

/// What must come out. Whatever is stated must agree to the fen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// All payers with an amount; those not named pay nothing.
    pub payers: Option<Shares>,
    /// What a layer pays of its first band, after adjustment.
    pub rates: BTreeMap<String, Rate>,
    /// Deductible of a layer.
    pub deductibles: BTreeMap<String, Money>,
    /// What a layer leaves to the person before its rate applies, because of the footing.
    pub self_pay_first: BTreeMap<String, Rate>,
    /// What changes the rate of a layer, in order and as policy files write it: `points -20`.
    pub adjustments: BTreeMap<String, String>,
    /// Ceilings by counter.
    pub ceilings: BTreeMap<String, Money>,
    /// What stays with the person, by component.
    pub borne: BTreeMap<Component, Money>,
    /// What entered a layer.
    pub entered: BTreeMap<String, Money>,
    /// Funds ÷ bill, to a hundredth of a percent.
    pub fund_share: Option<Rate>,
    /// The footing.
    pub footing: Option<Footing>,
    /// The monthly account credit.
    pub credit: Option<Money>,
    /// Stable word of the refusal.
    pub refusal: Option<String>,
    /// Disputes that must be shown.
    pub disputes: Vec<String>,
    /// Rules that are only shown (`[[note]]`) and must be in force for this situation.
    pub notes: Vec<String>,
    /// The steps in order: rule and amount.
    pub steps: Vec<(String, Money)>,
    /// Where the case cancels a bill: what becomes of every later one.
    pub after_cancellation: Option<Vec<AfterCancellation>>,
}

/// What becomes of a later bill when an earlier one is cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AfterCancellation {
    /// Number of the bill, from 1; the case's own is the last.
    pub bill: usize,
    /// What becomes of it.
    pub later: LaterSettlements,
    /// Who decides.
    pub decided: DecidedBy,
    /// By how much each payer's share changes; empty where nothing does. The sum is zero.
    #[serde(default)]
    pub correction: Option<Shares>,
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
        let counters = pack.counters();
        let counters: Vec<&str> = counters.iter().map(String::as_str).collect();
        let steps: Vec<&str> = StepKind::ALL.iter().map(|kind| kind.word()).collect();
        let of_layers = (self.rates.keys())
            .chain(self.deductibles.keys())
            .chain(self.self_pay_first.keys())
            .chain(self.adjustments.keys())
            .chain(self.entered.keys());
        let of_steps = self.steps.iter().map(|(step, _)| step);
        let of_layers = of_layers.map(|name| (Unknown::Layer, name, &layers));
        let of_counters = self.ceilings.keys();
        let of_counters = of_counters.map(|name| (Unknown::Counter, name, &counters));
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
