//! Invented facilities, `demo/facilities.toml`.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use domain::Region;
use domain::facility::{Care, Facility, FacilityKind, Grade, Level, Networked};
use domain::ids::FacilityCode;
use domain::person::Trait;
use jiff::civil::Date;
use serde::Deserialize;

use super::days::PeriodText;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FacilitiesText {
    facility: Vec<FacilityText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FacilityText {
    code: FacilityCode,
    name: String,
    region: Region,
    kind: FacilityKind,
    level: Level,
    #[serde(default)]
    grade: Grade,
    networked: Vec<NetworkedText>,
    #[serde(default)]
    traits: BTreeSet<Trait>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NetworkedText {
    care: Care,
    #[serde(flatten)]
    period: PeriodText,
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
            let period = entry.period.resolve(today)?;
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
        grade: text.grade,
        networked,
        traits: text.traits,
    })
}
