//! One bill as a clerk sees it: what was asked or changed, what is missing, what would come out,
//! and what this operator may do.

use domain::Bilingual;
use domain::person::Person;
use domain::plan::Missing;
use domain::shares::Shares;
use jiff::{SignedDuration, Timestamp};
use store::bill_cases::{self, BillCase, BillCaseKind, BillDecision, BillLane, BillVerdict};
use store::bill_questions::{self, BillQuestion};
use store::corrections::{self, Task};
use store::operators::Operator;
use store::people;
use store::settlements::Settlement;

use super::queue::{QueuedBill, named};
use super::{ToClaim, claim, of_others};
use crate::cases::{is_same_human, name_of, open_stamp};
use crate::decide::foresee;
use crate::looked::{ReadNote, note_read};
use crate::query::pack_of_settlement;
use crate::{Desk, DeskError};

/// A figure that is missing, and what stands in for it.
pub type FiguresMissing = Vec<Missing>;

/// What an operator may do with a case now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BillRights {
    /// Propose a decision.
    pub propose: bool,
    /// Confirm or send back what somebody else proposed.
    pub confirm: bool,
    /// Take back what they proposed themselves.
    pub take_back: bool,
}

/// A bill as a clerk sees it.
#[derive(Clone, Debug)]
pub struct OpenBill {
    /// The case, with name and place.
    pub listed: QueuedBill,
    /// Whose.
    pub person: Person,
    /// The settlement as it stands, where there is one.
    pub made: Option<Settlement>,
    /// Why somebody has to say something of it.
    pub tasks: Vec<Task>,
    /// The figures that are missing.
    pub missing: FiguresMissing,
    /// What each payer would pay more by what stands now; why nobody can say.
    pub would: Result<Option<Shares>, Bilingual>,
    /// What was asked about it and is looked at again.
    pub questions: Vec<BillQuestion>,
    /// What a claim needs, where nothing was settled.
    pub claim: Option<ToClaim>,
    /// What may be decided of it.
    pub verdicts: Vec<BillVerdict>,
    /// What this operator may do.
    pub rights: BillRights,
    /// Whether it still waits, by the books.
    pub is_open: bool,
    /// What happened, with names: when, who, what.
    pub history: Vec<(Timestamp, String, Bilingual)>,
    /// What the forms carry: that this operator has it open as it stands.
    pub opened: String,
}

/// What a case is, as it stands: whatever happens to it, or to the books of the person it rests on,
/// afterwards is not what was seen.
pub(super) fn as_it_stands(desk: &mut Desk<'_, '_>, case: &BillCase) -> Result<String, DeskError> {
    let standing = corrections::standing(desk.tx, &case.person)?;
    let corrected = corrections::of_person(desk.tx, &case.person)?.len();
    let asked = questions_of(desk, case)?.len();
    Ok(format!(
        "{}#{}#{}#{corrected}#{asked}",
        case.number,
        case.body.history.len(),
        standing.len(),
    ))
}

/// What was asked about a bill and is looked at again.
fn questions_of(desk: &mut Desk<'_, '_>, case: &BillCase) -> Result<Vec<BillQuestion>, DeskError> {
    match case.settlement() {
        Some(made) => Ok(bill_questions::in_review(desk.tx, (&case.person, &made))?),
        None => Ok(Vec::new()),
    }
}

/// A page that has lain open for longer than a day at work decides nothing.
pub(super) const SEEN_AT_MOST: SignedDuration = SignedDuration::from_hours(10);

/// Shows a bill, and notes that the operator looked.
pub fn open_bill(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    number: &str,
) -> Result<OpenBill, DeskError> {
    let case = of_others(desk, operator, number)?;
    let read = ReadNote {
        person: &case.person,
        object: number,
        reason: "",
    };
    note_read(desk, operator, read)?;
    let person = people::find(desk.tx, &case.person)?.ok_or(DeskError::UnknownPerson)?;
    let facts = BillFacts::load(desk, &case)?;
    let rights = rights(desk, operator, (&case, facts.is_open))?;
    let mut history = Vec::new();
    for event in &case.body.history {
        let who = match event.by.as_str() {
            "rule" => String::new(),
            id => name_of(desk, id)?,
        };
        history.push((event.at, who, said(event.decision.as_ref(), event)));
    }
    let refused = case.body.refused.as_ref();
    let claim = refused.map(|bill| claim::to_claim(desk, &case, bill));
    let seen = as_it_stands(desk, &case)?;
    Ok(OpenBill {
        opened: open_stamp(desk, operator, &seen),
        verdicts: facts.verdicts(&case),
        would: facts.would,
        made: facts.made,
        tasks: facts.tasks,
        missing: facts.missing,
        questions: facts.questions,
        is_open: facts.is_open,
        person,
        claim,
        rights,
        history,
        listed: named(desk, case)?,
    })
}

fn said(decision: Option<&BillDecision>, event: &bill_cases::BillEvent) -> Bilingual {
    use domain::text::{Named, Sep};
    let mut parts = vec![event.deed.name()];
    if let Some(decision) = decision {
        parts.push(decision.verdict.name());
        parts.push(Bilingual::new(&decision.reason, &decision.reason));
    }
    if !event.reason.is_empty() {
        parts.push(Bilingual::new(&event.reason, &event.reason));
    }
    Bilingual::join(parts, Sep::Comma)
}

/// What the books say of a case now.
pub(super) struct BillFacts {
    pub made: Option<Settlement>,
    pub tasks: Vec<Task>,
    pub missing: FiguresMissing,
    pub would: Result<Option<Shares>, Bilingual>,
    pub questions: Vec<BillQuestion>,
    pub is_open: bool,
}

impl BillFacts {
    pub(super) fn load(desk: &mut Desk<'_, '_>, case: &BillCase) -> Result<BillFacts, DeskError> {
        let is_open = bill_cases::is_open(desk.tx, case)?;
        let standing = corrections::standing(desk.tx, &case.person)?;
        let made = case.settlement();
        let made = made.and_then(|id| standing.into_iter().find(|made| made.id == id));
        let mut facts = BillFacts {
            made: None,
            tasks: vec![],
            missing: vec![],
            would: Ok(None),
            questions: questions_of(desk, case)?,
            is_open,
        };
        let Some(made) = made else {
            return Ok(facts);
        };
        facts.tasks = corrections::open_tasks_of(desk.tx, (&case.person, &made.id))?;
        let pack = pack_of_settlement(desk, &made)?;
        if let Ok(computed) = made.inputs.compute(&pack, None) {
            facts.missing = computed.provisional;
        }
        if !facts.tasks.is_empty() || !facts.questions.is_empty() {
            facts.would = foresee(desk, &made, None)?;
        }
        facts.made = Some(made);
        Ok(facts)
    }

    /// What may be decided: only what makes a difference.
    pub(super) fn verdicts(&self, case: &BillCase) -> Vec<BillVerdict> {
        if case.kind == BillCaseKind::Refused {
            return vec![BillVerdict::Claim];
        }
        let mut all = Vec::new();
        let differs = matches!(self.would, Ok(Some(_)));
        if differs || !self.tasks.is_empty() && self.would.is_ok() {
            all.push(BillVerdict::Correct);
        }
        // What the record or the rules changed is decided first.
        if self.tasks.is_empty() && !self.missing.is_empty() {
            all.push(BillVerdict::Figures);
        }
        all.push(BillVerdict::Leave);
        if self.tasks.is_empty() && !self.questions.is_empty() {
            all.push(BillVerdict::Hospital);
        }
        all
    }
}

fn rights(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (case, is_open): (&BillCase, bool),
) -> Result<BillRights, DeskError> {
    let mut rights = BillRights {
        propose: is_open && case.lane == BillLane::Waiting,
        ..BillRights::default()
    };
    if case.lane == BillLane::Proposed
        && let Some((event, _)) = case.proposal()
    {
        let own = is_same_human(desk, operator, &event.by)?;
        rights.take_back = operator.id == event.by;
        rights.confirm = is_open && !own;
    }
    Ok(rights)
}
