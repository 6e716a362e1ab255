//! Invented facilities, `demo/facilities.toml`.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use domain::Region;
use domain::facility::{Care, Facility, FacilityKind, Grade, Level, Networked, Position, Site};
use domain::ids::FacilityCode;
use domain::person::Trait;
use jiff::civil::Date;
use schemars::{JsonSchema, Schema};
use serde::Deserialize;

use super::days::PeriodText;

/// Invented facilities.
/// 虚构的机构
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FacilitiesText {
    /// One a row.
    /// 一行一家
    facility: Vec<FacilityText>,
}

/// An invented facility.
/// 一家虚构的机构
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FacilityText {
    /// Its code.
    /// 机构编号
    code: FacilityCode,
    /// Name.
    /// 名称
    name: String,
    /// The division it lies in.
    /// 在哪个区县
    region: Region,
    /// Hospital or pharmacy.
    /// 医院还是药店
    kind: FacilityKind,
    /// Settlement level.
    /// 结算级别
    level: Level,
    /// Grade on its licence.
    /// 许可证上的等级
    #[serde(default)]
    grade: Grade,
    /// What it settles directly.
    /// 开通了哪些直接结算
    networked: Vec<NetworkedText>,
    /// Marks.
    /// 机构的标记
    #[serde(default)]
    traits: BTreeSet<Trait>,
    /// Street and number.
    /// 地址
    #[serde(default)]
    address: Option<String>,
    /// Telephone; invented ones begin with 000.
    /// 电话，虚构的以 000 开头
    #[serde(default)]
    phone: Option<String>,
    /// Degrees north and east, such as `["23.1291", "113.2644"]`.
    /// 纬度和经度
    #[serde(default)]
    position: Option<[String; 2]>,
}

/// A kind of care it settles directly for people from elsewhere.
/// 开通的一类直接结算
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NetworkedText {
    /// Kind of care.
    /// 哪类就医
    care: Care,
    /// From when until when.
    #[serde(flatten)]
    period: PeriodText,
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
            let period = entry.period.resolve(today)?;
            Ok(Networked {
                care: entry.care,
                period,
            })
        })
        .collect();
    let networked =
        networked.with_context(|| format!("demo/facilities.toml, facility {}", text.code))?;
    let position = text.position.map(|[latitude, longitude]| {
        let read = Position::read(&latitude, &longitude);
        read.with_context(|| format!("demo/facilities.toml, facility {}: position", text.code))
    });
    let site = Site {
        address: text.address,
        phone: text.phone,
        position: position.transpose()?,
    };
    Ok(Facility {
        code: text.code,
        name: text.name,
        region: text.region,
        kind: text.kind,
        level: text.level,
        grade: text.grade,
        networked,
        traits: text.traits,
        before: vec![],
        site,
    })
}
