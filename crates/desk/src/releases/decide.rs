//! Deciding a release: a second person approves it from a day, or refuses it; what is not in force
//! yet may be withdrawn.

use jiff::Timestamp;
use jiff::civil::Date;
use store::Tx;
use store::operators::{Operator, Role};
use store::releases::{self as rows, ApprovalRecord, Release, ReleaseEvent, ReleaseEventKind};

use super::draft::{answered, as_text, checked_why, earliest, finish, happen, with};
use super::effect::PastBills;
use super::library::{keep_packs, latest};
use super::past;
use super::rehearse::{Rehearsal, Rehearsed, Suppose};
use super::view::{state_of, view};
use super::{
    Moved, Office, ReleaseActor, ReleaseError, ReleaseState, ReleaseView, Request, RequestKey,
};
use crate::{DeskError, MessageAnswer};

/// A decision about a release.
#[derive(Clone)]
struct Decision {
    by: ReleaseActor,
    request: Option<(String, String)>,
    release: String,
    kind: ReleaseEventKind,
    why: String,
    asked: ApproveFrom,
    now: Timestamp,
    today: Date,
}

/// From when a release is approved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ApproveFrom {
    /// The first day in force; today unless stated.
    pub from: Option<Date>,
    /// What becomes of what was settled for days that have passed; asked for where it changes any.
    pub past: Option<PastBills>,
}

impl Decision {
    fn request(&self) -> Option<Request> {
        let (key, content) = self.request.clone()?;
        Some(Request { key, content })
    }
}

/// A decision that may be taken: who takes it, and from which day it counts.
struct Allowed {
    operator: Operator,
    release: Release,
    from: Option<Date>,
}

impl Office<'_> {
    /// Approves a release from a day; today unless stated. Everything is tested again against the
    /// policies as they will be on that day, and the approval is refused when anything is red.
    pub fn approve(
        &self,
        by: impl Into<ReleaseActor>,
        request: RequestKey<'_>,
        (release, why): (&str, &str),
        asked: ApproveFrom,
    ) -> Result<MessageAnswer<ReleaseView>, DeskError> {
        let mut decision = self.decision(
            (by.into(), request),
            ReleaseEventKind::Approved,
            (release, why),
        )?;
        decision.asked = asked;
        if let Some(request) = &mut decision.request {
            request.1.push_str(&format!("{asked:?}"));
        }
        self.decide(&decision)
    }

    /// Refuses a release that somebody else drafted.
    pub fn refuse(
        &self,
        by: impl Into<ReleaseActor>,
        request: RequestKey<'_>,
        (release, why): (&str, &str),
    ) -> Result<MessageAnswer<ReleaseView>, DeskError> {
        let decision = self.decision(
            (by.into(), request),
            ReleaseEventKind::Refused,
            (release, why),
        )?;
        self.decide(&decision)
    }

    /// Withdraws a draft, by its drafter; or, by a publisher, what was approved and is not
    /// in force yet.
    pub fn withdraw(
        &self,
        by: impl Into<ReleaseActor>,
        request: RequestKey<'_>,
        (release, why): (&str, &str),
    ) -> Result<MessageAnswer<ReleaseView>, DeskError> {
        let decision = self.decision(
            (by.into(), request),
            ReleaseEventKind::Withdrawn,
            (release, why),
        )?;
        self.decide(&decision)
    }

    fn decision(
        &self,
        (by, request): (ReleaseActor, RequestKey<'_>),
        kind: ReleaseEventKind,
        (release, why): (&str, &str),
    ) -> Result<Decision, DeskError> {
        let why = checked_why(why)?;
        let request = Request::of(request, kind.word(), &(release, &why));
        Ok(Decision {
            by,
            request: request.map(|request| (request.key, request.content)),
            release: release.to_owned(),
            kind,
            why,
            asked: ApproveFrom::default(),
            now: self.now,
            today: self.today(),
        })
    }

    fn decide(&self, decision: &Decision) -> Result<MessageAnswer<ReleaseView>, DeskError> {
        self.settled(|| {
            let prepared = self.db.read(|tx: &mut Tx<'_>| self.prepare(tx, decision))?;
            let rehearsed = match prepared {
                Prepared::Answered(reply) => return Ok(MessageAnswer::again(reply)),
                Prepared::Untested => None,
                Prepared::Tested(rehearsal) => Some(self.with_past(rehearsal.run(), decision)?),
            };
            let red = rehearsed.as_ref().filter(|tested| !tested.is_green());
            let findings = red.map(|red| red.result.findings.clone());
            let decision = decision.clone();
            let write = move |tx: &mut Tx<'_>| write(tx, &decision, rehearsed.as_ref());
            let written = self.db.transact(write)?;
            match findings {
                Some(findings) => Err(ReleaseError::Red { findings }.into()),
                None => Ok(written),
            }
        })
    }

    /// What was tested, with what it would change of what was settled; that is decided with it.
    fn with_past(&self, rehearsed: Rehearsed, decision: &Decision) -> Result<Rehearsed, DeskError> {
        let place = self
            .db
            .read(|tx: &mut Tx<'_>| place_of(tx, &decision.release))?;
        let mut rehearsed = self.told_past(rehearsed, &place)?;
        let past = &mut rehearsed.result.past;
        let approves = decision.kind == ReleaseEventKind::Approved;
        if !approves || !rehearsed.result.findings.is_empty() {
            return Ok(rehearsed);
        }
        // What is settled by the rules of before until it is in force is corrected unless it is
        // said to stand.
        let unasked = (!past.is_any()).then_some(PastBills::Corrected);
        past.decided = decision.asked.past.or(unasked);
        match past.decided {
            Some(_) => Ok(rehearsed),
            None => Err(ReleaseError::Past {
                release: decision.release.clone(),
                effect: Box::new(past.clone()),
            }
            .into()),
        }
    }

    /// Everything that is read before the tests: whether it was decided before, whether it may be
    /// decided, and the texts to be tested.
    fn prepare(&self, tx: &mut Tx<'_>, decision: &Decision) -> Result<Prepared, DeskError> {
        let operator = decision.by.identify(tx)?;
        if let Some(reply) = answered(tx, decision.request().as_ref(), &operator)? {
            return Ok(Prepared::Answered(reply));
        }
        let approvals = rows::approvals(tx)?;
        let Allowed { release, from, .. } = allowed(tx, decision, &approvals)?;
        let place = release.place.as_str();
        let stands = approvals.iter().find(|known| known.release == release.id);
        let (start, after) = match (decision.kind, from, stands) {
            (ReleaseEventKind::Approved, Some(from), _) => {
                (from, with(&approvals, (&release.id, place), from))
            }
            (ReleaseEventKind::Withdrawn, _, Some(stands)) => {
                let others = approvals.iter().filter(|known| *known != stands);
                (stands.from, others.cloned().collect())
            }
            _ => return Ok(Prepared::Untested),
        };
        let suppose = Suppose {
            place,
            start,
            before: &approvals,
            after: &after,
            drafted: None,
            needs_cases: decision.kind == ReleaseEventKind::Approved
                && release.rolls_back.is_none(),
        };
        let rehearsal = Rehearsal::prepare(tx, self.base, &suppose)?;
        Ok(Prepared::Tested(Box::new(rehearsal)))
    }
}

enum Prepared {
    Answered(Vec<u8>),
    Untested,
    Tested(Box<Rehearsal>),
}

fn place_of(tx: &mut Tx<'_>, release: &str) -> Result<String, DeskError> {
    let unknown = || ReleaseError::Unknown {
        release: release.to_owned(),
    };
    Ok(rows::find(tx, release)?.ok_or_else(unknown)?.place)
}

/// Who may take the decision, and from which day it counts.
fn allowed(
    tx: &mut Tx<'_>,
    decision: &Decision,
    approvals: &[ApprovalRecord],
) -> Result<Allowed, DeskError> {
    let id = &decision.release;
    let unknown = || ReleaseError::Unknown {
        release: id.clone(),
    };
    let operator = decision.by.identify(tx)?;
    let release = rows::find(tx, id)?.ok_or_else(unknown)?;
    let events = rows::events(tx, id)?;
    let state = state_of(&release, &events, approvals, decision.today);
    let is_own_draft = state == ReleaseState::Draft && operator.id == release.drafted_by;
    let withdraws = decision.kind == ReleaseEventKind::Withdrawn;
    if !(withdraws && is_own_draft) {
        let role = (Role::Publisher, release.place.as_str());
        decision.by.in_role(tx, role)?;
    }
    check_state(decision, (&release, state), approvals)?;
    if !withdraws && operator.id == release.drafted_by {
        let (release, operator) = (release.id, operator.name);
        return Err(ReleaseError::FourEyes { release, operator }.into());
    }
    let from = match decision.kind {
        ReleaseEventKind::Approved => Some(day_of(decision, &release, approvals)?),
        _ => None,
    };
    Ok(Allowed {
        operator,
        release,
        from,
    })
}

fn check_state(
    decision: &Decision,
    (release, state): (&Release, ReleaseState),
    approvals: &[ApprovalRecord],
) -> Result<(), ReleaseError> {
    let withdraws = decision.kind == ReleaseEventKind::Withdrawn;
    match state {
        ReleaseState::Draft => Ok(()),
        // What follows it was approved on top of it.
        ReleaseState::Scheduled if withdraws => {
            let latest = latest(approvals, &release.place).map(|last| last.release.clone());
            match latest.as_deref() == Some(&release.id) {
                true => Ok(()),
                false => Err(ReleaseError::NotLatest {
                    release: release.id.clone(),
                    latest,
                }),
            }
        }
        ReleaseState::InForce if withdraws => {
            let standing = approvals.iter().find(|known| known.release == release.id);
            Err(ReleaseError::InForce {
                release: release.id.clone(),
                from: standing.map_or(decision.today, |standing| standing.from),
            })
        }
        _ => Err(ReleaseError::Decided {
            release: release.id.clone(),
            state: state.name(),
        }),
    }
}

/// The day from which an approval counts. Nothing may have been approved since the draft, and no
/// day before what is approved already will do: what was tested would not be what comes.
fn day_of(
    decision: &Decision,
    release: &Release,
    approvals: &[ApprovalRecord],
) -> Result<Date, ReleaseError> {
    let latest = latest(approvals, &release.place);
    let is_on_top = latest.map(|last| &last.release) == release.based_on.as_ref();
    if let Some(latest) = latest.filter(|_| !is_on_top) {
        return Err(ReleaseError::Outdated {
            release: release.id.clone(),
            latest: latest.release.clone(),
        });
    }
    let earliest = earliest(decision.today, latest);
    match decision.asked.from.unwrap_or(earliest) {
        from if from < earliest => Err(ReleaseError::Date { from, earliest }),
        from => Ok(from),
    }
}

fn write(
    tx: &mut Tx<'_>,
    decision: &Decision,
    rehearsed: Option<&Rehearsed>,
) -> Result<MessageAnswer<ReleaseView>, DeskError> {
    let turn = rows::take_turn(tx)?;
    let operator = decision.by.identify(tx)?;
    let request = decision.request();
    if let Some(reply) = answered(tx, request.as_ref(), &operator)? {
        return Ok(MessageAnswer::again(reply));
    }
    if rehearsed.is_some_and(|tested| turn != tested.turn + 1) {
        return Err(Moved.into());
    }
    let approvals = rows::approvals(tx)?;
    let allowed = allowed(tx, decision, &approvals)?;
    // What was tested and red is kept all the same; nothing is decided by it.
    let is_green = rehearsed.is_none_or(Rehearsed::is_green);
    let event = ReleaseEvent {
        release: allowed.release.id.clone(),
        turn,
        kind: if is_green {
            decision.kind
        } else {
            ReleaseEventKind::Tested
        },
        at: decision.now,
        actor: allowed.operator.id.clone(),
        drafted_by: allowed.release.drafted_by.clone(),
        why: decision.why.clone(),
        from: allowed.from.filter(|_| is_green),
        test: rehearsed.map(as_text),
    };
    happen(tx, &event)?;
    if let Some(tested) = rehearsed.filter(|_| is_green) {
        keep_packs(tx, &tested.packs)?;
        if let (Some(from), Some(PastBills::Corrected)) = (event.from, tested.result.past.decided) {
            let release = (allowed.release.id.as_str(), allowed.release.place.as_str());
            past::ask(tx, release, (decision.now, from))?;
        }
    }
    let view = view(tx, &allowed.release.id, decision.today)?;
    let remembered = request.as_ref().filter(|_| is_green);
    let who = (remembered, &allowed.operator, decision.now);
    finish(tx, who, view)
}
