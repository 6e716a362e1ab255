//! Corrections (补差). When something changes that settlements made since were computed from, each of
//! them is derived again in the order in which they were made, from what stands now. Where it comes
//! to something else, a correction says so: the settlement stays as it was sent to the hospital,
//! and the difference is owed to or by the person, their account and the funds.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{CorrectionId, PersonId, SettlementId};
use domain::person::Scheme;
use domain::rules::{DecidedBy, LaterSettlements};
use domain::shares::Shares;
use domain::situation::YearToDate;
use domain::{Bilingual, Money, Region};
use serde::Serialize;
use store::corrections::{self, Cause, Correction, Task};
use store::settlements::{self, Settlement, YearKey};
use store::{outbox, people};

use crate::aftermath::AfterCancellation;
use crate::derive::Derived;
use crate::in_order::{InOrder, Insurance, on_account};
use crate::once::Turn;
use crate::{Desk, DeskError};

/// Why settlements are corrected.
#[derive(Clone, Debug)]
pub(crate) struct Why {
    pub cause: Cause,
    /// Number of what caused it.
    pub of: String,
}

/// What became of the settlements that were made since.
#[derive(Debug, Default)]
pub(crate) struct Corrected {
    pub corrections: Vec<Correction>,
    /// Those that a clerk has to decide on, with the reason.
    pub waiting: Vec<(SettlementId, Bilingual)>,
    /// Those that come to something else now and stand all the same, by rule.
    pub left: Vec<SettlementId>,
}

/// What takes back what a settlement that is cancelled was corrected by.
pub(crate) fn taking_back(
    desk: &mut Desk<'_, '_>,
    turn: &Turn,
    original: &Settlement,
) -> Result<Option<Correction>, DeskError> {
    let before = corrections::of_settlement(desk.tx, &original.person, &original.id)?;
    let Some(last) = before.last() else {
        return Ok(None);
    };
    let stands = before.iter().fold(original.clone(), Settlement::corrected);
    Ok(Some(Correction {
        id: new_id(desk, original),
        ordinal: last.ordinal + 1,
        turn: turn.number,
        created_at: desk.now,
        cause: Cause::Cancelled,
        cause_of: original.id.to_string(),
        inputs: original.inputs.clone(),
        so_far: original.so_far.clone(),
        shares: original.shares.less(&stands.shares),
        deductible: original.deductible - stands.deductible,
        counted: settlements::less(original.counted.clone(), &stands.counted),
        pack_hash: original.pack_hash.clone(),
        person: original.person.clone(),
        settlement: original.id.clone(),
    }))
}

/// Takes it back, after the settlement itself was cancelled; `used` is what then stands.
pub(crate) fn take_back(
    desk: &mut Desk<'_, '_>,
    (correction, original): (&Correction, &Settlement),
    (key, used): (YearKey<'_>, &YearToDate),
) -> Result<(), DeskError> {
    write(desk, (correction, original), 1)?;
    set_totals(desk, key, used, correction.counted.keys())
}

fn set_totals<'c>(
    desk: &mut Desk<'_, '_>,
    key: YearKey<'_>,
    used: &YearToDate,
    counters: impl Iterator<Item = &'c String>,
) -> Result<(), DeskError> {
    let totals = counters.map(|counter| {
        let stands_at = settlements::stands_at(used, counter);
        (counter.as_str(), stands_at)
    });
    let totals: BTreeMap<&str, Money> = totals.collect();
    let totals: Vec<_> = totals.into_iter().collect();
    Ok(settlements::set_year_to_date(desk.tx, key, &totals)?)
}

/// Moves the account by all that a cancellation brings with it, at once: what comes back of the
/// settlement, less what corrections draw.
pub(crate) fn move_account(
    desk: &mut Desk<'_, '_>,
    of: &Settlement,
    by: Money,
) -> Result<(), DeskError> {
    if by.is_zero() {
        return Ok(());
    }
    let insurance = of.insurance();
    let holds = on_account(desk, &of.person, insurance)?;
    if (holds + by).is_negative() {
        return Err(DeskError::AccountSpent {
            settlement: of.id.clone(),
            short: -(holds + by),
        });
    }
    Ok(people::move_account(desk.tx, &of.person, insurance, by)?)
}

fn new_id(desk: &mut Desk<'_, '_>, of: &Settlement) -> CorrectionId {
    let number = desk.new_number('B', of.inputs.situation.insured_at);
    number.parse().expect("29 printable characters")
}

/// Derives again what was settled after a settlement that was cancelled, as the policy of each
/// says.
pub(crate) fn after_cancelling(
    desk: &mut Desk<'_, '_>,
    turn: &Turn,
    (original, returned): (&Settlement, Money),
    after: &[AfterCancellation],
) -> Result<Corrected, DeskError> {
    let why = Why {
        cause: Cause::EarlierCancelled,
        of: original.id.to_string(),
    };
    let fate = |made: &Settlement| {
        let one = after.iter().find(|one| one.settlement == made.id);
        match one.map_or(LaterSettlements::Corrected, |one| one.later) {
            LaterSettlements::Corrected => {
                Fate::Corrected(one.map_or(DecidedBy::Automatic, |one| one.decided))
            }
            LaterSettlements::CancelledFirst => Fate::Stands,
            LaterSettlements::Stand => Fate::LeftByRule,
        }
    };
    let since = |made: &Settlement| made.turn > original.turn;
    let who = (&original.person, original.insurance(), returned);
    since_then(desk, (turn, &why), who, |made| match since(made) {
        true => fate(made),
        false => Fate::Stands,
    })
}

/// What becomes of a settlement when those before it change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Nothing before it changed.
    Stands,
    /// It stands by rule, whatever it would come to now.
    LeftByRule,
    /// The difference is corrected.
    Corrected(DecidedBy),
}

fn since_then(
    desk: &mut Desk<'_, '_>,
    (turn, why): (&Turn, &Why),
    (person, insurance, returned): (&PersonId, Insurance, Money),
    fate: impl Fn(&Settlement) -> Fate,
) -> Result<Corrected, DeskError> {
    let mut corrected = Corrected::default();
    let mut ledger = InOrder::open(desk, person, (insurance, returned))?;
    if ledger
        .standing
        .iter()
        .all(|made| fate(made) == Fate::Stands)
    {
        return Ok(corrected);
    }
    for made in std::mem::take(&mut ledger.standing) {
        let fate = fate(&made);
        if fate == Fate::Stands {
            ledger.add(made);
            continue;
        }
        match ledger.again(desk, &made)? {
            Ok(derived) if derived.is(&made) => ledger.add(made),
            _ if fate == Fate::LeftByRule => {
                corrected.left.push(made.id.clone());
                ledger.add(made);
            }
            Ok(derived) if fate == Fate::Corrected(DecidedBy::Automatic) => {
                let correction = ledger.correct(desk, (turn, why), &made, derived);
                ledger.add(made.corrected(&correction));
                corrected.corrections.push(correction);
            }
            Ok(_) => {
                let says = domain::say!(
                    "由经办人员决定是否补差",
                    "a clerk decides on the difference"
                );
                corrected.waiting.push((made.id.clone(), says));
                ledger.add(made);
            }
            Err(says) => {
                corrected.waiting.push((made.id.clone(), says));
                ledger.add(made);
            }
        }
    }
    ledger.write_totals(desk, &corrected)?;
    note_tasks(desk, (turn, why), (person, &corrected))?;
    Ok(corrected)
}

/// Puts down what waits for a clerk, and what stands by rule.
fn note_tasks(
    desk: &mut Desk<'_, '_>,
    (turn, why): (&Turn, &Why),
    (person, corrected): (&PersonId, &Corrected),
) -> Result<(), DeskError> {
    let task = |settlement: &SettlementId, says: Bilingual| Task {
        person: person.clone(),
        settlement: settlement.clone(),
        turn: turn.number,
        opened_at: desk.now,
        cause: why.cause,
        cause_of: why.of.clone(),
        why: says,
    };
    let waiting = corrected.waiting.iter();
    let waiting = waiting.map(|(settlement, says)| task(settlement, says.clone()));
    let by_rule = domain::say!("按规定保持不变", "it stands by rule");
    let left = corrected.left.iter();
    let left = left.map(|settlement| task(settlement, by_rule.clone()));
    let waiting = waiting.map(|task| (task, false));
    let tasks: Vec<_> = waiting.chain(left.map(|task| (task, true))).collect();
    for (task, left_by_rule) in &tasks {
        corrections::open_task(desk.tx, task, *left_by_rule)?;
    }
    Ok(())
}

/// The settlements of a person that do not follow from those before them, and what they come to
/// instead. Those that somebody decided on are left out.
pub(crate) fn what_does_not_fold(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    decided: &BTreeSet<SettlementId>,
) -> Result<Vec<(SettlementId, String)>, DeskError> {
    let standing = corrections::standing(desk.tx, person)?;
    let insurances: BTreeSet<_> = standing.iter().map(Settlement::insurance).collect();
    let mut found = Vec::new();
    for insurance in insurances {
        let mut ledger = InOrder::open(desk, person, (insurance, Money::ZERO))?;
        for made in std::mem::take(&mut ledger.standing) {
            if !decided.contains(&made.id) {
                let says = match ledger.again(desk, &made)? {
                    Ok(derived) if derived.is(&made) => None,
                    Ok(derived) => Some(format!(
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

impl InOrder {
    /// Records what a settlement comes to now.
    fn correct(
        &mut self,
        desk: &mut Desk<'_, '_>,
        (turn, why): (&Turn, &Why),
        made: &Settlement,
        derived: Derived,
    ) -> Correction {
        let ordinal = self.corrected.entry(made.id.clone()).or_default();
        *ordinal += 1;
        Correction {
            id: new_id(desk, made),
            person: self.person.clone(),
            settlement: made.id.clone(),
            ordinal: *ordinal,
            turn: turn.number,
            created_at: desk.now,
            cause: why.cause,
            cause_of: why.of.clone(),
            shares: derived.shares.less(&made.shares),
            deductible: derived.deductible - made.deductible,
            counted: settlements::less(derived.counted, &made.counted),
            inputs: derived.inputs,
            so_far: derived.so_far,
            pack_hash: made.pack_hash.clone(),
        }
    }

    /// Writes the corrections, and what the totals stand at now.
    fn write_totals(
        &self,
        desk: &mut Desk<'_, '_>,
        corrected: &Corrected,
    ) -> Result<(), DeskError> {
        let mut moved: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
        for (ordinal, correction) in (2..).zip(&corrected.corrections) {
            let mut of = self.gone.stays.iter();
            let of = of.find(|made| made.id == correction.settlement);
            let of = of.expect("it was gone through");
            write(desk, (correction, of), ordinal)?;
            let counters = moved.entry(&of.year).or_default();
            counters.extend(correction.counted.keys());
        }
        let (insured_at, scheme) = self.insurance;
        for (year, counters) in moved {
            let key = YearKey {
                person: &self.person,
                insured_at,
                scheme,
                year,
            };
            set_totals(desk, key, &self.used[year], counters.into_iter())?;
        }
        Ok(())
    }
}

/// Writes a correction with its posting and its notice. Running totals and the account are written
/// by the caller, who knows what they stand at.
fn write(
    desk: &mut Desk<'_, '_>,
    (correction, of): (&Correction, &Settlement),
    ordinal: i64,
) -> Result<(), DeskError> {
    corrections::insert(desk.tx, correction)?;
    let task = (&correction.person, &correction.settlement);
    let decision = match correction.cause {
        Cause::Cancelled => "left",
        _ => "corrected",
    };
    corrections::close_tasks(desk.tx, task, (desk.now, decision))?;
    let legs = corrections::legs(correction, of);
    settlements::post(desk.tx, &correction.person, correction.id.as_str(), &legs)?;
    let notice = outbox::OutboxNotice {
        person: correction.person.clone(),
        turn: correction.turn,
        ordinal: ordinal + 1,
        topic: "settlement-corrected".to_owned(),
        payload: payload(correction, of),
        created_at: desk.now,
    };
    Ok(outbox::add(desk.tx, &notice)?)
}

/// Identifiers and amounts, as reconciliation and clearing will need them; nothing personal.
fn payload(correction: &Correction, of: &Settlement) -> String {
    #[derive(Serialize)]
    struct Payload<'a> {
        correction: &'a CorrectionId,
        settlement: &'a SettlementId,
        facility: &'a domain::ids::FacilityCode,
        insured_at: Region,
        treated_at: Region,
        scheme: Scheme,
        year: &'a str,
        cause: Cause,
        cause_of: &'a str,
        difference: &'a Shares,
    }
    let situation = &of.inputs.situation;
    let payload = Payload {
        correction: &correction.id,
        settlement: &correction.settlement,
        facility: &of.facility,
        insured_at: situation.insured_at,
        treated_at: situation.treated_at,
        scheme: situation.scheme,
        year: &of.year,
        cause: correction.cause,
        cause_of: &correction.cause_of,
        difference: &correction.shares,
    };
    serde_json::to_string(&payload).expect("identifiers and amounts always serialise")
}
