//! Designated facilities: hospitals and pharmacies, their settlement level and what they are
//! networked for, since when.

mod site;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::Period;
use crate::ids::FacilityCode;
use crate::person::Trait;
use crate::{Region, word_list};

pub use site::{Position, Site};

word_list! {
    /// What kind of care a visit is (医疗类别), and what a facility can be networked for.
    Care {
        /// 普通门诊，including outpatient emergencies.
        Outpatient = "outpatient", "普通门诊", "ordinary outpatient";
        /// 门诊慢特病.
        Chronic = "chronic-outpatient", "门诊慢特病", "outpatient chronic and special diseases";
        /// 住院.
        Inpatient = "inpatient", "住院", "inpatient";
        /// 定点药店购药.
        Pharmacy = "pharmacy", "药店购药", "pharmacy";
    }
}

word_list! {
    /// The settlement level in the place of care, which decides even where the licence grade
    /// differs (NAT-18).
    Level {
        /// 社区 and below level 1; policies that do not name it treat it as primary.
        Community = "community", "社区", "community";
        /// 一级及以下.
        Primary = "primary", "一级", "level 1";
        /// 二级.
        Secondary = "secondary", "二级", "level 2";
        /// 三级.
        Tertiary = "tertiary", "三级", "level 3";
    }
}

impl Level {
    /// Its rung among the three levels of hospitals, by which a transfer goes up or down; a
    /// community facility stands with level 1.
    pub fn rung(self) -> Level {
        match self {
            Level::Community => Level::Primary,
            Level::Primary | Level::Secondary | Level::Tertiary => self,
        }
    }
}

word_list! {
    /// The grade on the licence (等级), where a rule asks for it beside the settlement level.
    #[derive(Default)]
    Grade {
        /// Not stated.
        #[default]
        NotStated = "not-stated", "没有写明等级", "grade not stated";
        /// 三级特等.
        TertiarySpecial = "tertiary-special", "三级特等", "tertiary, special";
        /// 三级甲等.
        TertiaryA = "tertiary-a", "三级甲等", "tertiary A";
        /// 三级乙等.
        TertiaryB = "tertiary-b", "三级乙等", "tertiary B";
        /// 三级丙等.
        TertiaryC = "tertiary-c", "三级丙等", "tertiary C";
        /// 三级未定等.
        TertiaryUngraded = "tertiary-ungraded", "三级未定等", "tertiary, not graded";
        /// 二级甲等.
        SecondaryA = "secondary-a", "二级甲等", "secondary A";
        /// 二级乙等.
        SecondaryB = "secondary-b", "二级乙等", "secondary B";
        /// 二级丙等.
        SecondaryC = "secondary-c", "二级丙等", "secondary C";
        /// 二级未定等.
        SecondaryUngraded = "secondary-ungraded", "二级未定等", "secondary, not graded";
        /// 一级甲等.
        PrimaryA = "primary-a", "一级甲等", "primary A";
        /// 一级乙等.
        PrimaryB = "primary-b", "一级乙等", "primary B";
        /// 一级丙等.
        PrimaryC = "primary-c", "一级丙等", "primary C";
        /// 一级未定等，and below.
        PrimaryUngraded = "primary-ungraded", "一级未定等及以下", "primary, not graded, and below";
    }
}

word_list! {
    /// Hospital or pharmacy.
    FacilityKind {
        /// 定点医疗机构.
        Hospital = "hospital", "定点医疗机构", "designated hospital";
        /// 定点零售药店.
        Pharmacy = "pharmacy", "定点零售药店", "designated pharmacy";
    }
}

/// One kind of care a facility settles directly for people from elsewhere, since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Networked {
    /// The kind of care.
    pub care: Care,
    /// While it is open.
    #[serde(flatten)]
    pub period: Period,
}

/// A designated facility.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facility {
    /// Twelve-character code.
    pub code: FacilityCode,
    /// Name people know it by.
    pub name: String,
    /// The division it lies in; its pooling region clears with it.
    pub region: Region,
    /// Hospital or pharmacy.
    pub kind: FacilityKind,
    /// Settlement level today.
    pub level: Level,
    /// Grade on its licence, where it is on record.
    #[serde(default, skip_serializing_if = "Grade::is_not_stated")]
    pub grade: Grade,
    /// What it is networked for.
    pub networked: Vec<Networked>,
    /// Marks a policy may ask about, such as `specialised`.
    #[serde(default)]
    pub traits: BTreeSet<Trait>,
    /// What its level and grade were before, in the order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<GradedBefore>,
    /// Where it lies and how it is reached.
    #[serde(default, skip_serializing_if = "Site::is_empty")]
    pub site: Site,
}

/// The level and grade of a facility until a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradedBefore {
    /// The first day on which they were others.
    pub until: Date,
    /// Settlement level.
    pub level: Level,
    /// Grade on the licence.
    #[serde(default, skip_serializing_if = "Grade::is_not_stated")]
    pub grade: Grade,
}

impl Grade {
    /// Whether no grade is on record.
    pub fn is_not_stated(&self) -> bool {
        *self == Grade::NotStated
    }
}

impl Facility {
    /// The settlement level on the day; the day of service picks.
    pub fn level_on(&self, day: Date) -> Level {
        self.graded_on(day).0
    }

    /// The grade on the licence on the day.
    pub fn grade_on(&self, day: Date) -> Grade {
        self.graded_on(day).1
    }

    fn graded_on(&self, day: Date) -> (Level, Grade) {
        let then = self.before.iter().filter(|then| day < then.until);
        let then = then.min_by_key(|then| then.until);
        then.map_or((self.level, self.grade), |then| (then.level, then.grade))
    }

    /// Whether it settles this kind of care directly on the day.
    pub fn is_networked(&self, care: Care, day: Date) -> bool {
        self.networked
            .iter()
            .any(|n| n.care == care && n.period.contains(day))
    }
}
