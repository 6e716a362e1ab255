//! A settled bill of the desk, and taking it back: what that does is told before it is done. What
//! the form had laid out goes with it, and nothing else: a stay that other forms or messages went
//! on with stays as they left it.

use domain::ids::{MessageId, PersonId, SettlementId};
use domain::shares::{Payer, Shares};
use domain::{Bilingual, Money};
use store::messages::{self, MessageKey};
use store::operators::Operator;
use store::settlements::Settlement;
use store::visits::Visit;

use super::bill::{number_of, step};
use super::{as_facility, at_desk, filled};
use crate::deed::Side;
use crate::lines::{WithdrawLines, Withdrawal, withdraw_lines};
use crate::query::{count_lines, lines_of_visit, named_settlement};
use crate::stay::{CancelDischarge, cancel_discharge};
use crate::visit::{CancelVisit, cancel_visit};
use crate::{
    Caller, CancelSettlement, Cancelled, Desk, DeskError, cancel_because, settlement_by_id,
};

/// Take a settlement back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillTakenBack {
    /// The settlement.
    pub settlement: SettlementId,
    /// Why.
    pub reason: String,
}

/// What taking a bill back did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillUndone {
    /// Who gets back what they paid; below nothing.
    pub shares: Shares,
    /// What the personal account holds afterwards, where it had paid.
    pub account: Option<Money>,
    /// Lines that go with it.
    pub lines: usize,
    /// Whether the discharge is undone, and the stay goes on.
    pub stay_goes_on: bool,
    /// Whether the visit is gone as well.
    pub visit_is_gone: bool,
    /// What becomes of later settlements.
    pub after: Vec<Bilingual>,
}

/// A settlement of the facility's own, with its visit; any other is not there.
pub fn bill_of_facility(
    desk: &mut Desk<'_, '_>,
    (operator, request): (&Operator, &MessageId),
    id: &SettlementId,
) -> Result<(Settlement, Visit), DeskError> {
    let caller = as_facility(operator, request)?;
    let person = settlement_by_id(desk, id)?.person;
    named_settlement(desk, &caller, &person, (id, None))
}

/// Takes a settlement back. What the form of this desk had laid out goes with it, so that a right
/// form can take its place; what a message laid out stays as it is. Sent again it is the same.
pub fn take_bill_back(
    desk: &mut Desk<'_, '_>,
    (operator, request): (&Operator, &MessageId),
    asked: &BillTakenBack,
) -> Result<BillUndone, DeskError> {
    filled("reason", &asked.reason)?;
    let (made, visit) = bill_of_facility(desk, (operator, request), &asked.settlement)?;
    let caller = at_desk(desk, (operator, request), &made.person)?;
    let side = Side::of(visit.care);
    let cancelling = CancelSettlement {
        person: made.person.clone(),
        visit: visit.id.clone(),
        settlement: made.id.clone(),
        side,
    };
    let why = (&cancelling, asked.reason.trim());
    let done = cancel_because(desk, &caller, why, |done| {
        done.cancellation.id.to_string().into_bytes()
    })?;
    let mut undone = done.outcome.as_ref().map(told_of).unwrap_or_default();
    clear_away(desk, (&caller, &made), &visit, &mut undone)?;
    Ok(undone)
}

fn told_of(done: &Cancelled) -> BillUndone {
    let shares = done.cancellation.shares;
    let has_paid = !shares.of(Payer::Account).is_zero();
    BillUndone {
        shares,
        account: has_paid.then_some(done.account.after),
        after: done.after.iter().map(|one| one.says()).collect(),
        ..BillUndone::default()
    }
}

/// Takes away what the form laid out.
fn clear_away(
    desk: &mut Desk<'_, '_>,
    (caller, made): (&Caller, &Settlement),
    visit: &Visit,
    undone: &mut BillUndone,
) -> Result<(), DeskError> {
    let (person, side) = (&made.person, Side::of(visit.care));
    let form = Caller {
        message: made.message.clone(),
        ..caller.clone()
    };
    let did = |desk: &mut Desk<'_, '_>, name: &str| {
        let taken = step(&form, name)?;
        is_done(desk, &taken, person)
    };
    let (opened, charged) = (did(desk, "open")?, did(desk, "lines")?);
    if charged {
        let own = own_serials(desk, visit, (&form, opened))?;
        undone.lines = own.len();
        if !own.is_empty() {
            let lines = WithdrawLines {
                person: person.clone(),
                visit: visit.id.clone(),
                side,
                which: Withdrawal::Serials(own),
            };
            withdraw_lines(desk, &step(caller, "lines")?, &lines, |_| Vec::new())?;
        }
    }
    if did(desk, "out")? {
        let opened_again = CancelDischarge {
            person: person.clone(),
            visit: visit.id.clone(),
        };
        cancel_discharge(desk, &step(caller, "out")?, &opened_again, number_of)?;
        undone.stay_goes_on = true;
    }
    if opened && count_lines(desk, visit)? == 0 {
        let gone = CancelVisit {
            person: person.clone(),
            visit: visit.id.clone(),
            side,
        };
        cancel_visit(desk, &step(caller, "open")?, &gone, number_of)?;
        (undone.visit_is_gone, undone.stay_goes_on) = (true, false);
    }
    Ok(())
}

/// The lines a form charged that nothing settles any more. The form that opened its visit numbers
/// them from one; any other puts its own number before.
fn own_serials(
    desk: &mut Desk<'_, '_>,
    visit: &Visit,
    (form, opened): (&Caller, bool),
) -> Result<Vec<String>, DeskError> {
    let own = format!("{}-", form.message);
    let is_own = |serial: &str| match opened {
        true => serial.bytes().all(|byte| byte.is_ascii_digit()),
        false => serial.starts_with(&own),
    };
    let held = lines_of_visit(desk, visit)?.into_iter();
    let open = held.filter(|stored| stored.settled_by.is_none() && is_own(&stored.line.serial));
    Ok(open.map(|stored| stored.line.serial).collect())
}

/// Whether a step of a form was taken.
fn is_done(desk: &mut Desk<'_, '_>, taken: &Caller, person: &PersonId) -> Result<bool, DeskError> {
    let key = MessageKey {
        person,
        facility: &taken.facility,
        message: &taken.message,
    };
    Ok(messages::find(desk.tx, key)?.is_some())
}
