//! The plain conditions of a row as bits, so that most rows are passed over at a glance.

use std::sync::OnceLock;

use super::when::When;
use crate::facility::{Care, Level};
use crate::person::Status;
use crate::region::Distance;
use crate::situation::Footing;
use crate::situation::{Route, Situation};

/// One bit a word of care, status, level, footing, distance and route: of a situation those that
/// hold, of a row those it admits.
#[derive(Clone, Copy, Debug)]
pub struct Glance(u32);

const STATUS: u32 = Care::ALL.len() as u32;
const LEVEL: u32 = STATUS + Status::ALL.len() as u32;
const FOOTING: u32 = LEVEL + Level::ALL.len() as u32;
const DISTANCE: u32 = FOOTING + Footing::ALL.len() as u32;
const ROUTE: u32 = DISTANCE + Distance::ALL.len() as u32;
const END: u32 = ROUTE + Route::ALL.len() as u32;
const _: () = assert!(END <= u32::BITS, "every word has a bit of its own");

impl Glance {
    /// What holds in a situation.
    pub fn at(situation: &Situation) -> Glance {
        let distance = situation.insured_at.distance_to(situation.treated_at);
        Glance(
            1 << situation.care as u32
                | 1 << (STATUS + situation.status as u32)
                | 1 << (LEVEL + situation.level as u32)
                | 1 << (FOOTING + situation.footing as u32)
                | 1 << (DISTANCE + distance as u32)
                | 1 << (ROUTE + situation.route as u32),
        )
    }

    /// What a row admits.
    fn of(when: &When) -> Glance {
        let care = bits(when.care.iter().map(|word| *word as u32), 0, STATUS);
        let status = bits(when.status.iter().map(|word| *word as u32), STATUS, LEVEL);
        let level = bits(when.level.iter().map(|word| *word as u32), LEVEL, FOOTING);
        let footing = when.footing.iter().map(|word| *word as u32);
        let footing = bits(footing, FOOTING, DISTANCE);
        let distance = when.distance.iter().map(|word| *word as u32);
        let distance = bits(distance, DISTANCE, ROUTE);
        let route = bits(when.route.iter().map(|word| *word as u32), ROUTE, END);
        Glance(care | status | level | footing | distance | route)
    }

    fn admits(self, situation: Glance) -> bool {
        self.0 & situation.0 == situation.0
    }
}

/// The bits of the words named, from `first` on; of all words up to `end` when none is named.
fn bits(words: impl ExactSizeIterator<Item = u32>, first: u32, end: u32) -> u32 {
    if words.len() == 0 {
        return (1 << end) - (1 << first);
    }
    words.fold(0, |bits, word| bits | 1 << (first + word))
}

/// The glance of a row, worked out when it is first needed.
#[derive(Clone, Debug, Default)]
pub struct Remembered(OnceLock<Glance>);

// It follows from the conditions, so it never tells two of them apart.
impl PartialEq for Remembered {
    fn eq(&self, _: &Remembered) -> bool {
        true
    }
}

impl Eq for Remembered {}

impl When {
    /// Whether the plain conditions hold; the others are for `When::matches`.
    pub fn admits(&self, situation: Glance) -> bool {
        let glance = self.glance.0.get_or_init(|| Glance::of(self));
        glance.admits(situation)
    }
}
