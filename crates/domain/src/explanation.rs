//! A settlement explained: every step that moved money, with its formula, its source, and what
//! another source says. Made from the trace; it can never disagree with the amounts.

use crate::basis::ShownBasis;
use crate::basis::ShownDispute;
use serde::{Deserialize, Serialize};

use crate::bill::Scope;
use crate::footing::FootingDecision;
use crate::plan::Missing;
use crate::shares::Shares;
use crate::text::Bilingual;
use crate::{Money, word_list};

word_list! {
    /// The half of the waterfall a step belongs to.
    Half {
        /// The place of care's catalogue: what is payable.
        PlaceOfCare = "place-of-care", "就医地决定：哪些能报", "The place of care decides what is payable";
        /// The insured place's policy: how much.
        InsuredPlace = "insured-place", "参保地决定：报多少", "The insured place decides how much";
        /// What is left to the person, and from which pocket.
        Person = "person", "您自己的部分", "Your own part";
    }
}

word_list! {
    /// Who ends up with the money of a step; one colour each, everywhere a bill is drawn.
    Part {
        /// The whole bill or an intermediate sum.
        Sum = "sum", "合计", "sum";
        /// The pooled fund.
        Fund = "fund", "统筹基金", "pooled fund";
        /// Every other fund.
        Supplement = "supplement", "大病及补充", "critical illness and supplements";
        /// Personal or family account.
        Account = "account", "个人账户", "personal account";
        /// Cash, in scope.
        Cash = "cash", "现金", "cash";
        /// Out of scope, the person's own.
        Outside = "outside", "不在报销范围", "out of scope";
    }
}

/// One step of the waterfall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainedStep {
    /// Stable word of the rule, such as `deductible` or `rate`.
    pub rule: String,
    /// Which half.
    pub half: Half,
    /// Name of the step.
    pub title: Bilingual,
    /// Whose money it becomes.
    pub part: Part,
    /// Payer word for a step in which somebody pays, such as `pooled-fund`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<String>,
    /// The amount moved.
    pub amount: Money,
    /// What is left unpaid afterwards.
    pub left: Money,
    /// The arithmetic, such as `9,400.00 × 90% × 80% = 6,768.00`.
    pub formula: String,
    /// The reason in a sentence.
    pub detail: Bilingual,
    /// What it rests on.
    pub basis: Vec<ShownBasis>,
    /// Where sources disagree.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<ShownDispute>,
}

impl ExplainedStep {
    /// Whether it only adds up what stands above it.
    pub fn is_sum(&self) -> bool {
        self.part == Part::Sum
    }
}

/// What the same bill would have come to on another footing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Alternative {
    /// The other footing.
    pub footing: Bilingual,
    /// What the funds would pay; none when it would not be settled directly or is not known.
    pub funds: Option<Money>,
    /// Why not, when none; otherwise empty.
    pub note: Bilingual,
}

/// A figure that is missing and that another stands in for: the amounts are worked out with it for
/// now, and the difference is settled when the figure is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Provisional {
    /// Name of the figure, the same for ever, such as `index wage 2025`.
    pub figure: String,
    /// What stands in.
    pub stand_in: Money,
    /// The same in a sentence.
    pub says: Bilingual,
}

impl Provisional {
    /// Of a missing figure that another stands in for.
    pub fn of(missing: &Missing) -> Option<Provisional> {
        Some(Provisional {
            figure: missing.figure.clone(),
            stand_in: missing.stand_in.as_ref()?.amount,
            says: missing.told()?,
        })
    }
}

/// The whole explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The bill as the place of care's catalogue split it.
    pub scope: Scope,
    /// Who pays what.
    pub shares: Shares,
    /// What the visit stood on, and why.
    pub footing: FootingDecision,
    /// The steps in order.
    pub steps: Vec<ExplainedStep>,
    /// The same bill on other footings; whoever shows them asks [`crate::explain::Inputs`].
    pub alternatives: Vec<Alternative>,
    /// What the reader should know: figures not verified, ceilings not known.
    pub caveats: Vec<Bilingual>,
    /// What the amounts rest on for now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provisional: Vec<Provisional>,
    /// Hash of the pack the figures come from.
    pub pack_hash: String,
}
