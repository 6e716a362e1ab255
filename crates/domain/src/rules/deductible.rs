//! What the person pays before a layer pays.

use schemars::JsonSchema;
use serde::Deserialize;

use super::complaints::values;
use super::wording::{bill_share, by_level, index_share, level_by_level, not_known, yuan};
use super::{
    BillShare, ByLevel, Complaints, Figure, IndexShare, Names, Need, Part, Wording, say,
};
use crate::facility::Level;
use crate::text::Bilingual;
use crate::Money;

/// What the person pays first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deductible {
    /// Layer, or layers.
    pub of: Names,
    /// A fixed amount.
    #[serde(default)]
    pub amount: Option<ByLevel<Money>>,
    /// A percentage of an index.
    #[serde(default)]
    pub index_share: Option<IndexShare>,
    /// A percentage of the whole bill.
    #[serde(default)]
    pub bill_share: Option<BillShare>,
    /// Not known, and why.
    #[serde(default)]
    pub unknown: Option<Bilingual>,
}

impl Figure for Deductible {
    const NEED: Need = Need::One;

    fn layers(&self) -> Option<&Names> {
        Some(&self.of)
    }

    fn unknown(&self) -> Option<&Bilingual> {
        self.unknown.as_ref()
    }

    fn index_share(&self) -> Option<&IndexShare> {
        self.index_share.as_ref()
    }

    fn is_said_at(&self, level: Level) -> bool {
        self.amount.is_none_or(|amount| amount.at(level).is_some())
    }

    fn names_community(&self) -> bool {
        self.amount.is_some_and(|amount| amount.names_community())
    }

    fn check(&self, complaints: &mut Complaints<'_>) {
        let given = [
            self.amount.is_some(),
            self.index_share.is_some(),
            self.bill_share.is_some(),
            self.unknown.is_some(),
        ];
        complaints.exactly_one(&given, "amount / index_share / bill_share / unknown");
        let amounts = self.amount.iter().flat_map(values);
        let bounds = self.bill_share.iter();
        let bounds = bounds.flat_map(|share| [share.at_least, share.at_most]);
        complaints.not_negative(amounts.chain(bounds).min());
        if let Some(BillShare {
            share,
            at_least,
            at_most,
        }) = self.bill_share
        {
            complaints.report_if(at_most < at_least, say::bounds_reversed());
            complaints.within_full([share]);
        }
    }

    fn in_words(&self, wording: &dyn Wording) -> Bilingual {
        if let Some(amount) = &self.amount {
            by_level(amount, yuan)
        } else if let Some(share) = &self.index_share {
            index_share(wording, share)
        } else if let Some(share) = &self.bill_share {
            bill_share(share)
        } else {
            self.unknown.as_ref().map(not_known).unwrap_or_default()
        }
    }

    fn parts(&self, _: &dyn Wording) -> Option<Vec<Part>> {
        level_by_level(self.amount.as_ref()?, yuan)
    }
}
