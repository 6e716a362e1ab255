//! What a stay hands over to one that follows it.

use std::collections::BTreeMap;

use super::Computed;
use crate::Money;
use crate::plan::Credited;
use crate::situation::DeductibleBefore;
use crate::trace::StepKind;

impl Computed {
    /// What was paid as deductible in this stay, and in those it took a deductible over from, by
    /// layer or running total. With `same_year` the one that follows is of the same benefit year:
    /// what its running totals hold already is left out.
    pub fn handed_over(&self, same_year: bool) -> DeductibleBefore {
        let mut paid: BTreeMap<String, Money> = BTreeMap::new();
        let plan = &self.plan;
        let named = |number: usize| {
            let name = plan.origin.layers[number].name.as_str();
            plan.layers[number].handed_over_as((plan, name), same_year)
        };
        let in_turn = plan.credited_in_turn(self.adjudication.shares.total());
        for (number, layer) in (0_u8..).zip(&plan.layers) {
            if let Some(name) = named(usize::from(number)) {
                // Layers that share a deductible were credited together.
                let credited = Credited::to(in_turn.as_ref(), layer, number);
                paid.entry(name.to_owned()).or_insert(credited.amount);
            }
        }
        let steps = self.steps.iter();
        for step in steps.filter(|step| step.kind == StepKind::Deductible) {
            if let Some(name) = named(usize::from(step.layer)) {
                *paid.entry(name.to_owned()).or_default() += step.amount;
            }
        }
        paid.retain(|_, amount| !amount.is_zero());
        DeductibleBefore::ByLayer(paid)
    }
}
