//! What somebody typed, as far as it is understood: places, who, which care, which hospital, why,
//! how long, how much. Nothing is guessed: what was not said stays open. Numbers of people are
//! struck out before anything else is looked at.

mod amounts;
mod lexicon;
mod plain;
mod roles;
mod spots;

use domain::advice::Why;
use domain::facility::{Care, Level};
use domain::person::{Scheme, Status};
use domain::region_names::NamedPlace;
use domain::struck::struck_out;
use domain::{Money, Region};

pub(super) use lexicon::{SaidPattern, lexicon};
pub(super) use plain::plain;

use super::hear::roles::PlaceRole;
use super::hear::spots::PlaceSpot;

/// No question is longer; what stands behind is not read.
const LONGEST: usize = 200;

/// What was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// The question as it may be shown again: numbers of people struck out.
    pub shown: String,
    /// The same in small letters and the new script, as it is compared.
    pub(super) text: String,
    /// Whether a number of a person was struck out.
    pub had_number: bool,
    /// Where the person is insured.
    pub insured_at: Option<Region>,
    /// Where the person goes.
    pub treated_at: Option<Region>,
    /// Places that could be several, or a province in which every city insures by itself: whether
    /// it is the insured place, and which may be meant.
    pub unclear: Vec<(bool, Vec<&'static NamedPlace>)>,
    /// Scheme.
    pub scheme: Option<Scheme>,
    /// Status.
    pub status: Option<Status>,
    /// Kind of care.
    pub care: Option<Care>,
    /// Level of hospital.
    pub level: Option<Level>,
    /// Why the person goes.
    pub why: Option<Why>,
    /// Whether a hospital refers.
    pub slip: Option<bool>,
    /// Months away.
    pub months: Option<u8>,
    /// Whether a filing was made.
    pub filed: Option<bool>,
    /// The bill.
    pub amount: Option<Money>,
    /// The tier, by the name it has in the rules, where it was chosen.
    pub tier: Option<String>,
    /// Words of an emergency that is not over.
    pub(super) is_urgent: bool,
    /// Whether the person paid already.
    pub(super) has_paid: bool,
    /// Whether the question is how to get money back.
    pub(super) asks_to_claim: bool,
    /// Whether the person speaks of dying.
    pub(super) is_in_despair: bool,
    /// The place that was named, where nothing else was said.
    pub(super) bare_place: Option<Region>,
}

/// Reads a question; institutions are those on record, with where they lie.
pub fn hear<'a>(
    typed: &str,
    institutions: impl Iterator<Item = (&'a str, Region)> + Clone,
) -> Heard {
    let typed: String = typed.chars().take(LONGEST).collect();
    let (shown, had_number) = struck_out(typed.trim());
    let text = plain(&shown);
    let mut heard = Heard {
        shown,
        had_number,
        ..of_words(&text)
    };
    let places = roles::places(&text, institutions);
    if let [(_, spot)] = places.as_slice()
        && let [place] = spot.meant.as_slice()
        && is_all(&text, spot)
    {
        heard.bare_place = Some(place.region);
    }
    for (role, spot) in places {
        let is_insured = role == PlaceRole::Insured;
        match spot.meant.as_slice() {
            [place] if is_insured => heard.insured_at = Some(place.region),
            [place] => heard.treated_at = Some(place.region),
            [] if spot.is_abroad && !is_insured => heard.treated_at = Some(Region::ABROAD),
            [] => {}
            several => heard.unclear.push((is_insured, several.to_vec())),
        }
    }
    // Nobody is insured outside the scheme: whoever names such a place goes there.
    if let Some(outside) = heard.insured_at.filter(|it| it.is_outside_the_scheme()) {
        (heard.insured_at, heard.treated_at) = (heard.treated_at, Some(outside));
    }
    heard.amount = amounts::bill(&text);
    heard.months = amounts::months(&text);
    if heard.why.is_none() && heard.months.is_some_and(|months| months >= 3) {
        heard.why = Some(Why::Stay);
    }
    heard.text = text;
    heard
}

/// Whether a text says a place and nothing else.
fn is_all(text: &str, spot: &PlaceSpot) -> bool {
    let signs = text.chars().enumerate();
    let mut besides = signs.filter(|(at, _)| !(spot.from..spot.until).contains(at));
    besides.all(|(_, sign)| !sign.is_alphanumeric() || "市省".contains(sign))
}

/// What the words say besides places and amounts.
fn of_words(text: &str) -> Heard {
    let lexicon = lexicon();
    let has = |words: &[String]| words.iter().any(|word| text.contains(word.as_str()));
    let first = |table: &[(String, Vec<String>)]| {
        let found = table.iter().find(|(_, words)| has(words));
        found.map(|(word, _)| word.clone())
    };
    let is_over = has(&lexicon.over);
    let reasons = lexicon.why.iter().filter(|(_, words)| has(words));
    let mut reasons = reasons.filter_map(|(word, _)| Why::from_word(word));
    let why = reasons.find(|why| *why != Why::Emergency || !is_over);
    let status = has(&lexicon.retired).then_some(Status::Retired);
    let scheme = first(&lexicon.scheme).and_then(|word| Scheme::from_word(&word));
    Heard {
        status: status.filter(|_| scheme != Some(Scheme::Resident)),
        scheme: scheme.or(status.map(|_| Scheme::Employee)),
        care: first(&lexicon.care).and_then(|word| Care::from_word(&word)),
        level: first(&lexicon.level).and_then(|word| Level::from_word(&word)),
        slip: (why == Some(Why::Referral)).then_some(true),
        filed: match (has(&lexicon.not_filed), has(&lexicon.filed)) {
            (true, _) => Some(false),
            (false, true) => Some(true),
            (false, false) => None,
        },
        is_urgent: why == Some(Why::Emergency),
        has_paid: has(&lexicon.paid),
        asks_to_claim: has(&lexicon.claims),
        is_in_despair: has(&lexicon.despair),
        why,
        ..Heard::default()
    }
}

#[cfg(test)]
mod tests;
