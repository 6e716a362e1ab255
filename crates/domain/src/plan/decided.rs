//! Figures that nobody published and that people of the agency decided. A decision is about one
//! amount of one fund, as a bill reached it; it names what it rests on. Where the figure is
//! published later, the plan no longer lacks it, and the decision decides nothing any more.

use serde::{Deserialize, Serialize};

use super::{Entries, Limit, Missing, Plan, PlanDeductible};
use crate::{Bilingual, Money};

/// An amount that stands in the place of a figure nobody published, because somebody decided so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedFigure {
    /// The table that lacks it.
    pub table: String,
    /// Name of the figure, as it is missing: `index wage 2025`, `ceiling 310000/employee pooled`.
    pub figure: String,
    /// The fund it is applied to, as people call it.
    pub layer: Bilingual,
    /// What is applied.
    pub amount: Money,
    /// Number of the decision.
    pub decision: String,
    /// On which document it rests.
    pub source: String,
}

impl DecidedFigure {
    /// Whether it is about this.
    pub fn is_of(&self, missing: &Missing) -> bool {
        self.figure == missing.figure
            && self.table == missing.table.to_string()
            && self.layer == missing.layer
    }

    /// In a sentence, for whoever is paid by it.
    pub fn says(&self) -> Bilingual {
        let (amount, source) = (self.amount.grouped(), &self.source);
        Bilingual::new(
            format!(
                "{}这个数字没有公布，经办机构决定按 {amount} 元算，依据：{source}（决定 {}）",
                self.layer.zh, self.decision
            ),
            format!(
                "this figure of {} is not published; the agency decided on {amount}, resting on: \
                 {source} (decision {})",
                self.layer.en, self.decision
            ),
        )
    }
}

impl Plan {
    /// The plan with what was decided in the place of what is not known. What is known is not
    /// touched: nobody decides against a published figure.
    pub fn with_decided(mut self, decided: &[DecidedFigure]) -> Plan {
        for (number, missing) in (0_u8..).zip(self.missing.clone()) {
            if let Some(one) = decided.iter().find(|one| one.is_of(&missing)) {
                self.put_decided(number, one);
            }
        }
        self
    }

    fn put_decided(&mut self, number: u8, one: &DecidedFigure) {
        let says = Some(one.says());
        let origins = self.origin.layers.iter_mut();
        for (layer, origin) in self.layers.iter_mut().zip(origins) {
            if layer.deductible.rests_on() == Entries::one(number) {
                layer.deductible = PlanDeductible::Fixed(one.amount);
                if let Some(cited) = &mut origin.deductible {
                    cited.says.clone_from(&says);
                }
            }
            let ceilings = layer.ceilings.iter_mut().zip(&mut origin.ceilings);
            for (ceiling, cited) in ceilings.filter(|(one, _)| one.limit.rests_on() == Some(number))
            {
                ceiling.limit = Limit::Known(one.amount);
                cited.says.clone_from(&says);
            }
        }
    }
}

impl Limit {
    /// The figure that is missing, if one is.
    const fn rests_on(self) -> Option<u8> {
        match self {
            Limit::Known(_) => None,
            Limit::Provisional(_, entry) | Limit::AtLeast(_, entry) | Limit::Unknown(entry) => {
                Some(entry)
            }
        }
    }
}
