//! What people ask about a bill or object to, and what the agency answered. What was written is
//! sealed; of which place a question is and how it stands lies beside it, for the list of clerks.
//! Nothing is edited but how it stands.

use domain::Region;
use domain::ids::{BillQuestionId, PersonId, SettlementId};
use domain::question::{AnswerKind, QuestionChannel, QuestionKind, QuestionState};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::seal::{Random, SealedAt};
use crate::tx::Tx;
use crate::value::{Row, word};
use crate::{StoreError, kept, values};

/// What the digests of questions begin with.
pub(crate) const QUESTION: &str = "bill-question";
/// What those of answers begin with.
pub(crate) const ANSWER: &str = "bill-answer";

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedText {
    /// The line it is about, by its name on the bill; the whole bill if none.
    pub line: Option<String>,
    /// In the asker's words.
    pub text: String,
}

/// A question about a bill, or an objection to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillQuestion {
    /// Whose bill.
    pub person: PersonId,
    /// Its number.
    pub id: BillQuestionId,
    /// The bill.
    pub settlement: SettlementId,
    /// The person's turn in which it was asked.
    pub turn: i64,
    /// The pooling region whose agency answers.
    pub insured_at: Region,
    /// How it stands.
    pub state: QuestionState,
    /// A question or an objection.
    pub kind: QuestionKind,
    /// How it came.
    pub channel: QuestionChannel,
    /// Who wrote it: the person, the helper or the operator.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// What was written.
    pub asked: AskedText,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillAnswer {
    /// Which of the question's.
    pub ordinal: i64,
    /// The person's turn in which it was given.
    pub turn: i64,
    /// What.
    pub kind: AnswerKind,
    /// By which operator.
    pub answered_by: String,
    /// When.
    pub answered_at: Timestamp,
    /// In the clerk's words.
    pub text: String,
}

/// The columns a question is read from.
macro_rules! columns {
    () => {
        "person, question, settlement, turn, insured_at, state, kind, channel, asked_by, asked_at, \
         body"
    };
}

fn question_at(row: &str) -> SealedAt<'_> {
    SealedAt {
        column: "bill_question|body",
        row,
    }
}

fn answer_at(row: &str) -> SealedAt<'_> {
    SealedAt {
        column: "bill_answer|body",
        row,
    }
}

/// Writes a question down, or how it stands now.
pub fn put(
    tx: &mut Tx,
    random: &mut dyn Random,
    question: &BillQuestion,
) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO bill_question (person, question, settlement, turn, insured_at, \
         state, kind, channel, asked_by, asked_at, body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT (person, question) DO UPDATE SET state = excluded.state, body = excluded.body";
    let plain = serde_json::to_vec(&question.asked).expect("texts always serialise");
    let id = format!("{}|{}", question.person, question.id);
    let body = tx.keys().seal(question_at(&id), &plain, random);
    let row = values![
        &question.person,
        &question.id,
        &question.settlement,
        question.turn,
        question.insured_at,
        word(question.state.word()),
        word(question.kind.word()),
        word(question.channel.word()),
        &question.asked_by,
        question.asked_at,
        body,
    ];
    tx.execute(PUT, &row)?;
    let item = format!("{QUESTION}:{}", question.id);
    kept::keep(tx, (question.person.as_str(), &item), "bill_question", &row)
}

/// Appends an answer.
pub fn answer(
    tx: &mut Tx,
    random: &mut dyn Random,
    (question, answer): (&BillQuestion, &BillAnswer),
) -> Result<(), StoreError> {
    const ANSWERED: &str = "INSERT INTO bill_answer (person, question, ordinal, turn, kind, \
         answered_by, answered_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let id = format!("{}|{}|{}", question.person, question.id, answer.kind);
    let body = tx
        .keys()
        .seal(answer_at(&id), answer.text.as_bytes(), random);
    let row = values![
        &question.person,
        &question.id,
        answer.ordinal,
        answer.turn,
        word(answer.kind.word()),
        &answer.answered_by,
        answer.answered_at,
        body,
    ];
    tx.execute(ANSWERED, &row)?;
    let item = format!("{ANSWER}:{}:{}", question.id, answer.ordinal);
    kept::keep(tx, (question.person.as_str(), &item), "bill_answer", &row)
}

fn read(tx: &Tx, mut row: Row) -> Result<BillQuestion, StoreError> {
    let (person, id): (PersonId, BillQuestionId) = (row.parse()?, row.parse()?);
    let (settlement, turn, insured_at) = (row.parse()?, row.integer()?, row.parse()?);
    let state = row.word(QuestionState::from_word)?;
    let kind = row.word(QuestionKind::from_word)?;
    let channel = row.word(QuestionChannel::from_word)?;
    let (asked_by, asked_at) = (row.text()?, row.instant()?);
    let at = format!("{person}|{id}");
    let plain = tx.keys().open(question_at(&at), &row.bytes()?)?;
    Ok(BillQuestion {
        person,
        id,
        settlement,
        turn,
        insured_at,
        state,
        kind,
        channel,
        asked_by,
        asked_at,
        asked: serde_json::from_slice(&plain).map_err(StoreError::row)?,
    })
}

fn all(tx: &Tx, rows: Vec<Row>) -> Result<Vec<BillQuestion>, StoreError> {
    rows.into_iter().map(|row| read(tx, row)).collect()
}

/// What was asked about the bills of a person, the oldest first.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<BillQuestion>, StoreError> {
    const OF: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM bill_question WHERE person = $1 ORDER BY turn, question"
    );
    let rows = tx.query(OF, &values![person])?;
    all(tx, rows)
}

/// Those about one bill that are looked at again, the oldest first.
pub fn in_review(
    tx: &mut Tx,
    (person, settlement): (&PersonId, &SettlementId),
) -> Result<Vec<BillQuestion>, StoreError> {
    let mut all = of_person(tx, person)?;
    all.retain(|one| one.settlement == *settlement && one.state == QuestionState::InReview);
    Ok(all)
}

/// A question by its number alone.
pub fn by_number(tx: &mut Tx, id: &BillQuestionId) -> Result<Option<BillQuestion>, StoreError> {
    const BY: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM bill_question WHERE question = $1"
    );
    let found = tx.find(BY, &values![id])?;
    found.map(|row| read(tx, row)).transpose()
}

/// Those of a region that stand so, the oldest first, at most so many.
pub fn listed(
    tx: &mut Tx,
    at: Region,
    (state, count): (QuestionState, u32),
) -> Result<Vec<BillQuestion>, StoreError> {
    const LISTED: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM bill_question WHERE insured_at = $1 AND state = $2 \
         ORDER BY asked_at, question LIMIT $3"
    );
    let asked = values![at, word(state.word()), i64::from(count)];
    let rows = tx.query(LISTED, &asked)?;
    all(tx, rows)
}

/// The next region after one of whose bills anything was asked.
pub fn next_region(tx: &mut Tx, after: &str) -> Result<Option<Region>, StoreError> {
    const NEXT: &str = "SELECT MIN(insured_at) FROM bill_question WHERE insured_at > $1";
    tx.one(NEXT, &values![after])?.optional_parse()
}

/// What was answered to a question, the first first.
pub fn answers(
    tx: &mut Tx,
    (person, id): (&PersonId, &BillQuestionId),
) -> Result<Vec<BillAnswer>, StoreError> {
    const OF: &str = "SELECT ordinal, turn, kind, answered_by, answered_at, body \
         FROM bill_answer WHERE person = $1 AND question = $2 ORDER BY ordinal";
    let rows = tx.query(OF, &values![person, id])?;
    let read = |mut row: Row| {
        let (ordinal, turn) = (row.integer()?, row.integer()?);
        let kind = row.word(AnswerKind::from_word)?;
        let (answered_by, answered_at) = (row.text()?, row.instant()?);
        let at = format!("{person}|{id}|{kind}");
        let plain = tx.keys().open(answer_at(&at), &row.bytes()?)?;
        Ok(BillAnswer {
            ordinal,
            turn,
            kind,
            answered_by,
            answered_at,
            text: String::from_utf8(plain).map_err(StoreError::row)?,
        })
    };
    rows.into_iter().map(read).collect()
}
