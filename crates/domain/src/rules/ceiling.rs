//! The most that is paid in a benefit year.

use schemars::JsonSchema;
use serde::Deserialize;

use super::deductible::of_year_base;
use super::wording::{index_share, not_known, yuan};
use super::{
    BothNames, Complaints, Counts, Figure, IndexShare, Indexed, Names, Need, Round, Ways, Wording,
    say,
};
use crate::text::{Bilingual, Named, Sep};
use crate::{Money, Rate};

/// The most that is paid in a benefit year.
/// 一个待遇年度最多付多少
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ceiling {
    /// The running total it limits.
    /// 限制哪个累计数
    pub counter: String,
    /// Over what it runs; the benefit year unless stated.
    /// 按什么期间累计；不写就是待遇年度
    #[serde(default)]
    pub per: Option<Counts>,
    /// To what the amount is rounded; to the fen, half up, unless stated.
    /// 金额怎样取整；不写就四舍五入到分
    #[serde(default)]
    pub round: Option<Round>,
    /// Layer, or layers, whose payments count.
    /// 哪几层的支付计入
    pub of: Names,
    /// A fixed amount.
    /// 固定金额
    #[serde(default)]
    pub amount: Option<Money>,
    /// A percentage of an index.
    /// 指标的百分比
    #[serde(default)]
    pub index_share: Option<IndexShare>,
    /// A percentage of the person's own contribution base of a year: twelve times that of a month.
    /// 本人年缴费基数（月基数的十二倍）的百分比
    #[serde(default)]
    pub of_year_base: Option<Rate>,
    /// Beside `unknown` or `index_share`: it is known to be no lower, as a published example paid
    /// so much. A bill that stays within it need not know the figure; one beyond it is refused.
    /// 和 unknown 或 index_share 一起写：限额至少这么多，例如公布的算例付了这么多；超过它的账单不结
    #[serde(default)]
    pub at_least: Option<Money>,
    /// No ceiling here.
    /// 没有限额
    #[serde(default)]
    pub unlimited: bool,
    /// Not known, and why.
    /// 不知道：没有找到这条规定，写明缺什么
    #[serde(default)]
    pub unknown: Option<Bilingual>,
}

impl Figure for Ceiling {
    const NEED: Need = Need::One;
    const CAPTION: BothNames = ("年度限额", "ceilings of the year");
    const ASKED: BothNames = (
        "一年最多报多少（年度限额）",
        "The most that is paid in a year (ceilings)",
    );
    const ONE_OF: Ways<Self> = &[
        ("amount", |row| row.amount.is_some()),
        ("index_share", |row| row.index_share.is_some()),
        ("of_year_base", |row| row.of_year_base.is_some()),
        ("unlimited", |row| row.unlimited),
        ("unknown", |row| row.unknown.is_some()),
    ];

    fn is_limit(&self) -> bool {
        self.amount.is_some() || self.index_share.is_some()
    }

    fn layers(&self) -> Option<&Names> {
        Some(&self.of)
    }

    fn name(&self) -> Option<&str> {
        Some(&self.counter)
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

    fn check(&self, complaints: &mut Complaints<'_>) {
        complaints.not_negative(self.amount.into_iter().chain(self.at_least));
        let is_known = self.unknown.is_none() && self.index_share.is_none();
        let beside_a_figure = self.at_least.is_some() && is_known;
        let beside = say::only_beside("at_least", "unknown / index_share");
        complaints.report_if(beside_a_figure, beside);
    }

    fn in_words(&self, wording: &dyn Wording) -> Bilingual {
        let mut said = vec![self.amount_in_words(wording)];
        said.extend(self.per.map(|per| per.name()));
        said.extend(self.round.map(|round| round.name()));
        if let Some(least) = self.at_least.map(Money::grouped) {
            said.push(Bilingual::new(
                format!("至少 {least} 元"),
                format!("at least {least}"),
            ));
        }
        Bilingual::join(said, Sep::Comma)
    }
}

impl Ceiling {
    fn amount_in_words(&self, wording: &dyn Wording) -> Bilingual {
        if let Some(amount) = self.amount {
            yuan(amount)
        } else if let Some(share) = self.index_share() {
            index_share(wording, share)
        } else if let Some(share) = self.of_year_base {
            of_year_base(share)
        } else if self.unlimited {
            Bilingual::new("没有限额", "no ceiling")
        } else {
            self.unknown.as_ref().map(not_known).unwrap_or_default()
        }
    }
}
