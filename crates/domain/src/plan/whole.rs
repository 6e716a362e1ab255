//! What must hold of a plan as a whole, and what only the whole tells.

use super::{ComponentSet, Missing, Plan, PlanLayer, Refusal};
use crate::rules::counter::is_not_on_record;
use crate::rules::{Component, Table, Taken};
use crate::situation::YearToDate;
use crate::text::Bilingual;

impl Plan {
    /// Where a deductible comes off after the rate, what earlier visits took of it does not follow
    /// from what they had: unless it is on record, nobody knows what is left.
    pub fn knows_what_was_taken(&self, year: &YearToDate) -> Result<(), Refusal> {
        let layers = self.layers.iter().zip(&self.origin.layers);
        let unknown = |layer: &PlanLayer| {
            let after = layer.taken == Taken::AfterRate;
            let slot = layer.deductible_slot.filter(|_| after)?;
            let counter = &self.counters[usize::from(slot)];
            is_not_on_record(year, counter).then(|| counter.clone())
        };
        let missing: Vec<Missing> = layers
            .filter_map(|(layer, origin)| {
                Some(Missing {
                    table: Table::Deductible,
                    figure: unknown(layer)?,
                    layer: origin.title.clone(),
                    says: Bilingual::new(
                        "没有记录本期以前的就医已扣了多少起付线",
                        "what earlier visits took of the deductible is not on record",
                    ),
                    cited: origin.deductible.clone()?,
                    stand_in: None,
                })
            })
            .collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(Refusal::Unknown {
                missing,
                known: Box::new(self.clone()),
            }),
        }
    }

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
