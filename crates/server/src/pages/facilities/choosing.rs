//! What the rules about choosing say of a facility to those who are insured somewhere.

use desk::Reference;
use domain::designation::{Need, VisitAsked, may_choose, need};
use domain::facility::{Care, Facility};
use domain::policy::Pack;
use domain::procedures::{Circumstances, Institution, Procedures};
use jiff::civil::Date;

use crate::web::facilities::DirectoryAddress;
use crate::web::facilities::facility::ChoosingLine;

/// Whether a facility may be chosen by some who are insured there, where one is looked for.
pub(super) fn may_be_chosen(
    reference: &Reference,
    (address, facility): (&DirectoryAddress, &Facility),
    day: Date,
) -> Option<bool> {
    let from = address.insured_at.filter(|_| address.choosing)?;
    let library = &reference.library;
    let packs = library.packs().filter(|pack| pack.region == from.pooling());
    let lines = packs.flat_map(|pack| choosing_of(library.procedures(from), (pack, facility), day));
    let asked: Vec<bool> = lines.filter_map(|line| line.may).collect();
    (!asked.is_empty()).then(|| asked.contains(&true))
}

/// Years of age as examples: rules about choosing differ for children.
const AGES: [u8; 2] = [40, 8];

/// What the rules about choosing say of the facility to those a pack is for.
pub(super) fn choosing_of(
    rules: &Procedures,
    (pack, facility): (&Pack, &Facility),
    day: Date,
) -> Vec<ChoosingLine> {
    let tiers = pack.tables.tiers.iter().map(|row| row.name.as_str());
    let mut tiers: Vec<&str> = tiers.collect();
    if tiers.is_empty() {
        tiers.push("");
    }
    let who = tiers.iter().flat_map(|tier| AGES.map(|age| (*tier, age)));
    let line = |(tier, age): (&str, u8)| {
        let visit = VisitAsked {
            about: Circumstances {
                care: Some(Care::Outpatient),
                scheme: Some(pack.scheme),
                tier: Some(tier),
                age: Some(age),
                ..Circumstances::of_journey(pack.region, facility.region.pooling())
            },
            day,
            at: Some(Institution::of(facility, day)),
            emergency: false,
            referred: false,
        };
        let found = need(rules, &visit);
        let row = found.row?;
        let is_needed = found.need == Need::Needed;
        let is_open = facility.is_networked(Care::Outpatient, day);
        let may = is_needed.then(|| is_open && may_choose(rules, &visit, &[]).allowed);
        let says = row.says.clone().filter(|_| found.need != Need::NotHere);
        Some(ChoosingLine {
            title: row.title.clone(),
            says: says.unwrap_or_else(|| domain::text::Named::name(&found.need)),
            may,
        })
    };
    let mut lines: Vec<ChoosingLine> = Vec::new();
    for line in who.filter_map(line) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}
