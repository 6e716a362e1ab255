//! M14 of questions about bills: each was told to have come and each answer was told, as long as
//! notices are kept; an answer is of a question that is there, of a bill that is there, and the
//! question stands as its last answer left it.

use domain::question::{AnswerKind, QuestionState};
use jiff::Timestamp;

use super::books::Books;
use super::checked::CheckedBooks;
use crate::rows::{OwnedTable, RawRow, number, text};

/// Checks the questions of a person; notices of those since an instant.
pub(super) fn check(books: &Books, since: Option<Timestamp>, found: &mut CheckedBooks) {
    let person = &books.person;
    let questions = books.rows.of(OwnedTable::Question);
    let answers = books.rows.of(OwnedTable::Answer);
    let is_kept = |micros: i64| since.is_none_or(|since| micros >= since.as_microsecond());
    let told = |turn: i64, topic: &str| {
        let mut notices = books.rows.of(OwnedTable::Notice).iter();
        notices.any(|row| number(row, 1) == turn && text(row, 3) == topic)
    };
    for row in questions {
        let id = text(row, 1);
        let is_told = !is_kept(number(row, 9)) || told(number(row, 3), "question-received");
        found.expect(is_told, "M14", || {
            format!("person {person}: that question {id} came is not in the outbox")
        });
        let mut bills = books.settlements.iter();
        let has_bill = bills.any(|made| made.id.as_str() == text(row, 2));
        found.expect(has_bill, "M14", || {
            format!("person {person}: question {id} is about a bill that is not there")
        });
        found.expect(text(row, 5) == stands(id, answers), "M14", || {
            format!("person {person}: question {id} does not stand as its answers left it")
        });
    }
    for row in answers {
        let id = text(row, 1);
        let has_question = questions.iter().any(|one| text(one, 1) == id);
        found.expect(has_question, "M14", || {
            format!("person {person}: an answer is to question {id}, which is not there")
        });
        let is_told = !is_kept(number(row, 6)) || told(number(row, 3), "question-answered");
        found.expect(is_told, "M14", || {
            format!("person {person}: an answer to question {id} is not in the outbox")
        });
    }
}

/// How a question stands by its last answer.
fn stands(id: &str, answers: &[RawRow]) -> &'static str {
    let of_it = answers.iter().filter(|row| text(row, 1) == id);
    let last = of_it.max_by_key(|row| number(row, 2));
    let kind = last.and_then(|row| AnswerKind::from_word(text(row, 4)));
    kind.map_or(QuestionState::Waiting, AnswerKind::leads_to)
        .word()
}
