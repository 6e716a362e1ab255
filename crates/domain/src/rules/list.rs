//! One word or a list of words, as most keys of the files take them.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{SeqAccess, Visitor, value::StrDeserializer};
use serde::{Deserialize, Deserializer};

use crate::schema::OneOrMany;

/// One word or a list of words; empty when the key is absent, which asks nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words<T>(Vec<T>);

/// One name or a list of names, such as those of layers.
pub type Names = Words<String>;

impl<T> Default for Words<T> {
    fn default() -> Words<T> {
        Words(Vec::new())
    }
}

impl<T> Deref for Words<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'a, T> IntoIterator for &'a Words<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: PartialEq> Words<T> {
    /// Whether the word is asked for, or nothing is.
    pub fn admits(&self, word: &T) -> bool {
        self.0.is_empty() || self.0.contains(word)
    }

    /// Whether some word can satisfy both.
    pub fn may_meet(&self, other: &Words<T>) -> bool {
        self.is_empty() || other.is_empty() || self.iter().any(|word| other.0.contains(word))
    }
}

impl Names {
    /// Whether the name is among them.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|known| known == name)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Words<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Words<T>, D::Error> {
        deserializer.deserialize_any(List(PhantomData)).map(Words)
    }
}

struct List<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one word or a list of words")
    }

    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Vec<T>, E> {
        Ok(vec![T::deserialize(StrDeserializer::new(word))?])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut words = Vec::new();
        while let Some(word) = list.next_element()? {
            words.push(word);
        }
        match words.is_empty() {
            true => Err(serde::de::Error::custom(
                "an empty list matches nothing; leave it out",
            )),
            false => Ok(words),
        }
    }
}

impl<T: JsonSchema> JsonSchema for Words<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        OneOrMany::<T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        OneOrMany::<T>::json_schema(generator)
    }
}
