//! A pack in short: what it holds, how much of it is known and verified.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::policy::{Library, Pack};
use domain::region_names;
use jiff::civil::Date;
use workbench::answers::{self, AnswersOfPack};

use super::links::pack_href;
use super::place::disputes;
use crate::web::policy::PackSummary;

/// A pack in short, as it stands on a day.
pub(super) fn summary(library: &Library, pack: &Pack, day: Date) -> PackSummary {
    let rows = workbench::rows::rows(pack);
    let current: Vec<_> = rows
        .iter()
        .filter(|row| row.version.is_none() && row.row.is_in_force(day))
        .map(|row| row.row)
        .collect();
    PackSummary {
        href: pack_href(pack),
        code: pack.region,
        region: region_names::label(pack.region),
        scheme: pack.scheme,
        figures: current.len(),
        unknown: current.iter().filter(|row| row.unknown().is_some()).count(),
        verified: current.iter().filter(|row| row.basis().verified).count(),
        disputes: disputes(pack, library.procedures(pack.region)).len(),
        verified_on: pack.verified_on,
        answers: None,
    }
}

/// The same with the questions it can answer.
pub(super) fn summary_with_answers(library: &Library, pack: &Pack, day: Date) -> PackSummary {
    PackSummary {
        answers: Some(answers_of(pack, day)),
        ..summary(library, pack, day)
    }
}

/// Packs of which the answers are remembered.
const REMEMBERED_MAX: usize = 4_096;

/// Worked out once a pack and day: hundreds of bills each.
fn answers_of(pack: &Pack, day: Date) -> Arc<AnswersOfPack> {
    static KNOWN: Mutex<BTreeMap<(String, Date), Arc<AnswersOfPack>>> = Mutex::new(BTreeMap::new());
    let key = (pack.hash().to_owned(), day);
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(answers) = known().get(&key) {
        return Arc::clone(answers);
    }
    let answers = Arc::new(answers::of_pack(pack, day));
    let mut known = known();
    if known.len() >= REMEMBERED_MAX {
        known.clear();
    }
    known.insert(key, Arc::clone(&answers));
    answers
}
