//! Who is settled on the spot.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Figure, Need, Wording};
use crate::text::Bilingual;

/// Whether the visit is settled on the spot.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Direct {
    /// Yes or no; when no, `says` tells the person what to do.
    pub offered: bool,
}

impl Figure for Direct {
    const NEED: Need = Need::One;

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        if self.offered {
            Bilingual::new("可以", "yes")
        } else {
            Bilingual::new("不可以", "no")
        }
    }
}
