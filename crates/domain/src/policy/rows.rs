//! One view over every dated row of a pack, whatever its table: address, conditions, days, source,
//! and the rows that versions of disputes would put in its place.

use crate::basis::Basis;
use std::sync::Arc;

use jiff::civil::{Date, date};

use super::format::*;
use super::when::{Names, When};
use crate::basis::identity;
use crate::text::Bilingual;
use crate::word_list;

word_list! {
    /// The tables of a pack, in the order in which a bill meets them.
    Table {
        /// The funds.
        Layer = "layer", "支付项目", "fund";
        /// Who is settled at the till.
        Direct = "direct", "直接结算", "direct settlement";
        /// What the person pays first.
        Deductible = "deductible", "起付线", "deductible";
        /// What a layer pays.
        Rate = "rate", "支付比例", "reimbursement rate";
        /// What changes the rate.
        Adjustment = "adjustment", "比例调整", "adjustment of the rate";
        /// The most that is paid in a year.
        Ceiling = "ceiling", "年度限额", "ceiling of the year";
        /// First share of class B.
        Upfront = "upfront", "乙类先自付", "upfront self-pay";
        /// What the account may pay.
        Account = "account", "个人账户支付范围", "what the personal account may pay";
        /// What is paid into the account.
        Credit = "credit", "个人账户划入", "paid into the personal account";
        /// Tiers of the scheme.
        Tier = "tier", "参保档次", "tier";
        /// Figures published each year.
        Index = "index", "年度指标", "yearly figure";
        /// When the benefit year begins.
        BenefitYear = "benefit-year", "待遇年度", "benefit year";
        /// Rules that are only told.
        Note = "note", "其他规定", "other rule";
        /// How far a place may stay below its own home level.
        Band = "band", "全国幅度", "national band";
    }
}

/// A row of any table.
#[derive(Clone, Copy, Debug)]
pub enum AnyRow<'a> {
    /// A fund.
    Layer(&'a LayerRow),
    /// Direct settlement.
    Direct(&'a DirectRow),
    /// A deductible.
    Deductible(&'a DeductibleRow),
    /// A rate.
    Rate(&'a RateRow),
    /// A change of the rate.
    Adjustment(&'a AdjustmentRow),
    /// A ceiling.
    Ceiling(&'a CeilingRow),
    /// An upfront share.
    Upfront(&'a UpfrontRow),
    /// What the account may pay.
    Account(&'a AccountRow),
    /// What is paid into the account.
    Credit(&'a CreditRow),
    /// A tier.
    Tier(&'a TierRow),
    /// A yearly figure.
    Index(&'a IndexRow),
    /// A benefit year.
    BenefitYear(&'a BenefitYearRow),
    /// A note.
    Note(&'a NoteRow),
    /// A national band.
    Band(&'a BandRow),
}

/// The same question to a row of any table but that of yearly figures, which have no conditions.
macro_rules! ask {
    ($row:expr, $question:ident, $index:pat => $answer:expr) => {
        match $row {
            AnyRow::Layer(row) => row.$question(),
            AnyRow::Direct(row) => row.$question(),
            AnyRow::Deductible(row) => row.$question(),
            AnyRow::Rate(row) => row.$question(),
            AnyRow::Adjustment(row) => row.$question(),
            AnyRow::Ceiling(row) => row.$question(),
            AnyRow::Upfront(row) => row.$question(),
            AnyRow::Account(row) => row.$question(),
            AnyRow::Credit(row) => row.$question(),
            AnyRow::Tier(row) => row.$question(),
            AnyRow::BenefitYear(row) => row.$question(),
            AnyRow::Note(row) => row.$question(),
            AnyRow::Band(row) => row.$question(),
            AnyRow::Index($index) => $answer,
        }
    };
}

impl<'a> AnyRow<'a> {
    /// Its table.
    pub const fn table(self) -> Table {
        match self {
            AnyRow::Layer(_) => Table::Layer,
            AnyRow::Direct(_) => Table::Direct,
            AnyRow::Deductible(_) => Table::Deductible,
            AnyRow::Rate(_) => Table::Rate,
            AnyRow::Adjustment(_) => Table::Adjustment,
            AnyRow::Ceiling(_) => Table::Ceiling,
            AnyRow::Upfront(_) => Table::Upfront,
            AnyRow::Account(_) => Table::Account,
            AnyRow::Credit(_) => Table::Credit,
            AnyRow::Tier(_) => Table::Tier,
            AnyRow::Index(_) => Table::Index,
            AnyRow::BenefitYear(_) => Table::BenefitYear,
            AnyRow::Note(_) => Table::Note,
            AnyRow::Band(_) => Table::Band,
        }
    }

    /// Its conditions; a yearly figure has none.
    pub fn when(self) -> Option<&'a When> {
        Some(ask!(self, when, _ => return None))
    }

    /// First day in force; of a yearly figure the first day of its year.
    pub fn from(self) -> Date {
        ask!(self, from, row => date(row.year.clamp(1, 9999), 1, 1))
    }

    /// First day no longer in force; a yearly figure stays.
    pub fn until(self) -> Option<Date> {
        ask!(self, until, _ => None)
    }

    /// Where it comes from. Each row owns its basis alone, which tells rows apart.
    pub fn basis(self) -> &'a Arc<Basis> {
        ask!(self, basis, row => &row.basis)
    }

    /// The rule in a sentence.
    pub fn says(self) -> Option<&'a Bilingual> {
        ask!(self, says, _ => None)
    }

    /// Why the figure is not known, where it is not.
    pub fn unknown(self) -> Option<&'a Bilingual> {
        match self {
            AnyRow::Deductible(row) => row.unknown.as_ref(),
            AnyRow::Rate(row) => row.unknown.as_ref(),
            AnyRow::Adjustment(row) => row.unknown.as_ref(),
            AnyRow::Ceiling(row) => row.unknown.as_ref(),
            _ => None,
        }
    }

    /// Whether it is in force on the day.
    pub fn is_in_force(self, day: Date) -> bool {
        self.from() <= day && self.until().is_none_or(|until| day < until)
    }

    /// The layers it serves; none where a row serves the whole pack.
    pub fn layers(self) -> Option<&'a Names> {
        match self {
            AnyRow::Deductible(row) => Some(&row.of),
            AnyRow::Rate(row) => Some(&row.of),
            AnyRow::Adjustment(row) => Some(&row.of),
            AnyRow::Ceiling(row) => Some(&row.of),
            _ => None,
        }
    }

    /// What tells several tables of one kind apart: the step of an adjustment, the counter of a
    /// ceiling, the name of a layer, tier, index or note.
    pub fn name(self) -> Option<&'a str> {
        match self {
            AnyRow::Adjustment(row) => Some(&row.step),
            AnyRow::Ceiling(row) => Some(&row.counter),
            AnyRow::Layer(row) => Some(&row.name),
            AnyRow::Tier(row) => Some(&row.name),
            AnyRow::Index(row) => Some(&row.name),
            AnyRow::Note(row) => Some(&row.id),
            AnyRow::Band(row) => Some(&row.id),
            _ => None,
        }
    }

    /// The share of an index it is, if it is one.
    pub fn index_share(self) -> Option<&'a IndexShare> {
        match self {
            AnyRow::Deductible(row) => row.index_share.as_ref(),
            AnyRow::Ceiling(row) => row.index_share.as_ref(),
            _ => None,
        }
    }

    /// Which row it is: the place of its basis in memory, which it shares with no other row. Copies
    /// of the row, in an overlay or a plan, keep it.
    pub fn identity(self) -> usize {
        identity(self.basis())
    }
}
