//! The agency's side: what waits, one question with the bill beside it, the answer.

use domain::calendar::in_china;
use domain::ids::BillQuestionId;
use domain::notices::NoticeTopic;
use domain::question::{AnswerKind, QuestionState};
use domain::struck::without_numbers;
use domain::text::Named;
use domain::{Bilingual, say};
use serde_json::json;
use store::bill_cases;
use store::bill_questions::{self, BillAnswer, BillQuestion};
use store::operators::Operator;
use store::people;

use super::{AnsweredQuestion, QuestionError};
use crate::bill_waits::open_questioned;
use crate::cases::{CaseError, is_own, name_of};
use crate::looked::{ReadNote, note_read};
use crate::telling::{NoticePlace, tell};
use crate::unit_places::places_of_unit;
use crate::{Desk, DeskError, Identified, Settlement, Voucher, identify, settlement_by_id};

/// So many are listed of a region.
const LISTED: u32 = 200;
/// So many characters say something, and so many are enough.
const TEXT: std::ops::RangeInclusive<usize> = 2..=1_000;

/// A question in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedQuestion {
    /// The question.
    pub question: BillQuestion,
    /// The full name; pages mask it.
    pub name: String,
}

/// A question with everything that is needed to answer it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The question and what was answered so far, by whom by name.
    pub asked: AnsweredQuestion,
    /// Who answered, by name, in the order of the answers.
    pub answered_by: Vec<String>,
    /// Number of the case in which the bill is or was looked at again, and whether it waits there.
    pub case: Option<(String, bool)>,
    /// The bill.
    pub bill: Settlement,
    /// Whose it is; pages mask it.
    pub person: Identified,
}

/// An answer as a clerk gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerGiven {
    /// What.
    pub kind: AnswerKind,
    /// In words the person reads.
    pub text: String,
}

/// The questions of the operator's unit that stand so, the oldest first.
pub fn question_queue(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    state: QuestionState,
) -> Result<Vec<QueuedQuestion>, DeskError> {
    let mut found = Vec::new();
    for region in places_of_unit(desk, operator, bill_questions::next_region)? {
        found.extend(bill_questions::listed(desk.tx, region, (state, LISTED))?);
    }
    found.sort_by_key(|one| one.asked_at);
    let mut queued = Vec::with_capacity(found.len());
    for question in found {
        let person = people::find(desk.tx, &question.person)?;
        queued.push(QueuedQuestion {
            name: person.map_or_else(String::new, |person| person.name),
            question,
        });
    }
    Ok(queued)
}

/// A question of the unit that is neither the operator's own nor of its family.
fn of_others(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    id: &BillQuestionId,
) -> Result<BillQuestion, DeskError> {
    let found = bill_questions::by_number(desk.tx, id)?;
    let found = found.filter(|one| operator.unit.holds_region(one.insured_at));
    let unknown = || QuestionError::UnknownQuestion {
        question: id.clone(),
    };
    let question = found.ok_or_else(unknown)?;
    match is_own(desk, operator, &question.person)? {
        true => Err(CaseError::OwnCase.into()),
        false => Ok(question),
    }
}

/// Shows a question with its bill, and notes that the operator looked.
pub fn open_question(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    id: &BillQuestionId,
) -> Result<OpenQuestion, DeskError> {
    let question = of_others(desk, operator, id)?;
    let read = ReadNote {
        person: &question.person,
        object: question.settlement.as_str(),
        reason: "",
    };
    note_read(desk, operator, read)?;
    let answers = bill_questions::answers(desk.tx, (&question.person, id))?;
    let mut answered_by = Vec::with_capacity(answers.len());
    for answer in &answers {
        answered_by.push(name_of(desk, &answer.answered_by)?);
    }
    Ok(OpenQuestion {
        case: case_of(desk, &question)?,
        bill: settlement_by_id(desk, &question.settlement)?,
        person: identify(desk, &Voucher::Person(question.person.clone()))?,
        asked: AnsweredQuestion { question, answers },
        answered_by,
    })
}

/// The case of the bill a question is about, where there is one, and whether it waits.
fn case_of(
    desk: &mut Desk<'_, '_>,
    question: &BillQuestion,
) -> Result<Option<(String, bool)>, DeskError> {
    let found = bill_cases::find(desk.tx, &question.person, question.settlement.as_str())?;
    let Some(case) = found else {
        return Ok(None);
    };
    let waits = bill_cases::is_open(desk.tx, &case)?;
    Ok(Some((case.number, waits)))
}

/// Why a question is not answered now: what was answered, by whom, when.
fn why_not(desk: &mut Desk<'_, '_>, answers: &[BillAnswer]) -> Result<DeskError, DeskError> {
    let Some(last) = answers.last() else {
        return Ok(DeskError::Field {
            field: "kind",
            rule: say!("从列出的答复里选", "choose among the answers listed"),
        });
    };
    let by = name_of(desk, &last.answered_by)?;
    let at = in_china(last.answered_at).strftime("%Y-%m-%d %H:%M");
    let (what, at) = (last.kind.name(), at.to_string());
    Ok(QuestionError::QuestionAnswered { what, by, at }.into())
}

/// Refuses what is decided by two, as long as it waits for them.
fn refuse_under_review(desk: &mut Desk<'_, '_>, question: &BillQuestion) -> Result<(), DeskError> {
    match (question.state, case_of(desk, question)?) {
        (QuestionState::InReview, Some((case, true))) => {
            Err(QuestionError::UnderReview { case }.into())
        }
        _ => Ok(()),
    }
}

fn wrong_text() -> DeskError {
    let rule: Bilingual = say!(
        "请写 2 到 1000 个字，本人看得到",
        "write 2 to 1000 characters; the person reads them"
    );
    DeskError::Field {
        field: "text",
        rule,
    }
}

/// Answers a question, and tells the person. The same answer sent again is one answer. One that is
/// handed to review puts the bill on the list of those that two decide, and is answered there.
pub fn answer_question(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (id, given): (&BillQuestionId, &AnswerGiven),
) -> Result<AnsweredQuestion, DeskError> {
    let text = without_numbers(given.text.trim());
    if !TEXT.contains(&text.chars().count()) {
        return Err(wrong_text());
    }
    let person = of_others(desk, operator, id)?.person;
    let turn = desk.tx.lock_person(&person)?;
    let mut question = of_others(desk, operator, id)?;
    let mut answers = bill_questions::answers(desk.tx, (&person, id))?;
    let is_same = |last: &BillAnswer| {
        last.kind == given.kind && last.text == text && last.answered_by == operator.id
    };
    if answers.last().is_some_and(is_same) {
        return Ok(AnsweredQuestion { question, answers });
    }
    refuse_under_review(desk, &question)?;
    if !given.kind.answers(question.state) {
        return Err(why_not(desk, &answers)?);
    }
    let answer = BillAnswer {
        ordinal: answers.last().map_or(0, |last| last.ordinal) + 1,
        turn,
        kind: given.kind,
        answered_by: operator.id.clone(),
        answered_at: desk.now,
        text,
    };
    question.state = given.kind.leads_to();
    bill_questions::put(desk.tx, desk.random, &question)?;
    bill_questions::answer(desk.tx, desk.random, (&question, &answer))?;
    if question.state == QuestionState::InReview {
        let bill = settlement_by_id(desk, &question.settlement)?;
        open_questioned(desk, &bill, turn)?;
    }
    let by = (operator.id.as_str(), "answer-about-bill");
    desk.note(person.as_str(), by, (id.as_str(), given.kind.word()))?;
    let payload = json!({ "settlement": question.settlement, "question": question.id });
    let place = NoticePlace {
        person: &person,
        turn,
        ordinal: 1,
    };
    tell(desk, place, NoticeTopic::QuestionAnswered, &payload)?;
    answers.push(answer);
    Ok(AnsweredQuestion { question, answers })
}
