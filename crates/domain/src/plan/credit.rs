//! What of a deductible was paid in the stay that this one follows. Each yuan of it is credited
//! once: to the layer under which it was paid, or, where only the sum is known, to one layer after
//! the other.

use std::collections::BTreeMap;

use super::fold::Fold;
use super::{Plan, PlanDeductible, PlanLayer, Refusal};
use crate::Money;
use crate::rules::StayDeductible;
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
            let takes_over = self.stay(&origin.name)? != StayDeductible::Anew;
            if origin.deductible.is_some() && takes_over {
                taking.push(number);
            }
        }
        match before {
            DeductibleBefore::ByLayer(paid) => credit_by_layer(plan, &taking, paid),
            DeductibleBefore::InAll(sum) => credit_in_turn(plan, &taking, *sum),
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

/// A sum goes to one layer after the other, to each up to its figure; layers that share one
/// deductible count as one, and the last takes what is left.
fn credit_in_turn(plan: &mut Plan, taking: &[usize], sum: Money) {
    let mut left = sum;
    let mut done: Vec<(Option<u8>, Money)> = Vec::new();
    for (turn, &number) in taking.iter().enumerate() {
        let layer = &plan.layers[number];
        let slot = layer.deductible_slot;
        let shared = done
            .iter()
            .find(|(other, _)| slot.is_some() && *other == slot);
        let credited = match shared {
            Some((_, credited)) => *credited,
            None => {
                let rest = &taking[turn + 1..];
                let shares =
                    |other: &usize| slot.is_some() && plan.layers[*other].deductible_slot == slot;
                let part = match rest.iter().all(shares) {
                    true => left,
                    false => left.min(at_most(layer.deductible)),
                };
                left -= part;
                part
            }
        };
        done.push((slot, credited));
        plan.layers[number].paid_before = credited;
    }
}

/// The most a deductible can come to.
fn at_most(deductible: PlanDeductible) -> Money {
    match deductible {
        PlanDeductible::Fixed(amount) | PlanDeductible::Provisional(amount, _) => amount,
        PlanDeductible::OfBill { at_most, .. } => at_most,
        PlanDeductible::Unknown(_) => Money::ZERO,
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
