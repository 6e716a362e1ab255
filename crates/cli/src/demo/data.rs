//! What the demo starts with. `load` reads everything embedded in the binary; nothing here writes.

use anyhow::Result;
use domain::calendar::Period;
use domain::catalogue::Catalogue;
use domain::facility::Facility;
use domain::filing::{FilingReason, State};
use domain::ids::FacilityCode;
use domain::person::{Enrolment, Person};
use domain::situation::YearToDate;
use domain::{Bilingual, Region};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{catalogues, facilities, people};

/// Everything the demo starts with.
#[derive(Debug)]
pub struct DemoData {
    /// Invented people, the story's heroine first.
    pub people: Vec<DemoPerson>,
    /// Invented facilities.
    pub facilities: Vec<Facility>,
    /// Sample catalogues; for a facility the most local one that covers it holds.
    pub catalogues: Vec<Catalogue>,
}

/// An invented person, and what led up to today.
#[derive(Debug)]
pub struct DemoPerson {
    /// Who.
    pub person: Person,
    /// Insured where, since when; at least one, the one in use first.
    pub enrolments: Vec<Enrolment>,
    /// Filings made before today.
    pub filings: Vec<DemoFiling>,
    /// Facilities chosen for ordinary outpatient care.
    pub designations: Vec<DemoDesignation>,
    /// What the first enrolment used up in the benefit year of today.
    pub year_to_date: YearToDate,
    /// What the person shows at the counter.
    pub voucher: DemoVoucher,
    /// The sentence this person is for.
    pub proves: Bilingual,
}

/// A filing as it stands today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoFiling {
    /// Why.
    pub reason: FilingReason,
    /// Filed to.
    pub destination: Region,
    /// While it holds.
    pub period: Period,
    /// Where it stands.
    pub state: State,
}

/// A facility chosen for ordinary outpatient care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoDesignation {
    /// Which.
    pub facility: FacilityCode,
    /// While the choice holds.
    pub period: Period,
}

/// What a person shows at the counter (mdtrt_cert_type and mdtrt_cert_no).
/// 就医凭证
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DemoVoucher {
    /// `01` e-voucher, `02` ID card, `03` social-security card.
    /// 01 电子凭证，02 身份证，03 社会保障卡
    #[serde(rename = "type")]
    pub kind: String,
    /// Token, ID number or card number.
    /// 凭证号码
    pub number: String,
}

/// Reads everything, with days counted from `today`.
pub fn load(today: Date) -> Result<DemoData> {
    Ok(DemoData {
        people: people::load(today)?,
        facilities: facilities::load(today)?,
        catalogues: catalogues::load(today)?,
    })
}

#[cfg(test)]
mod tests;
