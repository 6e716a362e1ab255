//! Conditions of the procedures (`when = { … }`) and their three-valued answers: a condition
//! about something nobody has said is unknown, not false, and goes to a person.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::{SeqAccess, Visitor, value::StrDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use crate::facility::Care;
use crate::filing::{Register, Verdict};
use crate::person::{Scheme, Status, Tier, Trait};
use crate::region::Distance;
use crate::rules::when::Span;
use crate::text::Named;
use crate::text::either;
use crate::{Bilingual, Region};

/// One word or a list of words; empty when the key is absent, which asks nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl<T: PartialEq> Words<T> {
    /// Whether the word is asked for, or nothing is.
    pub fn admits(&self, word: &T) -> bool {
        self.0.is_empty() || self.0.contains(word)
    }

    fn share_nothing(&self, other: &Words<T>) -> bool {
        let none = !self.0.iter().any(|word| other.0.contains(word));
        !self.is_empty() && !other.is_empty() && none
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

/// A condition: every key present must hold; a list holds when one of its words does. The keys are
/// those of the packs' conditions, with what only a form can tell besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    /// Distance of the place of care.
    pub distance: Words<Distance>,
    /// Places of care: provinces or pooling regions, for free-filing areas (CD-03).
    pub place: Words<Region>,
    /// In none of these places.
    pub elsewhere: Words<Region>,
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
    /// Marks that must all be there.
    pub with: Words<Trait>,
    /// Marks none of which may be there.
    pub without: Words<Trait>,
    /// Full months away, past or intended, such as `6..`.
    pub months_away: Option<Span>,
    /// Posted by an employer of the insured place.
    pub posted: Option<bool>,
    /// Full years of age, such as `..14`.
    pub age: Option<Span>,
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

impl Circumstances<'_> {
    /// Whether the person is away for so many months.
    pub fn is_away(&self, wanted: Span) -> Answer {
        let says = span_in_words(wanted, " 个月", "months");
        Answer {
            asks: Bilingual::new(
                format!("在外（已住或拟住）{}", says.zh),
                format!("away for {}, past or intended", says.en),
            ),
            verdict: known_span(wanted, self.months_away),
        }
    }
}

/// The answer to one key of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
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
        let at = about.destination.pooling();
        let listed = |places: &Words<Region>| places.as_slice().iter().any(|r| r.covers(at));
        if !self.place.is_empty() {
            answers.push(Answer {
                asks: Bilingual::new("就医地在所列地区", "the place of care is on the list"),
                verdict: Verdict::of(listed(&self.place)),
            });
        }
        if !self.elsewhere.is_empty() {
            answers.push(Answer {
                asks: Bilingual::new("就医地不在所列地区", "the place of care is not on the list"),
                verdict: Verdict::of(!listed(&self.elsewhere)),
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
        if !self.with.is_empty() {
            let words = self.with.as_slice();
            let all = about.traits.map(|t| words.iter().all(|w| t.contains(w)));
            answers.push(Answer {
                asks: listed("具有标识", "marked as", words),
                verdict: Verdict::of_known(all),
            });
        }
        if !self.without.is_empty() {
            let words = self.without.as_slice();
            let none = about.traits.map(|t| !words.iter().any(|w| t.contains(w)));
            answers.push(Answer {
                asks: listed("不具有标识", "not marked as", words),
                verdict: Verdict::of_known(none),
            });
        }
    }

    fn answer_numbers(&self, about: &Circumstances<'_>, answers: &mut Vec<Answer>) {
        answers.extend(self.months_away.map(|wanted| about.is_away(wanted)));
        if let Some(posted) = self.posted {
            answers.push(Answer {
                asks: Bilingual::new(
                    "由参保地单位派驻",
                    "posted by an employer of the insured place",
                ),
                verdict: Verdict::of_known(about.posted.map(|is| is == posted)),
            });
        }
        if let Some(wanted) = self.age {
            let says = span_in_words(wanted, " 周岁", "years");
            answers.push(Answer {
                asks: Bilingual::new(format!("年龄{}", says.zh), format!("aged {}", says.en)),
                verdict: known_span(wanted, about.age),
            });
        }
    }

    /// Whether no circumstances can satisfy both conditions, as far as the words alone tell.
    pub(super) fn excludes(&self, other: &When) -> bool {
        let spans = |left: Option<Span>, right: Option<Span>| match (left, right) {
            (Some(left), Some(right)) => !left.overlaps(&right),
            _ => false,
        };
        let mark = |with: &Words<Trait>, without: &Words<Trait>| {
            let mut wanted = with.as_slice().iter();
            wanted.any(|mark| without.as_slice().contains(mark))
        };
        let posted = matches!((self.posted, other.posted), (Some(a), Some(b)) if a != b);
        self.distance.share_nothing(&other.distance)
            || self.care.share_nothing(&other.care)
            || self.scheme.share_nothing(&other.scheme)
            || self.tier.share_nothing(&other.tier)
            || self.status.share_nothing(&other.status)
            || self.register.share_nothing(&other.register)
            || self.excludes_place(other)
            || mark(&self.with, &other.without)
            || mark(&other.with, &self.without)
            || spans(self.age, other.age)
            || spans(self.months_away, other.months_away)
            || posted
    }

    fn excludes_place(&self, other: &When) -> bool {
        let apart = |places: &Words<Region>, others: &Words<Region>| {
            let (places, others) = (places.as_slice(), others.as_slice());
            let touch = |a: &Region, b: &Region| a.covers(*b) || b.covers(*a);
            let none = !places.iter().any(|a| others.iter().any(|b| touch(a, b)));
            !places.is_empty() && !others.is_empty() && none
        };
        let inside = |places: &Words<Region>, others: &Words<Region>| {
            let (places, others) = (places.as_slice(), others.as_slice());
            let covered = |a: &Region| others.iter().any(|b| b.covers(*a));
            !places.is_empty() && places.iter().all(covered)
        };
        apart(&self.place, &other.place)
            || inside(&self.place, &other.elsewhere)
            || inside(&other.place, &self.elsewhere)
    }

    /// The marks it asks about.
    pub(crate) fn marks(&self) -> impl Iterator<Item = &Trait> {
        self.with.0.iter().chain(&self.without.0)
    }

    /// The conditions in the words of the file, as they stand in an address: `care+tier` first.
    pub fn in_words(&self) -> String {
        fn of<T: ToString>(words: &Words<T>) -> impl Iterator<Item = String> {
            words.0.iter().map(ToString::to_string)
        }
        let not = |word: String| format!("not-{word}");
        let mut parts: Vec<String> = of(&self.care).chain(of(&self.scheme)).collect();
        parts.extend(of(&self.tier).chain(of(&self.status)));
        parts.extend(of(&self.register).chain(of(&self.distance)));
        parts.extend(of(&self.place).chain(of(&self.elsewhere).map(not)));
        parts.extend(of(&self.with).chain(of(&self.without).map(not)));
        parts.extend(self.age.map(|span| format!("age-{span}")));
        parts.extend(self.months_away.map(|span| format!("months-away-{span}")));
        let posted = |posted| if posted { "posted" } else { "not-posted" };
        parts.extend(self.posted.map(|is| posted(is).to_owned()));
        parts.join("+")
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

fn known_span(wanted: Span, given: Option<u8>) -> Verdict {
    Verdict::of_known(given.map(|given| wanted.contains(u16::from(given))))
}

/// `满 6 个月`, `不满 14 周岁`, `6 至 11 个月`.
fn span_in_words(span: Span, zh: &str, en: &str) -> Bilingual {
    match (span.from, span.until) {
        (from, None) => Bilingual::new(format!("满 {from}{zh}"), format!("{from} {en} or more")),
        (0, Some(until)) => {
            Bilingual::new(format!("不满 {until}{zh}"), format!("under {until} {en}"))
        }
        (from, Some(until)) => Bilingual::new(
            format!("{from} 至 {}{zh}", until - 1),
            format!("{from} to {} {en}", until - 1),
        ),
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
