//! Everything known before the bill is added up, and what was used up before it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facility::{Care, Level};
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
    /// Marks of person, facility and visit together.
    pub traits: BTreeSet<Trait>,
    /// Direct or manual.
    pub route: Route,
    /// The day that picks the rules: the visit, or the discharge from hospital.
    pub day: Date,
}

/// What a person has used up in one benefit year of one scheme: the fold of the live settlements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct YearToDate {
    /// Amounts by counter; the policy names its counters.
    pub counters: BTreeMap<String, Money>,
    /// Inpatient admissions settled.
    pub admissions: u8,
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
