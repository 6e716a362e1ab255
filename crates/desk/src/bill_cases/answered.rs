//! What a decision about a bill answers: everybody who asked about it and whose question was handed
//! to review hears what became of it, in the transaction of the decision.

use domain::notices::NoticeTopic;
use domain::question::AnswerKind;
use serde_json::json;
use store::bill_cases::{BillCase, BillDecision, BillVerdict};
use store::bill_questions::{self, BillAnswer};
use store::operators::Operator;

use crate::telling::{NoticePlace, tell};
use crate::{Desk, DeskError};

/// What the people who asked are answered by a decision.
fn answer_of(verdict: BillVerdict) -> AnswerKind {
    match verdict {
        BillVerdict::Correct | BillVerdict::Figures => AnswerKind::Corrected,
        BillVerdict::Leave | BillVerdict::Claim => AnswerKind::Explained,
        BillVerdict::Hospital => AnswerKind::HospitalCorrects,
    }
}

/// Answers the questions about a bill that are in review by what two decided; `notice` is the first
/// of the turn that is free.
pub(super) fn answer_reviewed(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (case, decision): (&BillCase, &BillDecision),
    notice: i64,
) -> Result<(), DeskError> {
    let Some(settlement) = case.settlement() else {
        return Ok(());
    };
    let turn = desk.tx.turn_of(case.person.as_str()).unwrap_or_default();
    let kind = answer_of(decision.verdict);
    let in_review = bill_questions::in_review(desk.tx, (&case.person, &settlement))?;
    for (ordinal, mut question) in (notice..).zip(in_review) {
        let before = bill_questions::answers(desk.tx, (&case.person, &question.id))?;
        let answer = BillAnswer {
            ordinal: before.last().map_or(0, |last| last.ordinal) + 1,
            turn,
            kind,
            answered_by: operator.id.clone(),
            answered_at: desk.now,
            text: in_words(decision),
        };
        question.state = kind.leads_to();
        bill_questions::put(desk.tx, desk.random, &question)?;
        bill_questions::answer(desk.tx, desk.random, (&question, &answer))?;
        let by = (operator.id.as_str(), "answer-about-bill");
        desk.note(
            case.person.as_str(),
            by,
            (question.id.as_str(), kind.word()),
        )?;
        let payload = json!({ "settlement": settlement, "question": question.id });
        let place = NoticePlace {
            person: &case.person,
            turn,
            ordinal,
        };
        tell(desk, place, NoticeTopic::QuestionAnswered, &payload)?;
    }
    Ok(())
}

/// The reason and on what it rests, as the person reads it.
fn in_words(decision: &BillDecision) -> String {
    let source = &decision.source;
    format!(
        "{}（依据：{} {}）",
        decision.reason, source.title, source.number
    )
}
