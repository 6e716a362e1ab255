//! What was paid as deductible in the stay that another one follows: each yuan of it counts once.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Money;

/// What was paid as deductible in the stay this one follows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DeductibleBefore {
    /// In one sum. It is credited once, to one layer after the other, to each up to its figure.
    InAll(Money),
    /// By layer, or by the running total of layers that share one deductible.
    ByLayer(BTreeMap<String, Money>),
}

impl Default for DeductibleBefore {
    fn default() -> DeductibleBefore {
        DeductibleBefore::InAll(Money::ZERO)
    }
}

impl From<Money> for DeductibleBefore {
    fn from(sum: Money) -> DeductibleBefore {
        DeductibleBefore::InAll(sum)
    }
}

impl DeductibleBefore {
    /// Whether nothing was paid.
    pub fn is_nothing(&self) -> bool {
        self.amounts().all(|(_, amount)| amount.is_zero())
    }

    /// The amounts, each with the layer or running total it was paid under, where that is told.
    pub fn amounts(&self) -> impl Iterator<Item = (Option<&str>, Money)> {
        let (sum, by_layer) = match self {
            DeductibleBefore::InAll(sum) => (Some((None, *sum)), None),
            DeductibleBefore::ByLayer(by_layer) => (None, Some(by_layer)),
        };
        let by_layer = by_layer.into_iter().flatten();
        let by_layer = by_layer.map(|(name, amount)| (Some(name.as_str()), *amount));
        sum.into_iter().chain(by_layer)
    }
}

impl Serialize for DeductibleBefore {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            DeductibleBefore::InAll(sum) => sum.serialize(serializer),
            DeductibleBefore::ByLayer(by_layer) => by_layer.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for DeductibleBefore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DeductibleBefore, D::Error> {
        deserializer.deserialize_any(SumOrTable)
    }
}

struct SumOrTable;

impl<'de> Visitor<'de> for SumOrTable {
    type Value = DeductibleBefore;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount in quotes, or { <layer> = an amount in quotes }")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<DeductibleBefore, E> {
        Money::deserialize(StrDeserializer::new(text)).map(DeductibleBefore::InAll)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<DeductibleBefore, A::Error> {
        let by_layer = BTreeMap::deserialize(MapAccessDeserializer::new(map))?;
        Ok(DeductibleBefore::ByLayer(by_layer))
    }
}
