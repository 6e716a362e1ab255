//! Cancelling a known settlement (结算撤销): an opposite record that points at the first. It restores
//! the running totals, the account and the lines; the original is never touched.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use domain::Money;
use domain::ids::{MessageId, PersonId, SettlementId, VisitId};
use domain::person::{Enrolment, Person};
use domain::policy::Pack;
use domain::shares::Payer;
use serde::{Deserialize, Serialize};
use store::corrections::{self, Correction, RULE};
use store::lines::{self, BillLines, StoredLine};
use store::messages::{self, MessageKey};
use store::settlements::{self, Settlement, YearKey};

use crate::aftermath::{AfterCancellation, all_after_cancellation, refuse_before_later};
use crate::changed;
use crate::correct;
use crate::deed::{Deed, Side};
use crate::once::{Done, Errand, Turn, once};
use crate::query::{AccountThen, account_then, enrolment_of_settlement, pack_of_settlement};
use crate::settle::{book_to, new_settlement_id};
use crate::terms::Mentions;
use crate::{Caller, Desk, DeskError, MessageAnswer, standing};

/// Cancel this settlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelSettlement {
    /// The patient.
    pub person: PersonId,
    /// The visit.
    pub visit: VisitId,
    /// The settlement.
    pub settlement: SettlementId,
    /// On which side of the door.
    pub side: Side,
}

/// A cancelled settlement.
#[derive(Clone, Debug)]
pub struct Cancelled {
    /// The person.
    pub person: Person,
    /// The insurance that had paid; its account as it is now.
    pub enrolment: Enrolment,
    /// The settlement as it was made.
    pub original: Settlement,
    /// Its opposite.
    pub cancellation: Settlement,
    /// The policy it was settled by, whatever has been released since.
    pub pack: Arc<Pack>,
    /// The account as the settlement had found it, and as it is now.
    pub account: AccountThen,
    /// What becomes of later settlements.
    pub after: Vec<AfterCancellation>,
    /// What was corrected because of it.
    pub corrections: Vec<Correction>,
}

impl Cancelled {
    /// What the audit and the message remember of it.
    pub(crate) fn done(self) -> Done<Cancelled> {
        let said = self.after.iter().map(|one| one.says().to_string());
        let corrected = Some(changed::noted(&self.corrections)).filter(|note| !note.is_empty());
        let said: Vec<String> = said.chain(corrected).collect();
        Done {
            visit: None,
            settlement: Some(self.cancellation.id.clone()),
            note: said.join("; "),
            outcome: self,
        }
    }
}

/// Cancels a settlement.
pub fn cancel_settlement(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &CancelSettlement,
    reply: impl FnOnce(&Cancelled) -> Vec<u8>,
) -> Result<MessageAnswer<Cancelled>, DeskError> {
    cancel_because(desk, caller, (asked, ""), reply)
}

/// The same for a reason that somebody wrote, which the audit keeps.
pub fn cancel_because(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    (asked, reason): (&CancelSettlement, &str),
    reply: impl FnOnce(&Cancelled) -> Vec<u8>,
) -> Result<MessageAnswer<Cancelled>, DeskError> {
    let errand = Errand {
        caller,
        deed: asked
            .side
            .pick(Deed::CancelSettlement, Deed::CancelStaySettlement),
        person: &asked.person,
        names: Mentions {
            settlement: Some(&asked.settlement),
            ..Mentions::visit(&asked.visit)
        },
        content: asked,
    };
    let work = |desk: &mut Desk<'_, '_>, turn: &mut Turn| {
        let named = turn.found.settlement.take();
        let original = named.expect("a cancellation names a settlement");
        let cancelled = undo(desk, &caller.message, turn, original)?;
        let done = cancelled.done();
        let both = [reason, &done.note].map(str::to_owned).into_iter();
        let note = both.filter(|one| !one.is_empty()).collect::<Vec<_>>();
        Ok(Done {
            note: note.join("; "),
            ..done
        })
    };
    once(desk, &errand, work, reply)
}

/// Writes the opposite of a settlement, on behalf of a message.
pub(crate) fn undo(
    desk: &mut Desk<'_, '_>,
    message: &MessageId,
    turn: &Turn,
    original: Settlement,
) -> Result<Cancelled, DeskError> {
    let person = standing::person(&turn.standing)?.clone();
    refuse_twice(desk, &original)?;
    let after = all_after_cancellation(desk, &original)?;
    let mut after: Vec<_> = after.into_iter().map(|(one, _)| one).collect();
    refuse_before_later(&original, &after)?;
    refuse_refunded(desk, &original)?;
    let situation = &original.inputs.situation;
    let key = YearKey {
        person: &person.id,
        insured_at: situation.insured_at,
        scheme: situation.scheme,
        year: &original.year,
    };
    let mut used = settlements::year_to_date(desk.tx, key)?;
    let taken_back = correct::taking_back(desk, turn, &original)?;
    let cancellation = opposite(desk, (message, turn), &original);
    release_lines(desk, &original)?;
    // Both at once: one of them alone may come to less than nothing.
    let both = taken_back.iter().map(|made| &made.counted);
    let both = both.fold(cancellation.counted.clone(), settlements::plus);
    settlements::grow(&mut used, &both);
    let totals = cancellation.counted.keys();
    let totals = totals.map(|counter| (counter.as_str(), settlements::stands_at(&used, counter)));
    book_to(desk, &cancellation, &totals.collect::<Vec<_>>())?;
    if let Some(correction) = &taken_back {
        correct::take_back(desk, (correction, &original), (key, &used))?;
    }
    messages::mark_reversed(desk.tx, made_by(&original))?;
    let drawn = |made: &Correction| made.shares.of(Payer::Account);
    let returned = original.shares.of(Payer::Account) - taken_back.iter().map(drawn).sum();
    let corrections = correct_later(desk, turn, (&original, returned, &mut after))?;
    let corrected: Money = corrections.iter().map(drawn).sum();
    let of = (&person.id, original.insurance(), &original.id);
    correct::move_account(desk, of, returned - corrected)?;
    let task = (&person.id, &original.id);
    corrections::close_tasks(desk.tx, task, None, (desk.now, RULE, "left", ""))?;
    let corrections = taken_back.into_iter().chain(corrections).collect();
    let enrolment = enrolment_of_settlement(desk, &cancellation)?;
    let pack = pack_of_settlement(desk, &original)?;
    let found = account_then(desk, &original, &enrolment)?;
    Ok(Cancelled {
        account: AccountThen {
            after: enrolment.account,
            ..found
        },
        person,
        enrolment,
        original,
        cancellation,
        pack,
        after,
        corrections,
    })
}

/// The message that asked for a settlement.
fn made_by(made: &Settlement) -> MessageKey<'_> {
    MessageKey {
        person: &made.person,
        facility: &made.facility,
        message: &made.message,
    }
}

/// The opposite record.
fn opposite(
    desk: &mut Desk<'_, '_>,
    (message, turn): (&MessageId, &Turn),
    original: &Settlement,
) -> Settlement {
    Settlement {
        id: new_settlement_id(desk, original.inputs.situation.insured_at),
        message: message.clone(),
        turn: turn.number,
        reversal_of: Some(original.id.clone()),
        created_at: desk.now,
        scope: -original.scope,
        shares: original.shares.negated(),
        deductible: -original.deductible,
        counted: settlements::less(BTreeMap::new(), &original.counted),
        ..original.clone()
    }
}

/// Corrects what was settled later, and keeps of what becomes of it only what is touched.
fn correct_later(
    desk: &mut Desk<'_, '_>,
    turn: &Turn,
    (original, returned, after): (&Settlement, Money, &mut Vec<AfterCancellation>),
) -> Result<Vec<Correction>, DeskError> {
    let corrected = changed::after_cancelling(desk, turn, (original, returned), after)?;
    let corrections = corrected.corrections.iter();
    let corrections = corrections.map(|correction| &correction.settlement);
    let waiting = corrected.waiting.iter().map(|(id, ..)| id);
    let left = corrected.left.iter().map(|(id, _)| id);
    let touched: Vec<_> = corrections.chain(waiting).chain(left).collect();
    after.retain(|one| touched.contains(&&one.settlement));
    Ok(corrected.corrections)
}

/// What gives back a line of the settlement was settled after it, and is cancelled before it.
fn refuse_refunded(desk: &mut Desk<'_, '_>, original: &Settlement) -> Result<(), DeskError> {
    let bill = BillLines {
        person: &original.person,
        visit: &original.visit,
    };
    let held = lines::of_visit(desk.tx, bill)?;
    let own = |stored: &&StoredLine| stored.settled_by.as_ref() == Some(&original.id);
    let charged: HashSet<&str> = held
        .iter()
        .filter(own)
        .map(|stored| stored.line.serial.as_str())
        .collect();
    let refunds = held
        .iter()
        .filter(|stored| !stored.withdrawn && !own(stored));
    let later = refunds.filter(|stored| {
        let of = stored.line.refund_of.as_deref();
        of.is_some_and(|of| charged.contains(of))
    });
    let mut later: Vec<SettlementId> = later
        .filter_map(|stored| stored.settled_by.clone())
        .collect();
    later.dedup();
    match later.is_empty() {
        true => Ok(()),
        false => Err(DeskError::LaterFirst {
            settlement: original.id.clone(),
            later,
            elsewhere: 0,
        }),
    }
}

/// A cancellation is not cancelled, and nothing is cancelled twice.
fn refuse_twice(desk: &mut Desk<'_, '_>, original: &Settlement) -> Result<(), DeskError> {
    let settlement = original.id.clone();
    if original.reversal_of.is_some() {
        return Err(DeskError::IsCancellation { settlement });
    }
    match settlements::reversal_of(desk.tx, &original.person, &settlement)? {
        None => Ok(()),
        Some(before) => Err(DeskError::AlreadyCancelled {
            settlement,
            cancelled_by: before.id,
        }),
    }
}

/// The lines of a cancelled settlement may be settled or withdrawn again.
fn release_lines(desk: &mut Desk<'_, '_>, original: &Settlement) -> Result<(), DeskError> {
    let bill = BillLines {
        person: &original.person,
        visit: &original.visit,
    };
    let count = original.lines.len();
    Ok(lines::release(desk.tx, bill, &original.id, count)?)
}
