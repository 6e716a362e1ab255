//! The rules of a pack, or of the nation, as a page lists them.

use domain::rules::Table;
use domain::text::Bilingual;
use workbench::address::Owner;
use workbench::show::{ShownRow, ShownTable, ShownValue};

use super::links::figure_href;
use super::readable::Readable;
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
pub(super) fn sections(tables: Vec<ShownTable>, readable: &Readable) -> Vec<Section> {
    let mut tables = tables;
    tables.sort_by_key(|table| rank(table.table));
    let section = |table: ShownTable| Section {
        table: table.table,
        rules: table
            .rows
            .iter()
            .map(|row| rule(table.table, row, readable))
            .collect(),
    };
    tables.into_iter().map(section).collect()
}

fn rule(table: Table, row: &ShownRow, readable: &Readable) -> RuleView {
    let parts = row.values.iter();
    let part = |part: &ShownValue| {
        let name = part.name.as_ref().map(|name| readable.say(name));
        (name.unwrap_or_default(), readable.say(&part.value))
    };
    let mut values: Vec<(Bilingual, Bilingual)> = parts.map(part).collect();
    let said = |told: &Option<Bilingual>| {
        let told = told.as_ref().map(|told| readable.say(told));
        told.unwrap_or_default()
    };
    let mut of = row.of.clone().unwrap_or_default();
    if table == Table::Layer {
        // The title of a fund is what its row is about.
        values.insert(0, (Bilingual::default(), std::mem::take(&mut of)));
    }
    RuleView {
        of,
        when: match table {
            // What does not change an amount is said of nobody in particular.
            Table::Note => Bilingual::default(),
            _ => said(&row.when),
        },
        values,
        says: said(&row.says),
        href: figure_href(&row.address.to_string()),
        basis: readable.basis(&row.basis),
        unknown: row.unknown.as_ref().map(|why| readable.say(why)),
        national: row.address.owner == Owner::National,
        disputes: row.disputes.clone(),
    }
}
