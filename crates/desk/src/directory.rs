//! The directory of facilities: an index in memory over what is on record of them, by place and by
//! name in characters and letters. Made once of what was read, when somebody first looks or before;
//! searching a hundred thousand takes a few milliseconds.

mod letters;
mod search;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Region;
use domain::facility::{Care, Facility, Position};
use jiff::civil::Date;

pub use search::{DirectoryAsked, DirectoryFound, FacilityListed, FacilityState, Fewer};

/// The index.
#[derive(Debug, Default)]
pub struct Directory {
    listed: Vec<Listed>,
    /// Which of them lie in a pooling region.
    by_place: BTreeMap<Region, Vec<u32>>,
    /// The middle of what is on record of a division.
    middles: BTreeMap<Region, Position>,
}

/// A facility as it is looked for.
#[derive(Debug)]
struct Listed {
    facility: Arc<Facility>,
    /// The name as it is compared.
    name: Box<str>,
    /// Its syllables, as far as they say anything the name does not.
    syllables: Box<str>,
}

/// How far one kind of care is settled directly in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenCare {
    /// The kind.
    pub care: Care,
    /// How many facilities settle it on the day.
    pub count: usize,
    /// Since when the first of them does.
    pub since: Option<Date>,
}

/// Whether letters, as people type them, spell some of a name: in full or by first letters.
pub(crate) fn reads_as(name: &str, typed: &str) -> bool {
    let typed = letters::typed(typed);
    let spelt = || letters::spell(&letters::plain(name));
    !typed.is_empty() && letters::spells(&spelt(), &typed).is_some()
}

impl Directory {
    /// Makes the index.
    pub fn of<'f>(facilities: impl Iterator<Item = &'f Arc<Facility>>) -> Directory {
        let mut directory = Directory::default();
        let mut stand: BTreeMap<Region, Vec<Position>> = BTreeMap::new();
        for facility in facilities {
            let at = u32::try_from(directory.listed.len()).expect("no country has so many");
            let name = letters::plain(&facility.name);
            let place = directory.by_place.entry(facility.region.pooling());
            place.or_default().push(at);
            if let Some(position) = facility.site.position {
                let known = stand.entry(facility.region).or_default();
                known.push(position);
            }
            directory.listed.push(Listed {
                facility: Arc::clone(facility),
                syllables: letters::spell(&name).into(),
                name: name.into(),
            });
        }
        let middles = stand.into_iter();
        let middles = middles.filter_map(|(region, all)| Some((region, Position::middle(all)?)));
        directory.middles = middles.collect();
        directory
    }

    /// How many are on record.
    pub fn count(&self) -> usize {
        self.listed.len()
    }

    /// Where the middle of a division is, as far as facilities on record tell.
    pub fn middle(&self, of: Region) -> Option<Position> {
        self.middles.get(&of).copied()
    }

    /// What is settled directly in a place on the day: each kind of care that anybody settles
    /// there, or will, or did.
    pub fn open_at(&self, place: Region, day: Date) -> Vec<OpenCare> {
        let mut open: BTreeMap<Care, OpenCare> = BTreeMap::new();
        for listed in self.within(place) {
            for service in &listed.facility.networked {
                let known = open.entry(service.care).or_insert(OpenCare {
                    care: service.care,
                    count: 0,
                    since: None,
                });
                if service.period.contains(day) {
                    known.count += 1;
                    let from = service.period.from;
                    known.since = Some(known.since.map_or(from, |since| since.min(from)));
                }
            }
        }
        open.into_values().collect()
    }

    /// The divisions of a place that have facilities on record, with how many.
    pub fn divisions(&self, place: Region) -> Vec<(Region, usize)> {
        let mut counts: BTreeMap<Region, usize> = BTreeMap::new();
        for listed in self.within(place) {
            *counts.entry(listed.facility.region).or_default() += 1;
        }
        counts.into_iter().collect()
    }

    /// Those that lie in a place: a province, a pooling region, or a division of one.
    fn within(&self, place: Region) -> impl Iterator<Item = &Listed> {
        self.places_of(Some(place))
            .map(|at| &self.listed[at as usize])
            .filter(move |listed| place.encloses(listed.facility.region))
    }

    /// Which may lie in a place; all where none is named.
    fn places_of(&self, place: Option<Region>) -> impl Iterator<Item = u32> {
        let (from, to) = match place {
            None => (None, None),
            Some(place) if place.is_province() => (Some(place), None),
            Some(place) => (Some(place.pooling()), Some(place.pooling())),
        };
        let lower = from.map_or(std::ops::Bound::Unbounded, std::ops::Bound::Included);
        let upper = to.map_or(std::ops::Bound::Unbounded, std::ops::Bound::Included);
        self.by_place
            .range((lower, upper))
            .take_while(move |(region, _)| {
                place.is_none_or(|place| region.province() == place.province())
            })
            .flat_map(|(_, all)| all.iter().copied())
    }
}
