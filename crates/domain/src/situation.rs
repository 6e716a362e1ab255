//! Everything known before the bill is added up, and what was used up before it.

mod before;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use before::DeductibleBefore;

use crate::facility::{Care, Grade, Level};
use crate::person::{Scheme, Status, Tier, Trait};
use crate::{Money, Region, word_list};

word_list! {
    /// How the bill reaches the insured place.
    Route {
        /// Settled on the spot.
        Direct = "direct", "直接结算", "direct settlement";
        /// Claimed afterwards by the person, who paid first.
        Manual = "manual", "零星报销", "manual reimbursement";
    }
}

word_list! {
    /// The footing of a visit. Deductible, factor, ceiling and whether direct settlement is offered
    /// at all are keyed by it.
    Footing {
        /// Treated inside the insured place.
        AtHome = "at-home", "参保地就医", "treated at home";
        /// One of the three long-term filings covers the place of care.
        LongTermFiled = "long-term-filed", "异地长期居住备案", "filed as living elsewhere";
        /// A referral filing covers the place of care.
        Referred = "referred", "异地转诊备案", "referred";
        /// Emergency rescue, deemed filed (NAT-06).
        Emergency = "emergency", "急诊抢救（视同备案）", "emergency, deemed filed";
        /// Another temporary filing covers the place of care.
        TemporaryFiled = "temporary-filed", "其他临时外出备案", "filed as temporary traveller";
        /// No filing needed there.
        Exempt = "exempt", "免备案", "no filing needed";
        /// Nothing on record.
        Unfiled = "unfiled", "未备案", "not filed";
    }
}

word_list! {
    /// Which earlier stay a stay follows, as far as a rule asks for it.
    #[derive(Default)]
    Follows {
        /// None.
        #[default]
        Nothing = "nothing", "不接前次住院", "follows no other stay";
        /// 上转：from a lower to a higher level.
        TransferUp = "transfer-up", "上转", "transferred up";
        /// 下转：from a higher to a lower level.
        TransferDown = "transfer-down", "下转", "transferred down";
        /// 跨年度：the same stay, from one benefit year into the next.
        OverYear = "over-year", "跨年度住院", "a stay over the end of the year";
        /// 跨政策：the same stay, from one set of rules into the next.
        OverRules = "over-rules", "跨政策住院", "a stay over a change of rules";
        /// 再次入院 soon after.
        Readmission = "readmission", "再次入院", "readmitted";
    }
}

/// What a stored value leaves out because it is as usual.
fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Who is treated where, how, on what footing, on which day: all that a policy may ask about.
/// Folded with a policy it gives a plan of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Situation {
    /// Pooling region that insures; its policy is used.
    pub insured_at: Region,
    /// Division of the facility.
    pub treated_at: Region,
    /// Scheme.
    pub scheme: Scheme,
    /// Tier, where the scheme has tiers.
    pub tier: Option<Tier>,
    /// Status.
    pub status: Status,
    /// Full years of age.
    pub age: u8,
    /// Full months of continuous insurance.
    pub months: u16,
    /// Kind of care.
    pub care: Care,
    /// Settlement level of the facility.
    pub level: Level,
    /// The footing.
    pub footing: Footing,
    /// Which admission of the benefit year this is, from 1; 1 for care without admission.
    pub admission: u8,
    /// Which stay without a filing of the benefit year this is, from 1; 0 for what is no such stay.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub unfiled_stay: u8,
    /// Grade on the licence of the facility.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub grade: Grade,
    /// What the person's contribution of a month is reckoned from, where it is known.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub contribution_base: Option<Money>,
    /// Which earlier stay this one follows.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub follows: Follows,
    /// What the person paid as deductible in the stay this one follows.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub deductible_before: DeductibleBefore,
    /// Marks of person, facility and visit together.
    pub traits: BTreeSet<Trait>,
    /// Direct or manual.
    pub route: Route,
    /// The day that picks the rules: the visit, or the discharge from hospital.
    pub day: Date,
}

/// What a person has used up in one benefit year of one scheme: the fold of the live settlements.
/// 一个险种一个待遇年度已经用了多少
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct YearToDate {
    /// Amounts by counter; the policy names its counters.
    /// 各累计项目的金额；项目的名称由政策定
    pub counters: BTreeMap<String, Money>,
    /// Inpatient admissions settled.
    /// 已结算的住院次数
    pub admissions: u8,
    /// Stays without a filing settled.
    /// 已结算的未备案住院次数
    #[serde(skip_serializing_if = "is_usual")]
    pub unfiled_stays: u8,
}

impl YearToDate {
    /// What a counter stands at.
    pub fn counter(&self, name: &str) -> Money {
        self.counters.get(name).copied().unwrap_or_default()
    }
}

/// The accounts a bill may draw on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Accounts {
    /// Balance of the person's own account the visit may use; zero when it may not be used.
    pub own: Money,
    /// Balance of a bound family account the visit may use.
    pub family: Money,
}
