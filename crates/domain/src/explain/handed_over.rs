//! What a stay hands over to one that follows it.

use std::collections::BTreeMap;

use super::Computed;
use crate::Money;
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
        for (number, layer) in plan.layers.iter().enumerate() {
            if let Some(name) = named(number) {
                // Layers that share a deductible were credited together.
                paid.entry(name.to_owned()).or_insert(layer.paid_before);
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
