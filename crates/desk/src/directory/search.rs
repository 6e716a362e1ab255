//! What is asked of the directory, and what is found: those open on the day first, of them those
//! the name fits best, the nearest, the highest level.

use domain::Region;
use domain::facility::{Care, Facility, FacilityKind, Level, Position};
use jiff::civil::Date;

use super::letters::{self, FromStart, LONGEST};
use super::{Directory, Listed};

/// No more words are looked for.
const WORDS_MOST: usize = 6;

/// What is asked. What is left out asks nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryAsked {
    /// Name, some of it, in characters or letters; or a code.
    pub text: String,
    /// The place: a province, a pooling region or a district.
    pub at: Option<Region>,
    /// Kind of care that is settled directly.
    pub care: Option<Care>,
    /// Settlement level.
    pub level: Vec<Level>,
    /// Hospital or pharmacy.
    pub kind: Option<FacilityKind>,
    /// Whether those that are not yet or no longer open are left out.
    pub open_only: bool,
    /// The district one starts from: the nearest first.
    pub near: Option<Region>,
    /// The day.
    pub day: Date,
    /// Leave out so many from the front.
    pub skip: usize,
    /// At most so many.
    pub count: usize,
}

impl DirectoryAsked {
    /// Everything on record on a day, twenty at a time.
    pub fn on(day: Date) -> DirectoryAsked {
        DirectoryAsked {
            text: String::new(),
            at: None,
            care: None,
            level: vec![],
            kind: None,
            open_only: false,
            near: None,
            day,
            skip: 0,
            count: 20,
        }
    }
}

/// How a facility stands to the care asked for, or to any care, on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FacilityState {
    /// It settles it directly.
    Open,
    /// It will, from this day.
    From(Date),
    /// It did, until this day.
    Until(Date),
    /// It never did.
    Never,
}

impl FacilityState {
    /// As it is on record of the facility.
    pub fn of(facility: &Facility, care: Option<Care>, day: Date) -> FacilityState {
        let asked = facility.networked.iter();
        let mut asked = asked.filter(|it| care.is_none_or(|care| it.care == care));
        if asked.clone().any(|it| it.period.contains(day)) {
            return FacilityState::Open;
        }
        let later = asked.clone().filter(|it| it.period.from > day);
        if let Some(from) = later.map(|it| it.period.from).min() {
            return FacilityState::From(from);
        }
        let ended = asked.by_ref().filter_map(|it| it.period.until).max();
        ended.map_or(FacilityState::Never, FacilityState::Until)
    }

    fn rank(self) -> u64 {
        match self {
            FacilityState::Open => 0,
            FacilityState::From(_) => 1,
            FacilityState::Until(_) => 2,
            FacilityState::Never => 3,
        }
    }
}

/// A facility that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FacilityFound<'a> {
    /// The facility.
    pub facility: &'a Facility,
    /// How it stands on the day.
    pub state: FacilityState,
    /// How far it is from the middle of the district one starts from.
    pub metres: Option<u64>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// How many fit.
    pub total: usize,
    /// How many of them are open.
    pub open: usize,
    /// Those of the page asked for.
    pub page: Vec<FacilityFound<'a>>,
}

/// A filter that may be dropped, with how many would then be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fewer {
    /// What would be asked.
    pub asked: DirectoryAsked,
    /// How many that finds.
    pub total: usize,
}

/// What was typed, taken apart.
struct Words(Vec<Word>);

struct Word {
    plain: String,
    /// As syllables are compared with it; nothing where it was not typed in letters.
    letters: Option<String>,
}

impl Words {
    fn of(text: &str) -> Words {
        let text: String = domain::signs::half_width(text)
            .chars()
            .take(LONGEST)
            .collect();
        let mut words: Vec<String> = Vec::new();
        let mut last = None;
        for sign in text.chars() {
            let kind = match sign {
                sign if sign.is_ascii_alphanumeric() => Some(true),
                sign if sign.is_alphanumeric() => Some(false),
                _ => None,
            };
            if let Some(kind) = kind {
                match words.last_mut().filter(|_| last == Some(kind)) {
                    Some(word) => word.push(sign),
                    None => words.push(sign.to_string()),
                }
            }
            last = kind;
        }
        let word = |word: String| {
            let typed = letters::typed(&word);
            Word {
                plain: letters::plain(&word),
                letters: (!typed.is_empty()).then_some(typed),
            }
        };
        Words(words.into_iter().take(WORDS_MOST).map(word).collect())
    }

    /// How well a facility fits, the least best; nothing where it does not.
    fn fit(&self, listed: &Listed) -> Option<u64> {
        let mut worst = 0;
        for word in &self.0 {
            worst = worst.max(word.fit(listed)?);
        }
        Some(worst)
    }
}

impl Word {
    fn fit(&self, listed: &Listed) -> Option<u64> {
        let name = listed.name.as_ref();
        if name.starts_with(&self.plain) {
            return Some(u64::from(name.len() != self.plain.len()));
        }
        let Some(letters) = &self.letters else {
            return name.contains(&self.plain).then_some(2);
        };
        if is_code(&listed.facility, &self.plain) {
            return Some(0);
        }
        match letters::spells(&listed.syllables, letters)? {
            FromStart::Yes => Some(3),
            FromStart::No => Some(4),
        }
    }
}

/// Whether the code begins so; a letter or two are no code.
fn is_code(facility: &Facility, typed: &str) -> bool {
    let head = facility.code.as_str().get(..typed.len());
    typed.len() >= 4 && head.is_some_and(|head| head.eq_ignore_ascii_case(typed))
}

/// Where each part of a key lies: state, fit, distance in tens of metres, level, place in the list.
const INDEX_BITS: u32 = 24;
const LEVEL_BITS: u32 = 3;
const DISTANCE_BITS: u32 = 24;
const FAR: u64 = (1 << DISTANCE_BITS) - 1;

impl Directory {
    /// What fits.
    pub fn search(&self, asked: &DirectoryAsked) -> Found<'_> {
        let mut keys = self.keys(asked);
        let end = asked.skip.saturating_add(asked.count).min(keys.len());
        let first_closed = 1 << (INDEX_BITS + LEVEL_BITS + DISTANCE_BITS + 3);
        let open = keys.iter().filter(|key| **key < first_closed).count();
        let total = keys.len();
        if end < total {
            keys.select_nth_unstable(end);
        }
        keys.truncate(end);
        keys.sort_unstable();
        let from = self.starts_from(asked);
        let page = keys.iter().skip(asked.skip);
        let page = page.map(|key| {
            let at = (key & ((1 << INDEX_BITS) - 1)) as usize;
            let facility = self.listed[at].facility.as_ref();
            FacilityFound {
                facility,
                state: FacilityState::of(facility, asked.care, asked.day),
                metres: distance(from, facility),
            }
        });
        Found {
            total,
            open,
            page: page.collect(),
        }
    }

    /// How many fit.
    pub fn total(&self, asked: &DirectoryAsked) -> usize {
        self.keys(asked).len()
    }

    /// What would be found with one thing less asked, where that is anything.
    pub fn with_fewer(&self, asked: &DirectoryAsked) -> Vec<Fewer> {
        let mut fewer = Vec::new();
        let mut offer = |differs: bool, less: DirectoryAsked| {
            let total = if differs { self.total(&less) } else { 0 };
            if total > 0 {
                fewer.push(Fewer { asked: less, total });
            }
        };
        let asked = &DirectoryAsked {
            skip: 0,
            ..asked.clone()
        };
        let with = |change: fn(&mut DirectoryAsked)| {
            let mut less = asked.clone();
            change(&mut less);
            less
        };
        offer(asked.care.is_some(), with(|it| it.care = None));
        offer(!asked.level.is_empty(), with(|it| it.level.clear()));
        offer(asked.kind.is_some(), with(|it| it.kind = None));
        offer(!asked.text.is_empty(), with(|it| it.text.clear()));
        let wider = asked.at.map(|at| match at == at.pooling() {
            false => at.pooling(),
            true => at.province(),
        });
        let wider = wider.filter(|wider| Some(*wider) != asked.at);
        let less = DirectoryAsked {
            at: wider,
            ..asked.clone()
        };
        offer(wider.is_some(), less);
        fewer
    }

    fn keys(&self, asked: &DirectoryAsked) -> Vec<u64> {
        let words = Words::of(&asked.text);
        let from = self.starts_from(asked);
        let key = |at: u32| self.key(at, (asked, &words, from));
        self.places_of(asked.at).filter_map(key).collect()
    }

    fn key(
        &self,
        at: u32,
        (asked, words, from): (&DirectoryAsked, &Words, Option<Position>),
    ) -> Option<u64> {
        let listed = &self.listed[at as usize];
        let facility = listed.facility.as_ref();
        let fits = asked.at.is_none_or(|place| place.encloses(facility.region))
            && asked.kind.is_none_or(|kind| facility.kind == kind)
            && (asked.level.is_empty() || asked.level.contains(&facility.level_on(asked.day)));
        if !fits {
            return None;
        }
        let state = FacilityState::of(facility, asked.care, asked.day);
        let is_shown = match asked.open_only {
            true => state == FacilityState::Open,
            false => asked.care.is_none() || state != FacilityState::Never,
        };
        if !is_shown {
            return None;
        }
        let fit = words.fit(listed)?;
        let level = 3 - facility.level_on(asked.day) as u64;
        let mut key = (state.rank() << 3) | fit;
        key = (key << DISTANCE_BITS) | self.tens_of_metres(facility, (asked, from));
        key = (key << LEVEL_BITS) | level;
        Some((key << INDEX_BITS) | u64::from(at))
    }

    fn tens_of_metres(
        &self,
        facility: &Facility,
        (asked, from): (&DirectoryAsked, Option<Position>),
    ) -> u64 {
        let Some(near) = asked.near else {
            return 0;
        };
        match distance(from, facility) {
            Some(metres) => (metres / 10).min(FAR - 2),
            // Of those nobody knows where they stand, the ones in the district are nearer.
            None if facility.region == near => FAR - 1,
            None => FAR,
        }
    }

    fn starts_from(&self, asked: &DirectoryAsked) -> Option<Position> {
        asked.near.and_then(|near| self.middle(near))
    }
}

fn distance(from: Option<Position>, facility: &Facility) -> Option<u64> {
    Some(from?.metres_to(facility.site.position?))
}
