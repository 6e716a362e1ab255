//! Who is settled on the spot.

use schemars::JsonSchema;
use serde::Deserialize;

use super::wording::not_known;
use super::{BothNames, Figure, Need, Ways, Wording};
use crate::text::Bilingual;

/// Whether the visit is settled on the spot.
/// 这次就医能不能直接结算
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Direct {
    /// Yes or no; when no, `says` tells the person what to do.
    /// 能不能；不能时 says 告诉人怎么办
    #[serde(default)]
    pub offered: Option<bool>,
    /// Not known, and why.
    /// 不知道：没有找到这条规定，写明缺什么
    #[serde(default)]
    pub unknown: Option<Bilingual>,
}

impl Figure for Direct {
    const NEED: Need = Need::One;
    const CAPTION: BothNames = ("谁能直接结算", "who is settled on the spot");
    const ASKED: BothNames = ("能不能在医院直接结清", "Whether it is settled on the spot");
    const ONE_OF: Ways<Self> = &[
        ("offered", |row| row.offered.is_some()),
        ("unknown", |row| row.unknown.is_some()),
    ];

    fn unknown(&self) -> Option<&Bilingual> {
        self.unknown.as_ref()
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        match self.offered {
            Some(true) => Bilingual::new("可以", "yes"),
            Some(false) => Bilingual::new("不可以", "no"),
            None => self.unknown.as_ref().map(not_known).unwrap_or_default(),
        }
    }
}
