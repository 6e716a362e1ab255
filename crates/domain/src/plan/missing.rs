//! What is not known. It stops or marks only a bill that reaches it: a rate nobody found does not
//! matter to a bill below the deductible, and a ceiling not yet published does not matter to a bill
//! far below the last one.

use super::cited::{Cited, cite};
use crate::Money;
use crate::policy::Pack;
use crate::rules::{Rule, Table, Tabled};
use crate::text::Bilingual;

/// A set of entries of `Plan::missing`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Entries(u64);

impl Entries {
    /// How many figures of one plan may be missing. Where more are, nothing is computed at all.
    pub const MOST: usize = 64;
    /// None.
    pub const NONE: Entries = Entries(0);

    /// One entry.
    pub const fn one(number: u8) -> Entries {
        Entries(1 << number)
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the entry is among them.
    pub const fn contains(self, number: usize) -> bool {
        self.0 >> number & 1 == 1
    }

    /// Those that are in both.
    pub const fn and(self, other: Entries) -> Entries {
        Entries(self.0 & other.0)
    }

    /// Puts more in.
    pub const fn add(&mut self, more: Entries) {
        self.0 |= more.0;
    }
}

/// A figure that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The table that needs it.
    pub table: Table,
    /// Its name, the same for ever, by which bills that rest on it are found when it is published:
    /// `index wage 2025`, `ceiling 310000/employee pooled`.
    pub figure: String,
    /// The layer, as people call it.
    pub layer: Bilingual,
    /// What is not known.
    pub says: Bilingual,
    /// The row that says so or that needs the figure.
    pub cited: Cited,
    /// What is used until it is known, or how far the bill may go without it.
    pub stand_in: Option<StandIn>,
}

/// What is used in place of a figure until that is known. Only a figure that was once published
/// is; a bound below which the figure is known not to lie only says which bills need not know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// How much.
    pub amount: Money,
    /// Of which year or until when it is, such as «2024 年» or «至 2025-06-30», where it was once
    /// in force; none where it is only known that the figure is no lower.
    pub of: Option<Bilingual>,
}

/// The table a figure is missing in, as people call its figures.
const fn called(table: Table) -> (&'static str, &'static str) {
    match table {
        Table::Deductible => ("起付线", "deductible"),
        _ => ("封顶线", "ceiling"),
    }
}

impl Missing {
    /// What a row that serves the whole pack says is not known.
    pub fn of_pack<F: Tabled>(pack: &Pack, row: &Rule<F>) -> Missing {
        let Pack { region, scheme, .. } = pack;
        let table = F::TABLE;
        Missing {
            table,
            figure: format!("{table} {region}/{}", scheme.word()),
            layer: pack.title.clone(),
            says: row.unknown().cloned().unwrap_or_default(),
            cited: cite(row),
            stand_in: None,
        }
    }

    /// The figure last published: «最近一次公布的封顶线 630,000.00 元（至 2025-06-30）».
    fn last_published(&self) -> Option<Bilingual> {
        let (zh, en) = called(self.table);
        let published = self.published()?;
        let (amount, of) = (published.amount.grouped(), published.of.as_ref()?);
        Some(Bilingual::new(
            format!("最近一次公布的{zh} {amount} 元（{}）", of.zh),
            format!("the {en} last published, {amount} ({})", of.en),
        ))
    }

    /// The figure published for another time, which is paid by until this one is known. A lower
    /// bound is none: what a ceiling does not lie below is not where it lies.
    pub fn published(&self) -> Option<&StandIn> {
        self.stand_in.as_ref().filter(|it| it.of.is_some())
    }

    /// What the figure is known not to lie below, where no published one stands in.
    pub fn lower_bound(&self) -> Option<Money> {
        let stand_in = self.stand_in.as_ref().filter(|it| it.of.is_none())?;
        Some(stand_in.amount)
    }

    /// What a person whose bill rests on the stand-in is told; nothing where there is none.
    pub fn told(&self) -> Option<Bilingual> {
        let (used, layer) = (self.last_published()?, &self.layer);
        Some(Bilingual::new(
            format!(
                "{}：{}按{}暂算，公布后补差",
                self.says.zh.trim_end_matches('。'),
                layer.zh,
                used.zh,
            ),
            format!(
                "{}: {} is worked out for now with {}; the difference is settled when the figure \
                 is published",
                self.says.en.trim_end_matches('.'),
                layer.en,
                used.en,
            ),
        ))
    }

    /// What a person whose bill stays below the stand-in is told.
    pub fn not_reached(&self) -> Option<Bilingual> {
        let (zh, en) = called(self.table);
        let stays = match self.last_published() {
            Some(used) => Bilingual::new(
                format!("本次没有达到{}", used.zh),
                format!("this bill does not reach {}", used.en),
            ),
            None => {
                let bound = self.lower_bound()?.grouped();
                Bilingual::new(
                    format!("只知道{zh}不低于 {bound} 元，本次没有超过"),
                    format!(
                        "all that is known is that the {en} is no lower than {bound}, which this \
                         bill does not exceed"
                    ),
                )
            }
        };
        Some(Bilingual::new(
            format!("{}；{}", self.says.zh.trim_end_matches('。'), stays.zh),
            format!("{}; {}", self.says.en.trim_end_matches('.'), stays.en),
        ))
    }
}
