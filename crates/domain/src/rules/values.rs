//! Values of policy rows that are more than one word: by level, and percentage points.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::words::{ItemClass, Round};
use crate::facility::Level;
use crate::text::{Bilingual, Named};
use crate::{Money, Rate};

/// Which items of the eligible amount a layer looks at: `"all"` that no layer before it took, one
/// class, or a list of classes. `"ordinary"`, and a layer that says nothing, looks at everything
/// that no other layer of the situation names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Items {
    /// Whatever is left.
    All,
    /// These classes.
    Classes(Vec<ItemClass>),
}

impl Items {
    /// Whether it looks at everything nobody else names.
    pub fn is_rest(&self) -> bool {
        matches!(self, Items::Classes(classes) if classes.contains(&ItemClass::Ordinary))
    }

    /// The classes it names.
    pub fn named(&self) -> &[ItemClass] {
        match self {
            Items::All => &[],
            Items::Classes(classes) => classes,
        }
    }

    /// In words: «国谈药、血液».
    pub fn words(&self) -> Bilingual {
        let names: Vec<Bilingual> = self.named().iter().map(Named::name).collect();
        if names.is_empty() {
            return Bilingual::new("全部", "all");
        }
        let zh: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
        let en: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
        Bilingual::new(zh.join("、"), en.join(", "))
    }
}

impl<'de> Deserialize<'de> for Items {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Items, D::Error> {
        let words: Vec<String> = super::list::Words::deserialize(deserializer)?.to_vec();
        let unknown = |word: &str| {
            let words: Vec<&str> = ItemClass::ALL.iter().map(|class| class.word()).collect();
            let list = words.join("`, `");
            let why = format!("unknown variant `{word}`, expected one of `all`, `{list}`");
            serde::de::Error::custom(why)
        };
        match words.as_slice() {
            [all] if all == "all" => Ok(Items::All),
            words => {
                let classes = words
                    .iter()
                    .map(|word| ItemClass::from_word(word).ok_or_else(|| unknown(word)));
                Ok(Items::Classes(classes.collect::<Result<_, D::Error>>()?))
            }
        }
    }
}

/// A rate that grows with age.
/// 随年龄增加的比例
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByAge {
    /// The rate up to `after`.
    /// 到这个年龄为止的比例
    pub base: Rate,
    /// Percentage points more for each full year beyond `after`.
    /// 超过后每满一岁加几个百分点
    pub per_year: Points,
    /// The age up to which the rate is `base`.
    /// 到几岁为止按 base
    pub after: u8,
    /// Never more.
    /// 最高比例
    pub limit: Rate,
}

impl ByAge {
    /// The rate at an age in full years.
    pub fn at(&self, age: u8) -> Rate {
        let years = i32::from(age.saturating_sub(self.after));
        self.base
            .moved(self.per_year.0.saturating_mul(years))
            .min(self.limit)
    }

    /// «70%，满 45 岁后每年 +0.5 个百分点，不超过 95%».
    pub fn in_words(&self) -> Bilingual {
        let ByAge {
            base,
            per_year,
            after,
            limit,
        } = self;
        Bilingual::new(
            format!("{base}，满 {after} 岁后每年 {per_year} 个百分点，不超过 {limit}"),
            format!("{base}, {per_year} points a year beyond {after}, at most {limit}"),
        )
    }
}

/// Something given for all levels at once, or level by level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByLevel<T> {
    values: [Option<T>; Level::ALL.len()],
    by_level: bool,
}

impl<T: Copy> ByLevel<T> {
    /// The value at a level; a community facility counts as primary unless it is named.
    pub fn at(&self, level: Level) -> Option<T> {
        let own = self.values[level as usize];
        match level {
            Level::Community => own.or(self.values[Level::Primary as usize]),
            _ => own,
        }
    }

    /// Whether the value differs by level.
    pub fn is_by_level(&self) -> bool {
        self.by_level
    }

    /// Whether the community level is named by itself.
    pub fn names_community(&self) -> bool {
        self.by_level && self.values[Level::Community as usize].is_some()
    }
}

impl<'de, T> Deserialize<'de> for ByLevel<T>
where
    T: FromStr + Copy,
    T::Err: fmt::Display,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ByLevel<T>, D::Error> {
        struct Values<T>(std::marker::PhantomData<T>);

        impl<'de, T: FromStr<Err: fmt::Display> + Copy> serde::de::Visitor<'de> for Values<T> {
            type Value = ByLevel<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value in quotes, or { primary = …, secondary = …, tertiary = … }")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<ByLevel<T>, E> {
                let value = text.parse().map_err(serde::de::Error::custom)?;
                Ok(ByLevel {
                    values: [Some(value); Level::ALL.len()],
                    by_level: false,
                })
            }

            fn visit_map<A>(self, mut levels: A) -> Result<ByLevel<T>, A::Error>
            where
                A: serde::de::MapAccess<'de>,
            {
                let mut values = [None; Level::ALL.len()];
                while let Some(level) = levels.next_key::<Level>()? {
                    let text: String = levels.next_value()?;
                    let value = text.parse().map_err(serde::de::Error::custom)?;
                    values[level as usize] = Some(value);
                }
                Ok(ByLevel {
                    values,
                    by_level: true,
                })
            }
        }

        deserializer.deserialize_any(Values(std::marker::PhantomData))
    }
}

/// A percentage of a published yearly index.
/// 公布指标的百分比
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexShare {
    /// Name of the index.
    /// 指标的名字
    pub index: String,
    /// How many years before the one the benefit year begins in: 1 last year, 2 the year before.
    /// 待遇年度开始那一年往前几年：1 是上一年
    pub years_back: u8,
    /// Percentage; `600%` is six times.
    /// 百分比；600% 就是六倍
    pub share: Rate,
}

/// A percentage of an index as a row says it, with the rounding the row says.
#[derive(Clone, Copy, Debug)]
pub struct Indexed<'a> {
    /// Of what.
    pub share: &'a IndexShare,
    /// To what it is rounded; to the fen, half up, unless stated.
    pub round: Option<Round>,
}

impl Indexed<'_> {
    /// What it comes to, rounded once.
    pub fn of(&self, value: Money) -> Money {
        let round = self.round.unwrap_or(Round::Fen);
        round.share(value, self.share.share.into())
    }
}

/// A percentage of the whole bill within bounds.
/// 总费用的百分比，有上下限
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BillShare {
    /// Percentage of the whole bill.
    /// 总费用的百分比
    pub share: Rate,
    /// Never less.
    /// 不少于
    #[serde(default)]
    pub at_least: Money,
    /// Never more.
    /// 不多于
    #[serde(default = "no_limit")]
    pub at_most: Money,
}

fn no_limit() -> Money {
    Money::MAX
}

/// Percentage points up or down, in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points(pub i32);

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Points, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || {
            let sent: String = text.chars().take(20).collect();
            serde::de::Error::custom(format!(
                "«{sent}» is not points such as \"-15\" or \"+2.5\""
            ))
        };
        let (sign, digits) = match (text.strip_prefix('-'), text.strip_prefix('+')) {
            (Some(digits), _) => (-1, digits),
            (_, Some(digits)) => (1, digits),
            _ => (1, text.as_str()),
        };
        let rate: Rate = format!("{digits}%").parse().map_err(|_| wrong())?;
        if rate > Rate::FULL {
            return Err(wrong());
        }
        Ok(Points(sign * i32::from(rate.ten_thousandths())))
    }
}

impl Points {
    /// How many, whether up or down: `15`, `2.50`.
    pub fn size(self) -> String {
        let (whole, part) = (self.0.abs() / 100, self.0.abs() % 100);
        match part {
            0 => whole.to_string(),
            _ => format!("{whole}.{part:02}"),
        }
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "−" } else { "+" };
        write!(f, "{sign}{}", self.size())
    }
}
