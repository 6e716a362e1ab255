//! What is paid into the personal account each month.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BothNames, Complaints, Figure, Need, Ways, Wording, say};
use crate::text::{Bilingual, Sep};
use crate::{Money, Rate};

/// What is paid into the personal account each month.
/// 个人账户每月划入多少
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// Share of the contribution base of a month.
    /// 月缴费基数的百分比
    // Packs that settled with 0.1.0 say `of_base`, and are read again to derive what they settled.
    #[serde(default, alias = "of_base")]
    pub of_month_base: Option<Rate>,
    /// Fixed amount.
    /// 固定金额
    #[serde(default)]
    pub monthly: Option<Money>,
    /// Lowest contribution base.
    /// 缴费基数的下限
    #[serde(default)]
    pub base_at_least: Option<Money>,
    /// Highest contribution base.
    /// 缴费基数的上限
    #[serde(default)]
    pub base_at_most: Option<Money>,
}

impl Credit {
    /// What a month brings; none where it is a share of a contribution base that is not on record.
    pub fn amount(&self, base: Option<Money>) -> Option<Money> {
        let of_base = || {
            let base = base?.max(self.base_at_least.unwrap_or_default());
            Some(
                base.min(self.base_at_most.unwrap_or(Money::MAX))
                    .at(self.of_month_base?),
            )
        };
        self.monthly.or_else(of_base)
    }
}

impl Figure for Credit {
    const NEED: Need = Need::AtMostOne;
    const CAPTION: BothNames = ("个人账户每月划入", "paid into the personal account");
    const ASKED: BothNames = (
        "个人账户每月进多少",
        "What is paid into the personal account",
    );
    const ONE_OF: Ways<Self> = &[
        ("of_month_base", |row| row.of_month_base.is_some()),
        ("monthly", |row| row.monthly.is_some()),
    ];

    fn check(&self, complaints: &mut Complaints<'_>) {
        complaints.within_full(self.of_month_base);
        complaints.not_negative(self.monthly.or(self.base_at_least));
        let least = self.base_at_least.unwrap_or_default();
        let reversed = self.base_at_most.is_some_and(|most| most < least);
        complaints.report_if(reversed, say::bounds_reversed());
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let mut said = Vec::new();
        if let Some(monthly) = self.monthly {
            let monthly = monthly.grouped();
            said.push(Bilingual::new(
                format!("每月 {monthly} 元"),
                format!("{monthly} a month"),
            ));
        }
        if let Some(share) = self.of_month_base {
            said.push(Bilingual::new(
                format!("缴费基数的 {share}"),
                format!("{share} of the contribution base"),
            ));
        }
        if let Some(least) = self.base_at_least.map(Money::grouped) {
            said.push(Bilingual::new(
                format!("基数最低 {least} 元"),
                format!("base at least {least}"),
            ));
        }
        if let Some(most) = self.base_at_most.map(Money::grouped) {
            said.push(Bilingual::new(
                format!("基数最高 {most} 元"),
                format!("base at most {most}"),
            ));
        }
        Bilingual::join(said, Sep::Comma)
    }
}
