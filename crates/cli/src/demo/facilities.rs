//! Invented facilities, `demo/facilities.toml`.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use domain::Region;
use domain::facility::{Care, Facility, FacilityKind, Level, Networked};
use domain::ids::FacilityCode;
use domain::person::Trait;
use jiff::civil::Date;
use schemars::{JsonSchema, Schema};
use serde::Deserialize;

use super::days;

/// Invented facilities.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FacilitiesText {
    /// One a row.
    facility: Vec<FacilityText>,
}

/// An invented facility.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FacilityText {
    /// Its code.
    code: FacilityCode,
    /// Name.
    name: String,
    /// The division it lies in.
    region: Region,
    /// Hospital or pharmacy.
    kind: FacilityKind,
    /// Settlement level.
    level: Level,
    /// What it settles directly.
    networked: Vec<NetworkedText>,
    /// Marks.
    #[serde(default)]
    traits: BTreeSet<Trait>,
}

/// A kind of care it settles directly for people from elsewhere.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NetworkedText {
    /// Kind of care.
    care: Care,
    /// First day.
    from: String,
    /// First day without it.
    until: Option<String>,
}

/// The form of the file of facilities, for editors.
pub fn schema() -> Schema {
    workbench::schema::of::<FacilitiesText>()
}

/// Every facility of the demo.
pub fn load(today: Date) -> Result<Vec<Facility>> {
    let text = include_str!("../../../../demo/facilities.toml");
    let file: FacilitiesText = toml::from_str(text).context("demo/facilities.toml")?;
    file.facility
        .into_iter()
        .map(|facility| read_facility(facility, today))
        .collect()
}

/// Resolves the days of one facility.
fn read_facility(text: FacilityText, today: Date) -> Result<Facility> {
    let networked: Result<Vec<Networked>> = text
        .networked
        .into_iter()
        .map(|entry| {
            let period = days::period(&entry.from, entry.until.as_deref(), today)?;
            Ok(Networked {
                care: entry.care,
                period,
            })
        })
        .collect();
    let networked =
        networked.with_context(|| format!("demo/facilities.toml, facility {}", text.code))?;
    Ok(Facility {
        code: text.code,
        name: text.name,
        region: text.region,
        kind: text.kind,
        level: text.level,
        networked,
        traits: text.traits,
    })
}
