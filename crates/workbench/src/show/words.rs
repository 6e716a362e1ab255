//! A row in words: what the figure is, when it applies, and the figure itself.

use jiff::civil::Date;

use super::{conditions, figures};
use domain::policy::format::*;
use domain::policy::pack::Pack;
use domain::policy::rows::{AnyRow, Table};
use domain::policy::when::{Names, When};
use domain::text::{Bilingual, Named};

/// A pack on a day, or on all days.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) on: Option<Date>,
}

/// A part of a figure, such as what holds at one level: its name, empty where the figure has one
/// part only, and what it is.
pub type Part = (Bilingual, Bilingual);

impl Words<'_> {
    /// The figure.
    pub(crate) fn value(&self, row: AnyRow<'_>) -> Bilingual {
        match row {
            AnyRow::Layer(row) => layer(row),
            AnyRow::Direct(row) => yes_or_no(row.offered),
            AnyRow::Deductible(row) => figures::deductible(self, row),
            AnyRow::Rate(row) => figures::rate(row),
            AnyRow::Adjustment(row) => figures::adjustment(row),
            AnyRow::Ceiling(row) => figures::ceiling(self, row),
            AnyRow::Upfront(row) => same(row.share),
            AnyRow::Account(row) => components(&row.pays),
            AnyRow::Credit(row) => figures::credit(row),
            AnyRow::Tier(row) => row.title.clone(),
            AnyRow::Index(row) => figures::yuan(row.value),
            AnyRow::BenefitYear(row) => same(&row.starts),
            AnyRow::Note(row) => row.says.clone().unwrap_or_default(),
            AnyRow::Band(row) => Bilingual::new(
                format!("最多低 {} 个百分点", row.points_below),
                format!("at most {} points below home", row.points_below),
            ),
        }
    }

    /// The figure part by part.
    pub(crate) fn parts(&self, row: AnyRow<'_>) -> Vec<Part> {
        let by_level = match row {
            AnyRow::Deductible(row) => row.amount.as_ref().and_then(figures::amounts_by_level),
            AnyRow::Rate(row) => figures::rate_parts(row),
            AnyRow::Adjustment(row) => row.rate.as_ref().and_then(figures::rates_by_level),
            _ => None,
        };
        by_level.unwrap_or_else(|| vec![(Bilingual::default(), self.value(row))])
    }

    /// When it applies.
    pub(crate) fn conditions(&self, row: AnyRow<'_>) -> Bilingual {
        match row {
            AnyRow::Index(row) => Bilingual::new(format!("{} 年", row.year), row.year.to_string()),
            _ => row.when().map(|when| self.when(when)).unwrap_or_default(),
        }
    }

    fn when(&self, when: &When) -> Bilingual {
        conditions::in_words(self.pack, when)
    }

    /// What the figure is: «统筹基金支付比例», «reimbursement rate, pooled fund».
    pub(crate) fn subject(&self, row: AnyRow<'_>) -> Bilingual {
        let table = row.table().name();
        let of = match row {
            AnyRow::Index(row) => return self.index_title(&row.name),
            AnyRow::Layer(row) => row.title.clone(),
            AnyRow::Note(row) => same(&row.id),
            AnyRow::Band(row) => same(&row.id),
            AnyRow::Adjustment(row) => {
                let (titles, step) = (self.layer_titles(&row.of), step_name(&row.step));
                return Bilingual::new(
                    format!("{}{}{}", titles.zh, step.zh, table.zh),
                    format!("{} by {}, {}", table.en, step.en, titles.en),
                );
            }
            AnyRow::Ceiling(row) => self.ceiling_of(row),
            _ => match row.layers() {
                Some(of) => self.layer_titles(of),
                None => return table,
            },
        };
        match row.table() {
            Table::Layer | Table::Note | Table::Band => Bilingual::new(
                format!("{}「{}」", table.zh, of.zh),
                format!("{} «{}»", table.en, of.en),
            ),
            _ => Bilingual::new(
                format!("{}{}", of.zh, table.zh),
                format!("{}, {}", table.en, of.en),
            ),
        }
    }

    /// A counter that has the name of one of its layers is theirs; another is named too.
    fn ceiling_of(&self, row: &CeilingRow) -> Bilingual {
        let titles = self.layer_titles(&row.of);
        match row.of.contains(&row.counter) {
            true => titles,
            false => Bilingual::new(
                format!("{}（累计数 {}）", titles.zh, row.counter),
                format!("{} (total «{}»)", titles.en, row.counter),
            ),
        }
    }

    /// The titles of layers.
    pub(super) fn layer_titles(&self, of: &Names) -> Bilingual {
        let titles: Vec<Bilingual> = of.iter().map(|name| self.layer_title(name)).collect();
        conditions::join(&titles, ("、", ", "))
    }

    /// The title on the day, else the first.
    pub(crate) fn layer_title(&self, name: &str) -> Bilingual {
        let mut rows = self.pack.layers.iter().filter(|row| row.name == name);
        let first = rows.clone().next();
        let on = self.on;
        let row = rows.find(|row| on.is_some_and(|day| row.is_in_force(day)));
        let title = row.or(first).map(|row| row.title.clone());
        title.unwrap_or_else(|| same(name))
    }

    /// What people call an index.
    pub(super) fn index_title(&self, name: &str) -> Bilingual {
        let mut rows = self.pack.indices.iter().filter(|row| row.name == name);
        let title = rows.find_map(|row| row.title.clone());
        title.unwrap_or_else(|| same(name))
    }
}

/// Names of the steps that most places have; others are told by their word.
fn step_name(step: &str) -> Bilingual {
    match step {
        "footing" => Bilingual::new("按就医方式的", "footing"),
        "age" => Bilingual::new("按年龄的", "age"),
        "retired" | "status" => Bilingual::new("按在职退休的", "status"),
        other => Bilingual::new(format!("「{other}」"), format!("«{other}»")),
    }
}

fn same(text: impl std::fmt::Display) -> Bilingual {
    Bilingual::new(text.to_string(), text.to_string())
}

fn yes_or_no(yes: bool) -> Bilingual {
    if yes {
        Bilingual::new("可以", "yes")
    } else {
        Bilingual::new("不可以", "no")
    }
}

/// Components of a bill.
fn components(list: &[Component]) -> Bilingual {
    let names: Vec<Bilingual> = list.iter().map(Named::name).collect();
    conditions::join(&names, ("、", ", "))
}

/// What a layer looks at: «符合政策范围(国谈药)».
pub(super) fn looks_at(row: &LayerRow) -> Bilingual {
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

/// Whose money, of what, counted over what.
fn layer(row: &LayerRow) -> Bilingual {
    let (payer, base, counts) = (row.payer.name(), looks_at(row), row.counts.name());
    let bands = row.bands.map(|bands| bands.name());
    let (zh, en) = bands.map_or_else(Default::default, |bands| {
        (
            format!("，分段按{}", bands.zh),
            format!(", bands by {}", bands.en),
        )
    });
    Bilingual::new(
        format!("由{}支付，看{}，按{}计{zh}", payer.zh, base.zh, counts.zh),
        format!(
            "paid by {}, of {}, over {}{en}",
            payer.en, base.en, counts.en
        ),
    )
}
