//! A rule: the five things every row has, and the figure of its table.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Error as _, IntoDeserializer, MapAccess, Visitor,
    value::MapAccessDeserializer,
};
use serde::{Deserialize, Deserializer};

use super::wording::Part;
use super::{Complaints, Indexed, Names, When, Wording};
use crate::basis::Basis;
use crate::calendar::Period;
use crate::facility::Level;
use crate::text::Bilingual;

/// A rule: for whom and when, since when, on what it rests, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule<F> {
    /// When it applies.
    pub when: When,
    /// First day in force.
    pub from: Date,
    /// First day no longer in force.
    pub until: Option<Date>,
    /// Where it comes from.
    pub basis: Arc<Basis>,
    /// The rule in a sentence, for people.
    pub says: Option<Bilingual>,
    /// What it says.
    pub figure: F,
}

impl<F> Rule<F> {
    /// Whether it is in force on the day.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.period().contains(day)
    }

    /// The days it is in force.
    pub fn period(&self) -> Period {
        Period {
            from: self.from,
            until: self.until,
        }
    }
}

impl<F: Figure> Rule<F> {
    /// Reports what is wrong with the figure by itself.
    pub fn check_figure(&self, complaints: &mut Complaints<'_>) {
        if !F::ONE_OF.is_empty() {
            complaints.exactly_one(F::ONE_OF.iter().map(|(key, given)| (*key, given(self))));
        }
        self.figure.check(complaints);
    }

    /// Whether it tells a community facility apart from a primary one.
    pub fn names_community(&self) -> bool {
        self.when.level.contains(&Level::Community) || self.figure.names_community()
    }

    /// Whether another row of the table says the same thing: of the same name, and of a common
    /// layer where rows serve layers.
    pub fn says_the_same(&self, other: &Rule<F>) -> bool {
        let common = match (self.figure.layers(), other.figure.layers()) {
            (Some(own), Some(of)) => own.iter().any(|layer| of.contains(layer)),
            _ => true,
        };
        common && self.figure.name() == other.figure.name()
    }
}

/// The figure is what a rule is asked for most.
impl<F> Deref for Rule<F> {
    type Target = F;

    fn deref(&self) -> &F {
        &self.figure
    }
}

/// The rows as far as they lie within the days given.
pub(super) fn within<F: Clone>(rows: &[Rule<F>], from: Date, until: Option<Date>) -> Vec<Rule<F>> {
    let days = Period { from, until };
    let cut = |row: &Rule<F>| Rule {
        from: row.from.max(from),
        until: [row.until, until].into_iter().flatten().min(),
        ..row.clone()
    };
    let inside = rows.iter().filter(|row| row.period().overlaps(&days));
    inside.map(cut).collect()
}

/// What must hold of the rows of one table that apply in a situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Exactly one, on every day on which the table says anything.
    One,
    /// One or none.
    AtMostOne,
    /// Bands that join from zero without end.
    Bands,
    /// Any number.
    Any,
}

/// Words in Chinese and in English.
pub type BothNames = (&'static str, &'static str);

/// The ways in which a row of a table may say its figure: each key, and whether a row gives it.
pub type Ways<F> = &'static [(&'static str, fn(&F) -> bool)];

/// What the figure of a table must know of itself. One file a table holds all of it.
pub trait Figure: Clone + fmt::Debug + DeserializeOwned + JsonSchema + 'static {
    /// What must hold in every situation.
    const NEED: Need;

    /// What a list of its rows is headed.
    const CAPTION: BothNames;

    /// What people ask that its rows answer.
    const ASKED: BothNames;

    /// The keys of which a row says exactly one; none where it is free.
    const ONE_OF: Ways<Self> = &[];

    /// Whether it is a limit that bills come up to; the standard bills reach it.
    fn is_limit(&self) -> bool {
        false
    }

    /// The layers it serves; none where it serves the whole pack.
    fn layers(&self) -> Option<&Names> {
        None
    }

    /// What tells several tables of one kind apart.
    fn name(&self) -> Option<&str> {
        None
    }

    /// Why the figure is not known, where it is not.
    fn unknown(&self) -> Option<&Bilingual> {
        None
    }

    /// The share of an index it is, if it is one.
    fn index_share(&self) -> Option<Indexed<'_>> {
        None
    }

    /// Whether it says something at this level.
    fn is_said_at(&self, level: Level) -> bool {
        let _ = level;
        true
    }

    /// Whether it tells a community facility apart from a primary one.
    fn names_community(&self) -> bool {
        false
    }

    /// The amounts it is for, where it is one band of several.
    fn band(&self) -> Option<(crate::Money, Option<crate::Money>)> {
        None
    }

    /// Why it stands although it leaves a national band.
    fn departs(&self) -> Option<&Bilingual> {
        None
    }

    /// Whether the row need not write its first day.
    const BEGINS: bool = false;

    /// Its first day, where the row need not write one.
    fn begins(&self) -> Option<Date> {
        None
    }

    /// Reports what else is wrong with it by itself.
    fn check(&self, complaints: &mut Complaints<'_>) {
        let _ = complaints;
    }

    /// What it says, in words.
    fn in_words(&self, wording: &dyn Wording) -> Bilingual;

    /// The same part by part, where it has several.
    fn parts(&self, wording: &dyn Wording) -> Option<Vec<Part>> {
        let _ = wording;
        None
    }
}

/// The keys every row may have.
#[derive(Default)]
struct Common {
    when: Option<When>,
    from: Option<Date>,
    until: Option<Date>,
    basis: Option<Arc<Basis>>,
    says: Option<Bilingual>,
}

/// The words of those keys.
const COMMON: [&str; 5] = ["when", "from", "until", "basis", "says"];

impl Common {
    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "when" => self.when = Some(map.next_value()?),
            "from" => self.from = Some(map.next_value()?),
            "until" => self.until = Some(map.next_value()?),
            "basis" => self.basis = Some(map.next_value()?),
            _ => self.says = Some(map.next_value()?),
        }
        Ok(())
    }
}

impl<'de, F: Figure> Deserialize<'de> for Rule<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rule<F>, D::Error> {
        struct Row<F>(PhantomData<F>);

        impl<'de, F: Figure> Visitor<'de> for Row<F> {
            type Value = Rule<F>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row of a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Rule<F>, A::Error> {
                let mut common = Common::default();
                let rest = Rest {
                    map,
                    common: &mut common,
                };
                let figure = F::deserialize(MapAccessDeserializer::new(rest))?;
                let missing = |key| A::Error::missing_field(key);
                Ok(Rule {
                    when: common.when.unwrap_or_default(),
                    from: common
                        .from
                        .or_else(|| figure.begins())
                        .ok_or_else(|| missing("from"))?,
                    until: common.until,
                    basis: common.basis.ok_or_else(|| missing("basis"))?,
                    says: common.says,
                    figure,
                })
            }
        }

        deserializer.deserialize_map(Row(PhantomData))
    }
}

/// The keys of a row without those every row has, which are put aside on the way.
struct Rest<'a, A> {
    map: A,
    common: &'a mut Common,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Rest<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let mut seed = Some(seed);
        loop {
            let found = self.map.next_key_seed(Key(&mut seed))?;
            match found {
                None => return Ok(None),
                Some(Found::Own(key)) => return Ok(Some(key)),
                Some(Found::Common(key)) => self.common.read(key, &mut self.map)?,
            }
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// A key of the figure, or one that every row may have.
enum Found<T> {
    Own(T),
    Common(&'static str),
}

/// Tells the two apart while the reader still knows where the key stands.
struct Key<'a, K>(&'a mut Option<K>);

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for Key<'_, K> {
    type Value = Found<K::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let key = String::deserialize(deserializer)?;
        if let Some(common) = COMMON.into_iter().find(|common| *common == key) {
            return Ok(Found::Common(common));
        }
        let seed = self
            .0
            .take()
            .expect("a key of the figure is asked for once");
        seed.deserialize(key.into_deserializer()).map(Found::Own)
    }
}

impl<F: Figure> JsonSchema for Rule<F> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        let figure = F::schema_name();
        format!("{}Row", figure.trim_end_matches("Figure")).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        /// What every row has besides its figure.
        #[derive(JsonSchema)]
        #[expect(dead_code, reason = "only its form is read")]
        struct Common {
            /// When it applies.
            /// 适用的情形；不写就是都适用
            #[schemars(default)]
            when: When,
            /// First day in force.
            /// 生效日：第一天
            from: Date,
            /// First day no longer in force.
            /// 失效日：当天已不再有效；不写就是至今有效
            until: Option<Date>,
            /// Where it comes from.
            /// 依据：写在哪里；没有依据就没有数字
            basis: Basis,
            /// The rule in a sentence, for people.
            /// 一句话说明，给人看
            says: Option<Bilingual>,
        }

        let mut schema = F::json_schema(generator);
        merge(&mut schema, Common::json_schema(generator));
        if F::BEGINS {
            let required = schema.get_mut("required");
            if let Some(required) = required.and_then(|required| required.as_array_mut()) {
                required.retain(|key| key.as_str() != Some("from"));
            }
        }
        let ways = F::ONE_OF.iter();
        let ways: Vec<Schema> = ways
            .map(|(key, _)| json_schema!({ "required": [key] }))
            .collect();
        if !ways.is_empty() {
            merge(&mut schema, json_schema!({ "oneOf": ways }));
        }
        schema
    }
}

/// Adds what one object says of its properties to another.
fn merge(schema: &mut Schema, common: Schema) {
    for part in ["properties", "required", "oneOf"] {
        let Some(more) = common.get(part) else {
            continue;
        };
        let known = schema
            .as_object_mut()
            .and_then(|object| object.get_mut(part));
        match known {
            None => {
                schema.insert(part.to_owned(), more.clone());
            }
            Some(known) => {
                if let (Some(known), Some(more)) = (known.as_object_mut(), more.as_object()) {
                    known.extend(more.clone());
                }
                if let (Some(known), Some(more)) = (known.as_array_mut(), more.as_array()) {
                    known.extend(more.iter().cloned());
                }
            }
        }
    }
}
