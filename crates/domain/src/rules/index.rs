//! Figures published each year, of which others are a percentage.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::wording::yuan;
use super::{BothNames, Complaints, Figure, Need, Wording, say};
use crate::Money;
use crate::text::Bilingual;

/// A published yearly figure. Its row begins with its year.
/// 公布的年度指标
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Name.
    /// 名字
    pub name: String,
    /// What people call it; one row of the name is enough.
    /// 人们怎么称呼它；同名的写一行就够
    #[serde(default)]
    pub title: Option<Bilingual>,
    /// The year the figure is about.
    /// 哪一年的数字
    pub year: i16,
    /// Yuan a year.
    /// 每年多少元
    pub value: Money,
}

impl Figure for Index {
    const NEED: Need = Need::Any;
    const CAPTION: BothNames = ("每年公布的指标", "figures published each year");
    const ASKED: BothNames = ("每年公布的指标", "Yearly published figures");
    const BEGINS: bool = true;

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn begins(&self) -> Option<Date> {
        Date::new(self.year.clamp(1, 9999), 1, 1).ok()
    }

    fn check(&self, complaints: &mut Complaints<'_>) {
        complaints.report_if(self.value <= Money::ZERO, say::not_positive());
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        yuan(self.value)
    }
}
