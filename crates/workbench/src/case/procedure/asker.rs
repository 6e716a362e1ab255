//! Who asks in a case about procedures.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use domain::Region;
use domain::person::{Scheme, Status, USUAL_AGE};
use domain::procedures::Circumstances;

/// The person of a case about procedures.
/// 谁来问
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asker {
    /// Insured place.
    /// 参保地
    pub insured_at: Region,
    /// Scheme.
    /// 险种；region.toml 里不写
    #[serde(default)]
    pub scheme: Option<Scheme>,
    /// Tier.
    /// 档次
    #[serde(default)]
    pub tier: Option<String>,
    /// Status.
    /// 参保身份
    #[serde(default)]
    pub status: Option<Status>,
    /// Age.
    /// 周岁
    #[serde(default)]
    pub age: Option<u8>,
    /// Marks of the person, and of what is claimed.
    /// 本人的标记，和要报销的费用的标记
    #[serde(default)]
    pub traits: BTreeSet<String>,
}

impl Asker {
    pub(super) fn about(&self, destination: Region) -> Circumstances<'_> {
        Circumstances {
            scheme: self.scheme,
            tier: self.tier.as_deref(),
            status: self.status,
            traits: Some(&self.traits),
            age: Some(self.age.unwrap_or(USUAL_AGE)),
            ..Circumstances::of_journey(self.insured_at, destination)
        }
    }
}
