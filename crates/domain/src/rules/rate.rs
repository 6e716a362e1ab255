//! What a layer pays.

use schemars::JsonSchema;
use serde::Deserialize;

use super::complaints::values;
use super::wording::{by_level, level_by_level, not_known, same};
use super::{
    BothNames, ByAge, ByLevel, Complaints, Figure, Names, Need, Part, Round, Ways, Wording, say,
};
use crate::facility::Level;
use crate::text::{Bilingual, Named, Sep};
use crate::{Money, Rate};

/// What a layer pays.
/// 支付比例：这一层付多少
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateFigure {
    /// Layer, or layers.
    /// 作用于哪一层，或哪几层
    pub of: Names,
    /// The rate.
    /// 比例，可按级别写
    #[serde(default)]
    pub pay: Option<ByLevel<Rate>>,
    /// The rate by age.
    /// 按年龄的比例
    #[serde(default)]
    pub by_age: Option<ByAge>,
    /// The band begins above this amount; zero unless stated.
    /// 本段从这个金额以上开始；不写就从零开始
    #[serde(default)]
    pub above: Option<Money>,
    /// The band ends at this amount; without end unless stated.
    /// 本段到这个金额为止；不写就没有尽头
    #[serde(default)]
    pub up_to: Option<Money>,
    /// No fund covers this band, and later layers do not see it unless they name it. It bears no
    /// deductible and uses none up. Example: 1,000.00 not covered, then 600.00 at 60% with a
    /// deductible of 200.00: (600.00 − 200.00) × 60% = 240.00.
    /// 这一段不予支付；后面的层不写明就看不到；不承担起付线，也不用掉起付线。例：1,000.00 不予支付，然后 600.00 付 60%、
    /// 起付线 200.00：（600.00 − 200.00）× 60% = 240.00
    #[serde(default)]
    pub not_covered: bool,
    /// To what the fund's amount is rounded; to the fen, half up, unless stated.
    /// 金额怎样取整；不写就四舍五入到分
    #[serde(default)]
    pub round: Option<Round>,
    /// Why it stands although it leaves a national band.
    /// 超出全国幅度仍然有效的理由
    #[serde(default)]
    pub departs: Option<Bilingual>,
    /// Not known, and why.
    /// 不知道：没有找到这条规定，写明缺什么
    #[serde(default)]
    pub unknown: Option<Bilingual>,
}

impl Figure for RateFigure {
    const NEED: Need = Need::Bands;
    const CAPTION: BothNames = ("支付比例", "reimbursement rates");
    const ASKED: BothNames = ("报多少（支付比例）", "How much is paid (rates)");
    const ONE_OF: Ways<Self> = &[
        ("pay", |row| row.pay.is_some()),
        ("by_age", |row| row.by_age.is_some()),
        ("not_covered", |row| row.not_covered),
        ("unknown", |row| row.unknown.is_some()),
    ];

    fn is_limit(&self) -> bool {
        self.up_to.is_some()
    }

    fn layers(&self) -> Option<&Names> {
        Some(&self.of)
    }

    fn unknown(&self) -> Option<&Bilingual> {
        self.unknown.as_ref()
    }

    fn is_said_at(&self, level: Level) -> bool {
        self.pay.is_none_or(|pay| pay.at(level).is_some())
    }

    fn names_community(&self) -> bool {
        self.pay.is_some_and(|pay| pay.names_community())
    }

    fn band(&self) -> Option<(Money, Option<Money>)> {
        Some((self.above.unwrap_or_default(), self.up_to))
    }

    fn departs(&self) -> Option<&Bilingual> {
        self.departs.as_ref()
    }

    fn check(&self, complaints: &mut Complaints<'_>) {
        let rounded = self.round.is_some() && self.not_covered;
        complaints.report_if(rounded, say::cannot_combine("round", "not_covered"));
        if let Some(by_age) = self.by_age {
            complaints.within_full([by_age.base, by_age.limit]);
            let reversed = by_age.limit < by_age.base || by_age.per_year.0 < 0;
            complaints.report_if(reversed, say::by_age_falls());
        }
        complaints.within_full(self.pay.iter().flat_map(values));
        complaints.not_negative(self.above);
        let begins = self.above.unwrap_or_default();
        let is_empty = self.up_to.is_some_and(|up_to| up_to <= begins);
        complaints.report_if(is_empty, say::empty_band());
    }

    /// A rate with the band it is for.
    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let pay = match (&self.pay, self.by_age) {
            (Some(pay), _) => by_level(pay, same),
            (None, Some(by_age)) => by_age.in_words(),
            (None, None) if self.not_covered => Bilingual::new("不予支付", "not covered"),
            (None, None) => return self.unknown.as_ref().map(not_known).unwrap_or_default(),
        };
        let mut pay = vec![pay];
        pay.extend(self.round.map(|round| round.name()));
        let pay = Bilingual::join(pay, Sep::Comma);
        match self.band_in_words() {
            None => pay,
            Some(band) => Bilingual::new(
                format!("{}（{}）", pay.zh, band.zh),
                format!("{} ({})", pay.en, band.en),
            ),
        }
    }

    fn parts(&self, _: &dyn Wording) -> Option<Vec<Part>> {
        let pay = self.pay.as_ref()?;
        let whole = || vec![(Bilingual::default(), by_level(pay, same))];
        let mut parts = level_by_level(pay, same).unwrap_or_else(whole);
        let band = self.band_in_words();
        parts.extend(band.map(|band| (Bilingual::new("分段", "band"), band)));
        Some(parts)
    }
}

impl RateFigure {
    /// The part of the amount it is for; none when it is for all.
    fn band_in_words(&self) -> Option<Bilingual> {
        let above = self.above.filter(|above| !above.is_zero());
        let (zh, en) = match (above.map(Money::grouped), self.up_to.map(Money::grouped)) {
            (None, None) => return None,
            (None, Some(to)) => (format!("{to} 元以下的部分"), format!("up to {to}")),
            (Some(from), None) => (format!("{from} 元以上的部分"), format!("above {from}")),
            (Some(from), Some(to)) => (
                format!("{from} 元至 {to} 元的部分"),
                format!("from {from} to {to}"),
            ),
        };
        Some(Bilingual::new(zh, en))
    }
}
