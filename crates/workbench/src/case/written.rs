//! A case about a bill as its file says it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::error::CaseError;
use super::expect::Expect;
use super::given::{CaseBill, CasePerson, CaseVisit, CaseYear, Ledger};
use domain::policy::library::Library;
use domain::policy::pack::Pack;
use domain::rules::PolicyFile;
use domain::word_list;

word_list! {
    /// What kind of proof a case is.
    Proof {
        /// Published with its numbers.
        Published = "published", "公布的算例", "published";
        /// A published formula with numbers put in.
        Formula = "formula", "公布的公式", "formula";
        /// Derived from the rules.
        Derived = "derived", "由规定推得", "derived";
        /// Made up to probe a boundary.
        Constructed = "constructed", "构造", "constructed";
        /// Published, but it must not come out by the rules in force.
        Claim = "claim", "有争议的说法", "claim";
    }
}

/// One bill, with or without what must come out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it is about.
    #[serde(default)]
    pub name: String,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<String>,
    /// What kind of proof.
    #[serde(default)]
    pub proof: Option<Proof>,
    /// Compute by this source instead (`S000`, `X01:S000`).
    #[serde(default)]
    pub according_to: Option<String>,
    /// Who.
    pub person: CasePerson,
    /// Where and when.
    pub visit: CaseVisit,
    /// How much.
    #[serde(default)]
    pub bill: CaseBill,
    /// Used up before.
    #[serde(default)]
    pub year_to_date: CaseYear,
    /// Bills made before this one, in order. What `year_to_date` states stands before all of them,
    /// in the benefit year of the first; what the accounts state is drawn on by one after the
    /// other.
    #[serde(default)]
    pub earlier: Vec<Earlier>,
    /// Number of the earlier bill, from 1, that is cancelled after all bills were worked out.
    #[serde(default)]
    pub cancel: Option<usize>,
    /// What must come out.
    #[serde(default)]
    pub expect: Option<Expect>,
    /// What must not come out.
    #[serde(default)]
    pub expect_not: Option<Expect>,
    /// Rules of its own, as in a policy file: for published examples that name no place.
    #[serde(default)]
    #[schemars(with = "Option<PolicyFile>")]
    pub rules: Option<toml::Table>,
    /// A published division of a bill whose inputs were not published; it must add up.
    #[serde(default)]
    pub ledger: Option<Ledger>,
}

/// A bill made before the case's own. What it does not say is as in the case itself, but not what
/// only belongs to one stay: its number, its admission, and what it follows.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Earlier {
    /// What differs of the person.
    #[schemars(with = "Option<CasePerson>")]
    pub person: Option<toml::Table>,
    /// What differs of the visit.
    #[schemars(with = "Option<CaseVisit>")]
    pub visit: Option<toml::Table>,
    /// What differs of the bill.
    #[schemars(with = "Option<CaseBill>")]
    pub bill: Option<toml::Table>,
    /// What must come out of it.
    pub expect: Option<Expect>,
    /// It was cancelled before the next bill.
    pub cancelled: bool,
}

impl Case {
    /// The pack that decides.
    pub fn pack<'a>(&self, library: &'a Library) -> Result<&'a Pack, CaseError> {
        let (region, scheme) = (self.person.insured_at, self.person.scheme);
        let pack = library.pack(region, scheme, self.visit.day);
        let day = self.visit.day;
        Ok(pack.ok_or(CaseError::NoPack {
            region,
            scheme,
            day,
        })?)
    }
}
