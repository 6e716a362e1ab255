//! What must hold of a plan as a whole, and what only the whole tells.

use super::{ComponentSet, Plan, Refusal};
use crate::rules::Component;

impl Plan {
    /// There is room for so many layers, totals and bands; the checker refuses packs with more.
    pub(super) fn fits(&self) -> Result<(), Refusal> {
        let (layers, totals) = (self.layers.len(), self.counters.len());
        let bands = self.layers.iter().map(|layer| layer.bands.len()).max();
        let bands = bands.unwrap_or_default();
        match layers > Plan::LAYERS || totals > Plan::SLOTS || bands > usize::from(u8::MAX) {
            true => Err(Refusal::TooLarge { layers, totals }),
            false => Ok(()),
        }
    }

    /// Finds the layers whose deductible matters even where nothing is paid beyond it.
    pub(super) fn tell_apart(&mut self) {
        let differ = |looks: ComponentSet| {
            looks.contains(Component::Deductible) != looks.contains(Component::CoPay)
        };
        let mut later = differ(self.account_pays);
        for layer in self.layers.iter_mut().rev() {
            layer.told_apart = later && layer.base.contains(Component::Eligible);
            later |= differ(layer.base);
        }
    }
}
