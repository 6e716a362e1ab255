//! Bills as the API reference shows them: what to send for a quote.

use std::collections::BTreeMap;

use utoipa::ToSchema;

use super::*;

/// One bill: who, where, how much. The format of `suixing quote` and of the golden cases.
#[derive(Debug, ToSchema)]
#[schema(example = json!({
    "name": "三级医院住院 inpatient, level 3",
    "person": { "insured_at": "440300", "scheme": "employee", "tier": "one" },
    "visit": {
        "day": "2026-11-03", "care": "inpatient", "treated_at": "420100", "level": "tertiary",
        "filings": [
            { "reason": "other-temporary", "destination": "420100", "from": "2026-10-01" }
        ]
    },
    "bill": { "total": "10000.00", "eligible": "10000.00" }
}))]
pub struct QuoteRequest {
    /// What it is about.
    pub name: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// What kind of proof it is.
    pub proof: Option<Proof>,
    /// Compute by this source instead where sources disagree: `S000`, or only within one dispute
    /// `X01:S000`.
    #[schema(example = "X01:S000")]
    pub according_to: Option<String>,
    /// Who.
    pub person: QuotePerson,
    /// Where and when.
    pub visit: QuoteVisit,
    /// How much.
    pub bill: Option<QuoteBill>,
    /// Used up before in the benefit year.
    pub year_to_date: Option<CaseYear>,
    /// What must come out; read but not compared here.
    #[schema(value_type = Option<Object>)]
    pub expect: (),
    /// What must not come out; read but not compared here.
    #[schema(value_type = Option<Object>)]
    pub expect_not: (),
    /// Rules of its own, as in a policy file, instead of the pack of the insured place.
    #[schema(value_type = Option<Object>)]
    pub rules: (),
    /// A published division of a bill; read but not compared here.
    #[schema(value_type = Option<Object>)]
    pub ledger: (),
}

/// The person of a bill.
#[derive(Debug, ToSchema)]
pub struct QuotePerson {
    /// Insured place.
    pub insured_at: RegionCode,
    /// Scheme.
    pub scheme: Scheme,
    /// Tier, where the scheme has tiers.
    #[schema(example = "one")]
    pub tier: Option<String>,
    /// Status; on the job or resident unless stated.
    pub status: Option<Status>,
    /// Age in full years; 40 unless stated.
    pub age: Option<u8>,
    /// Day of birth, instead of the age.
    pub born_on: Option<Day>,
    /// Months of continuous insurance; 72 unless stated.
    pub months: Option<u16>,
    /// Marks a policy may ask about.
    pub traits: Option<Vec<String>>,
    /// Personal account that may be used.
    pub account: Option<Yuan>,
    /// Family account that may be used.
    pub family_account: Option<Yuan>,
    /// Contribution base, where the case asks for the account credit.
    pub contribution_base: Option<Yuan>,
}

/// The visit of a bill.
#[derive(Debug, ToSchema)]
pub struct QuoteVisit {
    /// The day that picks the rules: the visit, or the discharge.
    pub day: Day,
    /// Kind of care.
    pub care: Care,
    /// Division of the facility.
    pub treated_at: RegionCode,
    /// Settlement level of the facility.
    pub level: Level,
    /// The footing; decided from the filings when absent.
    pub footing: Option<Footing>,
    /// Filings of the person, also those that lie before or after the day.
    pub filings: Option<Vec<QuoteFiling>>,
    /// Day of admission, when it lies before `day`.
    pub admitted_on: Option<Day>,
    /// The person chose this institution for outpatient care.
    pub designated: Option<bool>,
    /// Marks of the institution.
    pub traits: Option<Vec<String>>,
    /// The hospital flagged an emergency.
    pub emergency: Option<bool>,
    /// The hospital flagged a referral.
    pub referral: Option<bool>,
    /// Which admission of the year; the one after those settled before unless stated.
    pub admission: Option<u8>,
    /// Direct unless stated.
    pub route: Option<Route>,
}

/// A filing of the person of a bill.
#[derive(Debug, ToSchema)]
pub struct QuoteFiling {
    /// Why they filed.
    pub reason: FilingReason,
    /// Where to.
    pub destination: RegionCode,
    /// First day.
    pub from: Day,
    /// First day it no longer holds; as long as the rules allow unless stated.
    pub until: Option<Day>,
    /// The category, where it is not the one named like the reason.
    pub category: Option<String>,
    /// The day of application; the first day unless stated.
    pub submitted_on: Option<Day>,
    /// Whether the person pledged instead of proving; not on record unless stated.
    pub pledged: Option<bool>,
    /// The option chosen, where the category has options.
    pub option: Option<String>,
    /// Made after a stay that the person had paid: it only helps a manual claim.
    pub manual_claim_only: Option<bool>,
}

/// The bill: either already split, or lines by class.
#[derive(Debug, ToSchema)]
pub struct QuoteBill {
    /// The whole bill, checked against the parts.
    pub total: Option<Yuan>,
    /// Wholly self-paid.
    pub wholly_self_paid: Option<Yuan>,
    /// Above the price limit.
    pub above_limit: Option<Yuan>,
    /// Upfront self-pay.
    pub upfront: Option<Yuan>,
    /// Eligible without negotiated drugs.
    pub eligible: Option<Yuan>,
    /// Eligible negotiated drugs.
    pub negotiated: Option<Yuan>,
    /// Lines to be split by class.
    pub lines: Option<Vec<QuoteLine>>,
}

/// A line of a bill.
#[derive(Debug, ToSchema)]
pub struct QuoteLine {
    /// Class.
    pub class: Class,
    /// Amount.
    pub amount: Yuan,
    /// Upfront share of class B in the place of care, unless the insured place sets one.
    pub upfront: Option<Percent>,
}

/// What was used up before.
#[derive(Debug, ToSchema)]
pub struct CaseYear {
    /// Amounts by running total; the pack names them.
    pub counters: Option<BTreeMap<String, Yuan>>,
    /// Stays in hospital settled before.
    pub admissions: Option<u8>,
}

/// A bill as the catalogue of the place of care split it. The parts add up to the bill.
#[derive(Debug, ToSchema)]
pub struct Scope {
    /// Wholly self-paid.
    pub wholly_self_paid: Yuan,
    /// Above the price limit.
    pub above_limit: Yuan,
    /// Upfront self-pay.
    pub upfront: Yuan,
    /// Eligible without negotiated drugs.
    pub ordinary: Yuan,
    /// Eligible negotiated drugs.
    pub negotiated: Yuan,
}

/// The same bill on another footing.
#[derive(Debug, ToSchema)]
pub struct Alternative {
    /// The other footing.
    pub footing: Bilingual,
    /// What the funds would pay; none when it would not be settled directly or is not known.
    pub funds: Option<Yuan>,
    /// Why not, when none.
    pub note: Bilingual,
}
