//! The tables of a pack in the order in which a bill meets them.

use jiff::civil::{Date, date};

use super::conditions::{in_words, join};
use super::{ShownRow, ShownTable, figures};
use crate::policy::format::*;
use crate::policy::pack::Pack;
use crate::policy::when::Names;
use crate::text::{Bilingual, Named};

/// A pack on a day, or on all days.
pub(super) struct Words<'a> {
    pub(super) pack: &'a Pack,
    pub(super) on: Option<Date>,
}

type Heading = (&'static str, &'static str);

const LAYER: Heading = ("支付项目", "layer");
const WHEN: Heading = ("适用", "applies to");
const SAYS: Heading = ("说明", "in a sentence");

fn both((zh, en): Heading) -> Bilingual {
    Bilingual::new(zh, en)
}

impl Words<'_> {
    pub(super) fn tables(&self) -> Vec<ShownTable> {
        let tables = [
            self.layers(),
            self.directs(),
            self.deductibles(),
            self.rates(),
            self.adjustments(),
            self.ceilings(),
            self.upfronts(),
            self.accounts(),
            self.credits(),
            self.tiers(),
            self.indices(),
            self.benefit_years(),
            self.notes(),
        ];
        let filled = |table: &ShownTable| !table.rows.is_empty();
        tables.into_iter().filter(filled).collect()
    }

    fn table<R: Row>(
        &self,
        caption: Heading,
        columns: &[Heading],
        rows: &[R],
        cells: impl Fn(&R) -> Vec<Bilingual>,
    ) -> ShownTable {
        let in_force = |row: &&R| self.on.is_none_or(|day| row.is_in_force(day));
        let shown = rows.iter().filter(in_force).map(|row| ShownRow {
            cells: cells(row),
            from: row.from(),
            until: row.until(),
            basis: self.pack.show_basis(row.basis(), row.from()),
        });
        ShownTable {
            caption: both(caption),
            columns: columns.iter().copied().map(both).collect(),
            rows: shown.collect(),
        }
    }

    fn when(&self, row: &impl Row) -> Bilingual {
        in_words(self.pack, row.when())
    }

    fn layer_titles(&self, of: &Names) -> Bilingual {
        let titles: Vec<Bilingual> = of.iter().map(|name| self.layer_title(name)).collect();
        join(&titles, ("、", ", "))
    }

    /// The title on the day, else the first.
    fn layer_title(&self, name: &str) -> Bilingual {
        let mut rows = self.pack.layers.iter().filter(|row| row.name == name);
        let first = rows.clone().next();
        let on = self.on;
        let row = rows.find(|row| on.is_some_and(|day| row.is_in_force(day)));
        let title = row.or(first).map(|row| row.title.clone());
        title.unwrap_or_else(|| Bilingual::new(name, name))
    }

    /// What people call an index.
    pub(super) fn index_title(&self, name: &str) -> Bilingual {
        let mut rows = self.pack.indices.iter().filter(|row| row.name == name);
        let title = rows.find_map(|row| row.title.clone());
        title.unwrap_or_else(|| Bilingual::new(name, name))
    }

    fn layers(&self) -> ShownTable {
        let columns = [
            LAYER,
            WHEN,
            ("谁的钱", "whose money"),
            ("看账单的哪些部分", "what it looks at"),
            ("累计", "counted over"),
            SAYS,
        ];
        let caption = ("谁先付、谁后付", "the funds in the order they pay");
        self.table(caption, &columns, &self.pack.layers, |row| {
            vec![
                row.title.clone(),
                self.when(row),
                row.payer.name(),
                looks_at(row),
                row.counts.name(),
                says(row),
            ]
        })
    }

    fn directs(&self) -> ShownTable {
        let columns = [WHEN, ("能否直接结算", "settled at the till"), SAYS];
        let caption = ("谁能直接结算", "who is settled at the till");
        let rows = &self.pack.tables.directs;
        self.table(caption, &columns, rows, |row| {
            vec![self.when(row), yes_or_no(row.offered), says(row)]
        })
    }

    fn deductibles(&self) -> ShownTable {
        let columns = [LAYER, WHEN, ("起付线", "deductible"), SAYS];
        let rows = &self.pack.tables.deductibles;
        self.table(("起付线", "deductibles"), &columns, rows, |row| {
            vec![
                self.layer_titles(&row.of),
                self.when(row),
                figures::deductible(self, row),
                says(row),
            ]
        })
    }

    fn rates(&self) -> ShownTable {
        let columns = [LAYER, WHEN, ("支付比例", "rate"), SAYS];
        let caption = ("支付比例", "reimbursement rates");
        self.table(caption, &columns, &self.pack.tables.rates, |row| {
            vec![
                self.layer_titles(&row.of),
                self.when(row),
                figures::rate(row),
                says(row),
            ]
        })
    }

    fn adjustments(&self) -> ShownTable {
        let columns = [LAYER, WHEN, ("怎么调整", "change"), SAYS];
        let caption = ("因就医方式等调整比例", "what changes the rates");
        let rows = &self.pack.tables.adjustments;
        self.table(caption, &columns, rows, |row| {
            vec![
                self.layer_titles(&row.of),
                self.when(row),
                figures::adjustment(row),
                says(row),
            ]
        })
    }

    fn ceilings(&self) -> ShownTable {
        let columns = [LAYER, WHEN, ("年度限额", "ceiling of the year"), SAYS];
        let caption = ("年度限额", "ceilings of the year");
        let rows = &self.pack.tables.ceilings;
        self.table(caption, &columns, rows, |row| {
            vec![
                self.layer_titles(&row.of),
                self.when(row),
                figures::ceiling(self, row),
                says(row),
            ]
        })
    }

    fn upfronts(&self) -> ShownTable {
        let columns = [WHEN, ("先自付", "paid first"), SAYS];
        let caption = ("乙类先自付", "class B, paid first by the person");
        self.table(caption, &columns, &self.pack.upfronts, |row| {
            let share = row.share.to_string();
            vec![
                self.when(row),
                Bilingual::new(share.clone(), share),
                says(row),
            ]
        })
    }

    fn accounts(&self) -> ShownTable {
        let columns = [WHEN, ("可以付", "may pay"), SAYS];
        let caption = ("个人账户可以付什么", "what the personal account may pay");
        self.table(caption, &columns, &self.pack.accounts, |row| {
            vec![self.when(row), components(&row.pays), says(row)]
        })
    }

    fn credits(&self) -> ShownTable {
        let columns = [WHEN, ("每月划入", "a month"), SAYS];
        let caption = ("个人账户每月划入", "paid into the personal account");
        self.table(caption, &columns, &self.pack.credits, |row| {
            vec![self.when(row), figures::credit(row), says(row)]
        })
    }

    fn tiers(&self) -> ShownTable {
        let columns = [("档次", "tier"), SAYS];
        let caption = ("参保档次", "tiers of the scheme");
        self.table(caption, &columns, &self.pack.tiers, |row| {
            vec![row.title.clone(), says(row)]
        })
    }

    fn benefit_years(&self) -> ShownTable {
        let columns = [("每年开始于（月-日）", "begins each year on"), SAYS];
        let caption = ("待遇年度", "the benefit year");
        self.table(caption, &columns, &self.pack.benefit_years, |row| {
            let starts = Bilingual::new(&row.starts, &row.starts);
            vec![starts, says(row)]
        })
    }

    fn notes(&self) -> ShownTable {
        let caption = ("只说明、不影响金额的规定", "rules that move no money here");
        self.table(caption, &[SAYS], &self.pack.notes, |row| vec![says(row)])
    }

    /// Yearly figures; on a day, those of the four years up to it.
    fn indices(&self) -> ShownTable {
        let headings = [("指标", "index"), ("年度", "year"), ("数值", "figure")];
        let near = |row: &&IndexRow| {
            let last = self.on.map(|day| day.year());
            last.is_none_or(|last| (last - 3..=last).contains(&row.year))
        };
        let shown = self.pack.indices.iter().filter(near).map(|row| {
            let from = date(row.year.clamp(1, 9999), 1, 1);
            let year = row.year.to_string();
            ShownRow {
                cells: vec![
                    self.index_title(&row.name),
                    Bilingual::new(year.clone(), year),
                    figures::yuan(row.value),
                ],
                from,
                until: None,
                basis: self.pack.show_basis(&row.basis, from),
            }
        });
        ShownTable {
            caption: Bilingual::new("每年公布的指标", "figures published each year"),
            columns: headings.map(both).into(),
            rows: shown.collect(),
        }
    }
}

fn says(row: &impl Row) -> Bilingual {
    row.says().cloned().unwrap_or_default()
}

fn yes_or_no(yes: bool) -> Bilingual {
    if yes {
        Bilingual::new("可以", "yes")
    } else {
        Bilingual::new("不可以", "no")
    }
}

fn components(list: &[Component]) -> Bilingual {
    let names: Vec<Bilingual> = list.iter().map(Named::name).collect();
    join(&names, ("、", ", "))
}

/// «符合政策范围(国谈药)».
fn looks_at(row: &LayerRow) -> Bilingual {
    let base = components(&row.base);
    match row.items {
        None | Some(Items::All) => base,
        Some(items) => {
            let items = items.name();
            Bilingual::new(
                format!("{}（{}）", base.zh, items.zh),
                format!("{} ({})", base.en, items.en),
            )
        }
    }
}
