//! One case, with everything that is needed to decide it.

use domain::Bilingual;
use domain::filing::{DecisionReason, Event, EventKind, Filing, HistoryEntry, Verdict};
use domain::ids::FilingId;
use domain::person::{Enrolment, Person};
use jiff::Timestamp;
use store::cases::{self, CaseEntry, CaseLane, OpenCaseEntry};
use store::operators::Operator;
use store::{enrolments, filings, people};

use super::opened::opened_now;
use super::{CaseError, hold, is_same_human, is_supervisor, name_of, of_others};
use crate::looked::{ReadNote, note_read};
use crate::{Desk, DeskError};

/// So many numbers are shown to one operator a day.
const SHOWN_MAX: i64 = 50;

/// What an operator may do with a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseRights {
    /// Return or refuse it.
    pub decide: bool,
    /// Approve it alone.
    pub approve: bool,
    /// Propose to approve it against a check.
    pub propose: bool,
    /// Take it over from whoever has it.
    pub take_over: bool,
}

/// An approval that somebody proposed against a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Who, by name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// With which reason.
    pub reason: String,
}

/// What the person would be told of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WouldTell {
    /// Which decision.
    pub decision: EventKind,
    /// With which reason.
    pub reason: Option<DecisionReason>,
    /// The notice; why it is not possible where it is not.
    pub told: Result<Bilingual, Bilingual>,
}

/// A case as a clerk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCase {
    /// The filing.
    pub filing: Filing,
    /// What the list has of it.
    pub row: CaseEntry,
    /// Whose; pages mask it.
    pub person: Person,
    /// Every insurance as it is on record today.
    pub enrolments: Vec<Enrolment>,
    /// The other filings of the person, newest first.
    pub others: Vec<Filing>,
    /// What happened, with its instants, oldest first.
    pub events: Vec<(Timestamp, HistoryEntry)>,
    /// Who else has it open, by name, and since when.
    pub held: Option<(String, Timestamp)>,
    /// Whether the operator has taken it.
    pub is_taken: bool,
    /// What is proposed.
    pub proposed: Option<Proposed>,
    /// What this operator may do.
    pub rights: CaseRights,
    /// What the person would be told.
    pub would_tell: Vec<WouldTell>,
    /// What the forms of the case carry: that this operator has it open, and since when.
    pub opened: String,
}

/// Shows a case, and notes that the operator looked. Who works on it is not changed by looking.
pub fn open_case(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    id: &FilingId,
) -> Result<OpenCase, DeskError> {
    let filing = of_others(desk, operator, id)?;
    let owner = filing.person().clone();
    let read = ReadNote {
        person: &owner,
        object: id.as_str(),
        reason: "",
    };
    note_read(desk, operator, read)?;
    let open = hold::open_row(desk, &filing)?;
    let person = people::find(desk.tx, &owner)?.ok_or(DeskError::UnknownPerson)?;
    let row = cases::find(desk.tx, &owner, id)?;
    let row = row.unwrap_or_else(|| CaseEntry::of(&filing));
    let is_others = hold::is_others(&open, operator, desk.now);
    let held = match is_others {
        true => Some((name_of(desk, &open.holder)?, open.held_at)),
        false => None,
    };
    let proposed = proposal(desk, (&row, &open))?;
    let is_proposed = proposed.is_some();
    let waits = matches!(row.lane, CaseLane::Waiting | CaseLane::Proposed) && !is_others;
    let may = waits && !is_same_human(desk, operator, &row.entered_by)?;
    let against = goes_against(&filing);
    let second = is_proposed
        && is_supervisor(operator)
        && !is_same_human(desk, operator, &open.proposed_by)?;
    let rights = CaseRights {
        decide: may,
        approve: may && (!against || second),
        propose: may && against && !is_proposed,
        take_over: is_others && is_supervisor(operator),
    };
    let mut others = crate::filings(desk, &owner)?;
    others.retain(|other| other.id() != id);
    others.sort_by_key(|other| std::cmp::Reverse(other.submitted_on));
    Ok(OpenCase {
        opened: opened_now(desk, operator, &filing),
        would_tell: would_tell(desk, &filing)?,
        events: filings::events(desk.tx, &owner, id)?,
        enrolments: enrolments::on_day(desk.tx, &owner, desk.today())?,
        filing,
        row,
        person,
        others,
        held,
        is_taken: open.holder == operator.id,
        proposed,
        rights,
    })
}

/// What was proposed of it, where it waits for a second pair of eyes.
fn proposal(
    desk: &mut Desk<'_, '_>,
    (row, open): (&CaseEntry, &OpenCaseEntry),
) -> Result<Option<Proposed>, DeskError> {
    if row.lane != CaseLane::Proposed || open.proposed_by.is_empty() {
        return Ok(None);
    }
    Ok(Some(Proposed {
        by: name_of(desk, &open.proposed_by)?,
        at: open.proposed_at,
        reason: open.proposal.clone(),
    }))
}

/// Whether approving it goes against a check.
pub(super) fn goes_against(filing: &Filing) -> bool {
    let mut checks = filing.checks.iter();
    checks.any(|check| check.verdict == Verdict::Fail)
}

/// What the person would be told of each decision with each catalogued reason.
fn would_tell(desk: &mut Desk<'_, '_>, filing: &Filing) -> Result<Vec<WouldTell>, DeskError> {
    let mut told = Vec::new();
    if !filing.is_pending() {
        return Ok(told);
    }
    for decision in [EventKind::Approve, EventKind::Return, EventKind::Refuse] {
        let reasons: Vec<Option<DecisionReason>> = match decision {
            EventKind::Approve => {
                let own = DecisionReason::of(decision).into_iter().map(Some);
                [None].into_iter().chain(own).collect()
            }
            _ => DecisionReason::of(decision).into_iter().map(Some).collect(),
        };
        for reason in reasons {
            let words = reason.map_or("-".to_owned(), |reason| reason.written(""));
            let outcome = crate::filing::would_tell(desk, filing, &event(decision, words))?;
            told.push(WouldTell {
                decision,
                reason,
                told: outcome.map_err(|refused| refused.says()),
            });
        }
    }
    Ok(told)
}

/// The event of a decision.
pub(super) fn event(decision: EventKind, reason: String) -> Event {
    match decision {
        EventKind::Return => Event::Return { reason },
        EventKind::Refuse => Event::Refuse { reason },
        _ => Event::Approve { reason },
    }
}

/// The filing of which something is shown in full: for a reason, and not too often a day.
pub(super) fn may_show(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (id, reason): (&FilingId, &str),
) -> Result<Filing, DeskError> {
    let filing = of_others(desk, operator, id)?;
    if reason.trim().chars().count() < 2 {
        return Err(CaseError::ShowReasonNeeded.into());
    }
    let today = desk.today();
    if cases::count_shown(desk.tx, &operator.id, today)? > SHOWN_MAX {
        return Err(CaseError::ShownTooOften { most: SHOWN_MAX }.into());
    }
    Ok(filing)
}

/// The full number of the person's first certificate. It needs a reason, is noted for the person to
/// see, and is counted by the day.
pub fn show_number(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (id, reason): (&FilingId, &str),
) -> Result<String, DeskError> {
    let filing = may_show(desk, operator, (id, reason))?;
    let owner = filing.person();
    let person = people::find(desk.tx, owner)?.ok_or(DeskError::UnknownPerson)?;
    desk.tx.lock_person(owner)?;
    let by = (operator.id.as_str(), "show-number");
    desk.note(owner.as_str(), by, (id.as_str(), reason.trim()))?;
    let mut shown = person.certificates();
    let number = shown.next().map(|it| it.reveal().to_owned());
    number.ok_or(DeskError::UnknownPerson)
}
