//! Conditions of the procedures (`when = { … }`) and their three-valued answers: a condition
//! about something nobody has said is unknown, not false, and goes to a person.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::{SeqAccess, Visitor, value::StrDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use crate::facility::Care;
use crate::filing::{Register, Verdict, either};
use crate::person::{Scheme, Status, Tier, Trait};
use crate::region::Distance;
use crate::text::Named;
use crate::{Bilingual, Region};

/// One word or a list of words; empty when the key is absent, which asks nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Words<T>(Vec<T>);

impl<T> Words<T> {
    /// The words.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Words<T> {
    fn default() -> Words<T> {
        Words(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Words<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Words<T>, D::Error> {
        deserializer.deserialize_any(OneOrMany(PhantomData))
    }
}

struct OneOrMany<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
    type Value = Words<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word or a list of words")
    }

    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Words<T>, E> {
        Ok(Words(vec![T::deserialize(StrDeserializer::new(word))?]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Words<T>, A::Error> {
        let mut words = Vec::new();
        while let Some(word) = list.next_element()? {
            words.push(word);
        }
        if words.is_empty() {
            let empty = "an empty list can never hold; leave the key out to ask nothing";
            return Err(serde::de::Error::custom(empty));
        }
        Ok(Words(words))
    }
}

/// A condition: every key present must hold; a list holds when one of its words does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    /// Distance of the place of care.
    pub distance: Words<Distance>,
    /// Places of care: provinces or pooling regions, for free-filing areas (CD-03).
    pub destination: Words<Region>,
    /// Kind of care.
    pub care: Words<Care>,
    /// Scheme.
    pub scheme: Words<Scheme>,
    /// Tier.
    pub tier: Words<Tier>,
    /// Status.
    pub status: Words<Status>,
    /// Household register.
    pub register: Words<Register>,
    /// One of these marks is needed.
    pub traits: Words<Trait>,
    /// None of these marks is allowed.
    pub without: Words<Trait>,
    /// Away for at least so many months, past or intended.
    pub months_away: Option<u8>,
    /// Posted by an employer of the insured place.
    pub posted: Option<bool>,
    /// At least this old.
    pub age_from: Option<u8>,
    /// Younger than this.
    pub age_under: Option<u8>,
}

/// What is known about the person and the journey. `None` is «not said».
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// Insured place.
    pub insured_at: Region,
    /// Where care is sought.
    pub destination: Region,
    /// Kind of care.
    pub care: Option<Care>,
    /// Scheme.
    pub scheme: Option<Scheme>,
    /// Tier.
    pub tier: Option<&'a str>,
    /// Status.
    pub status: Option<Status>,
    /// Household register.
    pub register: Option<Register>,
    /// Marks of the person.
    pub traits: Option<&'a BTreeSet<Trait>>,
    /// Months away, past or intended.
    pub months_away: Option<u8>,
    /// Whether an employer posted the person.
    pub posted: Option<bool>,
    /// Age in full years.
    pub age: Option<u8>,
}

impl<'a> Circumstances<'a> {
    /// A journey of which nothing else is known.
    pub fn of_journey(insured_at: Region, destination: Region) -> Circumstances<'a> {
        Circumstances {
            insured_at,
            destination,
            care: None,
            scheme: None,
            tier: None,
            status: None,
            register: None,
            traits: None,
            months_away: None,
            posted: None,
            age: None,
        }
    }
}

/// The answer to one key of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What is asked.
    pub asks: Bilingual,
    /// The answer.
    pub verdict: Verdict,
}

impl When {
    /// The answers about the place of care.
    pub fn answers_on_place(&self, about: &Circumstances<'_>) -> Vec<Answer> {
        let mut answers = Vec::new();
        if !self.distance.is_empty() {
            let distance = about.insured_at.distance_to(about.destination);
            answers.push(one_of(
                "就医地",
                "place of care",
                &self.distance,
                Some(distance),
            ));
        }
        if !self.destination.is_empty() {
            let listed = self.destination.as_slice();
            let covered = listed.iter().any(|r| r.covers(about.destination.pooling()));
            answers.push(Answer {
                asks: Bilingual::new("就医地在所列地区", "the place of care is on the list"),
                verdict: Verdict::of(covered),
            });
        }
        answers
    }

    /// The answers about the person and the care.
    pub fn answers_on_person(&self, about: &Circumstances<'_>) -> Vec<Answer> {
        let mut answers = Vec::new();
        if !self.care.is_empty() {
            answers.push(one_of("就医类型", "kind of care", &self.care, about.care));
        }
        if !self.scheme.is_empty() {
            answers.push(one_of("险种", "scheme", &self.scheme, about.scheme));
        }
        if !self.status.is_empty() {
            answers.push(one_of("人员类别", "status", &self.status, about.status));
        }
        if !self.register.is_empty() {
            answers.push(one_of("户籍", "register", &self.register, about.register));
        }
        if !self.tier.is_empty() {
            let tiers = self.tier.as_slice();
            answers.push(Answer {
                asks: listed("档次", "tier", tiers),
                verdict: Verdict::of_known(about.tier.map(|t| tiers.iter().any(|w| w == t))),
            });
        }
        self.answer_marks(about, &mut answers);
        self.answer_numbers(about, &mut answers);
        answers
    }

    fn answer_marks(&self, about: &Circumstances<'_>, answers: &mut Vec<Answer>) {
        let carries = |words: &[Trait]| about.traits.map(|t| words.iter().any(|w| t.contains(w)));
        if !self.traits.is_empty() {
            let words = self.traits.as_slice();
            answers.push(Answer {
                asks: listed("具有标识", "marked as", words),
                verdict: Verdict::of_known(carries(words)),
            });
        }
        if !self.without.is_empty() {
            let words = self.without.as_slice();
            answers.push(Answer {
                asks: listed("不具有标识", "not marked as", words),
                verdict: Verdict::of_known(carries(words).map(|carries| !carries)),
            });
        }
    }

    fn answer_numbers(&self, about: &Circumstances<'_>, answers: &mut Vec<Answer>) {
        if let Some(least) = self.months_away {
            answers.push(Answer {
                asks: Bilingual::new(
                    format!("在外（已住或拟住）满 {least} 个月"),
                    format!("away for {least} months or more, past or intended"),
                ),
                verdict: Verdict::of_known(about.months_away.map(|months| months >= least)),
            });
        }
        if let Some(posted) = self.posted {
            answers.push(Answer {
                asks: Bilingual::new(
                    "由参保地单位派驻",
                    "posted by an employer of the insured place",
                ),
                verdict: Verdict::of_known(about.posted.map(|is| is == posted)),
            });
        }
        if let Some(from) = self.age_from {
            answers.push(Answer {
                asks: Bilingual::new(
                    format!("年满 {from} 周岁"),
                    format!("{from} years or older"),
                ),
                verdict: Verdict::of_known(about.age.map(|age| age >= from)),
            });
        }
        if let Some(under) = self.age_under {
            answers.push(Answer {
                asks: Bilingual::new(format!("未满 {under} 周岁"), format!("under {under} years")),
                verdict: Verdict::of_known(about.age.map(|age| age < under)),
            });
        }
    }

    /// Every answer, place first.
    pub fn answers(&self, about: &Circumstances<'_>) -> Vec<Answer> {
        let mut answers = self.answers_on_place(about);
        answers.extend(self.answers_on_person(about));
        answers
    }

    /// Whether the whole condition holds.
    pub fn verdict(&self, about: &Circumstances<'_>) -> Verdict {
        Verdict::all(self.answers(about).iter().map(|answer| answer.verdict))
    }
}

fn one_of<T: Named + PartialEq + Copy>(
    zh: &str,
    en: &str,
    words: &Words<T>,
    is: Option<T>,
) -> Answer {
    let names = either(words.as_slice());
    Answer {
        asks: Bilingual::new(format!("{zh}：{}", names.zh), format!("{en}: {}", names.en)),
        verdict: Verdict::of_known(is.map(|is| words.as_slice().contains(&is))),
    }
}

/// Marks and tiers are words of the policy without names of their own.
fn listed(zh: &str, en: &str, words: &[String]) -> Bilingual {
    let (chinese, english) = (words.join("或"), words.join(" or "));
    Bilingual::new(format!("{zh}：{chinese}"), format!("{en}: {english}"))
}
