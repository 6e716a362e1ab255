//! Where people are treated.

use anyhow::{Context, Result};
use desk::Reference;
use domain::Region;
use domain::catalogue::Item;
use domain::facility::{Care, Facility, Level};
use jiff::civil::date;

use super::day::TODAY;

/// A hospital and what it may charge.
pub struct Hospital {
    pub facility: Facility,
    pub items: Vec<Item>,
}

impl Hospital {
    /// The first of a place that takes everybody.
    pub fn at(reference: &Reference, place: Region) -> Result<Hospital> {
        let first_day = date(2026, 1, 1);
        let mut there = reference.facilities().filter(|facility| {
            facility.region.pooling() == place
                && facility.level == Level::Tertiary
                && [Care::Outpatient, Care::Inpatient]
                    .iter()
                    .all(|care| facility.is_networked(*care, first_day))
        });
        let facility = there
            .next()
            .with_context(|| format!("no hospital in {place}"))?;
        let items = reference.catalogue(facility.region)?.items().iter();
        let all_year =
            |item: &&Item| item.period.contains(first_day) && item.period.contains(TODAY);
        let items = items.filter(all_year).filter(|item| !item.restricted);
        Ok(Hospital {
            facility: facility.clone(),
            items: items.cloned().collect(),
        })
    }
}
