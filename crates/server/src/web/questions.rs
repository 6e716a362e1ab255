//! Questions about a bill: as the bill shows them, the form, the clerks' list, and one question
//! with its bill beside it.

use askama::Template;
use domain::Bilingual;
use domain::ids::mask_name;

use super::asked::ShownQuestion;
use super::bill_desk::{BillTold, ToldDrawn};
use super::clerk::OfferedChoice;
use super::frame::Frame;
use super::html;
use super::text::{AskText, BillText, DeskText, Text};

/// The form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskPage {
    /// Number of the bill.
    pub bill: String,
    /// Facility and day.
    pub context: Bilingual,
    /// The lines that may be named, each with whether it is.
    pub lines: Vec<(String, bool)>,
    /// Whether it is an objection.
    pub is_objection: bool,
    /// What was typed.
    pub typed: String,
    /// Who answers.
    pub unit: Bilingual,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
    /// What is wrong with the words that were written.
    pub text_wrong: Option<Bilingual>,
}

/// A question in the list of clerks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedQuestion {
    /// Its number.
    pub id: String,
    /// The full name; the page masks it.
    pub name: String,
    /// When it was asked.
    pub at: String,
    /// A question or an objection.
    pub kind: Bilingual,
    /// How it came.
    pub channel: Bilingual,
    /// The bill, in words.
    pub about: String,
}

/// The list of clerks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionsPage {
    /// The oldest first.
    pub rows: Vec<ListedQuestion>,
    /// How they stand, to choose from.
    pub states: Vec<OfferedChoice>,
    /// What was done.
    pub done: Option<Bilingual>,
    /// Whether the operator may see the board.
    pub has_board: bool,
    /// Whether the operator serves the counter.
    pub has_counter: bool,
}

/// One question with its bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillQuestionPage {
    /// The question.
    pub question: ShownQuestion,
    /// Full name; the page masks it.
    pub name: String,
    /// Facility, care and day.
    pub bill: Bilingual,
    /// Number of the bill.
    pub number: String,
    /// Where the bill is or was looked at again, if it was.
    pub case: Option<String>,
    /// Whether two decide about it now.
    pub is_in_review: bool,
    /// What was done just now.
    pub done: Option<Bilingual>,
    /// What it came to, and why.
    pub told: BillTold,
    /// Kinds of answers; none where it is answered.
    pub kinds: Vec<OfferedChoice>,
    /// What was typed.
    pub typed: String,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
    /// What is wrong with the words that were written.
    pub text_wrong: Option<Bilingual>,
    /// Whether the operator may see the board.
    pub has_board: bool,
    /// Whether the operator serves the counter.
    pub has_counter: bool,
}

impl BillQuestionPage {
    /// The question, as a list of questions shows it.
    fn questions(&self) -> &[ShownQuestion] {
        std::slice::from_ref(&self.question)
    }
}

#[derive(Template)]
#[template(path = "bill_ask.html")]
struct AskHtml<'a> {
    frame: &'a Frame,
    page: &'a AskPage,
}

#[derive(Template)]
#[template(path = "clerk_questions.html")]
struct QuestionsHtml<'a> {
    frame: &'a Frame,
    page: &'a QuestionsPage,
}

#[derive(Template)]
#[template(path = "clerk_question.html")]
struct BillQuestionHtml<'a> {
    frame: &'a Frame,
    page: &'a BillQuestionPage,
    name: String,
    told: ToldDrawn<'a>,
}

/// The form as HTML.
pub fn render_ask(frame: &Frame, page: &AskPage) -> String {
    html(&AskHtml { frame, page })
}

/// The list as HTML.
pub fn render_list(frame: &Frame, page: &QuestionsPage) -> String {
    html(&QuestionsHtml { frame, page })
}

/// One question as HTML.
pub fn render_one(frame: &Frame, page: &BillQuestionPage) -> String {
    html(&BillQuestionHtml {
        frame,
        page,
        name: mask_name(&page.name),
        told: ToldDrawn::of(frame, &page.told),
    })
}

impl ListedQuestion {
    fn masked(&self) -> String {
        mask_name(&self.name)
    }
}
