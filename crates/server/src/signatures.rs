//! Signatures that were used. They are over the headers alone, so that whoever catches one could
//! send anything under it for as long as its time is believed: each is good for one message, which
//! may come again as it was. What is kept here is gone when the server stops.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use domain::ids::FacilityCode;
use jiff::{SignedDuration, Timestamp};

/// The most kept of one facility. Of one that sends faster than this many a window the oldest are
/// forgotten before their time.
const KEPT_MAX: usize = 200_000;

/// The digest of a text or a body.
pub(crate) type Digest = [u8; 32];

/// What was used, by facility.
#[derive(Default)]
pub(crate) struct Signatures(Mutex<HashMap<FacilityCode, Used>>);

#[derive(Default)]
struct Used {
    bodies: HashMap<Digest, Digest>,
    in_order: VecDeque<(Timestamp, Digest)>,
}

impl Used {
    /// Forgets what nobody would believe any more.
    fn forget(&mut self, before: Timestamp) {
        while let Some((at, signature)) = self.in_order.front().copied() {
            if at >= before && self.in_order.len() < KEPT_MAX {
                break;
            }
            self.in_order.pop_front();
            self.bodies.remove(&signature);
        }
    }
}

impl Signatures {
    /// Whether the signature may stand over this body: it was not used, or for the same body.
    pub(crate) fn may_sign(
        &self,
        facility: &FacilityCode,
        (signature, body): (Digest, Digest),
        (now, window): (Timestamp, SignedDuration),
    ) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let used = all.entry(facility.clone()).or_default();
        used.forget(now.checked_sub(window).unwrap_or(Timestamp::MIN));
        match used.bodies.get(&signature) {
            Some(known) => *known == body,
            None => {
                used.bodies.insert(signature, body);
                used.in_order.push_back((now, signature));
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_good_for_one_body_while_its_time_is_believed() {
        let signatures = Signatures::default();
        let facility: FacilityCode = "H44030500001".parse().unwrap();
        let other: FacilityCode = "H44030500002".parse().unwrap();
        let window = SignedDuration::from_mins(35);
        let at = |minutes: i64| {
            (
                Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes),
                window,
            )
        };
        let [one, two] = [[1; 32], [2; 32]];
        assert!(signatures.may_sign(&facility, (one, one), at(0)));
        assert!(
            signatures.may_sign(&facility, (one, one), at(1)),
            "the same again"
        );
        assert!(!signatures.may_sign(&facility, (one, two), at(1)));
        assert!(signatures.may_sign(&facility, (two, two), at(1)));
        assert!(
            signatures.may_sign(&other, (one, two), at(1)),
            "of another facility"
        );
        assert!(!signatures.may_sign(&facility, (one, two), at(35)));
        assert!(
            signatures.may_sign(&facility, (one, two), at(36)),
            "forgotten"
        );
    }
}
