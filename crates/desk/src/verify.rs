//! All invariants of the books, the one about policies included: computing a stored settlement
//! again from what is stored with it gives the stored result (M6).

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use domain::ids::SettlementId;
use jiff::Timestamp;
use store::corrections::Cause;
use store::rows::Slice;
use store::settlements::Settlement;
use store::verify::{self, Books, CheckedBooks, Slices, Thorough, Violation};
use store::{Db, StoreError, Tx};

use crate::context::Unused;
use crate::in_order::{Anew, InOrder};
use crate::replay::{KeptPacks, replay_of};
use crate::{Desk, DeskError, Reference};

/// Checks everything, for everybody, in one transaction.
pub fn verify(tx: &mut Tx<'_>) -> Result<Vec<Violation>, StoreError> {
    let mut checked = verify::once(tx)?;
    let mut known = Known::default();
    let mut slices = Slices::default();
    while let Some(slice) = slices.next(tx)? {
        checked.add(check_slice(tx, (&slice, Thorough::default()), &mut known)?);
    }
    Ok(checked.violations)
}

/// What is read once for everybody.
#[derive(Default)]
struct Known {
    packs: KeptPacks,
    /// Has the same packs.
    reference: Reference,
}

impl Known {
    /// A reference with all packs that were read so far.
    fn reference(&mut self) -> &Reference {
        if self.reference.kept.len() != self.packs.usable().count() {
            self.reference.kept = self.packs.usable().collect();
        }
        &self.reference
    }
}

/// Checks a database, with as many threads as there are processors, some people at a time, each
/// slice on a snapshot of its own, so that a database that is in use is checked as well and memory
/// stays small. `done` is told how many settlements were gone through.
pub fn of_database(
    db: &Db,
    thorough: Thorough<'_>,
    done: &(dyn Fn(usize) + Sync),
) -> Result<CheckedBooks, StoreError> {
    let slices = Mutex::new(Slices::default());
    let work = || -> Result<CheckedBooks, StoreError> {
        let mut checked = CheckedBooks::default();
        let mut known = Known::default();
        loop {
            let mut slices = slices.lock().unwrap_or_else(PoisonError::into_inner);
            let next = db.read(|tx: &mut Tx<'_>| slices.next(tx))?;
            drop(slices);
            let Some(slice) = next else {
                return Ok(checked);
            };
            let slice = (&slice, thorough);
            let found = db.read(|tx: &mut Tx<'_>| check_slice(tx, slice, &mut known))?;
            done(found.settlements);
            checked.add(found);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut checked = db.read(verify::once)?;
    let parts: Vec<_> = std::thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let ended = started.into_iter().map(|thread| thread.join());
        ended
            .map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    for part in parts {
        checked.add(part?);
    }
    let mut violations = std::mem::take(&mut checked.violations);
    violations.sort_by(|one, other| one.what.cmp(&other.what));
    checked.violations = violations;
    Ok(checked)
}

fn check_slice(
    tx: &mut Tx<'_>,
    (slice, thorough): (&Slice, Thorough<'_>),
    known: &mut Known,
) -> Result<CheckedBooks, StoreError> {
    let mut found = Vec::new();
    let mut checked = verify::slice(tx, slice, thorough, |tx, books| {
        found.extend(derived(tx, &mut known.packs, books)?);
        found.extend(folded(tx, known.reference(), books)?);
        Ok(())
    })?;
    checked.violations.extend(found);
    Ok(checked)
}

/// M6: each settlement as it was made, and as it stands after each correction, is what is computed
/// of its inputs again.
fn derived(
    tx: &mut Tx<'_>,
    known: &mut KeptPacks,
    books: &Books,
) -> Result<Vec<Violation>, StoreError> {
    let mut found = Vec::new();
    for made in &books.settlements {
        let original = made.reversal_of.as_ref();
        let original = original.and_then(|id| books.settlements.iter().find(|it| it.id == *id));
        let own = books
            .corrections
            .iter()
            .filter(|it| it.settlement == made.id);
        // The last correction of what was cancelled takes the others back.
        let own = own.filter(|it| it.cause != Cause::Cancelled);
        let mut versions: Vec<Settlement> = Vec::new();
        for correction in own {
            let before = versions.last().unwrap_or(made).clone();
            versions.push(before.corrected(correction));
        }
        for version in std::iter::once(made).chain(&versions) {
            if let Some(difference) = replay_of(tx, known, (version, original))? {
                found.push(Violation {
                    invariant: "M6",
                    what: format!("settlement {}: {}", made.id, difference.says().en),
                });
            }
        }
    }
    Ok(found)
}

/// A1: what each settlement comes to after those before it, as they stand, is what stands. Those
/// that wait for a clerk, or that stand by rule or decision, are left out.
fn folded(
    tx: &mut Tx<'_>,
    reference: &Reference,
    books: &Books,
) -> Result<Vec<Violation>, StoreError> {
    let mut nothing = Unused;
    let mut desk = Desk::new(tx, Timestamp::UNIX_EPOCH, &mut nothing, reference);
    match what_does_not_fold(&mut desk, books) {
        Ok(found) => Ok(found
            .into_iter()
            .map(|(settlement, why)| Violation {
                invariant: "A1",
                what: format!(
                    "settlement {settlement} does not follow from those before it: {why}"
                ),
            })
            .collect()),
        Err(DeskError::Unavailable(error)) => Err(error),
        Err(other) => Ok(vec![Violation {
            invariant: "A1",
            what: format!("person {}: {}", books.person, other.message().en),
        }]),
    }
}

/// The settlements of a person that do not follow from those before them, and what they come to
/// instead. Those that somebody decided on are left out.
fn what_does_not_fold(
    desk: &mut Desk<'_, '_>,
    books: &Books,
) -> Result<Vec<(SettlementId, String)>, DeskError> {
    let insurances = books.settlements.iter().map(Settlement::insurance);
    let insurances: BTreeSet<_> = insurances.collect();
    let mut found = Vec::new();
    for insurance in insurances {
        let mut ledger = InOrder::of_books(books, insurance)?;
        for made in std::mem::take(&mut ledger.standing) {
            // What rests on the same is what M6 computes.
            if !ledger.asked.any(&made.id) && !ledger.rests_on_the_same(desk, &made)? {
                let says = match ledger.again(desk, (&made, Anew::Before))? {
                    Ok((derived, _)) if derived.is(&made) => None,
                    Ok((derived, _)) => Some(format!(
                        "{} of the funds, {} comes out",
                        made.shares.funds(),
                        derived.shares.funds()
                    )),
                    Err(why) => Some(why.en),
                };
                found.extend(says.map(|says| (made.id.clone(), says)));
            }
            ledger.add(made);
        }
    }
    Ok(found)
}
