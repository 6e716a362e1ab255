//! Look-ups that found nobody. A reader that misreads now and then is nothing; somebody who tries
//! numbers one after the other is slowed down until guessing is hopeless.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::ids::FacilityCode;

/// What one wrong look-up costs of the time in which a facility may make others.
const EACH: Duration = Duration::from_secs(1);

/// Until when each facility has wrong look-ups to make good.
#[derive(Default)]
pub(crate) struct Guesses(Mutex<HashMap<FacilityCode, Instant>>);

impl Guesses {
    /// Whether it may look somebody up: fewer than so many were wrong of late.
    pub(crate) fn may(&self, facility: &FacilityCode, most: u32, now: Instant) -> bool {
        let owed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = owed.get(facility);
        until.is_none_or(|until| until.saturating_duration_since(now) + EACH <= EACH * most)
    }

    /// One found nobody.
    pub(crate) fn wrong(&self, facility: &FacilityCode, now: Instant) {
        let mut owed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = owed.entry(facility.clone()).or_insert(now);
        *until = (*until).max(now) + EACH;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_guesses_is_slowed_down_and_nobody_else() {
        let guesses = Guesses::default();
        let facility: FacilityCode = "H44030500001".parse().unwrap();
        let other: FacilityCode = "H44030500002".parse().unwrap();
        let now = Instant::now();
        for _ in 0..3 {
            assert!(guesses.may(&facility, 3, now));
            guesses.wrong(&facility, now);
        }
        assert!(!guesses.may(&facility, 3, now));
        assert!(guesses.may(&other, 3, now));
        assert!(guesses.may(&facility, 3, now + EACH));
        guesses.wrong(&facility, now + EACH);
        assert!(!guesses.may(&facility, 3, now + EACH));
        assert!(guesses.may(&facility, 3, now + EACH * 4));
    }
}
