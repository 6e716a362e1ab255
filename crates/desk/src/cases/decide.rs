//! Deciding a case. A reason is picked, words may be added; against a failed check two people
//! decide.

use domain::filing::{Applied, DecisionReason, EventKind, Filing, HistoryEntry, State};
use domain::ids::FilingId;
use store::cases::{self, CaseLane, OpenCaseEntry};
use store::operators::Operator;

use super::open::{event, goes_against};
use super::{CaseError, hold, is_same_human, is_supervisor, of_others};
use crate::{Desk, DeskError};

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseDecision {
    /// Approve, return or refuse.
    pub verdict: EventKind,
    /// Why; approving what the rules allow needs none.
    pub reason: Option<DecisionReason>,
    /// What is added in words.
    pub more: String,
}

impl CaseDecision {
    fn written(&self) -> Result<String, CaseError> {
        match self.reason {
            Some(reason) if reason.event() == self.verdict => Ok(reason.written(&self.more)),
            None if self.verdict == EventKind::Approve => Ok(self.more.trim().to_owned()),
            _ => Err(CaseError::ReasonNeeded),
        }
    }
}

/// Decides a case.
pub fn decide_case(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (id, decision): (&FilingId, &CaseDecision),
) -> Result<Applied, DeskError> {
    let filing = of_others(desk, operator, id)?;
    if decided_so(&filing, operator, decision) {
        return Ok(Applied {
            filing,
            superseded: vec![],
            notices: vec![],
        });
    }
    let Weighed { reason, mut open } = weigh(desk, operator, (&filing, decision))?;
    let of = (filing.person(), id);
    let applied = crate::decide_filing(desk, &operator.id, of, &event(decision.verdict, reason))?;
    open.holder.clear();
    open.proposed_by.clear();
    open.proposal.clear();
    hold::put(desk, &filing, &open)?;
    Ok(applied)
}

/// A decision that may be taken: with which reason, and how the case is open.
pub(super) struct Weighed {
    pub reason: String,
    pub open: OpenCaseEntry,
}

/// Whether an operator may decide a case so, now. Nothing is written.
pub(super) fn weigh(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (filing, decision): (&Filing, &CaseDecision),
) -> Result<Weighed, DeskError> {
    let open = hold::held_by(desk, operator, filing)?;
    let row = cases::find(desk.tx, filing.person(), filing.id())?;
    let row = row.ok_or(CaseError::CaseDecided)?;
    if !matches!(row.lane, CaseLane::Waiting | CaseLane::Proposed) {
        return Err(CaseError::CaseDecided.into());
    }
    if is_same_human(desk, operator, &row.entered_by)? {
        return Err(CaseError::OwnEntry.into());
    }
    let mut reason = decision.written()?;
    if decision.verdict == EventKind::Approve && goes_against(filing) {
        if !is_supervisor(operator) {
            return Err(CaseError::SecondEyeNeeded.into());
        }
        if row.lane != CaseLane::Proposed || open.proposed_by.is_empty() {
            return Err(CaseError::NothingProposed.into());
        }
        if is_same_human(desk, operator, &open.proposed_by)? {
            return Err(CaseError::SecondEye.into());
        }
        if reason.is_empty() {
            open.proposal.clone_into(&mut reason);
        }
    }
    Ok(Weighed { reason, open })
}

/// Whether this operator's last word on the case was this very decision: sent twice it is the same.
fn decided_so(filing: &Filing, operator: &Operator, decision: &CaseDecision) -> bool {
    let by_hand = filing.history.iter().rev().find(|entry| {
        matches!(
            entry.event,
            EventKind::Approve | EventKind::Return | EventKind::Refuse
        )
    });
    // A correction by the person opens the case again.
    let stands = filing.state != State::Queued;
    let same = |entry: &HistoryEntry| {
        let written = decision.written();
        entry.by == operator.id
            && entry.event == decision.verdict
            && written.is_ok_and(|reason| {
                // Agreeing to a proposal takes its reason.
                let agrees = reason.is_empty() && decision.verdict == EventKind::Approve;
                agrees || reason == entry.reason
            })
    };
    stands && by_hand.is_some_and(same)
}

/// Proposes to approve a case against a check that failed: a supervisor decides.
pub fn propose_approval(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (id, decision): (&FilingId, &CaseDecision),
) -> Result<(), DeskError> {
    let filing = of_others(desk, operator, id)?;
    desk.tx.lock_person(filing.person())?;
    let mut open = hold::held_by(desk, operator, &filing)?;
    let row = cases::find(desk.tx, filing.person(), id)?;
    let row = row.ok_or(CaseError::CaseDecided)?;
    if row.lane != CaseLane::Waiting || !goes_against(&filing) {
        return Err(CaseError::CaseDecided.into());
    }
    if is_same_human(desk, operator, &row.entered_by)? {
        return Err(CaseError::OwnEntry.into());
    }
    if decision.reason.is_none() || decision.verdict != EventKind::Approve {
        return Err(CaseError::ReasonNeeded.into());
    }
    open.proposal = decision.written()?;
    operator.id.clone_into(&mut open.proposed_by);
    open.proposed_at = desk.now;
    open.holder.clear();
    hold::put(desk, &filing, &open)?;
    Ok(cases::move_to(
        desk.tx,
        (filing.person(), id),
        CaseLane::Proposed,
    )?)
}
