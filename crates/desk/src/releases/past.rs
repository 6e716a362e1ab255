//! What a release for days that have passed makes of what was settled: told to those who decide,
//! and corrected person by person once it is in force, unless they say that it stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Region;
use domain::policy::Library;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use store::reviews::{self, Review, Reviewed};
use store::{StoreError, Tx};

use super::effect::PastEffect;
use crate::changed::{Rules, rules_changed};
use crate::context::Unused;
use crate::{Desk, DeskError, Reference};

/// Works out what would change of everything the place settled. Writes nothing.
pub(super) fn effect(
    tx: &mut Tx<'_>,
    (now, place): (Timestamp, &str),
    (before, after): (&Library, &Library),
) -> Result<PastEffect, DeskError> {
    let mut reference = Reference::read(tx, after.clone())?;
    let kept = before.packs();
    let kept = kept.map(|pack| (pack.hash().to_owned(), Arc::clone(pack)));
    reference.kept = kept.collect::<BTreeMap<_, _>>();
    let mut unused = Unused;
    let mut desk = Desk::new(tx, now, &mut unused, &reference);
    let mut effect = PastEffect::default();
    let mut review = Review {
        id: String::new(),
        body: of_place(String::new(), place),
        due_at: now,
        through: None,
    };
    while let Some(person) = reviews::next_person(desk.tx, &review)? {
        let insured_at = place.parse::<Region>().ok();
        let rules = Rules {
            turn: 0,
            of: "",
            insured_at,
        };
        let gone = rules_changed(&mut desk, &person, &rules, |_, _, gone| Ok(gone.corrected))?;
        let mut touched = false;
        for corrected in gone {
            for made in &corrected.corrections {
                let moves = made.shares.iter().any(|(_, amount)| !amount.is_zero());
                effect.settlements += u64::from(moves);
                effect.final_now +=
                    u64::from(made.cause == store::corrections::Cause::FigurePublished);
                effect.funds += made.shares.funds();
                touched |= moves;
            }
            effect.undecided += corrected.waiting.len() as u64;
        }
        effect.people += u64::from(touched);
        review.through = Some(person);
    }
    Ok(effect)
}

/// Asks for the settlements of a place to be gone through once a release is in force: at once, and
/// again when no program works by the rules of before any more.
pub(super) fn ask(
    tx: &mut Tx<'_>,
    (release, place): (&str, &str),
    (now, from): (Timestamp, Date),
) -> Result<(), StoreError> {
    let begins = domain::calendar::midnight_in_china(from).max(now);
    ask_twice(tx, release, begins, &of_place(release.to_owned(), place))
}

/// Asks for a review at once, and again when nothing is under way any more that was begun before.
pub(crate) fn ask_twice(
    tx: &mut Tx<'_>,
    name: &str,
    begins: Timestamp,
    what: &Reviewed,
) -> Result<(), StoreError> {
    for (pass, seconds) in [(1, SOON), (2, SETTLED)] {
        let review = Review {
            id: format!("{name}/{pass}"),
            body: what.clone(),
            due_at: begins + SignedDuration::from_secs(seconds),
            through: None,
        };
        reviews::open(tx, &review)?;
    }
    Ok(())
}

/// After so many seconds programs have noticed what was published or put on record.
const SOON: i64 = 2;
/// After so many seconds nothing is under way that was begun before it.
const SETTLED: i64 = 90;

fn of_place(release: String, place: &str) -> Reviewed {
    Reviewed::Rules {
        release,
        insured_at: place.parse::<Region>().ok(),
    }
}
