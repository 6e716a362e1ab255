//! How far a place may stay below its own home level; only in the national file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BothNames, Figure, Need, Points, Wording};
use crate::text::Bilingual;

/// How far the rate may stay below the one at home (NAT-11, NAT-13).
/// 全国规定的幅度
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NationalBand {
    /// Name of the rule.
    /// 规定的名字
    pub id: String,
    /// Percentage points at most.
    /// 最多低几个百分点
    pub points_below: Points,
}

impl Figure for NationalBand {
    const NEED: Need = Need::Any;
    const CAPTION: BothNames = ("全国规定的幅度", "national bands");
    const ASKED: BothNames = (
        "去外地最多少报多少",
        "How much less a place may pay elsewhere",
    );

    fn name(&self) -> Option<&str> {
        Some(&self.id)
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let points = self.points_below.size();
        match self.points_below.0 {
            0 => Bilingual::new("和在参保地看病报得一样多", "no less than at home"),
            _ => Bilingual::new(
                format!("最多比在参保地少报 {points} 个百分点"),
                format!("at most {points} points below home"),
            ),
        }
    }
}
