//! The page of a problem: what, which, and what to do now, in the language of the reader; the
//! switch is where it is on every page.

use askama::Template;
use domain::Bilingual;

use super::frame::{Frame, Lang};
use super::html;
use super::text::{AdviceText, Text};

/// A problem as a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemPage {
    /// HTTP status.
    pub status: u16,
    /// Stable code of the error catalogue.
    pub code: String,
    /// What happened.
    pub title: Bilingual,
    /// Which value, which rule.
    pub detail: Bilingual,
    /// What to do now.
    pub next: Bilingual,
    /// The page itself, where it was only to be read and may be asked for again.
    pub again: Option<String>,
    /// Whether something was to be changed.
    pub changes: bool,
}

impl ProblemPage {
    /// Whether nothing is there.
    fn is_missing(&self) -> bool {
        matches!(self.status, 404 | 410)
    }

    /// Whether it is no mistake of the reader's.
    fn is_ours(&self) -> bool {
        self.status >= 500
    }

    /// What became of what was to be done, where that is not plain.
    fn safe(&self) -> Option<Text> {
        match self.status {
            ..500 => None,
            _ if !self.changes => Some(Text::ProblemOnlyRead),
            503 => Some(Text::ProblemSafe),
            _ => Some(Text::ProblemUnsure),
        }
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a ProblemPage,
    told: Told<'a>,
}

/// The problem in one language.
struct Told<'a> {
    title: &'a str,
    detail: &'a str,
    safe: Option<Text>,
    next: &'a str,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &ProblemPage) -> String {
    html(&Html {
        frame,
        page,
        told: tell(frame.lang, page),
    })
}

fn tell(lang: Lang, page: &ProblemPage) -> Told<'_> {
    Told {
        title: lang.pick(&page.title),
        detail: lang.pick(&page.detail),
        safe: page.safe(),
        next: lang.pick(&page.next),
    }
}
