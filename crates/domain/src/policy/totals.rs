//! Every running total of a pack: the one list of them.

use std::collections::BTreeSet;

use super::Pack;
use crate::rules::counter::{
    base_counter, counts_what_it_takes, deductible_counter, paid_counter, taken_counter,
};
use crate::rules::{AnyRow, Counts, DeductibleRow, LayerRow, Measured, Taken};

impl Pack {
    /// Every running total that some row, in force or not, asks for, and over what it runs.
    pub fn totals(&self) -> BTreeSet<(String, Counts)> {
        let mut totals = BTreeSet::new();
        for row in self.every_row() {
            match row {
                AnyRow::Ceiling(row) => {
                    totals.insert((row.counter.clone(), row.per.unwrap_or(Counts::Year)));
                }
                AnyRow::Deductible(row) => totals.extend(self.of_deductible(row)),
                AnyRow::Layer(row) => totals.extend(of_layer(row)),
                AnyRow::Direct(_)
                | AnyRow::Rate(_)
                | AnyRow::Adjustment(_)
                | AnyRow::Guarantee(_)
                | AnyRow::Stay(_)
                | AnyRow::Disease(_)
                | AnyRow::Cancellation(_)
                | AnyRow::Upfront(_)
                | AnyRow::Account(_)
                | AnyRow::Credit(_)
                | AnyRow::Tier(_)
                | AnyRow::Index(_)
                | AnyRow::BenefitYear(_)
                | AnyRow::Note(_)
                | AnyRow::Band(_) => (),
            }
        }
        totals
    }

    /// What layers share, or what one took of a deductible of its own.
    fn of_deductible(&self, row: &DeductibleRow) -> Vec<(String, Counts)> {
        if let Some(counter) = &row.counter {
            let over = row.per.unwrap_or(Counts::Year);
            return vec![(deductible_counter(counter), over)];
        }
        let taken = row.taken.unwrap_or(Taken::BeforeRate);
        let takes = |layer: &&LayerRow| counts_what_it_takes(layer, taken);
        let layers = self.tables.layers.iter().filter(takes);
        let layers = layers.filter(|layer| row.of.contains(&layer.name));
        let each = layers.map(|layer| (taken_counter(&layer.name), layer.counts));
        each.collect()
    }
}

/// What runs of a layer over several visits.
fn of_layer(row: &LayerRow) -> Vec<(String, Counts)> {
    let base = runs(row).then(|| (base_counter(&row.name), row.counts));
    let by_paid = runs(row) && row.bands == Some(Measured::Paid);
    let paid = by_paid.then(|| (paid_counter(&row.name), row.counts));
    base.into_iter().chain(paid).collect()
}

fn runs(layer: &LayerRow) -> bool {
    layer.counts != Counts::Visit
}
