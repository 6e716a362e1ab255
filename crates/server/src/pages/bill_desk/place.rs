//! The facility whose desk for bills it is: its catalogue, what an item is paid like there, and the
//! diseases the rules of somebody's insured places know.

use std::sync::Arc;

use desk::hospital;
use desk::operators::Operator;
use desk::{DeskError, Identified, Reference};
use domain::catalogue::{Class, Item};
use domain::facility::Facility;
use domain::text::{Named, Sep};
use domain::{Bilingual, say};
use jiff::civil::Date;

use crate::App;
use crate::web::bill_desk::ItemShown;

/// The facility whose desk it is, with its catalogue.
pub(super) struct OfFacility {
    /// What it is looked up in.
    pub reference: Arc<Reference>,
    /// The facility.
    pub facility: Facility,
    /// Today.
    pub today: Date,
}

impl OfFacility {
    /// That of an operator.
    pub(super) fn of(app: &App, operator: &Operator) -> Result<OfFacility, DeskError> {
        let reference = app.reference();
        let facility = reference
            .facility(hospital::own_facility(operator)?)?
            .clone();
        Ok(OfFacility {
            reference,
            facility,
            today: app.today(),
        })
    }

    /// The catalogue that holds here; nothing where there is none.
    pub(super) fn items(&self) -> &[Item] {
        let catalogue = self.reference.catalogue(self.facility.region);
        catalogue.map_or(&[], |catalogue| catalogue.items())
    }

    /// An item with its class and what is paid of it here.
    pub(super) fn item_shown(&self, item: &Item) -> ItemShown {
        ItemShown {
            code: item.code.clone(),
            name: item.name.clone(),
            says: self.says_of(item),
        }
    }

    /// Class, share paid first, limit and restriction of an item, as they hold here today.
    fn says_of(&self, item: &Item) -> Bilingual {
        let mut parts = vec![item.class.name()];
        if item.class == Class::B {
            let share = item.upfront;
            parts.push(say!(
                "目录先行自付 {share}，参保地另有规定的按参保地",
                "{share} is paid first by the catalogue, unless the insured place says otherwise"
            ));
        }
        if let Some(limit) = &item.limit {
            let limit = price(limit.at(self.facility.level_on(self.today)));
            parts.push(say!("限价 {limit} 元", "limit {limit} yuan"));
        }
        if item.restricted {
            parts.push(say!(
                "限定支付：符合条件才报，行里标「限定」",
                "restricted: paid where it fits; mark the row"
            ));
        }
        Bilingual::join(parts, Sep::Comma)
    }

    /// The diseases the rules of somebody's insured places know, by code, for the diagnoses and
    /// for the disease a visit is for.
    pub(super) fn diseases(&self, seen: &Identified) -> Vec<(String, Bilingual)> {
        let library = &self.reference.library;
        let mut all: Vec<(String, Bilingual)> = Vec::new();
        for one in &seen.enrolments {
            let pack = library.pack(one.insured_at, one.scheme, self.today);
            for row in pack.iter().flat_map(|pack| pack.listed_diseases()) {
                let codes = row.codes.iter();
                all.extend(codes.map(|code| (code.clone(), row.title.clone())));
            }
        }
        all.sort_by(|one, other| one.0.cmp(&other.0));
        all.dedup_by(|one, other| one.0 == other.0);
        all
    }

    /// What a row names, if it names one item.
    pub(super) fn said_of_row(&self, named: &str) -> Option<Bilingual> {
        let items = self.items().iter();
        let mut in_force = items.filter(|item| item.period.contains(self.today));
        let item = in_force.find(|item| item.code == named || item.name == named)?;
        let (name, says) = (&item.name, self.says_of(item));
        Some(say!("{name}：{says}", "{name}: {says}"; says = says))
    }
}

/// A price per unit, from millionths of a yuan, as it is written.
pub(super) fn price(millionths: i64) -> String {
    let (yuan, rest) = (millionths / 1_000_000, millionths % 1_000_000);
    let decimals = format!("{rest:06}");
    let decimals = decimals.trim_end_matches('0');
    format!("{yuan}.{decimals:0<2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_written_as_people_write_them() {
        for (millionths, text) in [
            (62_000_000, "62.00"),
            (1_250_000, "1.25"),
            (333, "0.000333"),
        ] {
            assert_eq!(price(millionths), text);
        }
    }
}
