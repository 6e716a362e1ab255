//! One question of a filing.

use askama::Template;
use desk::drafts::DraftStep;
use domain::basis::ShownBasis;
use domain::text::Bilingual;

use crate::web::basis::Chip;
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{FilingText, MineText, Text};

/// A question of a filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepPage {
    /// What is asked.
    pub step: DraftStep,
    /// Where the answer is sent.
    pub action: String,
    /// Where one comes back to.
    pub back: String,
    /// Where the care will be sought.
    pub to: Bilingual,
    /// For whom, masked, where it is somebody else.
    pub for_other: Option<String>,
    /// What the form carries besides.
    pub hidden: Vec<(String, String)>,
    /// What was wrong: the field and what to do.
    pub wrong: Vec<(&'static str, Bilingual)>,
    /// The answers.
    pub body: StepBody,
    /// What the question rests on.
    pub basis: Vec<ShownBasis>,
    /// Whether it is saved already.
    pub is_saved: bool,
}

/// The answers of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepBody {
    /// One of several.
    Choices {
        /// What can be chosen.
        open: Vec<PickRow>,
        /// What cannot, and why.
        closed: Vec<(Bilingual, Bilingual)>,
        /// Whether an emergency counts as filed.
        emergency: bool,
    },
    /// Days.
    Days {
        /// The first day as it stands.
        first: String,
        /// The last day as it stands.
        last: String,
        /// The earliest first day.
        earliest: String,
        /// The latest first day.
        latest: Option<String>,
    },
    /// Whom to reach.
    Contact(Vec<ContactField>),
    /// Proofs.
    Proof {
        /// What the rule says.
        asked: Bilingual,
        /// Kinds with their names.
        kinds: Vec<(String, Bilingual)>,
        /// Those handed in: reference and name.
        handed_in: Vec<(String, Bilingual)>,
        /// Whether a pledge will do with a reason, and the reason so far.
        prevented: Option<String>,
    },
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickRow {
    /// What the form sends.
    pub value: String,
    /// In a few words.
    pub title: Bilingual,
    /// More about it.
    pub more: Bilingual,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A field of the contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactField {
    /// Its name.
    pub name: &'static str,
    /// What it is called.
    pub label: FilingText,
    /// What stands in it.
    pub value: String,
    /// What a browser may fill in.
    pub autocomplete: &'static str,
    /// `tel` or `text`.
    pub kind: &'static str,
}

/// A journey from a place where the person is not insured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElsewherePage {
    /// The place that was said.
    pub said: Bilingual,
    /// Where the person is insured, with the address that asks from there.
    pub places: Vec<(Bilingual, String)>,
}

#[derive(Template)]
#[template(path = "file_step.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a StepPage,
    asks: String,
    lead: Option<&'static str>,
    why: &'static str,
    chips: Vec<Chip>,
    at: usize,
    progress: &'static str,
}

#[derive(Template)]
#[template(path = "file_elsewhere.html")]
struct ElsewhereHtml<'a> {
    frame: &'a Frame,
    page: &'a ElsewherePage,
}

/// The stage of the way, as the bar of four on top shows it.
fn stage(step: DraftStep) -> usize {
    match step {
        DraftStep::Case | DraftStep::Place => 1,
        DraftStep::Months | DraftStep::Register | DraftStep::Option | DraftStep::Start => 1,
        DraftStep::Contact => 2,
        DraftStep::Proof => 3,
        DraftStep::Check => 4,
    }
}

/// What is still to come: how many questions there are hangs on the answers, so none is counted.
fn progress(step: DraftStep) -> FilingText {
    match step {
        DraftStep::Contact => FilingText::AfterContact,
        DraftStep::Proof => FilingText::AfterProof,
        _ => FilingText::AfterQuestions,
    }
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &StepPage) -> String {
    use FilingText as T;
    let to = frame.pick(&page.to);
    let (asks, lead, why) = match page.step {
        DraftStep::Place => (T::AskPlace, None, T::WhyPlace),
        DraftStep::Case => (T::AskCase, Some(T::AskCaseLead), T::WhyCase),
        DraftStep::Months => (T::AskMonths, None, T::WhyMonths),
        DraftStep::Register => (T::AskRegister, None, T::WhyRegister),
        DraftStep::Option => (T::AskOption, None, T::WhyOption),
        DraftStep::Start => (T::AskStart, None, T::WhyStart),
        DraftStep::Proof => (T::AskProof, None, T::WhyProof),
        DraftStep::Contact | DraftStep::Check => {
            (T::AskContact, Some(T::AskContactLead), T::WhyContact)
        }
    };
    let asked_of_place = Bilingual::new(
        format!("您要在{to}住多久？"),
        format!("How long will you be in {to}?"),
    );
    let at = stage(page.step);
    html(&Html {
        frame,
        page,
        asks: match page.step {
            DraftStep::Months => frame.pick(&asked_of_place).to_owned(),
            _ => frame.say(asks).to_owned(),
        },
        lead: lead.map(|lead| frame.say(lead)),
        why: frame.say(why),
        chips: Chip::all(frame, &page.basis, None),
        at,
        progress: frame.say(progress(page.step)),
    })
}

/// The page that says that the person is insured elsewhere, as HTML.
pub fn elsewhere(frame: &Frame, page: &ElsewherePage) -> String {
    html(&ElsewhereHtml { frame, page })
}

impl StepPage {
    /// What was wrong with a field.
    fn wrong_of(&self, field: &str) -> Option<&Bilingual> {
        let mut wrong = self.wrong.iter();
        wrong.find(|(of, _)| *of == field).map(|(_, says)| says)
    }
}
