//! How rates change with footing, age or status.

use schemars::JsonSchema;
use serde::Deserialize;

use super::complaints::values;
use super::wording::{by_level, level_by_level, not_known, same};
use super::{
    BothNames, ByLevel, Complaints, Figure, Names, Need, Part, Points, Step, Ways, Wording,
};
use crate::Rate;
use crate::facility::Level;
use crate::text::{Bilingual, Sep};

/// How rates change. Rows with the same `step` form one table.
/// 比例怎样改变；同一个 step 的行是一张表
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// Layer, or layers.
    /// 作用于哪一层，或哪几层
    pub of: Names,
    /// The step.
    /// 步骤：footing、age、retired、referral、marked
    pub step: Step,
    /// Multiplies the rate.
    /// 乘系数
    #[serde(default)]
    pub factor: Option<Rate>,
    /// Moves the rate by percentage points, such as `-15` or `+2`.
    /// 加减百分点，如 "-15" 或 "+2"
    #[serde(default)]
    pub points: Option<Points>,
    /// Taken out of the eligible amount before the rule applies.
    /// 从符合政策范围里先自付一部分，其余照常
    #[serde(default)]
    pub self_pay_first: Option<Rate>,
    /// Replaces the rate.
    /// 改为固定比例，可按级别写
    #[serde(default)]
    pub rate: Option<ByLevel<Rate>>,
    /// The person's share is this part of what it would be.
    /// 个人负担的部分乘这个数
    #[serde(default)]
    pub person_share: Option<Rate>,
    /// The rate never falls below this.
    /// 比例不低于这个数（保底）
    #[serde(default)]
    pub floor: Option<Rate>,
    /// Why it stands although it leaves a national band.
    /// 超出全国幅度仍然有效的理由
    #[serde(default)]
    pub departs: Option<Bilingual>,
    /// Not known, and why.
    /// 不知道：没有找到这条规定，写明缺什么
    #[serde(default)]
    pub unknown: Option<Bilingual>,
}

impl Figure for Adjustment {
    const NEED: Need = Need::One;
    const CAPTION: BothNames = ("因备案情形等调整比例", "what changes the rates");
    const ASKED: BothNames = (
        "去外地、按年龄，有什么不同",
        "What changes elsewhere, or with age",
    );
    const ONE_OF: Ways<Self> = &[
        ("factor", |row| row.factor.is_some()),
        ("points", |row| row.points.is_some()),
        ("self_pay_first", |row| row.self_pay_first.is_some()),
        ("rate", |row| row.rate.is_some()),
        ("person_share", |row| row.person_share.is_some()),
        ("unknown", |row| row.unknown.is_some()),
    ];

    fn is_limit(&self) -> bool {
        self.floor.is_some()
    }

    fn layers(&self) -> Option<&Names> {
        Some(&self.of)
    }

    fn name(&self) -> Option<&str> {
        Some(self.step.word())
    }

    fn unknown(&self) -> Option<&Bilingual> {
        self.unknown.as_ref()
    }

    fn is_said_at(&self, level: Level) -> bool {
        self.rate.is_none_or(|rate| rate.at(level).is_some())
    }

    fn names_community(&self) -> bool {
        self.rate.is_some_and(|rate| rate.names_community())
    }

    fn departs(&self) -> Option<&Bilingual> {
        self.departs.as_ref()
    }

    fn check(&self, complaints: &mut Complaints<'_>) {
        let rates = [
            self.factor,
            self.self_pay_first,
            self.person_share,
            self.floor,
        ];
        let rates = rates.into_iter().flatten();
        complaints.within_full(rates.chain(self.rate.iter().flat_map(values)));
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let mut said = Vec::new();
        if let Some(factor) = self.factor {
            said.push(same(format!("× {factor}")));
        }
        if let Some(points) = self.points {
            said.push(Bilingual::new(
                format!("{points} 个百分点"),
                format!("{points} points"),
            ));
        }
        if let Some(first) = self.self_pay_first {
            said.push(Bilingual::new(
                format!("先自付 {first}"),
                format!("{first} paid first by the person"),
            ));
        }
        if let Some(rate) = &self.rate {
            let rate = by_level(rate, same);
            said.push(Bilingual::new(
                format!("改为 {}", rate.zh),
                format!("{} instead", rate.en),
            ));
        }
        if let Some(part) = self.person_share {
            said.push(Bilingual::new(
                format!("个人负担部分 × {part}"),
                format!("the person's share × {part}"),
            ));
        }
        if let Some(floor) = self.floor {
            said.push(Bilingual::new(
                format!("不低于 {floor}"),
                format!("not below {floor}"),
            ));
        }
        said.extend(self.unknown.as_ref().map(not_known));
        Bilingual::join(said, Sep::Comma)
    }

    fn parts(&self, _: &dyn Wording) -> Option<Vec<Part>> {
        level_by_level(self.rate.as_ref()?, same)
    }
}
