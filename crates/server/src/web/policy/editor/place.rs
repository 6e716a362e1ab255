//! The draft of a place: what is changed, what does not hold, what can be edited.

use askama::Template;
use domain::Bilingual;

use super::DraftHead;
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::policy::change::FindingInWords;
use crate::web::text::{EditorText, Text};

/// A table of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedTable {
    /// Its page.
    pub href: String,
    /// What it holds.
    pub name: Bilingual,
    /// How many rows.
    pub rows: usize,
}

/// A file of the place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedFile {
    /// What people call it.
    pub name: Bilingual,
    /// Whether the draft changes it.
    pub is_touched: bool,
    /// Its tables.
    pub tables: Vec<ListedTable>,
    /// Tables it may have and has not: page and name.
    pub empty: Vec<ListedTable>,
    /// The page of its text.
    pub text: String,
    /// The page of its sources; none where it has none.
    pub sources: Option<String>,
}

/// The draft of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditPlacePage {
    /// The head.
    pub head: DraftHead,
    /// What differs, file by file: name, and the rows before and after as written.
    pub changes: Vec<(Bilingual, Vec<(String, String)>)>,
    /// What does not hold.
    pub findings: Vec<FindingInWords>,
    /// Files of which another text was approved since: name as addresses have it, and in words.
    pub moved: Vec<(String, Bilingual)>,
    /// The files with tables.
    pub files: Vec<ListedFile>,
    /// The files of cases: page and name.
    pub cases: Vec<(String, Bilingual)>,
    /// How many contradictions are known.
    pub disputes: usize,
}

#[derive(Template)]
#[template(path = "policy_edit_place.html")]
struct PlaceHtml<'a> {
    frame: &'a Frame,
    page: &'a EditPlacePage,
    head: &'a DraftHead,
}

/// The page as HTML.
pub fn render_place(frame: &Frame, page: &EditPlacePage) -> String {
    let head = &page.head;
    html(&PlaceHtml { frame, page, head })
}
