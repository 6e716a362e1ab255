//! Where a figure is used: the funds it belongs to, the rows it works together with, the rows that
//! other sources would put in its place.

use jiff::civil::Date;
use serde::Serialize;

use super::yearly::amounts;
use crate::address::Address;
use crate::rows::RowView;
use domain::rules::{AnyRow, Table};
use domain::text::{Bilingual, Named};
use domain::word_list;

word_list! {
    /// How two rows work together.
    Relation {
        /// The other one changes this rate.
        Adjusts = "adjusts", "调整它", "changes it";
        /// This one changes the other.
        Adjusted = "adjusted", "被它调整", "is changed by it";
        /// The fund it belongs to.
        Fund = "fund", "所属支付层次", "the fund it belongs to";
        /// A row of this fund.
        OfFund = "of-fund", "本项目的规定", "a rule of this fund";
        /// The yearly figure it is a share of.
        Index = "index", "所依据的指标", "the yearly figure it is a share of";
        /// A share of this yearly figure.
        Share = "share", "按这个指标计算", "a share of this figure";
        /// What held before, in some of the same situations.
        Before = "before", "以前的规定", "what held before";
        /// What holds afterwards.
        After = "after", "以后的规定", "what holds afterwards";
        /// What a later decision put in force instead.
        Decided = "decided", "现在按这个执行", "what was decided and holds instead";
        /// What a later decision put it in the place of.
        Replaced = "replaced", "已被它代替", "what it was put in the place of";
        /// What another source says instead.
        Otherwise = "otherwise", "另一来源的说法", "what another source says";
        /// What it would replace.
        Instead = "instead", "会代替", "what it would replace";
    }
}

/// A row that works together with the figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Related {
    /// How.
    pub relation: Relation,
    /// Its address.
    pub address: Address,
    /// What it is and says.
    pub sentence: Bilingual,
    /// Its value in words.
    pub value: Bilingual,
    /// First day in force.
    pub from: Date,
    /// What to ask for to compute by it, for a row of another version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub according_to: Option<String>,
}

/// Where it is used, in words: who, in which care, for which fund.
pub(super) fn used(now: &RowView<'_>, all: &[RowView<'_>]) -> Vec<Bilingual> {
    let when = now.conditions();
    let Some(of) = now.row.layers() else {
        return vec![plainly(now, &when, all)];
    };
    let layers = all.iter().filter_map(|row| match row.row {
        AnyRow::Layer(layer) if of.contains(&layer.name) && now.is_ever_beside(row) => {
            Some((row, layer))
        }
        _ => None,
    });
    let said = layers.map(|(view, layer)| {
        let care = view.conditions();
        let (title, table) = (&layer.title, now.table_name());
        Bilingual::new(
            format!(
                "算「{}」的{}时（{}）：{}",
                title.zh, table.zh, care.zh, when.zh
            ),
            format!(
                "for the {} of «{}» ({}): {}",
                table.en, title.en, care.en, when.en
            ),
        )
    });
    said.collect()
}

fn plainly(now: &RowView<'_>, when: &Bilingual, all: &[RowView<'_>]) -> Bilingual {
    let count = |relation| {
        related(now, all, now.row.from())
            .iter()
            .filter(|r| r.relation == relation)
            .count()
    };
    match now.row {
        AnyRow::Layer(_) => {
            let rows = count(Relation::OfFund);
            Bilingual::new(
                format!("{}；有 {rows} 行规定属于它", when.zh),
                format!("{}; {rows} rows belong to it", when.en),
            )
        }
        AnyRow::Index(_) => {
            let rows = count(Relation::Share);
            Bilingual::new(
                format!("有 {rows} 行规定按它的百分比计算"),
                format!("{rows} rows are shares of it"),
            )
        }
        AnyRow::Tier(tier) => {
            let rows = all
                .iter()
                .filter(|row| row.row.when().tier.contains(&tier.name));
            let rows = rows.count();
            Bilingual::new(
                format!("有 {rows} 行规定只对它适用"),
                format!("{rows} rows apply to it alone"),
            )
        }
        AnyRow::Note(_) => Bilingual::new(
            "只作说明，不影响金额",
            "shown only; does not change the amount",
        ),
        _ => {
            let table = now.row.table().name();
            Bilingual::new(
                format!("判断「{}」时：{}", table.zh, when.zh),
                format!("for «{}»: {}", table.en, when.en),
            )
        }
    }
}

/// The rows it works together with, those of other sources last.
pub(super) fn related(now: &RowView<'_>, all: &[RowView<'_>], on: Date) -> Vec<Related> {
    let mut found: Vec<Related> = Vec::new();
    for other in all {
        let relation = match now.is_ever_beside(other) {
            true => relation(now, other, on),
            false => succession(now, other),
        };
        let Some(relation) = relation else {
            continue;
        };
        found.push(Related {
            relation,
            address: other.address.clone(),
            sentence: other.sentence(Some(on)),
            value: other.value(Some(on)),
            from: other.row.from(),
            according_to: according_to(other),
        });
    }
    found.sort_by_key(|related| related.relation);
    found
}

fn according_to(row: &RowView<'_>) -> Option<String> {
    let (dispute, source) = row.address.version.as_ref()?;
    Some(format!("{dispute}:{source}"))
}

/// Rows of other cells that spoke of the same before, or will afterwards.
fn succession(now: &RowView<'_>, other: &RowView<'_>) -> Option<Relation> {
    let by_version = now.version.is_some() || other.version.is_some();
    let same_cell = now.address == other.address;
    if by_version || same_cell || !now.is_about_the_same(other) {
        return None;
    }
    match other.row.from() < now.row.from() {
        true => Some(Relation::Before),
        false => Some(Relation::After),
    }
}

fn relation(now: &RowView<'_>, other: &RowView<'_>, on: Date) -> Option<Relation> {
    if other.overlays(now) {
        return Some(match other.is_decided_on(on) {
            true => Relation::Decided,
            false => Relation::Otherwise,
        });
    }
    if now.overlays(other) {
        return Some(match now.is_decided_on(on) {
            true => Relation::Replaced,
            false => Relation::Instead,
        });
    }
    // Rows of other sources are shown beside what they would replace, not everywhere.
    if other.version.is_some() {
        return None;
    }
    let shares_index =
        |share: &RowView<'_>, index: AnyRow<'_>| match (share.row.index_share(), index) {
            (Some(of), AnyRow::Index(index)) if of.share.index == index.name => {
                let year = index.year + i16::from(of.share.years_back);
                amounts(share).iter().any(|amount| amount.year == year)
            }
            _ => false,
        };
    let serves = |row: AnyRow<'_>, layer: AnyRow<'_>| match layer {
        AnyRow::Layer(layer) => row.layers().is_some_and(|of| of.contains(&layer.name)),
        _ => false,
    };
    let changes = |change: &RowView<'_>, rate: &RowView<'_>| {
        let tables = (change.row.table(), rate.row.table());
        tables == (Table::Adjustment, Table::Rate) && change.may_apply_beside(rate)
    };
    match () {
        () if shares_index(now, other.row) => Some(Relation::Index),
        () if shares_index(other, now.row) => Some(Relation::Share),
        () if serves(now.row, other.row) => Some(Relation::Fund),
        () if serves(other.row, now.row) => Some(Relation::OfFund),
        () if changes(other, now) => Some(Relation::Adjusts),
        () if changes(now, other) => Some(Relation::Adjusted),
        () => None,
    }
}
