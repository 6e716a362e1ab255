//! The tier of an insurance that has several: said by its name in the rules, or by what people call
//! it.

use domain::person::Scheme;
use domain::policy::Pack;
use domain::rules::TierRow;
use domain::say;
use domain::text::Bilingual;

use super::{AskBack, HelpPlace, missing};
use crate::help::Heard;
use crate::help::quote::pack_of;

/// What was said of a tier.
#[derive(Default)]
pub(super) struct SaidTier<'a> {
    /// The tier of the rules it is.
    pub(super) found: Option<(&'a Pack, &'a TierRow)>,
    /// What was said where the place has none of that name.
    pub(super) unknown: Option<String>,
}

fn tiers<'a>(place: &HelpPlace<'a>, pack: &'a Pack) -> impl Iterator<Item = &'a TierRow> + use<'a> {
    let day = place.day;
    let rows = pack.tables.tiers.iter();
    rows.filter(move |tier| tier.is_in_force(day))
}

/// The tier somebody said, of the rules of the insured place.
pub(super) fn said<'a>(place: &HelpPlace<'a>, heard: &Heard) -> SaidTier<'a> {
    let Some(home) = place.insured_at else {
        return SaidTier::default();
    };
    let schemes = Scheme::ALL.iter().copied();
    let schemes = schemes.filter(|it| place.scheme.is_none_or(|said| said == *it));
    let packs = schemes.filter_map(|it| place.library.find(home, it).map(AsRef::as_ref));
    let packs: Vec<&'a Pack> = packs.collect();
    let mut all = packs
        .iter()
        .flat_map(|pack| tiers(place, pack).map(move |tier| (*pack, tier)));
    let found = all.find(|(_, tier)| match &heard.tier {
        Some(name) => *name == tier.name,
        None => {
            let Bilingual { zh, en } = &tier.title;
            heard.text.contains(zh.as_str()) || heard.text.contains(&en.to_lowercase())
        }
    });
    SaidTier {
        unknown: match found {
            None if !packs.is_empty() => named(&heard.text),
            _ => None,
        },
        found,
    }
}

/// What stands behind the name of a tier.
const TIER: char = '档';

/// A tier as people name it: 一档，高档。
fn named(text: &str) -> Option<String> {
    let signs: Vec<char> = text.chars().collect();
    let at = signs
        .windows(2)
        .find(|two| "一二三四高中低".contains(two[0]) && two[1] == TIER)?;
    Some(at.iter().collect())
}

/// The tier a bill is computed by, in words: the one that was said, else the first the place has.
pub(super) fn title(place: &HelpPlace<'_>) -> Option<Bilingual> {
    let pack = pack_of(place)?;
    let mut all = tiers(place, pack);
    let tier = match place.tier {
        Some(name) => all.find(|tier| tier.name == name),
        None => all.next(),
    };
    tier.map(|tier| tier.title.clone())
}

/// Which tier, where nobody said and the place has several.
pub(super) fn asked(place: &HelpPlace<'_>) -> Option<AskBack> {
    let pack = pack_of(place).filter(|_| place.tier.is_none())?;
    let all: Vec<&TierRow> = tiers(place, pack).collect();
    let first = all.first().filter(|_| all.len() > 1)?;
    let choice = |tier: &&TierRow| (tier.name.clone(), tier.title.clone());
    Some(AskBack {
        name: "tier",
        asks: missing::taken(first.title.clone(), say!("参保的是哪一档？", "Which tier?")),
        choices: all.iter().map(choice).collect(),
    })
}
