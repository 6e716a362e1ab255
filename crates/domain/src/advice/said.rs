//! Whether what a person says can be true and is said in words the place knows. A word nobody knows
//! would be passed over in silence.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::filing::AdviceAsked;
use crate::person::{Scheme, Status};
use crate::policy::vocabulary::{self, Unknown, UnknownWord};
use crate::policy::{Library, Pack};
use crate::region_names;
use crate::text::Named;
use crate::{Bilingual, Region};

/// Nobody was ever older.
const OLDEST: u8 = 150;

/// Nobody works or draws a pension before.
const WORKS_FROM: u8 = 16;

/// Why a question cannot be answered as it was put.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Unanswerable {
    /// A mark or a tier that is not known there.
    #[error(transparent)]
    Unknown(#[from] UnknownWord),
    /// No such place, or a whole province where a city is meant.
    #[error("{}", place_in_words(*place, *near).en)]
    UnknownPlace {
        /// As it was sent.
        place: Region,
        /// The place that may be meant.
        near: Option<Region>,
    },
    /// A place in which nobody is insured: outside the scheme.
    #[error("{}", self.message().en)]
    NobodyInsured {
        /// As it was sent.
        place: Region,
    },
    /// Who is posted works.
    #[error("{}", self.message().en)]
    CannotBePosted {
        /// The age that is too low.
        age: Option<u8>,
        /// The status that does not go with it.
        status: Option<Status>,
    },
    /// An age nobody reaches, or at which nobody has the status.
    #[error("{}", self.message().en)]
    ImpossibleAge {
        /// As it was sent.
        age: u8,
        /// The status that does not go with it.
        status: Option<Status>,
    },
    /// The scheme has no such members.
    #[error("nobody is {status} in the {scheme} scheme")]
    WrongStatus {
        /// Status.
        status: Status,
        /// Scheme.
        scheme: Scheme,
    },
}

impl Unanswerable {
    /// Stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Unanswerable::Unknown(word) => word.kind.word(),
            Unanswerable::UnknownPlace { .. } | Unanswerable::NobodyInsured { .. } => "bad-query",
            Unanswerable::CannotBePosted { .. } => "contradiction",
            Unanswerable::ImpossibleAge { .. } => "impossible-age",
            Unanswerable::WrongStatus { .. } => "wrong-status",
        }
    }

    /// What is wrong, and what may be meant.
    pub fn message(&self) -> Bilingual {
        match self {
            Unanswerable::Unknown(word) => word.message(),
            Unanswerable::UnknownPlace { place, near } => place_in_words(*place, *near),
            Unanswerable::NobodyInsured { place } => {
                let name = region_names::label(*place);
                Bilingual::new(
                    format!("没有人在{}（{place}）参加内地医保，请写参保的市", name.zh),
                    format!(
                        "nobody is insured in {} ({place}); name the city that insures",
                        name.en
                    ),
                )
            }
            Unanswerable::CannotBePosted { age, status } => {
                let age = age.map(|age| Bilingual::new(format!("{age} 岁"), format!("aged {age}")));
                let who = status
                    .map(|status| status.name())
                    .or(age)
                    .unwrap_or_default();
                Bilingual::new(
                    format!("{}的人不会由单位派驻，posted 和它只能有一个对", who.zh),
                    format!(
                        "nobody {} is posted by an employer; one of the two is wrong",
                        who.en
                    ),
                )
            }
            Unanswerable::ImpossibleAge { age, status } => {
                let status = status.map(|status| status.name()).unwrap_or_default();
                Bilingual::new(
                    format!("没有 {age} 岁的{}参保人", status.zh),
                    format!("nobody of {age} years is insured {}", status.en)
                        .trim_end()
                        .to_owned(),
                )
            }
            Unanswerable::WrongStatus { status, scheme } => Bilingual::new(
                format!("{}没有「{}」这类人员", scheme.name().zh, status.name().zh),
                format!("nobody is {status} in the {scheme} scheme"),
            ),
        }
    }
}

fn place_in_words(place: Region, near: Option<Region>) -> Bilingual {
    let known = region_names::find(place).is_some() && !is_no_county(place);
    let what = match known {
        true => Bilingual::new(
            format!("{place} 是{}全省，请写到市", region_names::label(place).zh),
            format!(
                "{place} is all of {}; name a city",
                region_names::label(place).en
            ),
        ),
        false => Bilingual::new(
            format!("没有代码是 {place} 的地方"),
            format!("no place has the code {place}"),
        ),
    };
    let hint = match near {
        Some(near) => {
            let name = region_names::label(near);
            Bilingual::new(
                format!("，您是不是想写 {near}（{}）？", name.zh),
                format!("; did you mean {near} ({})?", name.en),
            )
        }
        None => Bilingual::new("；境外写 900000", "; places abroad are 900000"),
    };
    Bilingual::new(what.zh + &hint.zh, what.en + &hint.en)
}

/// Whether everything said can be.
pub(super) fn check(library: &Library, asked: &AdviceAsked<'_>) -> Result<(), Unanswerable> {
    let about = &asked.about;
    if about.insured_at.is_outside_the_scheme() {
        let place = about.insured_at;
        return Err(Unanswerable::NobodyInsured { place });
    }
    check_place(about.insured_at)?;
    check_place(about.destination)?;
    if let (Some(status), Some(scheme)) = (about.status, about.scheme)
        && !status.is_of(scheme)
    {
        return Err(Unanswerable::WrongStatus { status, scheme });
    }
    if let Some(age) = about.age {
        let too_young = |status: &Status| *status != Status::Resident && age < WORKS_FROM;
        let status = about.status.filter(too_young);
        if age > OLDEST || status.is_some() {
            return Err(Unanswerable::ImpossibleAge { age, status });
        }
    }
    if about.posted == Some(true) {
        let age = about.age.filter(|age| *age < WORKS_FROM);
        let status = about.status.filter(|status| *status == Status::Retired);
        if age.is_some() || status.is_some() {
            return Err(Unanswerable::CannotBePosted { age, status });
        }
    }
    check_words(library, asked)
}

/// A place there is; of a province that does not pool as one only its cities.
fn check_place(place: Region) -> Result<(), Unanswerable> {
    let whole = place.is_province() && !place.is_pooling() && !place.is_outside_the_scheme();
    let named = region_names::find(place).is_some() || place == Region::ABROAD;
    let named = named && !is_no_county(place);
    if named && !whole {
        return Ok(());
    }
    let sent = place.to_string();
    let children = region_names::children(place.province());
    let codes: Vec<String> = children.map(|row| row.region.to_string()).collect();
    let near = vocabulary::nearest(&sent, codes.iter().map(String::as_str));
    let near = near.and_then(|code| code.parse().ok());
    Err(Unanswerable::UnknownPlace { place, near })
}

/// The counties of the four municipalities are numbered from 01 and 02; of other regions they are
/// not listed here.
fn is_no_county(place: Region) -> bool {
    let sent = place.to_string();
    let (province, county) = sent.split_at(2);
    let of_municipality = ["11", "12", "31", "50"].contains(&province);
    of_municipality
        && !["00", "01", "02"]
            .iter()
            .any(|begin| county.starts_with(begin))
}

/// Marks and tiers, by the vocabulary of cases: of the scheme, or of any where nobody said which.
fn check_words(library: &Library, asked: &AdviceAsked<'_>) -> Result<(), Unanswerable> {
    let about = &asked.about;
    let packs: Vec<&Arc<Pack>> = packs(library, asked).collect();
    let rules = library.procedures(about.insured_at);
    let mut marks: BTreeSet<String> = BTreeSet::new();
    for sheet in rules.sheets() {
        marks.extend(sheet.marks.keys().cloned());
    }
    for pack in &packs {
        marks.extend(vocabulary::marks(pack, rules, asked.day).into_keys());
    }
    for mark in about.traits.into_iter().flatten() {
        UnknownWord::check(Unknown::Mark, mark, marks.iter().map(String::as_str))?;
    }
    let tiers = packs.iter().flat_map(|pack| &pack.tables.tiers);
    let tiers = tiers.filter(|row| row.is_in_force(asked.day));
    let tiers: BTreeSet<&str> = tiers.map(|row| row.name.as_str()).collect();
    if let Some(tier) = about.tier.filter(|_| !packs.is_empty()) {
        UnknownWord::check(Unknown::Tier, tier, tiers)?;
    }
    Ok(())
}

/// The packs that may be asked to pay.
pub(super) fn packs<'a>(
    library: &'a Library,
    asked: &AdviceAsked<'_>,
) -> impl Iterator<Item = &'a Arc<Pack>> {
    let about = asked.about;
    let schemes = Scheme::ALL.iter().copied();
    let asked = schemes.filter(move |scheme| about.scheme.is_none_or(|said| said == *scheme));
    asked.filter_map(move |scheme| library.find(about.insured_at, scheme))
}
