//! Asking about a bill, or objecting to it, and the agency's answer (experience 18 and 81). The
//! agency of the insured place answers. Nobody answers what is their own or their family's. An
//! answer changes no amount: what is decided anew is decided by two where bills are, and that is
//! the answer. No published rule names a day by which such a question is to be answered, so none is
//! made up: the page says so.

mod answer;
mod ask;
mod error;

pub use answer::{
    AnswerGiven, OpenQuestion, QueuedQuestion, answer_question, open_question, question_queue,
};
pub use ask::{AskAboutBill, AskedBy, ask_about_bill, ask_at_counter, questions_of_bill};
pub use error::QuestionError;
pub use store::bill_questions::{AskedText, BillAnswer, BillQuestion};

/// A question with what was answered to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredQuestion {
    /// The question.
    pub question: BillQuestion,
    /// The answers, the first first.
    pub answers: Vec<BillAnswer>,
}
