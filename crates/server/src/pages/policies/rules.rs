//! The rules of a pack, or of the nation, as a page lists them.

use domain::rules::Table;
use domain::text::Bilingual;
use workbench::address::Owner;
use workbench::show::{ShownRow, ShownTable, ShownValue};

use super::links::figure_href;
use crate::web::policy::{RuleView, Section};

/// What a resident asks first, in that order; what is not named here comes after it, and what a
/// resident hardly asks comes last.
const FIRST: [Table; 11] = [
    Table::Deductible,
    Table::Rate,
    Table::Adjustment,
    Table::Ceiling,
    Table::Guarantee,
    Table::Stay,
    Table::Disease,
    Table::Direct,
    Table::Upfront,
    Table::Account,
    Table::Credit,
];

/// What a resident hardly asks.
const LAST: [Table; 7] = [
    Table::Layer,
    Table::Cancellation,
    Table::Tier,
    Table::BenefitYear,
    Table::Index,
    Table::Band,
    Table::Note,
];

/// The place of a table in the order in which a resident asks.
pub(super) fn rank(table: Table) -> usize {
    let among = |known: &[Table]| known.iter().position(|known| *known == table);
    let last = || among(&LAST).map(|place| FIRST.len() + 1 + place);
    among(&FIRST).or_else(last).unwrap_or(FIRST.len())
}

/// The tables as sections, in the order in which a resident asks.
pub(super) fn sections(tables: Vec<ShownTable>) -> Vec<Section> {
    let mut tables = tables;
    tables.sort_by_key(|table| rank(table.table));
    let section = |table: ShownTable| Section {
        table: table.table,
        rules: table
            .rows
            .iter()
            .map(|row| rule(table.table, row))
            .collect(),
    };
    tables.into_iter().map(section).collect()
}

fn rule(table: Table, row: &ShownRow) -> RuleView {
    let parts = row.values.iter();
    let part = |part: &ShownValue| (part.name.clone().unwrap_or_default(), part.value.clone());
    let mut values: Vec<(Bilingual, Bilingual)> = parts.map(part).collect();
    let mut of = row.of.clone().unwrap_or_default();
    if table == Table::Layer {
        // The title of a fund is what its row is about.
        values.insert(0, (Bilingual::default(), std::mem::take(&mut of)));
    }
    RuleView {
        of,
        when: row.when.clone().unwrap_or_default(),
        values,
        says: row.says.clone().unwrap_or_default(),
        href: figure_href(&row.address.to_string()),
        basis: row.basis.clone(),
        unknown: row.unknown.clone(),
        national: row.address.owner == Owner::National,
        disputes: row.disputes.clone(),
    }
}
