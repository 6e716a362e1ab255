//! What becomes of later settlements when an earlier one is cancelled.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{CancelledAt, DecidedBy, Figure, LaterSettlements, Need, Wording};
use crate::text::{Bilingual, Named, Sep};

/// What becomes of later settlements when an earlier one is cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    /// Where they were made.
    pub at: CancelledAt,
    /// What becomes of them.
    pub later: LaterSettlements,
    /// Who decides.
    pub decided: DecidedBy,
}

impl Figure for Cancellation {
    const NEED: Need = Need::Any;

    fn name(&self) -> Option<&str> {
        Some(self.at.word())
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let said = vec![self.at.name(), self.later.name(), self.decided.name()];
        Bilingual::join(said, Sep::Comma)
    }
}
