//! A bill that comes to the list of those that wait for a person, or comes again: settled with a
//! figure that stands in for another, resting on what changed, or asked about by its person.

use domain::calendar::days_after;
use domain::ids::PersonId;
use jiff::Timestamp;
use store::StoreError;
use store::bill_cases::{
    self, BillCase, BillCaseBody, BillCaseKind, BillDeed, BillEvent, BillLane,
};
use store::cases::NEVER;
use store::settlements::Settlement;

use crate::Desk;

/// Our own aim; no source names a day by which such a bill is decided.
const AIM_DAYS: i32 = 7;
/// Stands for who decided where no person did.
pub(crate) const BY_RULE: &str = "rule";

/// A case that comes, or comes again.
pub(crate) struct BillComes<'a> {
    pub person: &'a PersonId,
    pub number: String,
    pub visit: String,
    pub insured_at: domain::Region,
    pub kind: BillCaseKind,
    pub turn: i64,
}

impl BillComes<'_> {
    /// The case as it waits now, with what happened to it before.
    pub(crate) fn waiting(self, desk: &Desk<'_, '_>, before: Option<BillCase>) -> BillCase {
        let waited = before
            .as_ref()
            .is_some_and(|case| case.lane == BillLane::Waiting);
        let (opened_at, due_on) = match (&before, waited) {
            (Some(case), true) => (case.opened_at, case.due_on),
            _ => (desk.now, days_after(desk.today(), AIM_DAYS)),
        };
        let mut body = before.map_or_else(BillCaseBody::default, |case| case.body);
        if !waited {
            body.history.push(opened(desk.now));
        }
        BillCase {
            person: self.person.clone(),
            number: self.number,
            visit: self.visit,
            insured_at: self.insured_at,
            kind: self.kind,
            lane: BillLane::Waiting,
            due_on,
            turn: self.turn,
            opened_at,
            decided_by: String::new(),
            decided_on: NEVER,
            holder: String::new(),
            held_at: Timestamp::UNIX_EPOCH,
            body,
        }
    }
}

fn opened(at: Timestamp) -> BillEvent {
    BillEvent {
        at,
        by: BY_RULE.to_owned(),
        deed: BillDeed::Opened,
        reason: String::new(),
        decision: None,
    }
}

/// Puts a settlement on the list, in the person's turn; the entry of the audit is the caller's.
pub(crate) fn open_settled(
    desk: &mut Desk<'_, '_>,
    made: &Settlement,
    (kind, turn): (BillCaseKind, i64),
) -> Result<(), StoreError> {
    let before = bill_cases::find(desk.tx, &made.person, made.id.as_str())?;
    put_settled(desk, made, (kind, turn), before)
}

fn put_settled(
    desk: &mut Desk<'_, '_>,
    made: &Settlement,
    (kind, turn): (BillCaseKind, i64),
    before: Option<BillCase>,
) -> Result<(), StoreError> {
    let comes = BillComes {
        person: &made.person,
        number: made.id.to_string(),
        visit: made.visit.to_string(),
        insured_at: made.inputs.situation.insured_at.pooling(),
        kind,
        turn,
    };
    let case = comes.waiting(desk, before);
    bill_cases::put(desk.tx, desk.random, &case)
}

/// Puts a settlement on the list because its person asked about it, in the person's turn: one case
/// however often it is asked about, and whatever it waits for already.
pub(crate) fn open_questioned(
    desk: &mut Desk<'_, '_>,
    made: &Settlement,
    turn: i64,
) -> Result<(), StoreError> {
    let before = bill_cases::find(desk.tx, &made.person, made.id.as_str())?;
    if let Some(case) = &before
        && matches!(case.lane, BillLane::Waiting | BillLane::Proposed)
        && bill_cases::is_open(desk.tx, case)?
    {
        return Ok(());
    }
    // One that closed by itself comes again, as one that was decided does.
    let before = before.map(|case| BillCase {
        lane: BillLane::Left,
        ..case
    });
    put_settled(desk, made, (BillCaseKind::Questioned, turn), before)
}
