//! The kinds of condition: what a key asks, when it holds, how it is said. A key of [`When`] is one
//! line that names one of these.
//!
//! [`When`]: super::When

use std::collections::BTreeSet;

use super::circumstances::{Circumstances, Titles};
use super::list::Words;
use super::span::Span;
use crate::Region;
use crate::filing::Verdict;
use crate::person::Trait;
use crate::region_names::label;
use crate::text::{Bilingual, Named, Sep};

/// What a key of a condition does with its value.
pub(super) trait ConditionKind<V> {
    /// Whether the key is there at all.
    fn is_asked(&self, value: &V) -> bool;

    /// Whether it holds, as far as is known.
    fn verdict(&self, value: &V, it: &Circumstances<'_>) -> Verdict;

    /// Whether some circumstances can satisfy both.
    fn may_meet(&self, one: &V, other: &V) -> bool;

    /// As a reader of rules reads it: «住院», «满 60 岁».
    fn in_words(&self, value: &V, titles: &dyn Titles) -> Bilingual;

    /// As somebody is asked whether it holds; the same unless it needs more words.
    fn asks(&self, value: &V, titles: &dyn Titles) -> Bilingual {
        self.in_words(value, titles)
    }

    /// In an address: `inpatient`, `age-60..`.
    fn slug(&self, value: &V) -> String;

    /// Whether a word of an address could be its own.
    fn claims(&self, word: &str) -> bool;
}

fn one_of(names: impl IntoIterator<Item = Bilingual>) -> Bilingual {
    let names: Vec<Bilingual> = names.into_iter().collect();
    let (zh, en): (Vec<&str>, Vec<&str>) = names
        .iter()
        .map(|name| (name.zh.as_str(), name.en.as_str()))
        .unzip();
    Bilingual::new(zh.join("、"), en.join(" / "))
}

/// Words of a closed list, one of which must be the fact.
pub(super) struct Closed<T: 'static> {
    /// What is asked, such as «就医类型».
    pub of: (&'static str, &'static str),
    /// The fact.
    pub fact: fn(&Circumstances<'_>) -> Option<T>,
    /// Every word, in order.
    pub all: &'static [T],
    /// How its word in an address begins, where the words alone could be taken for others.
    pub slug: &'static str,
}

impl<T: Named + Copy + PartialEq + std::fmt::Display> ConditionKind<Words<T>> for Closed<T> {
    fn is_asked(&self, value: &Words<T>) -> bool {
        !value.is_empty()
    }

    fn verdict(&self, value: &Words<T>, it: &Circumstances<'_>) -> Verdict {
        Verdict::of_known((self.fact)(it).map(|fact| value.admits(&fact)))
    }

    fn may_meet(&self, one: &Words<T>, other: &Words<T>) -> bool {
        one.may_meet(other)
    }

    fn in_words(&self, value: &Words<T>, _: &dyn Titles) -> Bilingual {
        one_of(value.iter().map(Named::name))
    }

    fn asks(&self, value: &Words<T>, _: &dyn Titles) -> Bilingual {
        let (zh, en) = self.of;
        let names = Bilingual::join(value.iter().map(Named::name), Sep::Or);
        Bilingual::new(format!("{zh}：{}", names.zh), format!("{en}: {}", names.en))
    }

    fn slug(&self, value: &Words<T>) -> String {
        let words = self.all.iter().filter(|word| value.contains(word));
        let words: Vec<String> = words.map(ToString::to_string).collect();
        format!("{}{}", self.slug, words.join(","))
    }

    fn claims(&self, word: &str) -> bool {
        match self.slug {
            "" => self.all.iter().any(|own| own.to_string() == word),
            prefix => word.starts_with(prefix),
        }
    }
}

/// Tiers, which every pack names for itself.
pub(super) struct Tiers {
    /// Whether a word could be taken for another condition.
    pub taken: fn(&str) -> bool,
}

impl ConditionKind<Words<String>> for Tiers {
    fn is_asked(&self, value: &Words<String>) -> bool {
        !value.is_empty()
    }

    fn verdict(&self, value: &Words<String>, it: &Circumstances<'_>) -> Verdict {
        Verdict::of_known(it.tier.map(|tier| value.contains(tier)))
    }

    fn may_meet(&self, one: &Words<String>, other: &Words<String>) -> bool {
        one.may_meet(other)
    }

    fn in_words(&self, value: &Words<String>, titles: &dyn Titles) -> Bilingual {
        one_of(value.iter().map(|tier| titles.tier(tier)))
    }

    fn asks(&self, value: &Words<String>, titles: &dyn Titles) -> Bilingual {
        let names = Bilingual::join(value.iter().map(|tier| titles.tier(tier)), Sep::Or);
        Bilingual::new(format!("档次：{}", names.zh), format!("tier: {}", names.en))
    }

    fn slug(&self, value: &Words<String>) -> String {
        super::slug::free(
            "",
            value
                .iter()
                .map(|tier| super::slug::safe_tier(tier, self.taken)),
        )
    }

    fn claims(&self, word: &str) -> bool {
        word.starts_with(super::slug::TIER)
    }
}

/// A number within a span.
pub(super) struct Within {
    /// The fact.
    pub fact: fn(&Circumstances<'_>) -> Option<u16>,
    /// How the span is said.
    pub say: fn(Span) -> Bilingual,
    /// How its word in an address begins.
    pub slug: &'static str,
}

impl ConditionKind<Option<Span>> for Within {
    fn is_asked(&self, value: &Option<Span>) -> bool {
        value.is_some()
    }

    fn verdict(&self, value: &Option<Span>, it: &Circumstances<'_>) -> Verdict {
        let Some(span) = value else {
            return Verdict::Pass;
        };
        Verdict::of_known((self.fact)(it).map(|number| span.contains(number)))
    }

    fn may_meet(&self, one: &Option<Span>, other: &Option<Span>) -> bool {
        let both = one.as_ref().zip(other.as_ref());
        both.is_none_or(|(one, other)| one.overlaps(other))
    }

    fn in_words(&self, value: &Option<Span>, _: &dyn Titles) -> Bilingual {
        value.map(self.say).unwrap_or_default()
    }

    fn slug(&self, value: &Option<Span>) -> String {
        value
            .map(|span| format!("{}{span}", self.slug))
            .unwrap_or_default()
    }

    fn claims(&self, word: &str) -> bool {
        word.starts_with(self.slug)
    }
}

/// Yes or no.
pub(super) struct Flag {
    /// The fact.
    pub fact: fn(&Circumstances<'_>) -> Option<bool>,
    /// When it is so.
    pub yes: (&'static str, &'static str, &'static str),
    /// When it is not.
    pub no: (&'static str, &'static str, &'static str),
}

impl ConditionKind<Option<bool>> for Flag {
    fn is_asked(&self, value: &Option<bool>) -> bool {
        value.is_some()
    }

    fn verdict(&self, value: &Option<bool>, it: &Circumstances<'_>) -> Verdict {
        Verdict::of_known((self.fact)(it).map(|fact| Some(fact) == *value))
    }

    fn may_meet(&self, one: &Option<bool>, other: &Option<bool>) -> bool {
        one.zip(*other).is_none_or(|(one, other)| one == other)
    }

    fn in_words(&self, value: &Option<bool>, _: &dyn Titles) -> Bilingual {
        let (_, zh, en) = if *value == Some(true) {
            self.yes
        } else {
            self.no
        };
        Bilingual::new(zh, en)
    }

    fn slug(&self, value: &Option<bool>) -> String {
        let (word, ..) = if *value == Some(true) {
            self.yes
        } else {
            self.no
        };
        word.to_owned()
    }

    fn claims(&self, word: &str) -> bool {
        [self.yes.0, self.no.0].contains(&word)
    }
}

/// Places the place of care must lie in, or must not.
pub(super) struct Places {
    /// Whether it must lie in one of them.
    pub inside: bool,
}

impl ConditionKind<Words<Region>> for Places {
    fn is_asked(&self, value: &Words<Region>) -> bool {
        !value.is_empty()
    }

    fn verdict(&self, value: &Words<Region>, it: &Circumstances<'_>) -> Verdict {
        let covered = value.iter().any(|place| place.covers(it.destination));
        Verdict::of(covered == self.inside)
    }

    /// Where places lie in one another, a doubt counts as yes.
    fn may_meet(&self, one: &Words<Region>, other: &Words<Region>) -> bool {
        let touch = |a: &Region, b: &Region| a.covers(*b) || b.covers(*a);
        !self.inside || one.iter().any(|a| other.iter().any(|b| touch(a, b)))
    }

    fn in_words(&self, value: &Words<Region>, _: &dyn Titles) -> Bilingual {
        let names = one_of(value.iter().map(|place| label(*place)));
        let (zh, en) = match self.inside {
            true => ("在", "treated in"),
            false => ("不在", "not treated in"),
        };
        Bilingual::new(
            format!("{zh}{}就医", names.zh),
            format!("{en} {}", names.en),
        )
    }

    fn asks(&self, _: &Words<Region>, _: &dyn Titles) -> Bilingual {
        match self.inside {
            true => Bilingual::new("就医地在所列地区", "the place of care is on the list"),
            false => Bilingual::new("就医地不在所列地区", "the place of care is not on the list"),
        }
    }

    fn slug(&self, value: &Words<Region>) -> String {
        let prefix = if self.inside { "in-" } else { "not-in-" };
        super::slug::free(prefix, value.iter().map(ToString::to_string))
    }

    fn claims(&self, word: &str) -> bool {
        word.starts_with("in-") || word.starts_with("not-in-")
    }
}

/// Marks that must all be there, or none of which may be.
pub(super) struct Marks {
    /// Whether they must be there.
    pub there: bool,
}

impl ConditionKind<Words<Trait>> for Marks {
    fn is_asked(&self, value: &Words<Trait>) -> bool {
        !value.is_empty()
    }

    fn verdict(&self, value: &Words<Trait>, it: &Circumstances<'_>) -> Verdict {
        let holds = |marks: &BTreeSet<Trait>| match self.there {
            true => value.iter().all(|mark| marks.contains(mark)),
            false => !value.iter().any(|mark| marks.contains(mark)),
        };
        Verdict::of_known(it.traits.map(holds))
    }

    fn may_meet(&self, _: &Words<Trait>, _: &Words<Trait>) -> bool {
        true
    }

    fn in_words(&self, value: &Words<Trait>, titles: &dyn Titles) -> Bilingual {
        let said = value.iter().map(|mark| {
            let mark = titles.mark(mark);
            match self.there {
                true => mark,
                false => Bilingual::new(format!("非{}", mark.zh), format!("not {}", mark.en)),
            }
        });
        Bilingual::join(said, Sep::Comma)
    }

    fn asks(&self, value: &Words<Trait>, titles: &dyn Titles) -> Bilingual {
        let names = Bilingual::join(value.iter().map(|mark| titles.mark(mark)), Sep::Or);
        let (zh, en) = match self.there {
            true => ("具有标识", "marked as"),
            false => ("不具有标识", "not marked as"),
        };
        Bilingual::new(format!("{zh}：{}", names.zh), format!("{en}: {}", names.en))
    }

    fn slug(&self, value: &Words<Trait>) -> String {
        let prefix = if self.there { "with-" } else { "without-" };
        super::slug::free(prefix, value.iter().map(|mark| super::slug::safe(mark)))
    }

    fn claims(&self, word: &str) -> bool {
        word.starts_with("with-") || word.starts_with("without-")
    }
}
