//! The rates of one layer, for tables that show them side by side.

use std::sync::Arc;

use super::fold::{Fold, started};
use super::*;
use crate::basis::Basis;
use crate::policy::Pack;
use crate::rules::{Adjustment, LayerRow, RateFigure};
use crate::situation::Situation;

/// The rates of one layer in a situation.
pub struct LayerRates<'a> {
    /// Bands in ascending order.
    pub bands: Vec<Band>,
    /// Taken out of the base first, one after the other.
    pub self_pay_first: Vec<Rate>,
    /// Why they stand although they leave a national band.
    pub departs: Option<&'a Bilingual>,
    /// The row that had the last word.
    pub last: Arc<Basis>,
}

impl LayerRates<'_> {
    /// What a band pays of the amount before self-pay-first, in hundred-millionths.
    pub fn paid(&self, band: &Band) -> i64 {
        let pay = i64::from(band.pay.hundred_millionths());
        rest_of(&self.self_pay_first, pay)
    }
}

/// The rates of one layer, without the rest of a plan; none where they are not known.
pub fn layer_rates<'a>(
    pack: &'a Pack,
    situation: &Situation,
    row: &LayerRow,
) -> Option<LayerRates<'a>> {
    let mut fold = Fold::new(pack, situation, None);
    let (mut layer, mut origin) = started(row);
    fold.bands(row, &mut layer, &mut origin).ok()?;
    fold.adjust(row, &mut layer, &mut origin).ok()?;
    if !fold.knows_all() {
        return None;
    }
    let rates = origin.rates.iter().map(|(_, cited)| &cited.basis);
    let changes = origin.adjustments.iter().map(|(_, cited)| &cited.basis);
    let used: Vec<&Arc<Basis>> = rates.chain(changes).collect();
    let is_used = |basis: &Arc<Basis>| used.iter().any(|used| Arc::ptr_eq(used, basis));
    let rules = pack.in_force(None);
    let rates = rules.rows::<RateFigure>();
    let rates = rates
        .filter(|row| is_used(&row.basis))
        .filter_map(|row| row.departs.as_ref());
    let changes = rules.rows::<Adjustment>().filter(|row| is_used(&row.basis));
    let departs = rates.chain(changes.filter_map(|row| row.departs.as_ref()));
    Some(LayerRates {
        departs: departs.last(),
        last: used.last().map(|basis| Arc::clone(basis))?,
        bands: layer.bands,
        self_pay_first: layer.self_pay_first,
    })
}
