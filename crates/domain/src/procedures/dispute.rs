//! Contradictions between sources about procedures, in the shape of the packs' disputes.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::tables::VersionRow;
use crate::Bilingual;

/// A contradiction between sources.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisputeRow {
    /// Number, such as `X04`.
    pub id: String,
    /// What it is about.
    pub topic: Bilingual,
    /// Source id of the version in force until a later resolution: the rows of the tables are its.
    pub in_force: String,
    /// Why that one.
    pub why: Bilingual,
    /// The day it was decided.
    #[serde(default)]
    pub decided_on: Option<Date>,
    /// Who decided it.
    #[serde(default)]
    pub decided_by: Option<String>,
    /// Tables and rows it touches, such as `category/referral`.
    #[serde(default)]
    pub touches: Vec<String>,
    /// Every version, the one in force included.
    pub version: Vec<VersionRow>,
    /// Later decisions, in the order of their first days.
    #[serde(default)]
    pub resolution: Vec<ResolutionRow>,
}

/// A later decision in a contradiction.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolutionRow {
    /// Source id of the version that decides from then on.
    pub in_force: String,
    /// First day of service it decides.
    pub from: Date,
    /// Why.
    pub why: Bilingual,
    /// The day it was decided.
    pub decided_on: Date,
    /// Who decided it.
    pub decided_by: String,
}
