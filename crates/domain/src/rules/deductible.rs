//! What the person pays before a layer pays.

use schemars::JsonSchema;
use serde::Deserialize;

use super::complaints::values;
use super::wording::{bill_share, by_level, index_share, level_by_level, not_known, yuan};
use super::{
    BillShare, BothNames, ByLevel, Complaints, Counts, Figure, IndexShare, Indexed, Names, Need,
    Part, Round, Taken, Ways, Wording, say,
};
use crate::facility::Level;
use crate::text::{Bilingual, Named, Sep};
use crate::{Money, Rate};

/// What the person pays first.
/// 起付线：个人先付的部分
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deductible {
    /// Layer, or layers.
    /// 作用于哪一层，或哪几层
    pub of: Names,
    /// A fixed amount.
    /// 固定金额，可按级别写
    #[serde(default)]
    pub amount: Option<ByLevel<Money>>,
    /// A percentage of an index.
    /// 指标的百分比
    #[serde(default)]
    pub index_share: Option<IndexShare>,
    /// A percentage of the whole bill.
    /// 总费用的百分比，有上下限
    #[serde(default)]
    pub bill_share: Option<BillShare>,
    /// A percentage of the person's own contribution base of a year: twelve times that of a month.
    /// 本人年缴费基数（月基数的十二倍）的百分比
    #[serde(default)]
    pub of_year_base: Option<Rate>,
    /// Whether it comes off before or after the rate; before unless stated.
    /// 先扣起付线再按比例，还是先按比例再扣
    #[serde(default)]
    pub taken: Option<Taken>,
    /// Name of a running total of deductibles paid: all layers and levels that name it share one
    /// deductible, and only what is missing of it is taken.
    /// 合用的起付线的名字：写同一个名字的层和级别共用一条，只补差额
    #[serde(default)]
    pub counter: Option<String>,
    /// Over what `counter` runs; the benefit year unless stated.
    /// 按什么期间累计；不写就是待遇年度
    #[serde(default)]
    pub per: Option<Counts>,
    /// To what the amount is rounded; to the fen, half up, unless stated.
    /// 金额怎样取整；不写就四舍五入到分
    #[serde(default)]
    pub round: Option<Round>,
    /// Not known, and why.
    /// 不知道：没有找到这条规定，写明缺什么
    #[serde(default)]
    pub unknown: Option<Bilingual>,
}

impl Figure for Deductible {
    const NEED: Need = Need::One;
    const CAPTION: BothNames = ("起付线", "deductibles");
    const ASKED: BothNames = ("自己先付多少（起付线）", "What you pay first (deductible)");
    const ONE_OF: Ways<Self> = &[
        ("amount", |row| row.amount.is_some()),
        ("index_share", |row| row.index_share.is_some()),
        ("bill_share", |row| row.bill_share.is_some()),
        ("of_year_base", |row| row.of_year_base.is_some()),
        ("unknown", |row| row.unknown.is_some()),
    ];

    fn is_limit(&self) -> bool {
        self.unknown.is_none()
    }

    fn layers(&self) -> Option<&Names> {
        Some(&self.of)
    }

    fn unknown(&self) -> Option<&Bilingual> {
        self.unknown.as_ref()
    }

    fn index_share(&self) -> Option<Indexed<'_>> {
        let share = self.index_share.as_ref()?;
        Some(Indexed {
            share,
            round: self.round,
        })
    }

    fn is_said_at(&self, level: Level) -> bool {
        self.amount.is_none_or(|amount| amount.at(level).is_some())
    }

    fn names_community(&self) -> bool {
        self.amount.is_some_and(|amount| amount.names_community())
    }

    fn check(&self, complaints: &mut Complaints<'_>) {
        let alone = self.per.is_some() && self.counter.is_none();
        complaints.report_if(alone, say::only_beside("per", "counter"));
        let rounded = self.round.is_some() && self.bill_share.is_some();
        complaints.report_if(rounded, say::cannot_combine("round", "bill_share"));
        let amounts = self.amount.iter().flat_map(values);
        let bounds = self.bill_share.iter();
        let bounds = bounds.flat_map(|share| [share.at_least, share.at_most]);
        complaints.not_negative(amounts.chain(bounds).min());
        if let Some(BillShare {
            share,
            at_least,
            at_most,
        }) = self.bill_share
        {
            complaints.report_if(at_most < at_least, say::bounds_reversed());
            complaints.within_full([share]);
        }
    }

    fn in_words(&self, wording: &dyn Wording) -> Bilingual {
        let mut said = vec![self.amount_in_words(wording)];
        said.extend(self.taken.map(|taken| taken.name()));
        if self.counter.is_some() {
            let per = self.per.unwrap_or(Counts::Year).name();
            said.push(Bilingual::new(
                format!("{}合用一条起付线", per.zh),
                format!("one deductible shared over {}", per.en),
            ));
        }
        said.extend(self.round.map(|round| round.name()));
        Bilingual::join(said, Sep::Comma)
    }

    fn parts(&self, _: &dyn Wording) -> Option<Vec<Part>> {
        level_by_level(self.amount.as_ref()?, yuan)
    }
}

impl Deductible {
    fn amount_in_words(&self, wording: &dyn Wording) -> Bilingual {
        if let Some(amount) = &self.amount {
            by_level(amount, yuan)
        } else if let Some(share) = self.index_share() {
            index_share(wording, share)
        } else if let Some(share) = self.of_year_base {
            of_year_base(share)
        } else if let Some(share) = &self.bill_share {
            bill_share(share)
        } else {
            self.unknown.as_ref().map(not_known).unwrap_or_default()
        }
    }
}

/// A share of the person's own contribution base.
pub(super) fn of_year_base(share: Rate) -> Bilingual {
    Bilingual::new(
        format!("本人年缴费基数的 {share}"),
        format!("{share} of the person's contribution base of a year"),
    )
}
