//! What of a deductible was paid in the stay that this one follows. Each yuan of it is credited
//! once: to the layer under which it was paid, or, where only the sum is known, to one layer after
//! the other.

use std::collections::BTreeMap;

use super::fold::Fold;
use super::{Credited, Entries, Plan, PlanLayer, Refusal, SumBefore};
use crate::Money;
use crate::rules::counter::VISIT;
use crate::situation::DeductibleBefore;

impl Fold<'_> {
    /// Credits the layers that take over what was paid before.
    pub(super) fn credit(&self, plan: &mut Plan) -> Result<(), Refusal> {
        let before = &self.situation.deductible_before;
        if before.is_nothing() {
            return Ok(());
        }
        let mut taking = Vec::new();
        for (number, origin) in plan.origin.layers.iter().enumerate() {
            let takes_over = self
                .stay(&origin.name)?
                .is_some_and(|stay| stay.takes_over());
            if origin.deductible.is_some() && takes_over {
                taking.push(number);
            }
        }
        match before {
            DeductibleBefore::ByLayer(paid) => credit_by_layer(plan, &taking, paid),
            DeductibleBefore::InAll(sum) => {
                let to = taking.iter().fold(0, |layers, number| layers | 1 << number);
                plan.paid_before = Some(SumBefore { sum: *sum, to });
            }
        }
        Ok(())
    }
}

/// What was paid under a layer's own name, or under the running total it shares with others.
fn credit_by_layer(plan: &mut Plan, taking: &[usize], paid: &BTreeMap<String, Money>) {
    for &number in taking {
        let slot = plan.layers[number].deductible_slot;
        let names = plan.layers.iter().zip(&plan.origin.layers).enumerate();
        let names = names.filter(|(other, (layer, _))| {
            *other == number || slot.is_some() && layer.deductible_slot == slot
        });
        let by_name: Money = names
            .filter_map(|(_, (_, origin))| paid.get(&origin.name))
            .sum();
        let counter = slot.map(|slot| plan.counters[usize::from(slot)].as_str());
        let by_counter: Money = counter.map_or(Money::ZERO, |running| {
            let under = paid.iter().filter(|(name, _)| hands_over(name, running));
            under.map(|(_, amount)| *amount).sum()
        });
        plan.layers[number].paid_before = by_name + by_counter;
    }
}

/// Whether what was paid under a running total is still to be credited where it runs as `running`
/// does: a month or quarter that goes on holds it already.
fn hands_over(name: &str, running: &str) -> bool {
    let stem = |counter: &str| counter.split('@').next().map(str::to_owned);
    stem(name) == stem(running) && (name != running || !running.contains('@'))
}

impl Credited {
    /// What a layer is credited: its part of the sum, or what is known of the layer.
    pub fn to(in_turn: Option<&[Credited; Plan::LAYERS]>, layer: &PlanLayer, number: u8) -> Self {
        in_turn.map_or(
            Credited {
                amount: layer.paid_before,
                rests_on: Entries::NONE,
            },
            |each| each[usize::from(number)],
        )
    }
}

impl Plan {
    /// The sum paid in the stay before goes to one layer after the other, to each up to what its
    /// deductible comes to for a bill of this total; layers that share one deductible count as one,
    /// and the last takes what is left. Without a figure, nobody knows what goes on to the next.
    pub(crate) fn credited_in_turn(&self, total: Money) -> Option<[Credited; Plan::LAYERS]> {
        let before = self.paid_before?;
        let mut each = [Credited::default(); Plan::LAYERS];
        let mut left = Credited {
            amount: before.sum,
            rests_on: Entries::NONE,
        };
        let takes = |number: &usize| before.to >> number & 1 == 1;
        let taking: Vec<usize> = (0..self.layers.len()).filter(takes).collect();
        for (turn, &number) in taking.iter().enumerate() {
            let layer = &self.layers[number];
            let shares = |other: &usize| {
                let slot = layer.deductible_slot;
                slot.is_some() && self.layers[*other].deductible_slot == slot
            };
            let (done, rest) = (&taking[..turn], &taking[turn + 1..]);
            each[number] = match done.iter().copied().find(shares) {
                Some(other) => each[other],
                None if rest.iter().all(shares) => std::mem::take(&mut left),
                None => {
                    let figure = layer.deductible.of_bill(total).unwrap_or(left.amount);
                    let amount = left.amount.min(figure);
                    let part = Credited { amount, ..left };
                    if !left.amount.is_zero() {
                        left.rests_on.add(layer.deductible.rests_on());
                    }
                    left.amount -= amount;
                    part
                }
            };
        }
        Some(each)
    }
}

impl PlanLayer {
    /// The name under which a later stay is told what was paid of the deductible: the layer's, or
    /// that of the running total, as it runs. None where the total goes on in the same benefit
    /// year and so tells by itself.
    pub(crate) fn handed_over_as<'a>(
        &self,
        (plan, name): (&'a Plan, &'a str),
        same_year: bool,
    ) -> Option<&'a str> {
        let Some(slot) = self.deductible_slot else {
            return Some(name);
        };
        let running = plan.counters[usize::from(slot)].as_str();
        match running.strip_suffix(VISIT) {
            Some(stem) => Some(stem),
            None => (running.contains('@') || !same_year).then_some(running),
        }
    }
}
