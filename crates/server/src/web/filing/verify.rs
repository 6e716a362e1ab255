//! Whether a filing on paper holds: in a word, and to nobody more than that.

use askama::Template;
use domain::calendar::Period;
use domain::text::Bilingual;

use crate::web::frame::Frame;
use crate::web::text::{FilingText, Text};
use crate::web::{html, words};

/// What the check code leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedFiling {
    /// How it stands today.
    pub state: FilingText,
    /// Whether it holds.
    pub holds: bool,
    /// Where insured, and the place filed to.
    pub places: (Bilingual, Bilingual),
    /// While it holds.
    pub period: Period,
}

/// The page that asks for a check code, and says what it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyPage {
    /// What was asked.
    pub code: String,
    /// What it leads to.
    pub found: Option<VerifiedFiling>,
}

#[derive(Template)]
#[template(path = "verify.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a VerifyPage,
    period: String,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &VerifyPage) -> String {
    let period = page.found.as_ref().map(|found| {
        let Period { from, until } = found.period;
        words::span(frame.lang, from, until)
    });
    html(&Html {
        frame,
        page,
        period: period.unwrap_or_default(),
    })
}
