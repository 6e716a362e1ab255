//! The tables of a pack in the order in which a bill meets them.

use jiff::civil::Date;

use super::words::looks_at;
use super::{ShownRow, ShownTable, Words};
use crate::probe;
use crate::rows::{RowView, national_rows, rows};
use domain::policy::rows::{AnyRow, Table};
use domain::text::{Bilingual, Named};

type Heading = (&'static str, &'static str);

const LAYER: Heading = ("支付项目", "layer");
const WHEN: Heading = ("适用", "applies to");
const SAYS: Heading = ("说明", "in a sentence");

fn both((zh, en): Heading) -> Bilingual {
    Bilingual::new(zh, en)
}

fn caption(table: Table) -> Heading {
    match table {
        Table::Layer => ("谁先付、谁后付", "the funds in the order they pay"),
        Table::Direct => ("谁能直接结算", "who is settled at the till"),
        Table::Deductible => ("起付线", "deductibles"),
        Table::Rate => ("支付比例", "reimbursement rates"),
        Table::Adjustment => ("因就医方式等调整比例", "what changes the rates"),
        Table::Ceiling => ("年度限额", "ceilings of the year"),
        Table::Upfront => ("乙类先自付", "class B, paid first by the person"),
        Table::Account => ("个人账户可以付什么", "what the personal account may pay"),
        Table::Credit => ("个人账户每月划入", "paid into the personal account"),
        Table::Tier => ("参保档次", "tiers of the scheme"),
        Table::Index => ("每年公布的指标", "figures published each year"),
        Table::BenefitYear => ("待遇年度", "the benefit year"),
        Table::Note => ("只说明、不影响金额的规定", "rules that move no money here"),
        Table::Band => ("全国规定的幅度", "national bands"),
    }
}

fn columns(table: Table) -> &'static [Heading] {
    match table {
        Table::Layer => &[
            LAYER,
            WHEN,
            ("谁的钱", "whose money"),
            ("看账单的哪些部分", "what it looks at"),
            ("累计", "counted over"),
            SAYS,
        ],
        Table::Direct => &[WHEN, ("能否直接结算", "settled at the till"), SAYS],
        Table::Deductible => &[LAYER, WHEN, ("起付线", "deductible"), SAYS],
        Table::Rate => &[LAYER, WHEN, ("支付比例", "rate"), SAYS],
        Table::Adjustment => &[LAYER, WHEN, ("怎么调整", "change"), SAYS],
        Table::Ceiling => &[LAYER, WHEN, ("年度限额", "ceiling of the year"), SAYS],
        Table::Upfront => &[WHEN, ("先自付", "paid first"), SAYS],
        Table::Account => &[WHEN, ("可以付", "may pay"), SAYS],
        Table::Credit => &[WHEN, ("每月划入", "a month"), SAYS],
        Table::Tier => &[("档次", "tier"), SAYS],
        Table::Index => &[("指标", "index"), ("年度", "year"), ("数值", "figure")],
        Table::BenefitYear => &[("每年开始于（月-日）", "begins each year on"), SAYS],
        Table::Note => &[SAYS],
        Table::Band => &[WHEN, ("幅度", "band"), SAYS],
    }
}

impl Words<'_> {
    pub(super) fn tables(&self) -> Vec<ShownTable> {
        let mut all = rows(self.pack);
        all.extend(national_rows(self.pack));
        let tables = Table::ALL.iter().map(|table| self.table(*table, &all));
        tables.filter(|table| !table.rows.is_empty()).collect()
    }

    fn table(&self, table: Table, all: &[RowView<'_>]) -> ShownTable {
        let own = all
            .iter()
            .filter(|row| row.row.table() == table && row.version.is_none());
        let shown = own
            .filter(|row| self.is_shown(row.row) && self.is_inherited(row))
            .map(|row| ShownRow {
                address: row.address.to_string(),
                cells: self.cells(row.row),
                from: row.row.from(),
                until: row.row.until(),
                basis: self.pack.show_basis(row.row.basis(), row.row.from()),
                unknown: row.row.unknown().cloned(),
                disputes: disputes_over(row, all),
            });
        ShownTable {
            table,
            caption: both(caption(table)),
            columns: columns(table).iter().copied().map(both).collect(),
            rows: shown.collect(),
        }
    }

    /// Without a day, on the last day on which a rule of the place changes.
    fn is_inherited(&self, row: &RowView<'_>) -> bool {
        let last = || probe::days(self.pack).last().copied();
        let day = self.on.or_else(last);
        day.is_none_or(|day| row.is_inherited_on(day))
    }

    /// What is in force on the day; of yearly figures those of the four years up to it.
    fn is_shown(&self, row: AnyRow<'_>) -> bool {
        self.on.is_none_or(|day: Date| match row {
            AnyRow::Index(row) => (day.year() - 3..=day.year()).contains(&row.year),
            _ => row.is_in_force(day),
        })
    }

    fn cells(&self, row: AnyRow<'_>) -> Vec<Bilingual> {
        let says = || row.says().cloned().unwrap_or_default();
        let (when, value) = (self.conditions(row), self.value(row));
        match row {
            AnyRow::Layer(layer) => vec![
                layer.title.clone(),
                when,
                layer.payer.name(),
                looks_at(layer),
                layer.counts.name(),
                says(),
            ],
            AnyRow::Index(index) => {
                let year = index.year.to_string();
                vec![
                    self.index_title(&index.name),
                    Bilingual::new(&year, &year),
                    value,
                ]
            }
            AnyRow::Tier(_) | AnyRow::BenefitYear(_) => vec![value, says()],
            AnyRow::Note(_) => vec![says()],
            _ => match row.layers() {
                Some(of) => vec![self.layer_titles(of), when, value, says()],
                None => vec![when, value, says()],
            },
        }
    }
}

/// Numbers of the disputes in which some source would put another row in the place of this one.
fn disputes_over(row: &RowView<'_>, all: &[RowView<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    for other in all.iter().filter(|other| other.overlays(row)) {
        if let Some((dispute, _)) = other.version
            && !found.contains(&dispute.id)
        {
            found.push(dispute.id.clone());
        }
    }
    found
}
