//! The page of a problem: what, which, and what to do now, in the language of the reader; the
//! switch is where it is on every page.

use askama::Template;
use domain::Bilingual;

use super::frame::{Frame, Lang};
use super::html;
use super::text::Text;

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
    what_next: &'static str,
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
        what_next: Text::WhatNext.say(lang),
        next: lang.pick(&page.next),
    }
}
