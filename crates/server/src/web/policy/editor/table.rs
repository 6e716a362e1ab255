//! A table of a draft: as a table, one row of it, and rows pasted from a spreadsheet.

use askama::Template;
use domain::Bilingual;

use super::DraftHead;
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{EditorText, Text};

/// A cell one can type into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridCell {
    /// Its name in the form.
    pub name: String,
    /// What stands above it.
    pub column: String,
    /// What stands in it.
    pub value: String,
    /// The words it may hold, each with its name; none where it is free.
    pub words: Vec<(String, String)>,
    /// Whether it holds a day.
    pub is_day: bool,
    /// What is wrong with it.
    pub wrong: Option<Bilingual>,
    /// How wide it is, in letters.
    pub width: usize,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridRow {
    /// Its number in the file, from 1.
    pub number: usize,
    /// The page on which it is changed from a day on.
    pub href: String,
    /// Its cells.
    pub cells: Vec<GridCell>,
    /// Whether it is of the draft.
    pub is_new: bool,
    /// Whether it no longer holds today.
    pub is_over: bool,
}

/// A table as one edits it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditTablePage {
    /// The head.
    pub head: DraftHead,
    /// What the table holds.
    pub name: Bilingual,
    /// In which file.
    pub file: Bilingual,
    /// Its own address.
    pub href: String,
    /// Where rows are pasted.
    pub paste: String,
    /// Where a row is added.
    pub add: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// The rows of this page.
    pub rows: Vec<GridRow>,
    /// The first row of this page, from 0.
    pub first: usize,
    /// Pages: address, which rows, and whether it is this one.
    pub pages: Vec<(String, String, bool)>,
}

/// A field of a row.
pub type GridField = GridCell;

/// One row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowPage {
    /// The head.
    pub head: DraftHead,
    /// What the table holds.
    pub name: Bilingual,
    /// The table's page.
    pub table: String,
    /// Its own address.
    pub href: String,
    /// The rule in words, where it is one.
    pub says: Bilingual,
    /// Its id; empty for a new row.
    pub id: String,
    /// From which day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Its fields.
    pub fields: Vec<GridField>,
    /// Whether it may be taken out: it is of the draft.
    pub may_remove: bool,
}

/// A pasted row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasteRow {
    /// Its number.
    pub number: usize,
    /// What it becomes.
    pub becomes: Bilingual,
    /// Its cells: column and text.
    pub cells: Vec<(String, String)>,
    /// What is wrong: column, what stands there, why, what to do.
    pub wrong: Vec<(String, String, Bilingual, Bilingual)>,
}

/// Rows pasted from a spreadsheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastePage {
    /// The head.
    pub head: DraftHead,
    /// What the table holds.
    pub name: Bilingual,
    /// The table's page.
    pub table: String,
    /// Its own address.
    pub href: String,
    /// The header to begin with, as a spreadsheet takes it.
    pub header: String,
    /// What was pasted.
    pub list: String,
    /// What becomes of it.
    pub rows: Vec<PasteRow>,
    /// Whether all of it can be taken.
    pub is_whole: bool,
}

impl PastePage {
    /// How many rows are wrong.
    pub fn wrong_count(&self) -> usize {
        self.rows.iter().filter(|row| !row.wrong.is_empty()).count()
    }
}

#[derive(Template)]
#[template(path = "policy_edit_table.html")]
struct TableHtml<'a> {
    frame: &'a Frame,
    page: &'a EditTablePage,
    head: &'a DraftHead,
}

#[derive(Template)]
#[template(path = "policy_edit_row.html")]
struct RowHtml<'a> {
    frame: &'a Frame,
    page: &'a RowPage,
    head: &'a DraftHead,
}

#[derive(Template)]
#[template(path = "policy_edit_paste.html")]
struct PasteHtml<'a> {
    frame: &'a Frame,
    page: &'a PastePage,
    head: &'a DraftHead,
}

/// The table as HTML.
pub fn render_table(frame: &Frame, page: &EditTablePage) -> String {
    let head = &page.head;
    html(&TableHtml { frame, page, head })
}

/// One row as HTML.
pub fn render_row(frame: &Frame, page: &RowPage) -> String {
    let head = &page.head;
    html(&RowHtml { frame, page, head })
}

/// Pasted rows as HTML.
pub fn render_paste(frame: &Frame, page: &PastePage) -> String {
    let head = &page.head;
    html(&PasteHtml { frame, page, head })
}
