//! What becomes of settlements when an earlier one is cancelled, or something else changes that
//! they were computed from.

use schemars::JsonSchema;
use serde::Deserialize;

use super::complaints::Complaints;
use super::{BothNames, DecidedBy, Figure, LaterSettlements, Need, WhatChanged, Wording, say};
use crate::text::{Bilingual, Named, Sep};

/// What becomes of settlements when an earlier one is cancelled, or something else changes that
/// they were computed from.
/// 撤销一笔结算、或者结算所依据的别的事实有变化以后，已有的结算怎么办
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    /// Where they were made, if an earlier one is cancelled; else what changed.
    /// 撤销的：后面的结算在哪里；不是撤销的：什么有变化
    pub at: WhatChanged,
    /// What becomes of them.
    /// 怎么办
    pub later: LaterSettlements,
    /// Who decides.
    /// 谁决定
    pub decided: DecidedBy,
}

impl WhatChanged {
    /// Whether an earlier settlement was cancelled.
    pub fn is_cancellation(self) -> bool {
        matches!(self, WhatChanged::SameFacility | WhatChanged::Elsewhere)
    }
}

impl Figure for Cancellation {
    const NEED: Need = Need::Any;
    const CAPTION: BothNames = ("撤销以后", "after a cancellation");
    const ASKED: BothNames = (
        "撤销一笔结算，后面的怎么办",
        "What becomes of later bills when one is cancelled",
    );

    fn check(&self, complaints: &mut Complaints<'_>) {
        let asks = self.later == LaterSettlements::CancelledFirst && !self.at.is_cancellation();
        complaints.report_if(asks, say::nothing_to_cancel());
    }

    fn name(&self) -> Option<&str> {
        Some(self.at.word())
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let said = vec![self.at.name(), self.later.name(), self.decided.name()];
        Bilingual::join(said, Sep::Comma)
    }
}
