//! What a case gives: the person, the visit, the bill.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use domain::catalogue::Class;
use domain::facility::{Care, Grade, Level};
use domain::filing::FilingReason;
use domain::person::{Scheme, Status};
use domain::rules::ItemClass;
use domain::shares::Shares;
use domain::situation::Follows;
use domain::situation::Footing;
use domain::situation::Route;
use domain::{Money, Rate, Region};

/// Who paid what of a bill, as published.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// The whole bill.
    pub total: Money,
    /// What each payer paid.
    pub payers: Shares,
}

impl Ledger {
    pub(super) fn difference(&self) -> Option<String> {
        let sum = self.payers.total();
        let wrong = || format!("the payers come to {sum}, not to the total {}", self.total);
        (sum != self.total).then(wrong)
    }
}

/// The person of a case.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CasePerson {
    /// Insured place.
    pub insured_at: Region,
    /// Scheme.
    pub scheme: Scheme,
    /// Tier.
    #[serde(default)]
    pub tier: Option<String>,
    /// Status; on the job or resident unless stated.
    #[serde(default)]
    pub status: Option<Status>,
    /// Full years of age; 40 unless stated.
    #[serde(default)]
    pub age: Option<u16>,
    /// Day of birth, instead of the age.
    #[serde(default)]
    pub born_on: Option<Date>,
    /// Months of continuous insurance.
    #[serde(default = "six_years")]
    pub months: u16,
    /// Marks.
    #[serde(default)]
    pub traits: BTreeSet<String>,
    /// Personal account that may be used.
    #[serde(default)]
    pub account: Money,
    /// Family account that may be used.
    #[serde(default)]
    pub family_account: Money,
    /// Names of the pack's diseases the person was recognised as having.
    #[serde(default)]
    pub recognised: Vec<String>,
    /// Contribution base of a month, where a rule or the account credit asks for it.
    #[serde(default)]
    pub contribution_base: Option<Money>,
}

/// The age of a person of whom nothing is said.
pub const USUAL_AGE: u8 = 40;

fn six_years() -> u16 {
    72
}

/// The visit of a case.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseVisit {
    /// The day that picks the rules: the visit, or the discharge.
    pub day: Date,
    /// Kind of care.
    pub care: Care,
    /// Division of the facility.
    pub treated_at: Region,
    /// Settlement level.
    pub level: Level,
    /// The footing; decided from the filings when absent.
    #[serde(default)]
    pub footing: Option<Footing>,
    /// Filings of the person, also those that lie before or after the day, for deciding the
    /// footing.
    #[serde(default)]
    pub filings: Vec<CaseFiling>,
    /// Day of admission, when it lies before `day`. Of a stay over years or rules it picks the
    /// rules and the benefit year where the insured place says so.
    #[serde(default)]
    pub admitted_on: Option<Date>,
    /// The person chose this institution for outpatient care.
    #[serde(default)]
    pub designated: bool,
    /// Marks of the institution.
    #[serde(default)]
    pub traits: BTreeSet<String>,
    /// The hospital flagged an emergency.
    #[serde(default)]
    pub emergency: bool,
    /// The hospital flagged a referral.
    #[serde(default)]
    pub referral: bool,
    /// Which admission of the year; the one after those settled before unless stated.
    #[serde(default)]
    pub admission: Option<u8>,
    /// Direct unless stated.
    #[serde(default)]
    pub route: Option<Route>,
    /// Which stay without a filing of the year; the one after those settled before unless stated.
    #[serde(default)]
    pub unfiled_stay: Option<u8>,
    /// Codes of the diagnoses, which a pack may give marks for.
    #[serde(default)]
    pub diagnoses: Vec<String>,
    /// Grade on the licence.
    #[serde(default)]
    pub grade: Grade,
    /// Which earlier stay it follows.
    #[serde(default)]
    pub follows: Follows,
    /// What was paid as deductible in that stay; as the last earlier bill of a stay says unless
    /// stated.
    #[serde(default)]
    pub deductible_before: Option<Money>,
    /// Any name of the facility, by which bills of one facility are told from those of another.
    #[serde(default)]
    pub facility: Option<String>,
}

/// A filing of a case's person.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseFiling {
    /// Why they filed.
    pub reason: FilingReason,
    /// Where to.
    pub destination: Region,
    /// First day.
    pub from: Date,
    /// First day it no longer holds; as long as the rules allow unless stated.
    #[serde(default)]
    pub until: Option<Date>,
    /// The category, where it is not the one named like the reason.
    #[serde(default)]
    pub category: Option<String>,
    /// The day of application; the first day unless stated.
    #[serde(default)]
    pub submitted_on: Option<Date>,
    /// Whether the person pledged instead of proving; not on record unless stated.
    #[serde(default)]
    pub pledged: Option<bool>,
    /// The option chosen, where the category has options.
    #[serde(default)]
    pub option: Option<String>,
    /// Made after a stay that the person had paid: it only helps a manual claim.
    #[serde(default)]
    pub manual_claim_only: bool,
}

/// What was used up before in the benefit year.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CaseYear {
    /// Amounts by running total; the policy names its running totals.
    pub counters: BTreeMap<String, Money>,
    /// Stays in hospital settled before; those before `visit.admission` unless stated.
    pub admissions: Option<u8>,
    /// Stays without a filing settled before; those before `visit.unfiled_stay` unless stated.
    pub unfiled_stays: Option<u8>,
}

/// The bill of a case: either already split, or lines by class.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CaseBill {
    /// The whole bill, checked against the parts.
    pub total: Option<Money>,
    /// Wholly self-paid.
    pub wholly_self_paid: Money,
    /// Above the price limit.
    pub above_limit: Money,
    /// Upfront self-pay.
    pub upfront: Money,
    /// Eligible without negotiated drugs.
    pub eligible: Money,
    /// Eligible negotiated drugs.
    pub negotiated: Money,
    /// Eligible amounts of other classes of items.
    pub items: BTreeMap<ItemClass, Money>,
    /// Lines to be split by class.
    pub lines: Vec<CaseLine>,
}

/// A line of a case's bill.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseLine {
    /// Class.
    pub class: Class,
    /// Amount.
    pub amount: Money,
    /// Upfront share of class B in the place of care, unless the insured place sets one.
    #[serde(default)]
    pub upfront: Option<Rate>,
}

impl CaseBill {
    /// Everything on the bill.
    pub(super) fn in_all(&self) -> Money {
        let parts = [
            self.wholly_self_paid,
            self.above_limit,
            self.upfront,
            self.eligible,
            self.negotiated,
        ];
        let lines = self.lines.iter().map(|line| line.amount);
        let items = self.items.values().copied();
        parts.into_iter().chain(items).chain(lines).sum()
    }
}
