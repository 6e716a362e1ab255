//! What a draft changes, in words and in money, before it is proposed.

use askama::Template;
use domain::Bilingual;

use super::DraftHead;
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::policy::change::{BarInWords, ChangeView, RuleInWords};
use crate::web::text::{EditorText, Text};

/// A draft as it was tried out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrialPage {
    /// The head.
    pub head: DraftHead,
    /// What it changes.
    pub change: ChangeView,
    /// The reason that was filled in.
    pub why: String,
    /// What is wrong with it.
    pub why_wrong: Option<Bilingual>,
}

#[derive(Template)]
#[template(path = "policy_edit_trial.html")]
struct TrialHtml<'a> {
    frame: &'a Frame,
    page: &'a TrialPage,
    head: &'a DraftHead,
    change: &'a ChangeView,
    rules: Vec<RuleInWords>,
    bars: Vec<BarInWords>,
    failing: String,
    mend: Option<(String, i64)>,
}

/// The page as HTML.
pub fn render_trial(frame: &Frame, page: &TrialPage) -> String {
    let (head, change) = (&page.head, &page.change);
    let action = format!("/policy/edit/{}/cases", head.place);
    html(&TrialHtml {
        frame,
        page,
        head,
        change,
        rules: change.shown_rows(frame),
        bars: change.shown_bars(frame),
        failing: change.failing_heading(frame),
        mend: Some((action, head.version)),
    })
}
