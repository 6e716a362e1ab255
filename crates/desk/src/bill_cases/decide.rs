//! Deciding about a bill. One proposes with a reason and a source, another one confirms; only then
//! it is posted and told. Until then whoever proposed takes it back with one key.

use domain::ids::SettlementId;
use domain::notices::NoticeTopic;
use domain::plan::DecidedFigure;
use domain::{Money, Region};
use jiff::Timestamp;
use serde::Serialize;
use store::bill_cases::{
    BillCase, BillDecision, BillDeed, BillEvent, BillLane, BillVerdict, DecisionSource,
};
use store::operators::Operator;

use super::already::{done_already, just_did};
use super::answered::answer_reviewed;
use super::case::{BillFacts, SEEN_AT_MOST, as_it_stands};
use super::{BillCaseError, in_turn, put};
use crate::cases::{CaseError, is_same_human, opened_at};
use crate::decide::{CorrectionVerdict, DecideCorrection, DecidedCorrection, decide_by, foresee};
use crate::telling::{NoticePlace, tell};
use crate::{Desk, DeskError};

/// An amount for a missing figure, as a form sends it: by its place in what the page lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureAsked {
    /// Which of the missing figures.
    pub place: usize,
    /// How much is applied.
    pub amount: Money,
}

/// A decision as somebody proposes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillProposal {
    /// What.
    pub verdict: BillVerdict,
    /// Why; the person reads it.
    pub reason: String,
    /// On what it rests.
    pub source: DecisionSource,
    /// Amounts for what is missing.
    pub figures: Vec<FigureAsked>,
}

/// Fewer characters are no reason.
const REASON_MIN: usize = 4;

/// Proposes a decision: somebody else confirms it. Sent twice it is the same proposal.
pub fn propose_bill(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (number, seen): (&str, &str),
    asked: &BillProposal,
) -> Result<(), DeskError> {
    let case = in_turn(desk, operator, number)?;
    propose(desk, operator, (case, Some(seen)), asked).map(drop)
}

/// The same for a program that shows no page: about a settlement that waits, with what would come
/// out. It holds no more than one made on a page does.
pub fn propose_correction(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (settlement, asked): (&SettlementId, &BillProposal),
) -> Result<BillDecision, DeskError> {
    let case = in_turn(desk, operator, settlement.as_str()).map_err(|error| match error {
        DeskError::BillCase(BillCaseError::UnknownBillCase { .. }) => DeskError::NothingToDecide {
            settlement: settlement.clone(),
        },
        other => other,
    })?;
    propose(desk, operator, (case, None), asked)
}

fn propose(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (mut case, seen): (BillCase, Option<&str>),
    asked: &BillProposal,
) -> Result<BillDecision, DeskError> {
    if let Some((event, decision)) = case.proposal()
        && case.lane == BillLane::Proposed
        && event.by == operator.id
        && is_asked(decision, asked)
    {
        return Ok(decision.clone());
    }
    let facts = waits(desk, &case, BillLane::Waiting)?;
    if let Some(seen) = seen {
        is_as_seen(desk, operator, (&case, seen))?;
    }
    let decision = weigh(desk, (&case, &facts), asked)?;
    happened(
        &mut case,
        (desk.now, operator),
        BillDeed::Proposed,
        Some(decision.clone()),
    );
    case.lane = BillLane::Proposed;
    let note = (&*operator.id, "propose-bill", &*decision.source.title);
    put(desk, &case, note)?;
    Ok(decision)
}

/// Whether a proposal is just what is asked for again.
fn is_asked(decision: &BillDecision, asked: &BillProposal) -> bool {
    let amounts = decision.figures.iter().map(|one| one.amount);
    decision.verdict == asked.verdict
        && decision.reason == asked.reason.trim()
        && decision.source == trimmed(&asked.source)
        && amounts.eq(asked.figures.iter().map(|one| one.amount))
}

/// Takes back what the operator proposed: nothing has left the building yet.
pub fn take_bill_proposal_back(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    number: &str,
) -> Result<(), DeskError> {
    let mut case = in_turn(desk, operator, number)?;
    let by = case.proposal().map(|(event, _)| event.by.clone());
    if case.lane == BillLane::Waiting && just_did(&case, operator, BillDeed::TakenBack) {
        return Ok(());
    }
    if case.lane != BillLane::Proposed || by.as_deref() != Some(&operator.id) {
        return Err(done_already(desk, &case));
    }
    happened(&mut case, (desk.now, operator), BillDeed::TakenBack, None);
    case.lane = BillLane::Waiting;
    put(desk, &case, (&operator.id, "take-bill-proposal-back", ""))
}

/// Sends a proposal back with the reason: the second one does not agree. Sent twice it is sent back
/// once.
pub fn send_bill_back(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (number, reason): (&str, &str),
) -> Result<(), DeskError> {
    let mut case = in_turn(desk, operator, number)?;
    if case.lane == BillLane::Waiting && just_did(&case, operator, BillDeed::SentBack) {
        return Ok(());
    }
    second_eye(desk, operator, &case)?;
    let reason = said(reason)?;
    happened(&mut case, (desk.now, operator), BillDeed::SentBack, None);
    if let Some(event) = case.body.history.last_mut() {
        reason.clone_into(&mut event.reason);
    }
    case.lane = BillLane::Waiting;
    put(desk, &case, (&operator.id, "send-bill-back", &reason))
}

/// Confirms what somebody else proposed: it is posted and told, and holds. Sent twice it is the
/// same confirmation. Where something else comes out by now, nothing is confirmed.
pub fn confirm_bill(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (number, seen): (&str, &str),
) -> Result<(), DeskError> {
    let mut case = in_turn(desk, operator, number)?;
    if just_did(&case, operator, BillDeed::Confirmed) {
        return Ok(());
    }
    second_eye(desk, operator, &case)?;
    let facts = waits(desk, &case, BillLane::Proposed)?;
    is_as_seen(desk, operator, (&case, seen))?;
    let (_, decision) = case.proposal().ok_or(CaseError::NothingProposed)?;
    let decision = decision.clone();
    if !facts.verdicts(&case).contains(&decision.verdict) {
        return Err(BillCaseError::VerdictUnfit.into());
    }
    if comes_out(desk, &facts, &decision)? != decision.foreseen {
        return Err(BillCaseError::ComesOutOtherwise.into());
    }
    let told = take_effect(desk, operator, (&case, &facts, &decision))?;
    answer_reviewed(desk, operator, (&case, &decision), told + 1)?;
    case.lane = match decision.verdict {
        BillVerdict::Correct | BillVerdict::Figures => BillLane::Corrected,
        BillVerdict::Leave | BillVerdict::Hospital => BillLane::Left,
        BillVerdict::Claim => BillLane::Claimed,
    };
    case.decided_by.clone_from(&operator.id);
    case.decided_on = desk.today();
    happened(&mut case, (desk.now, operator), BillDeed::Confirmed, None);
    put(
        desk,
        &case,
        (&operator.id, "confirm-bill", decision.verdict.word()),
    )
}

/// What is decided happens to the books; how many notices that took.
fn take_effect(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (case, facts, decision): (&BillCase, &BillFacts, &BillDecision),
) -> Result<i64, DeskError> {
    let asked = |verdict| DecideCorrection {
        settlement: facts.made.as_ref().expect("it was settled").id.clone(),
        verdict,
        reason: reason_in_full(decision),
    };
    let told = |decided: DecidedCorrection| {
        let count = i64::try_from(decided.corrections.len());
        count.expect("a year has fewer bills")
    };
    match decision.verdict {
        BillVerdict::Correct => {
            let asked = asked(CorrectionVerdict::Correct);
            decide_by(desk, operator, (&asked, None)).map(told)
        }
        BillVerdict::Figures => {
            let asked = asked(CorrectionVerdict::Correct);
            let figures = figures_with_before(facts, decision);
            let number = number_of(case);
            let figures = Some((figures.as_slice(), number.as_str()));
            decide_by(desk, operator, (&asked, figures)).map(told)
        }
        BillVerdict::Hospital => Ok(0),
        BillVerdict::Leave if facts.tasks.is_empty() => Ok(0),
        BillVerdict::Leave => {
            let asked = asked(CorrectionVerdict::Leave);
            decide_by(desk, operator, (&asked, None)).map(told)
        }
        BillVerdict::Claim => told_to_claim(desk, case).map(|()| 1),
    }
}

fn reason_in_full(decision: &BillDecision) -> String {
    let DecisionSource { title, number, .. } = &decision.source;
    format!("{} [{title} {number}]", decision.reason)
}

/// The number of a decision: that of the case, and which of its decisions.
fn number_of(case: &BillCase) -> String {
    let proposed = case.body.history.iter();
    let proposed = proposed.filter(|one| one.deed == BillDeed::Proposed);
    format!("{}-{}", case.number, proposed.count())
}

/// Tells the person that a bill is to be claimed.
fn told_to_claim(desk: &mut Desk<'_, '_>, case: &BillCase) -> Result<(), DeskError> {
    #[derive(Serialize)]
    struct Payload<'a> {
        bill_case: &'a str,
        insured_at: Region,
    }
    let turn = desk.tx.turn_of(case.person.as_str()).unwrap_or_default();
    let place = NoticePlace {
        person: &case.person,
        turn,
        ordinal: 1,
    };
    let payload = Payload {
        bill_case: &case.number,
        insured_at: case.insured_at,
    };
    Ok(tell(desk, place, NoticeTopic::BillToBeClaimed, &payload)?)
}

/// A decision that may be proposed, with what comes out by it.
fn weigh(
    desk: &mut Desk<'_, '_>,
    (case, facts): (&BillCase, &BillFacts),
    asked: &BillProposal,
) -> Result<BillDecision, DeskError> {
    if !facts.verdicts(case).contains(&asked.verdict) {
        return Err(BillCaseError::VerdictUnfit.into());
    }
    let source = trimmed(&asked.source);
    if source.title.chars().count() < 2 || source.number.is_empty() {
        return Err(BillCaseError::SourceMissing.into());
    }
    let mut decision = BillDecision {
        verdict: asked.verdict,
        reason: said(&asked.reason)?,
        figures: vec![],
        source,
        foreseen: None,
    };
    if asked.verdict == BillVerdict::Figures {
        decision.figures = figures(case, (facts, asked), &decision.source)?;
    }
    decision.foreseen = comes_out(desk, facts, &decision)?;
    Ok(decision)
}

/// The amount of each missing figure, with what it rests on.
fn figures(
    case: &BillCase,
    (facts, asked): (&BillFacts, &BillProposal),
    source: &DecisionSource,
) -> Result<Vec<DecidedFigure>, DeskError> {
    let proposed = case.body.history.iter();
    let proposed = proposed.filter(|one| one.deed == BillDeed::Proposed);
    let decision = format!("{}-{}", case.number, proposed.count() + 1);
    let mut decided: Vec<DecidedFigure> = Vec::new();
    for (place, missing) in facts.missing.iter().enumerate() {
        let mut given = asked.figures.iter();
        let given = given.find(|one| one.place == place && !one.amount.is_negative());
        let given = given.ok_or_else(|| BillCaseError::FigureMissing {
            layer: missing.layer.clone(),
        })?;
        decided.push(DecidedFigure {
            table: missing.table.to_string(),
            figure: missing.figure.clone(),
            layer: missing.layer.clone(),
            amount: given.amount,
            decision: decision.clone(),
            source: format!("{} {}", source.title, source.number),
        });
    }
    Ok(decided)
}

/// What was decided of the settlement before stays, but for what is decided now.
fn figures_with_before(facts: &BillFacts, decision: &BillDecision) -> Vec<DecidedFigure> {
    let before = facts.made.iter().flat_map(|made| &made.inputs.decided);
    let is_new = |old: &&DecidedFigure| {
        let mut now = decision.figures.iter();
        now.any(|new| new.figure == old.figure && new.layer == old.layer)
    };
    let kept = before.filter(|old| !is_new(old)).cloned();
    kept.chain(decision.figures.iter().cloned()).collect()
}

/// What each payer would pay more by a decision, were it confirmed now.
fn comes_out(
    desk: &mut Desk<'_, '_>,
    facts: &BillFacts,
    decision: &BillDecision,
) -> Result<Option<domain::shares::Shares>, DeskError> {
    let Some(made) = &facts.made else {
        return Ok(None);
    };
    let figures = figures_with_before(facts, decision);
    let found = match decision.verdict {
        BillVerdict::Leave | BillVerdict::Claim | BillVerdict::Hospital => return Ok(None),
        BillVerdict::Correct => foresee(desk, made, None)?,
        BillVerdict::Figures => foresee(desk, made, Some((&figures, "")))?,
    };
    found.map_err(|why| DeskError::NotDerived {
        settlement: made.id.clone(),
        why,
    })
}

/// Refuses what does not wait in this list any more, by its row or by the books.
fn waits(desk: &mut Desk<'_, '_>, case: &BillCase, lane: BillLane) -> Result<BillFacts, DeskError> {
    if case.lane != lane {
        return Err(done_already(desk, case));
    }
    let facts = BillFacts::load(desk, case)?;
    match facts.is_open {
        true => Ok(facts),
        false => Err(BillCaseError::ClosedByItself.into()),
    }
}

/// Refuses whoever proposed it, with any account.
fn second_eye(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    case: &BillCase,
) -> Result<(), DeskError> {
    let mut history = case.body.history.iter().rev();
    let was_proposed = history.any(|event| event.deed == BillDeed::Proposed);
    let came_again = case.body.history.last().map(|event| event.deed) == Some(BillDeed::Opened);
    match case.lane {
        BillLane::Proposed => {}
        BillLane::Waiting if was_proposed && came_again => {
            return Err(BillCaseError::ComesOutOtherwise.into());
        }
        BillLane::Waiting if was_proposed => return Err(done_already(desk, case)),
        BillLane::Waiting => return Err(CaseError::NothingProposed.into()),
        _ => return Err(done_already(desk, case)),
    }
    let (event, _) = case.proposal().ok_or(CaseError::NothingProposed)?;
    let by = event.by.clone();
    match is_same_human(desk, operator, &by)? {
        true => Err(CaseError::SecondEye.into()),
        false => Ok(()),
    }
}

/// Refuses a page that shows what is not so any more.
fn is_as_seen(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (case, seen): (&BillCase, &str),
) -> Result<(), DeskError> {
    let stands = as_it_stands(desk, case)?;
    let at: Option<Timestamp> = opened_at(desk, operator, (&stands, seen));
    let fresh = at.is_some_and(|at| desk.now.duration_since(at) < SEEN_AT_MOST);
    match fresh {
        true => Ok(()),
        false => Err(CaseError::JustOpened.into()),
    }
}

fn said(reason: &str) -> Result<String, DeskError> {
    let reason = reason.trim();
    match reason.chars().count() < REASON_MIN {
        true => Err(BillCaseError::WhyMissing.into()),
        false => Ok(reason.to_owned()),
    }
}

fn trimmed(source: &DecisionSource) -> DecisionSource {
    DecisionSource {
        title: source.title.trim().to_owned(),
        number: source.number.trim().to_owned(),
        address: source.address.trim().to_owned(),
    }
}

fn happened(
    case: &mut BillCase,
    (at, operator): (Timestamp, &Operator),
    deed: BillDeed,
    decision: Option<BillDecision>,
) {
    case.body.history.push(BillEvent {
        at,
        by: operator.id.clone(),
        deed,
        reason: String::new(),
        decision,
    });
    case.holder.clear();
}
