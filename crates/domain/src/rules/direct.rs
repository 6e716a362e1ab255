//! Who is settled on the spot.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BothNames, Figure, Need, Wording};
use crate::text::Bilingual;

/// Whether the visit is settled on the spot.
/// 这次就医能不能直接结算
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Direct {
    /// Yes or no; when no, `says` tells the person what to do.
    /// 能不能；不能时 says 告诉人怎么办
    pub offered: bool,
}

impl Figure for Direct {
    const NEED: Need = Need::One;
    const CAPTION: BothNames = ("谁能直接结算", "who is settled on the spot");
    const ASKED: BothNames = ("能不能在医院直接结清", "Whether it is settled on the spot");

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        if self.offered {
            Bilingual::new("可以", "yes")
        } else {
            Bilingual::new("不可以", "no")
        }
    }
}
