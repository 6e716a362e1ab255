//! A policy folded with a situation: a small plan of numbers. Adjudicating one bill or a million is
//! integer arithmetic over a plan, by the same function.

mod account;
mod change;
pub(crate) mod cited;
mod credit;
mod decided;
pub mod fold;
mod missing;
mod rates;
mod refusal;
mod room;
mod sets;
mod stand_in;
mod whole;

use std::fmt;

pub use cited::Cited;
pub use decided::DecidedFigure;
pub use fold::{fold, fold_account};
pub use missing::{Entries, Missing, StandIn};
pub use refusal::Refusal;
pub(crate) use room::LayerRoom;
pub use room::Room;
pub use sets::{ComponentSet, ItemSet};

use crate::rules::counter::{LAYERS_MAX, TOTALS_MAX, base_of_taken, is_not_on_record};
use crate::rules::{Counts, Measured, Points, Round, Taken};
use crate::shares::Payer;
use crate::situation::YearToDate;
use crate::text::Bilingual;
use crate::{Money, Rate, Share};

/// Running totals by slot; a plan knows which counter each slot is.
pub type Slots = [i64; Plan::SLOTS];

/// Everything that is known before the bill is added up, as numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The funds in order.
    pub layers: Vec<PlanLayer>,
    /// The parts of the bill the accounts may pay.
    pub account_pays: ComponentSet,
    /// Whether they pay before the funds look at the bill.
    pub account_first: bool,
    /// The parts they pay before what is eligible, where they pay before the funds.
    pub account_pays_before: ComponentSet,
    /// What layers pay together at the least.
    pub guarantees: Vec<PlanGuarantee>,
    /// What was paid as deductible in the stay this one follows, where only the sum is known.
    pub paid_before: Option<SumBefore>,
    /// The counter in each slot.
    pub counters: Vec<String>,
    /// Figures that are not known, or known only from before. The numbers above point at them; a
    /// bill minds only those it reaches.
    pub missing: Vec<Missing>,
    /// Those of them that nothing can stand in for.
    pub stops: Entries,
    /// Those of them that every bill needs: whether it is settled on the spot.
    pub needed: Entries,
    /// Those of them that a bill needs of which the accounts could pay anything.
    pub account_unknown: Entries,
    /// Where the numbers come from; the arithmetic never looks at it.
    pub origin: Origin,
}

/// What layers pay together at the least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanGuarantee {
    /// The layer after which it is looked at.
    pub after: u8,
    /// The layer whose payer makes up the difference, within its ceilings.
    pub first: u8,
    /// The layers whose payments count, a bit each.
    pub layers: u16,
    /// The least share; where it is not known, the figure that is missing.
    pub share: Result<Rate, u8>,
    /// The parts it is a share of; the whole bill when none is named.
    pub base: Option<ComponentSet>,
    /// Whether the deductibles come off the base first.
    pub less_deductible: bool,
}

/// What was paid as deductible in the stay before, where nobody knows under which layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SumBefore {
    /// In all.
    pub sum: Money,
    /// The layers that take it over, a bit each.
    pub to: u16,
}

/// What a layer is credited of an earlier stay.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Credited {
    /// So much.
    pub amount: Money,
    /// Figures that are missing and decide it.
    pub rests_on: Entries,
}

/// One fund of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLayer {
    /// Whose money.
    pub payer: Payer,
    /// The parts it looks at.
    pub base: ComponentSet,
    /// Which eligible items.
    pub items: ItemSet,
    /// Slot of the base running over a month, quarter or year; none when each visit counts by
    /// itself.
    pub base_slot: Option<u8>,
    /// Taken out of the base first, one after the other, each out of what those before it left.
    pub self_pay_first: Vec<Rate>,
    /// What the person pays first.
    pub deductible: PlanDeductible,
    /// Whether the deductible comes off before or after the rate.
    pub taken: Taken,
    /// Whether the deductible matters even where nothing is paid beyond it, because a later layer
    /// or the account looks at the deductible and at the co-pay with different eyes.
    pub told_apart: bool,
    /// What of the deductible was paid in the stay this one follows, where that is known of it.
    pub paid_before: Money,
    /// Slot of the deductibles paid, where several layers share one, or where it is taken over
    /// several visits.
    pub deductible_slot: Option<u8>,
    /// What band limits are measured on.
    pub measured: Measured,
    /// Slot of what the layer has paid in the benefit year, where bands are measured on it.
    pub paid_slot: Option<u8>,
    /// Changes of the rate that are not known: whatever they are, they concern every band.
    pub unknown_changes: Entries,
    /// Bands in ascending order; the last is without end.
    pub bands: Vec<Band>,
    /// Ceilings.
    pub ceilings: Vec<PlanCeiling>,
}

/// A ceiling of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanCeiling {
    /// Slot of the running total.
    pub slot: u8,
    /// The most it may come to.
    pub limit: Limit,
}

/// How high a ceiling is. One that is not known never means that there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// So high.
    Known(Money),
    /// So high by what was last published; a bill that reaches it is provisional.
    Provisional(Money, u8),
    /// At least so high, as so much was once paid; a bill that reaches it is refused.
    AtLeast(Money, u8),
    /// Not known; a bill of which the layer would pay anything is refused.
    Unknown(u8),
}

impl Limit {
    /// The figure that is applied, if there is one. A lower bound is none.
    pub const fn figure(self) -> Option<Money> {
        match self {
            Limit::Known(limit) | Limit::Provisional(limit, _) => Some(limit),
            Limit::AtLeast(..) | Limit::Unknown(_) => None,
        }
    }
}

/// The deductible of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanDeductible {
    /// A fixed amount.
    Fixed(Money),
    /// A share of the whole bill within bounds.
    OfBill {
        /// Share of the whole bill.
        share: Rate,
        /// Never less.
        at_least: Money,
        /// Never more.
        at_most: Money,
    },
    /// By what was last published; a bill that takes it is provisional.
    Provisional(Money, u8),
    /// Not known.
    Unknown(u8),
}

/// One band of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Where it ends.
    pub up_to: Money,
    /// What the fund pays.
    pub pay: Share,
    /// What it would pay without the reduction of the footing.
    pub full: Share,
    /// What must be known to pay it and is not; its shares mean nothing unless this is empty.
    pub unknown: Entries,
    /// Whether any fund covers it.
    pub covered: bool,
    /// To what the fund's amount is rounded.
    pub round: Round,
}

/// Where the numbers of a plan come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// By layer.
    pub layers: Vec<LayerOrigin>,
    /// What the account rule rests on.
    pub account: Option<Cited>,
    /// What the guarantees rest on, in the order of [`Plan::guarantees`].
    pub guarantees: Vec<Cited>,
}

/// Where the numbers of one layer come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerOrigin {
    /// Word of the layer.
    pub name: String,
    /// What people call it.
    pub title: Bilingual,
    /// The layer itself.
    pub layer: Cited,
    /// The deductible, and its words where it is a share of an index.
    pub deductible: Option<Cited>,
    /// Rate of each band before adjustment.
    pub rates: Vec<(Rate, Cited)>,
    /// Adjustments in order, as people read them («× 80%», «−15 个百分点»).
    pub adjustments: Vec<(Adjusted, Cited)>,
    /// Ceilings, in the order of [`PlanLayer::ceilings`].
    pub ceilings: Vec<Cited>,
    /// Over what the deductible and bands run.
    pub counts: Counts,
}

/// One adjustment as it was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjusted {
    /// × factor.
    Factor(Rate),
    /// ± percentage points in ten-thousandths.
    Points(i32),
    /// Self-pay first.
    SelfPayFirst(Rate),
    /// Flat rate instead.
    Flat(Rate),
    /// Share of the person's part.
    PersonShare(Rate),
    /// Floor.
    Floor(Rate),
}

impl PlanLayer {
    /// Whether any of its bands is covered. What none covers bears no deductible, no self-pay first
    /// and uses nothing up.
    #[inline]
    pub fn covers_anything(&self) -> bool {
        self.bands.iter().any(|band| band.covered)
    }

    /// What is taken out of the base first, in all: of 10 % and then 2 %, 11.8 %.
    pub fn first_in_all(&self) -> Share {
        let left = rest_of(&self.self_pay_first, i64::from(Share::UNIT));
        let taken = i64::from(Share::UNIT) - left;
        Share::from_hundred_millionths(u32::try_from(taken).expect("a part of the whole"))
    }
}

/// What is left of an amount when these shares were taken out of it one after the other.
fn rest_of(first: &[Rate], amount: i64) -> i64 {
    let rests = first.iter().map(|rate| rate.rest().ten_thousandths());
    rests.fold(amount, |left, rest| left * i64::from(rest) / 10_000)
}

impl PlanDeductible {
    /// What it comes to for a bill of this total, where it is known.
    #[inline]
    pub fn of_bill(self, total: Money) -> Option<Money> {
        Some(match self {
            PlanDeductible::Unknown(_) => return None,
            PlanDeductible::Fixed(amount) | PlanDeductible::Provisional(amount, _) => amount,
            PlanDeductible::OfBill {
                share,
                at_least,
                at_most,
            } => total.at(share).max(at_least).min(at_most),
        })
    }
}

impl PlanDeductible {
    /// The figure that is missing, if one is.
    pub(crate) fn rests_on(self) -> Entries {
        match self {
            PlanDeductible::Unknown(entry) | PlanDeductible::Provisional(_, entry) => {
                Entries::one(entry)
            }
            PlanDeductible::Fixed(_) | PlanDeductible::OfBill { .. } => Entries::NONE,
        }
    }

    /// The same, rounded as its row says. A share of the bill is rounded to the fen.
    pub(crate) fn rounded(self, round: Option<Round>) -> PlanDeductible {
        let round = round.unwrap_or(Round::Fen);
        match self {
            PlanDeductible::Fixed(amount) => PlanDeductible::Fixed(round.of(amount)),
            PlanDeductible::Provisional(amount, entry) => {
                PlanDeductible::Provisional(round.of(amount), entry)
            }
            PlanDeductible::OfBill { .. } | PlanDeductible::Unknown(_) => self,
        }
    }
}

impl Limit {
    /// The same, rounded as its row says.
    pub(crate) fn rounded(self, round: Option<Round>) -> Limit {
        let round = round.unwrap_or(Round::Fen);
        match self {
            Limit::Known(limit) => Limit::Known(round.of(limit)),
            Limit::Provisional(limit, entry) => Limit::Provisional(round.of(limit), entry),
            Limit::AtLeast(limit, entry) => Limit::AtLeast(round.of(limit), entry),
            Limit::Unknown(_) => self,
        }
    }
}

/// As a policy file writes it: `points -20`.
impl fmt::Display for Adjusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Adjusted::Factor(rate) => write!(f, "factor {rate}"),
            Adjusted::Points(points) => {
                let points = Points(*points).to_string().replace('−', "-");
                write!(f, "points {points}")
            }
            Adjusted::SelfPayFirst(rate) => write!(f, "self_pay_first {rate}"),
            Adjusted::Flat(rate) => write!(f, "rate {rate}"),
            Adjusted::PersonShare(rate) => write!(f, "person_share {rate}"),
            Adjusted::Floor(rate) => write!(f, "floor {rate}"),
        }
    }
}

impl Plan {
    /// How many running totals a plan can know. The checker refuses packs with more.
    pub const SLOTS: usize = TOTALS_MAX;
    /// Stands for what earlier visits took of a deductible where only what they had is on record.
    pub(crate) const NOT_ON_RECORD: i64 = i64::MIN;
    /// How many layers a plan can have.
    pub const LAYERS: usize = LAYERS_MAX;

    /// The running totals of a benefit year, by slot.
    pub fn slots(&self, year: &YearToDate) -> Slots {
        let mut slots = [0; Plan::SLOTS];
        for (slot, counter) in self.counters.iter().enumerate() {
            slots[slot] = year.counter(counter).fen();
            if is_not_on_record(year, counter) {
                slots[slot] = Plan::NOT_ON_RECORD;
            }
        }
        slots
    }

    /// Counters that a settlement adds to, from the slots it filled. What runs over one visit only
    /// is forgotten.
    pub fn counted(&self, slots: &Slots) -> Vec<(String, Money)> {
        let named = self.counters.iter().zip(slots);
        let lasts = |counter: &str| !counter.ends_with(crate::rules::counter::VISIT);
        // That nothing was taken of a deductible is known as well, once a bill was looked at.
        let moved = |counter: &String| {
            let slot = self.counters.iter().position(|known| known == counter);
            slot.is_some_and(|slot| slots[slot] != 0)
        };
        let looked_at = |counter: &str| base_of_taken(counter).is_some_and(|base| moved(&base));
        let moved = named
            .filter(|(counter, amount)| lasts(counter) && (**amount != 0 || looked_at(counter)));
        moved
            .map(|(counter, amount)| (counter.clone(), Money::from_fen(*amount)))
            .collect()
    }

    /// What a fund pays of its first band (统筹基金支付比例 on a receipt): nothing where it does not
    /// pay here, none where that is not known.
    pub fn first_rate(&self, payer: Payer) -> Option<Rate> {
        let first = self.layers.iter().find(|layer| layer.payer == payer);
        let Some((layer, band)) = first.and_then(|layer| Some((layer, layer.bands.first()?)))
        else {
            return Some(Rate::ZERO);
        };
        let ten_thousandths = band.pay.hundred_millionths() / 10_000;
        let rate = Rate::from_ten_thousandths(u16::try_from(ten_thousandths).unwrap_or(u16::MAX));
        (band.unknown.is_empty() && layer.unknown_changes.is_empty()).then_some(rate)
    }
}
