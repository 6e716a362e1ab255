//! The trace is the calculation: money moves only through a step that says why. A sink either keeps
//! the steps or, in batches, compiles to nothing.

use crate::{Money, word_list};

word_list! {
    /// What kind of step moved the money.
    StepKind {
        /// Class C and refused items.
        WhollySelfPaid = "wholly-self-paid", "目录外，自费", "outside the catalogue, self-paid";
        /// Above the price limit.
        AboveLimit = "above-limit", "超过限价", "above the price limit";
        /// First share of class B.
        Upfront = "upfront", "乙类先自付", "class B, paid first by yourself";
        /// Self-pay first by footing.
        SelfPayFirst = "self-pay-first", "按备案情形先自付", "paid first by yourself, by footing";
        /// Deductible.
        Deductible = "deductible", "起付线", "deductible";
        /// A band of a layer pays.
        Rate = "rate", "基金支付", "the fund pays";
        /// What the footing took off.
        Reduction = "reduction", "因备案情形少报", "lost through the footing";
        /// The person's share beside the band.
        CoPay = "co-pay", "按比例自付", "your share";
        /// A band that no fund covers.
        NotCovered = "not-covered", "不予支付", "not covered";
        /// The ceiling stops the layer.
        Ceiling = "ceiling", "超过年度封顶线", "above the year's ceiling";
        /// A fund makes up what is missing to the least share.
        Guarantee = "guarantee", "保底补足", "made up to the guaranteed share";
        /// The personal account pays.
        Account = "account", "个人账户支付", "personal account";
        /// The family account pays.
        FamilyAccount = "family-account", "家庭共济账户支付", "family account";
        /// Cash pays.
        Cash = "cash", "现金支付", "cash";
    }
}

/// One step: so much of `base` moved, in this layer and band. Small and flat, so that keeping a
/// trace costs little; words are made on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// What kind.
    pub kind: StepKind,
    /// Index of the layer in the plan.
    pub layer: u8,
    /// Index of the band.
    pub band: u8,
    /// What the step was applied to.
    pub base: Money,
    /// What moved.
    pub amount: Money,
}

/// Where steps go.
pub trait Sink {
    /// Whether the sink keeps anything; when false, no step is even put together.
    const KEEPS: bool;
    /// Takes a step.
    fn step(&mut self, step: Step);
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Sink for Silent {
    const KEEPS: bool = false;
    fn step(&mut self, _: Step) {}
}

/// Keeps every step in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept(Vec<Step>);

impl Kept {
    /// The steps.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Room for a whole bill, to be used again and again.
    pub fn with_room() -> Kept {
        Kept(Vec::with_capacity(32))
    }

    /// Forgets the steps and keeps the room.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl Sink for Kept {
    const KEEPS: bool = true;
    fn step(&mut self, step: Step) {
        self.0.push(step);
    }
}
