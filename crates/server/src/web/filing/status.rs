//! How a filing stands: the sentence, what happened, what can be done; and the page that asks
//! before something is done.

use askama::Template;
use domain::text::Bilingual;

use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{FilingText, MineText, Text};

/// A filing as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingPage {
    /// Its number.
    pub id: String,
    /// What shows on paper whether it holds.
    pub check_code: String,
    /// Where the person is insured.
    pub from: Bilingual,
    /// The place filed to.
    pub to: Bilingual,
    /// Whose it is, masked.
    pub name: String,
    /// Whether it is of somebody else.
    pub is_for_other: bool,
    /// How it stands, in a few words.
    pub state: FilingText,
    /// The colour of the panel: nothing, `wait` or `no`.
    pub tone: &'static str,
    /// The drawing of the panel.
    pub icon: &'static str,
    /// The sentence, with its date, who and by when.
    pub says: Bilingual,
    /// What else to know at once.
    pub lead: Vec<Bilingual>,
    /// Kind and period.
    pub kind: Bilingual,
    /// The way so far, and what is to come.
    pub steps: Vec<FilingStep>,
    /// What was checked, with its outcome.
    pub checks: Vec<(Bilingual, Bilingual)>,
    /// The address of each file handed in, with its name.
    pub proofs: Vec<(String, Bilingual)>,
    /// Whether somebody decides about it now.
    pub is_waiting: bool,
    /// What to do next: drawing, words, address.
    pub next: Vec<(&'static str, Bilingual, String)>,
    /// What can be done about it: words, address, and whether it is sent at once.
    pub deeds: Vec<(FilingText, String, bool)>,
    /// The registration form.
    pub form: Option<String>,
}

/// A point of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingStep {
    /// Over, now or to come.
    pub tone: StepTone,
    /// What.
    pub what: Bilingual,
    /// When and by whom.
    pub when: Bilingual,
}

/// Whether a point of the way is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepTone {
    /// Over.
    Done,
    /// Now.
    Now,
    /// To come.
    Next,
}

impl FilingPage {
    /// Whether nobody has to do anything about it: then a few words say it, and the sentence stands
    /// below.
    fn is_over_or_done(&self) -> bool {
        !matches!(
            self.state,
            FilingText::StateQueued | FilingText::StateReturned | FilingText::StateRefused
        )
    }
}

impl StepTone {
    fn class(self) -> &'static str {
        match self {
            StepTone::Done => "done",
            StepTone::Now => "now",
            StepTone::Next => "next",
        }
    }
}

/// What is asked before something is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmPage {
    /// How one leaves it as it is.
    pub keep: FilingText,
    /// The filing it is about.
    pub back: String,
    /// What is asked.
    pub title: FilingText,
    /// What will be then.
    pub says: Vec<Bilingual>,
    /// Where it is sent, and with which words; nothing where it cannot be done.
    pub go: Option<(String, FilingText)>,
    /// Whether a reason is asked.
    pub asks_reason: bool,
    /// Where another place is asked for: the insured place.
    pub other_place: Option<String>,
    /// Why it cannot be done.
    pub wrong: Option<Bilingual>,
}

impl ConfirmPage {
    /// A page that asks this.
    pub fn of(title: FilingText) -> ConfirmPage {
        ConfirmPage {
            keep: FilingText::KeepAll,
            back: "/me".to_owned(),
            title,
            says: vec![],
            go: None,
            asks_reason: false,
            other_place: None,
            wrong: None,
        }
    }
}

#[derive(Template)]
#[template(path = "filing.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a FilingPage,
}

#[derive(Template)]
#[template(path = "filing_confirm.html")]
struct ConfirmHtml<'a> {
    frame: &'a Frame,
    page: &'a ConfirmPage,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &FilingPage) -> String {
    html(&Html { frame, page })
}

/// The page that asks, as HTML.
pub fn confirm(frame: &Frame, page: &ConfirmPage) -> String {
    html(&ConfirmHtml { frame, page })
}
