//! The whole text of a file, its sources, and the contradictions it knows.

use askama::Template;
use domain::Bilingual;

use super::{DraftHead, GridCell};
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{EditorText, Text};

/// What does not hold, by its line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumberedFinding {
    /// The line, from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
    /// What is wrong.
    pub says: Bilingual,
    /// What to do.
    pub next: Bilingual,
}

/// What keeps a text from being read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrokenText {
    /// Line and column, in words.
    pub place: Bilingual,
    /// What stands in the line.
    pub text: String,
    /// What is wrong.
    pub says: Bilingual,
    /// What to do.
    pub next: Bilingual,
}

/// The text of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditTextPage {
    /// The head.
    pub head: DraftHead,
    /// What people call the file.
    pub name: Bilingual,
    /// Its own address.
    pub href: String,
    /// The file itself.
    pub plain: String,
    /// The text.
    pub text: String,
    /// What does not hold.
    pub findings: Vec<NumberedFinding>,
    /// What keeps it from being read at all.
    pub broken: Option<BrokenText>,
}

/// A source, to be filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceForm {
    /// Its number; empty for a new one.
    pub id: String,
    /// Its title, for the list.
    pub title: String,
    /// How sure it is.
    pub class: String,
    /// How often the file rests on it.
    pub uses: usize,
    /// Its fields.
    pub fields: Vec<GridCell>,
    /// Whether it is open.
    pub is_open: bool,
}

/// The sources of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditSourcesPage {
    /// The head.
    pub head: DraftHead,
    /// What people call the file.
    pub name: Bilingual,
    /// Its own address.
    pub href: String,
    /// The sources, the empty one for a new source last.
    pub sources: Vec<SourceForm>,
}

/// A contradiction one may decide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenDispute {
    /// Its number.
    pub id: String,
    /// The file it stands in, as addresses have it.
    pub file: String,
    /// What it is about.
    pub topic: Bilingual,
    /// Its versions: source, what it says, and whether it decides now.
    pub versions: Vec<(String, Bilingual, bool)>,
    /// Decisions, the first one first: since when, which, why, who.
    pub decisions: Vec<(Bilingual, String, Bilingual, Bilingual)>,
}

/// The contradictions of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditDisputePage {
    /// The head.
    pub head: DraftHead,
    /// Its own address.
    pub href: String,
    /// The contradictions.
    pub disputes: Vec<OpenDispute>,
}

#[derive(Template)]
#[template(path = "policy_edit_text.html")]
struct TextHtml<'a> {
    frame: &'a Frame,
    page: &'a EditTextPage,
    head: &'a DraftHead,
}

#[derive(Template)]
#[template(path = "policy_edit_sources.html")]
struct SourcesHtml<'a> {
    frame: &'a Frame,
    page: &'a EditSourcesPage,
    head: &'a DraftHead,
}

#[derive(Template)]
#[template(path = "policy_edit_disputes.html")]
struct EditDisputesHtml<'a> {
    frame: &'a Frame,
    page: &'a EditDisputePage,
    head: &'a DraftHead,
}

/// The text as HTML.
pub fn render_text(frame: &Frame, page: &EditTextPage) -> String {
    let head = &page.head;
    html(&TextHtml { frame, page, head })
}

/// The sources as HTML.
pub fn render_sources(frame: &Frame, page: &EditSourcesPage) -> String {
    let head = &page.head;
    html(&SourcesHtml { frame, page, head })
}

/// The contradictions as HTML.
pub fn render_disputes(frame: &Frame, page: &EditDisputePage) -> String {
    let head = &page.head;
    html(&EditDisputesHtml { frame, page, head })
}
