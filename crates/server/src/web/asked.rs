//! What was asked about a bill, as its page and the agency's show it.

use domain::Bilingual;
use domain::question::QuestionState;

use super::text::AskText;

/// A question with its answers, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownQuestion {
    /// Its number.
    pub id: String,
    /// A question or an objection, when and how it came.
    pub head: Bilingual,
    /// The line it is about.
    pub line: Option<String>,
    /// What was asked.
    pub text: String,
    /// How it stands, where it is not answered.
    pub stands: Option<Bilingual>,
    /// The answers: what, when and by whom, and the words.
    pub answers: Vec<(Bilingual, Bilingual, String)>,
}

/// How a question stands, as a sentence for who asked; nothing once it is answered.
pub fn stands(state: QuestionState) -> Option<Bilingual> {
    match state {
        QuestionState::Waiting => Some(AskText::WaitsNow.both()),
        QuestionState::InReview => Some(AskText::ReviewNow.both()),
        QuestionState::Answered => None,
    }
}
