//! The tables of a pack in the order in which a bill meets them.

use super::{ShownRow, ShownTable, ShownValue, ShownWords};
use crate::address::Owner;
use crate::probe;
use crate::rows::{RowView, national_rows, rows};
use domain::rules::{AnyRow, BothNames, Table};
use domain::say;
use domain::text::{Bilingual, Named, Sep};

fn both((zh, en): BothNames) -> Bilingual {
    Bilingual::new(zh, en)
}

/// What a row says, apart from where it stands and what it rests on.
struct Said {
    of: Option<Bilingual>,
    when: Option<Bilingual>,
    values: Vec<ShownValue>,
    says: Option<Bilingual>,
}

fn only(value: Bilingual) -> Vec<ShownValue> {
    vec![ShownValue { name: None, value }]
}

fn named<const N: usize>(parts: [(BothNames, Bilingual); N]) -> Vec<ShownValue> {
    let part = |(name, value)| ShownValue {
        name: Some(both(name)),
        value,
    };
    parts.into_iter().map(part).collect()
}

impl ShownWords<'_> {
    pub(super) fn tables(&self) -> Vec<ShownTable> {
        let mut all = rows(self.pack);
        all.extend(national_rows(self.pack));
        let tables = Table::ALL.iter().map(|table| self.table(*table, &all));
        tables.filter(|table| !table.rows.is_empty()).collect()
    }

    fn table(&self, table: Table, all: &[RowView<'_>]) -> ShownTable {
        let own = all.iter().filter(|row| row.row.table() == table);
        let shown = own
            .filter(|row| self.is_shown(row))
            .map(|row| self.row(row, all));
        ShownTable {
            table,
            caption: both(table.caption()),
            rows: shown.collect(),
        }
    }

    /// What decides on the day; of yearly figures those of the four years up to it. Without a day
    /// everything of the place's own, and of the nation what it inherits on the last day on which a
    /// rule of the place changes.
    fn is_shown(&self, row: &RowView<'_>) -> bool {
        match (self.on, row.row) {
            (Some(day), AnyRow::Index(index)) => {
                (day.year() - 3..=day.year()).contains(&index.year)
            }
            (Some(day), _) => row.decides_on(day),
            (None, _) if row.version.is_some() => false,
            (None, _) if row.address.owner != Owner::National => true,
            (None, _) => {
                let last = probe::days(self.pack).last().copied();
                last.is_none_or(|day| row.decides_on(day))
            }
        }
    }

    fn row(&self, row: &RowView<'_>, all: &[RowView<'_>]) -> ShownRow {
        let said = self.said(row.row);
        ShownRow {
            address: row.address.clone(),
            of: said.of,
            when: said.when,
            values: said.values,
            says: with_departure(row.row, said.says),
            from: row.row.from(),
            until: row.row.until(),
            basis: self.pack.show_basis(row.row.basis(), row.row.from()),
            unknown: row.row.unknown().cloned(),
            disputes: disputes_over(row, all),
        }
    }

    fn said(&self, row: AnyRow<'_>) -> Said {
        let says = row.says().cloned();
        let (when, value) = (self.conditions(row), self.value(row));
        match row {
            AnyRow::Layer(layer) => Said {
                of: Some(layer.title.clone()),
                when: Some(when),
                values: named([
                    (("谁的钱", "whose money"), layer.payer.name()),
                    (("看账单的哪些部分", "what it looks at"), layer.looks_at()),
                    (("累计", "counted over"), layer.counts.name()),
                ]),
                says,
            },
            AnyRow::Index(index) => {
                let year = index.year.to_string();
                let (name, year) = (self.index_title(&index.name), Bilingual::new(&year, &year));
                Said {
                    of: None,
                    when: None,
                    values: named([
                        (("指标", "index"), name),
                        (("年度", "year"), year),
                        (("数值", "figure"), value),
                    ]),
                    says: None,
                }
            }
            AnyRow::Tier(_) | AnyRow::BenefitYear(_) => Said {
                of: None,
                when: None,
                values: only(value),
                says,
            },
            AnyRow::Note(_) => Said {
                of: None,
                when: None,
                values: only(says.unwrap_or_default()),
                says: None,
            },
            _ => Said {
                of: row.layers().map(|of| self.layer_titles(of)),
                when: Some(when),
                values: only(value),
                says,
            },
        }
    }
}

/// What a row says, and why it stands although it leaves a national band.
fn with_departure(row: AnyRow<'_>, says: Option<Bilingual>) -> Option<Bilingual> {
    let departs = match row {
        AnyRow::Rate(row) => row.departs.as_ref(),
        AnyRow::Adjustment(row) => row.departs.as_ref(),
        _ => None,
    };
    let Some(why) = departs else {
        return says;
    };
    let departs = say!(
        "超出国家规定的幅度：{why}",
        "outside the national band: {why}"; why = why.clone()
    );
    let both = says.into_iter().chain([departs]);
    Some(Bilingual::join(both, Sep::Semicolon))
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
