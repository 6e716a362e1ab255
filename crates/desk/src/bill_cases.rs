//! Bills as cases of the agency: what the rules leave to a person about a settlement, what its
//! person asked to have looked at again, and bills that were not settled at all. One clerk proposes
//! a decision with its reason and source, a second one confirms it; only then it holds, is posted
//! and is told. Nobody decides their own affairs or those of their family.

mod already;
mod answered;
mod case;
mod claim;
mod decide;
mod error;
mod opened;
mod queue;

pub use case::{BillRights, FiguresMissing, OpenBill, open_bill};
pub use claim::{ToClaim, UnsettledBill, not_settled_of, refused_bill, refused_bills};
pub use decide::{
    BillProposal, FigureAsked, confirm_bill, propose_bill, propose_correction, send_bill_back,
    take_bill_proposal_back,
};
pub use error::BillCaseError;
pub(crate) use opened::{BillRefused, note_refused, settled_after_all};
pub use opened::{NotedRefusal, fill_bill_cases, note_refusal};
pub use queue::{BillQueue, QueuedBill, bill_queue};
pub use store::bill_cases::{
    BillCase, BillCaseKind, BillDecision, BillDeed, BillEvent, BillLane, BillVerdict, BillsAsked,
    DecisionSource, RefusedBill,
};

use domain::ids::PersonId;
use store::bill_cases;
use store::operators::Operator;

use crate::cases::{CaseError, is_own};
use crate::{Desk, DeskError};

/// A case of the operator's unit. One of another unit is answered as one that is not there.
fn of_unit(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    number: &str,
) -> Result<BillCase, DeskError> {
    let found = bill_cases::find_by_number(desk.tx, number)?;
    let here = found.filter(|case| operator.unit.holds_region(case.insured_at));
    here.ok_or_else(|| {
        let case = number.to_owned();
        BillCaseError::UnknownBillCase { case }.into()
    })
}

/// A case of the unit that is neither the operator's own nor its family's.
fn of_others(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    number: &str,
) -> Result<BillCase, DeskError> {
    let case = of_unit(desk, operator, number)?;
    match is_own(desk, operator, &case.person)? {
        true => Err(CaseError::OwnCase.into()),
        false => Ok(case),
    }
}

/// The same, in the person's turn: what it says holds until the transaction ends.
fn in_turn(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    number: &str,
) -> Result<BillCase, DeskError> {
    let found = of_others(desk, operator, number)?;
    desk.tx.lock_person(&found.person)?;
    of_others(desk, operator, number)
}

/// Writes a case and what happened to it into the audit.
fn put(
    desk: &mut Desk<'_, '_>,
    case: &BillCase,
    (by, action, reason): (&str, &str, &str),
) -> Result<(), DeskError> {
    bill_cases::put(desk.tx, desk.random, case)?;
    let person: &PersonId = &case.person;
    desk.note(person.as_str(), (by, action), (&case.number, reason))?;
    Ok(())
}
