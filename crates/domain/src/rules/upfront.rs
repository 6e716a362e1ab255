//! The upfront share of class B, where the insured place sets it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::wording::{not_known, same};
use super::{BothNames, Complaints, Figure, Need, Ways, Wording};
use crate::Rate;
use crate::text::Bilingual;

/// Upfront share of class B set by the insured place.
/// 参保地自定的乙类先自付比例
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upfront {
    /// The share.
    /// 先自付比例
    #[serde(default)]
    pub share: Option<Rate>,
    /// Not known, and why.
    /// 不知道：没有找到这条规定，写明缺什么
    #[serde(default)]
    pub unknown: Option<Bilingual>,
}

impl Figure for Upfront {
    const NEED: Need = Need::AtMostOne;
    const CAPTION: BothNames = ("乙类先自付", "class B, paid first by the person");
    const ASKED: BothNames = ("乙类项目先自付多少", "What you pay first of class B items");
    const ONE_OF: Ways<Self> = &[
        ("share", |row| row.share.is_some()),
        ("unknown", |row| row.unknown.is_some()),
    ];

    fn unknown(&self) -> Option<&Bilingual> {
        self.unknown.as_ref()
    }

    fn check(&self, complaints: &mut Complaints<'_>) {
        complaints.within_full(self.share);
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let unknown = || self.unknown.as_ref().map(not_known).unwrap_or_default();
        self.share.map_or_else(unknown, same)
    }
}
