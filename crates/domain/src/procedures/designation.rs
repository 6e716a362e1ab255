//! The rows about designation (门诊定点): who has to choose an institution for outpatient care, which
//! ones may be chosen, and from which day a choice works (DES-01 to DES-12).

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::dated::dated_rows;
use crate::basis::Basis;
use crate::facility::{Facility, FacilityKind, Level};
use crate::person::Trait;
use crate::rules::when::Words;
use crate::word_list;

word_list! {
    /// When a choice begins to work.
    Works {
        /// On the day it is made.
        AtOnce = "at-once", "当日生效", "at once";
        /// On the first day of the next month.
        NextMonth = "next-month", "次月一日生效", "from the first day of the next month";
        /// On the first day of the next year.
        NextYear = "next-year", "次年一月一日生效", "from the first day of the next year";
    }
}

word_list! {
    /// Within what time changes are counted.
    Per {
        /// A calendar month.
        Month = "month", "每月", "a month";
        /// A calendar year.
        Year = "year", "每年", "a year";
    }
}

word_list! {
    /// Why a choice may be changed where it is otherwise fixed (DES-10).
    ChangeReason {
        /// The person moved house.
        MovedHouse = "moved-house", "搬家", "moved house";
        /// The person changed job.
        ChangedJob = "changed-job", "换工作", "changed job";
        /// The person's illness asks for it.
        Illness = "illness", "病情需要", "illness";
    }
}

word_list! {
    /// Care that needs no choice (DES-08).
    Exception {
        /// Emergency rescue.
        Emergency = "emergency", "急诊抢救", "emergency rescue";
        /// A referral.
        Referral = "referral", "转诊", "referral";
    }
}

word_list! {
    /// How a choice may be made (DES-07).
    ChoiceChannel {
        /// Scanning the institution's code on the spot.
        Scan = "scan", "现场扫码", "scanning the institution's code";
        /// The institution does it.
        Institution = "institution", "由机构代办", "at the institution";
        /// The bureau's account in a messaging app.
        OfficialAccount = "official-account", "医保公众号", "official account";
        /// A counter.
        Counter = "counter", "服务窗口", "counter";
    }
}

/// Which institutions: every key present must hold.
/// 哪些机构：写出的每一项都要符合
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Institutions {
    /// Settlement levels.
    /// 结算等级
    pub level: Words<Level>,
    /// Hospital or pharmacy.
    /// 医院或药店
    pub kind: Words<FacilityKind>,
    /// Marks that must all be there.
    /// 必须都有的标记
    pub with: Words<Trait>,
    /// Marks none of which may be there, such as `specialised`.
    /// 不得有的标记
    pub without: Words<Trait>,
}

/// What the rules ask of an institution.
#[derive(Clone, Copy, Debug)]
pub struct Institution<'a> {
    /// Settlement level.
    pub level: Level,
    /// Hospital or pharmacy.
    pub kind: FacilityKind,
    /// Marks.
    pub traits: &'a BTreeSet<Trait>,
}

impl<'a> Institution<'a> {
    /// A facility as it was on a day.
    pub fn of(facility: &'a Facility, day: Date) -> Institution<'a> {
        Institution {
            level: facility.level_on(day),
            kind: facility.kind,
            traits: &facility.traits,
        }
    }
}

impl Institutions {
    /// Whether the institution is among them.
    pub fn admit(&self, institution: Institution<'_>) -> bool {
        let marks = institution.traits;
        self.level.admits(&institution.level)
            && self.kind.admits(&institution.kind)
            && self.with.iter().all(|m| marks.contains(m))
            && !self.without.iter().any(|m| marks.contains(m))
    }
}

/// One choice that may be made.
/// 可以选的一处
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Among which institutions.
    /// 在哪些机构里选
    pub of: Institutions,
    /// How many of them.
    /// 选几家，不写就是一家
    #[serde(default = "one")]
    pub count: u8,
    /// Whether the institution's parent and that one's other centres come with it (DES-02).
    /// 举办医院和它的其他社康是否一并可用
    #[serde(default)]
    pub with_group: bool,
}

fn one() -> u8 {
    1
}

/// From which day a choice works.
/// 选点从哪天起生效
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// The rule.
    /// 生效规则
    pub works: Works,
    /// `next-month`: made after this day of the month, it works a month later still (DES-06).
    /// 次月生效的：每月几日之后选的再晚一个月
    #[serde(default)]
    pub cut_day: Option<u8>,
    /// `next-year`: made after this month and day, such as `12-31`, it works a year later still.
    /// 次年生效的：几月几日之后选的再晚一年
    #[serde(default)]
    pub choose_by: Option<String>,
    /// At least so many days lie between the choice and its first day.
    /// 至少提前几天
    #[serde(default)]
    pub days_ahead: u16,
    /// Only for one of these reasons.
    /// 只限这些原因
    #[serde(default)]
    pub only_for: Words<ChangeReason>,
    /// What this rests on, when not on the row's own basis.
    /// 依据：写在哪里；没有依据就没有数字
    #[serde(default)]
    pub basis: Option<Arc<Basis>>,
}

/// How often a choice may be changed.
/// 多久可以变更几次
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeLimit {
    /// So many changes.
    /// 最多几次
    pub at_most: u8,
    /// Within this time.
    /// 每月还是每年
    pub per: Per,
}

dated_rows! {
    /// Whether those it is about must choose an institution, and how.
    /// 门诊定点的一条规则
    DesignationRow {
        /// Its word within the place.
        /// 在本地区里的名字
        id: String,
        /// What people call it.
        /// 人们怎么称呼它
        title: crate::Bilingual,
        /// Whether a choice is needed; without one the pooled fund pays nothing.
        /// 要不要选点；要选而没选，统筹基金不支付
        needed: bool,
        /// Only visits to these institutions need one; to all of them when left out.
        /// 只在这些机构看病才要选；不写就是都要
        @default at: Institutions,
        /// What may be chosen.
        /// 可以选什么
        @default choose: Vec<Slot>,
        /// When a first choice works; not known when left out.
        /// 首次选点何时生效；不写就是不知道
        @default first: Option<Effect>,
        /// When a change works; not known when left out.
        /// 变更何时生效；不写就是不知道
        @default change: Option<Effect>,
        /// How often it may be changed; not known when left out.
        /// 多久可以变更几次；不写就是不知道
        @default changes: Option<ChangeLimit>,
        /// Care that needs no choice.
        /// 哪些就医不用选点
        @default except: Words<Exception>,
        /// How the choice is made.
        /// 怎样选
        @default channels: Words<ChoiceChannel>,
    } key |row| row.id.clone(), label |row| row.title.clone();
}
