//! What becomes of later settlements when an earlier one is cancelled.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BothNames, CancelledAt, DecidedBy, Figure, LaterSettlements, Need, Wording};
use crate::text::{Bilingual, Named, Sep};

/// What becomes of later settlements when an earlier one is cancelled.
/// 撤销一笔结算以后，后面的结算怎么办
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    /// Where they were made.
    /// 后面的结算在哪里
    pub at: CancelledAt,
    /// What becomes of them.
    /// 怎么办
    pub later: LaterSettlements,
    /// Who decides.
    /// 谁决定
    pub decided: DecidedBy,
}

impl Figure for Cancellation {
    const NEED: Need = Need::Any;
    const CAPTION: BothNames = ("撤销以后", "after a cancellation");
    const ASKED: BothNames = (
        "撤销一笔结算，后面的怎么办",
        "What becomes of later bills when one is cancelled",
    );

    fn name(&self) -> Option<&str> {
        Some(self.at.word())
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let said = vec![self.at.name(), self.later.name(), self.decided.name()];
        Bilingual::join(said, Sep::Comma)
    }
}
