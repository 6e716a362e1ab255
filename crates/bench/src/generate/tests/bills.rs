//! Bills that wait for a person, and decisions that were looked at again.

use domain::ids::PersonId;
use jiff::Timestamp;
use store::bill_cases::{
    self, BillCase, BillCaseBody, BillCaseKind, BillDeed, BillEvent, BillLane,
};
use store::cases::NEVER;
use store::second_looks::{self, LookedKind, SecondLookTaken};
use store::{StoreError, Tx};

use super::*;

/// One of each.
pub fn by_clerks(
    tx: &mut Tx<'_>,
    (person, turn): (&PersonId, i64),
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut random = copies::Nonces::of(1, 9);
    let case = BillCase {
        person: person.clone(),
        number: "K4403002611210000000000000001".to_owned(),
        visit: "V1".to_owned(),
        insured_at: "440300".parse().expect("a region"),
        kind: BillCaseKind::Refused,
        lane: BillLane::Waiting,
        due_on: TODAY,
        turn,
        opened_at: now,
        decided_by: String::new(),
        decided_on: NEVER,
        holder: "O1".to_owned(),
        held_at: now,
        body: BillCaseBody {
            refused: None,
            history: vec![BillEvent {
                at: now,
                by: "rule".to_owned(),
                deed: BillDeed::Opened,
                reason: String::new(),
                decision: None,
            }],
        },
    };
    bill_cases::put(tx, &mut random, &case)?;
    let look = SecondLookTaken {
        person: person.clone(),
        number: case.number,
        insured_at: case.insured_at,
        kind: LookedKind::Bill,
        decided_by: "O1".to_owned(),
        decided_on: TODAY,
        looked_by: "O2".to_owned(),
        looked_at: now,
        agreed: true,
        reason: "示例".to_owned(),
    };
    second_looks::insert(tx, &mut random, &look).map(drop)
}
