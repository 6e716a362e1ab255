//! Asking: the person, somebody who may act for them, or a clerk for somebody at the counter.

use domain::calendar::in_china;
use domain::ids::{PersonId, SettlementId};
use domain::notices::NoticeTopic;
use domain::question::{QuestionChannel, QuestionKind, QuestionState};
use domain::struck::without_numbers;
use domain::{Bilingual, say};
use serde_json::json;
use store::bill_questions::{self, AskedText, BillQuestion};
use store::operators::Operator;

use super::{AnsweredQuestion, QuestionError};
use crate::accounts::may_act;
use crate::cases::{PersonPresent, still_at_counter};
use crate::telling::{NoticePlace, tell};
use crate::{Desk, DeskError, Settlement, lines_of_settlement, settlement_by_id};

/// So many questions about one bill may wait at once.
const WAITING_MAX: usize = 3;
/// So many characters say something, and so many are enough.
const TEXT: std::ops::RangeInclusive<usize> = 2..=1_000;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskAboutBill {
    /// The bill.
    pub settlement: SettlementId,
    /// The line it is about, by its name on the bill; the whole bill if none.
    pub line: Option<String>,
    /// A question or an objection.
    pub kind: QuestionKind,
    /// In words.
    pub text: String,
}

/// Who asks, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedBy<'a> {
    /// The person, the helper or the operator.
    pub who: &'a str,
    /// How it comes.
    pub channel: QuestionChannel,
}

/// Asks about a bill of one's own, or of somebody one may act for. Sent twice it is one question.
pub fn ask_about_bill(
    desk: &mut Desk<'_, '_>,
    own: &PersonId,
    asked: &AskAboutBill,
) -> Result<BillQuestion, DeskError> {
    let bill = settlement_by_id(desk, &asked.settlement)?;
    if !may_act(desk, own, &bill.person)? {
        let settlement = asked.settlement.clone();
        return Err(DeskError::UnknownSettlement { settlement });
    }
    let channel = match *own == bill.person {
        true => QuestionChannel::Person,
        false => QuestionChannel::Helper,
    };
    let by = AskedBy {
        who: own.as_str(),
        channel,
    };
    ask(desk, (&bill, by), asked)
}

/// Asks for somebody at the counter, about a bill of theirs of the clerk's unit.
pub fn ask_at_counter(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (present, asked): (&PersonPresent, &AskAboutBill),
) -> Result<BillQuestion, DeskError> {
    let person = still_at_counter(desk, operator, present)?.found.person.id;
    let bill = settlement_by_id(desk, &asked.settlement)?;
    let insured_at = bill.inputs.situation.insured_at.pooling();
    if bill.person != person || !operator.unit.holds_region(insured_at) {
        let settlement = asked.settlement.clone();
        return Err(DeskError::UnknownSettlement { settlement });
    }
    let by = AskedBy {
        who: &operator.id,
        channel: QuestionChannel::Counter,
    };
    ask(desk, (&bill, by), asked)
}

fn field(field: &'static str, rule: Bilingual) -> DeskError {
    DeskError::Field { field, rule }
}

fn ask(
    desk: &mut Desk<'_, '_>,
    (bill, by): (&Settlement, AskedBy<'_>),
    asked: &AskAboutBill,
) -> Result<BillQuestion, DeskError> {
    let text = without_numbers(asked.text.trim());
    if !TEXT.contains(&text.chars().count()) {
        let rule = say!("请写 2 到 1000 个字", "write 2 to 1000 characters");
        return Err(field("text", rule));
    }
    let bill = match &bill.reversal_of {
        Some(original) => settlement_by_id(desk, original)?,
        None => bill.clone(),
    };
    let line = asked.line.clone().filter(|line| !line.is_empty());
    check_line(desk, (&bill, line.as_deref()))?;
    let turn = desk.tx.lock_person(&bill.person)?;
    let asked_before = bill_questions::of_person(desk.tx, &bill.person)?;
    let of_bill =
        |one: &&BillQuestion| one.settlement == bill.id && one.state == QuestionState::Waiting;
    let waiting: Vec<&BillQuestion> = asked_before.iter().filter(of_bill).collect();
    let same = |one: &&&BillQuestion| {
        one.kind == asked.kind && one.asked.line == line && one.asked.text == text
    };
    if let Some(again) = waiting.iter().find(same) {
        return Ok((**again).clone());
    }
    if waiting.len() >= WAITING_MAX {
        return Err(QuestionError::QuestionsTooMany { most: WAITING_MAX }.into());
    }
    let insured_at = bill.inputs.situation.insured_at.pooling();
    let id = desk.new_number('W', insured_at).parse();
    let question = BillQuestion {
        person: bill.person.clone(),
        id: id.map_err(|error| field("question", say!("{error}", "{error}")))?,
        settlement: bill.id.clone(),
        turn,
        insured_at,
        state: QuestionState::Waiting,
        kind: asked.kind,
        channel: by.channel,
        asked_by: by.who.to_owned(),
        asked_at: desk.now,
        asked: AskedText { line, text },
    };
    written(desk, &question)?;
    Ok(question)
}

/// Writes it down, notes who asked, and tells the person that it came.
fn written(desk: &mut Desk<'_, '_>, question: &BillQuestion) -> Result<(), DeskError> {
    bill_questions::put(desk.tx, desk.random, question)?;
    let by = (question.asked_by.as_str(), "ask-about-bill");
    let about = (question.id.as_str(), "");
    desk.note(question.person.as_str(), by, about)?;
    let payload = json!({ "settlement": question.settlement, "question": question.id });
    let place = NoticePlace {
        person: &question.person,
        turn: question.turn,
        ordinal: 1,
    };
    Ok(tell(desk, place, NoticeTopic::QuestionReceived, &payload)?)
}

/// A line that is named stands on the bill.
fn check_line(
    desk: &mut Desk<'_, '_>,
    (bill, line): (&Settlement, Option<&str>),
) -> Result<(), DeskError> {
    let Some(line) = line else {
        return Ok(());
    };
    let lines = lines_of_settlement(desk, bill)?;
    match lines.iter().any(|one| one.line.name == line) {
        true => Ok(()),
        false => Err(field(
            "line",
            say!("账单上没有这一项", "the bill has no such line"),
        )),
    }
}

/// What was asked about a bill, the oldest first, with the answers.
pub fn questions_of_bill(
    desk: &mut Desk<'_, '_>,
    bill: &Settlement,
) -> Result<Vec<AnsweredQuestion>, DeskError> {
    let asked = bill_questions::of_person(desk.tx, &bill.person)?;
    let mut found = Vec::new();
    for question in asked.into_iter().filter(|it| it.settlement == bill.id) {
        let answers = bill_questions::answers(desk.tx, (&question.person, &question.id))?;
        found.push(AnsweredQuestion { question, answers });
    }
    Ok(found)
}

impl AnsweredQuestion {
    /// The day it was asked, in China.
    pub fn asked_on(&self) -> jiff::civil::Date {
        in_china(self.question.asked_at).date()
    }
}
