//! The rules of a pack, or of the nation, as a page lists them.

use domain::policy::rows::Table;
use domain::text::Bilingual;
use workbench::show::{ShownRow, ShownTable};

use super::nowhere::figure_href;
use crate::web::policy::{Rule, Section};

/// In the order in which a resident asks.
const ORDER: [Table; 14] = [
    Table::Deductible,
    Table::Rate,
    Table::Adjustment,
    Table::Ceiling,
    Table::Direct,
    Table::Upfront,
    Table::Account,
    Table::Credit,
    Table::Layer,
    Table::Tier,
    Table::BenefitYear,
    Table::Index,
    Table::Band,
    Table::Note,
];

/// The tables as sections, in the order in which a resident asks.
pub(super) fn sections(tables: Vec<ShownTable>) -> Vec<Section> {
    let rank = |table: Table| ORDER.iter().position(|known| *known == table);
    let mut tables = tables;
    tables.sort_by_key(|table| rank(table.table));
    let section = |table: ShownTable| {
        let columns = &table.columns;
        let rules = table.rows.iter().map(|row| rule(table.table, columns, row));
        Section {
            table: table.table,
            rules: rules.collect(),
        }
    };
    tables.into_iter().map(section).collect()
}

/// The columns of a table are told apart by their headings: whose rule, when, in a sentence; all
/// others are the figure.
fn rule(table: Table, columns: &[Bilingual], row: &ShownRow) -> Rule {
    let mut rule = Rule {
        of: Bilingual::default(),
        when: Bilingual::default(),
        values: vec![],
        says: Bilingual::default(),
        href: figure_href(&row.address),
        basis: row.basis.clone(),
        unknown: row.unknown.clone(),
        national: row.address.starts_with("national/"),
        disputes: row.disputes.clone(),
    };
    for (column, cell) in columns.iter().zip(&row.cells) {
        match (column.en.as_str(), table) {
            // The title of a fund is what its row is about.
            ("layer", table) if table != Table::Layer => rule.of = cell.clone(),
            ("applies to", _) => rule.when = cell.clone(),
            ("in a sentence", table) if table != Table::Note => rule.says = cell.clone(),
            _ => rule.values.push((column.clone(), cell.clone())),
        }
    }
    if let [(name, _)] = &mut rule.values[..] {
        *name = Bilingual::default();
    }
    if let [(name, _), ..] = &mut rule.values[..]
        && table == Table::Layer
    {
        *name = Bilingual::default();
    }
    rule
}
