//! What a case gives: the person, the visit, the bill.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use domain::calendar::Period;
use domain::catalogue::Class;
use domain::facility::{Care, Level};
use domain::filing::{FilingInForce, FilingReason};
use domain::person::{Scheme, Status};
use domain::procedures::AtHome;
use domain::shares::Shares;
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
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
    /// Age.
    #[serde(default = "forty")]
    pub age: u8,
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
    /// Contribution base, where the case asks for the account credit.
    #[serde(default)]
    pub contribution_base: Option<Money>,
}

fn forty() -> u8 {
    40
}

fn six_years() -> u16 {
    72
}

/// The visit of a case.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseVisit {
    /// The day that picks the rules.
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
    /// Filings in force, for deciding the footing.
    #[serde(default)]
    pub filings: Vec<CaseFiling>,
    /// The hospital flagged an emergency.
    #[serde(default)]
    pub emergency: bool,
    /// The hospital flagged a referral.
    #[serde(default)]
    pub referral: bool,
    /// Which admission of the year.
    #[serde(default = "first")]
    pub admission: u8,
    /// Direct unless stated.
    #[serde(default)]
    pub route: Option<Route>,
}

/// A filing of a case's person.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseFiling {
    /// Why they filed.
    pub reason: FilingReason,
    /// Where to.
    pub destination: Region,
    /// First day.
    pub from: Date,
    /// First day it no longer holds.
    #[serde(default)]
    pub until: Option<Date>,
}

impl CaseFiling {
    pub(super) fn in_force(&self, number: usize) -> FilingInForce {
        FilingInForce {
            id: format!("F-{}", number + 1)
                .parse()
                .expect("a short printable number"),
            category: self.reason.word().to_owned(),
            reason: self.reason,
            footing: footing_of(self.reason),
            at_home: AtHome::Kept,
            destination: self.destination,
            period: Period {
                from: self.from,
                until: self.until,
            },
            submitted_on: self.from,
            manual_claim_only: false,
            traits: vec![],
        }
    }
}

/// The footing a filing of this kind gives.
fn footing_of(reason: FilingReason) -> Footing {
    match reason {
        FilingReason::ResettledRetiree
        | FilingReason::LongTermResident
        | FilingReason::PostedWorker => Footing::LongTermFiled,
        FilingReason::Referral => Footing::Referred,
        FilingReason::Emergency => Footing::Emergency,
        FilingReason::OtherTemporary => Footing::TemporaryFiled,
    }
}

fn first() -> u8 {
    1
}

/// The bill of a case: either already split, or lines by class.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
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
    /// Lines to be split by class.
    pub lines: Vec<CaseLine>,
}

/// A line of a case's bill.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
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
        parts.into_iter().chain(lines).sum()
    }
}
