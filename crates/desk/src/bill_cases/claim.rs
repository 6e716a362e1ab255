//! What was not settled and is to be claimed (R76, R80, R81): which papers, where, by when, and on
//! what that rests. The claim itself is made later, and finds the case by its number.

use domain::Money;
use domain::ids::PersonId;
use domain::procedures::{Circumstances, ClaimReason};
use domain::reimbursement::{Claim, ClaimAnswer, Liability, advise};
use store::bill_cases::{self, BillCase, BillCaseKind, BillLane, RefusedBill};

use super::BillCaseError;
use crate::{Desk, DeskError};

/// A bill that was not settled, and what its claim needs.
#[derive(Clone, Debug)]
pub struct UnsettledBill {
    /// The case.
    pub case: BillCase,
    /// What was asked for.
    pub bill: RefusedBill,
    /// Name of the facility.
    pub facility: String,
    /// What the claim needs.
    pub claim: ToClaim,
}

/// What a claim needs, by the rules of the insured place.
pub type ToClaim = ClaimAnswer;

/// What a claim of a bill that was not settled needs today.
pub(super) fn to_claim(desk: &Desk<'_, '_>, case: &BillCase, bill: &RefusedBill) -> ToClaim {
    let about = Circumstances {
        care: Some(bill.care),
        scheme: Some(bill.scheme),
        ..Circumstances::of_journey(case.insured_at, bill.treated_at)
    };
    let claim = Claim {
        about,
        reason: reason(bill),
        cost_on: bill.from,
        discharged_on: bill.until,
        claimed_on: desk.today(),
        special: false,
        dearest_consumable: Money::ZERO,
        liability: Liability::None,
        paid_before: false,
    };
    advise(desk.reference.library.procedures(case.insured_at), &claim)
}

/// Why it was not settled on the spot, as the rules about claims tell reasons apart. What the rules
/// about benefits do not say is no fault of the person: to them the platform could not settle it.
fn reason(bill: &RefusedBill) -> ClaimReason {
    match bill.code.as_str() {
        "not-networked" => ClaimReason::NotNetworked,
        _ if bill.unfiled => ClaimReason::NotFiled,
        _ => ClaimReason::SystemFailure,
    }
}

/// The bills of a person that were not settled and are not settled yet, the newest first.
pub fn refused_bills(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
) -> Result<Vec<UnsettledBill>, DeskError> {
    let mut found = Vec::new();
    for case in bill_cases::of_person(desk.tx, person)?.into_iter().rev() {
        if case.kind == BillCaseKind::Refused && bill_cases::is_open(desk.tx, &case)? {
            found.extend(not_settled_of(desk, case)?);
        }
    }
    Ok(found)
}

/// One of them.
pub fn refused_bill(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    number: &str,
) -> Result<UnsettledBill, DeskError> {
    let found = bill_cases::find(desk.tx, person, number)?;
    let found = match found {
        Some(case) => not_settled_of(desk, case)?,
        None => None,
    };
    found.ok_or_else(|| {
        let case = number.to_owned();
        BillCaseError::UnknownBillCase { case }.into()
    })
}

/// What was not settled by a case, with what its claim needs; none where something was.
pub fn not_settled_of(
    desk: &mut Desk<'_, '_>,
    case: BillCase,
) -> Result<Option<UnsettledBill>, DeskError> {
    let Some(bill) = case.body.refused.clone() else {
        return Ok(None);
    };
    let facility = match desk.reference.facility(&bill.facility) {
        Ok(known) => known.name.clone(),
        Err(_) => bill.facility.to_string(),
    };
    Ok(Some(UnsettledBill {
        claim: to_claim(desk, &case, &bill),
        facility,
        bill,
        case,
    }))
}

impl UnsettledBill {
    /// Whether it is decided that it is claimed.
    pub fn is_to_be_claimed(&self) -> bool {
        self.case.lane == BillLane::Claimed
    }
}
