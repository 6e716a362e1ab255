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
    /// The key of the row it is.
    pub path: String,
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
    /// What may be typed into it; empty where anything may.
    pub hint: String,
    /// Whether it names one of the sources of the page.
    pub is_sourced: bool,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridRow {
    /// Its number in the file, from 1.
    pub number: usize,
    /// The page on which it is changed from a day on.
    pub href: String,
    /// Whom it is about, in words.
    pub who: Bilingual,
    /// Its figures and days, in words.
    pub what: Bilingual,
    /// Its cells.
    pub cells: Vec<GridCell>,
    /// Whether it is of the draft.
    pub is_new: bool,
    /// Whether it no longer holds today.
    pub is_over: bool,
    /// What is wrong with it that is in no cell of the table.
    pub wrong: Vec<Bilingual>,
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
    /// Columns that rows have on their own pages only.
    pub folded: Vec<String>,
    /// Sources a row may rest on: number and title.
    pub sources: Vec<(String, String)>,
    /// The rows of this page.
    pub rows: Vec<GridRow>,
    /// The first row of this page, from 0.
    pub first: usize,
    /// Pages: address, which rows, and whether it is this one.
    pub pages: Vec<(String, String, bool)>,
}

impl EditTablePage {
    /// How many things are wrong.
    pub fn wrong_count(&self) -> usize {
        let of = |row: &GridRow| {
            let cells = row.cells.iter().filter(|cell| cell.wrong.is_some());
            cells.count() + row.wrong.len()
        };
        self.rows.iter().map(of).sum()
    }
}

/// A part of the page of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowPart {
    /// Whom the row is about.
    About,
    /// What it says.
    Figures,
    /// Since when, until when.
    Days,
    /// On what it rests.
    Basis,
    /// It in sentences.
    Words,
}

/// A part with its fields.
pub struct RowSection<'a> {
    /// What stands above it.
    heading: EditorText,
    /// Fields shown at once.
    shown: Vec<&'a GridCell>,
    /// Fields hardly any row fills.
    folded: Vec<&'a GridCell>,
    /// Whether one of those is wrong.
    is_open: bool,
}

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
    /// The day that is wrong, by its name in the form, and why.
    pub day_wrong: Option<(&'static str, Bilingual)>,
    /// Sources it may rest on: number and title.
    pub sources: Vec<(String, String)>,
    /// Its fields.
    pub fields: Vec<GridCell>,
    /// To which part each field belongs, and whether it is shown at once.
    pub parts: Vec<(RowPart, bool)>,
    /// Whether it may be taken out: it is of the draft.
    pub may_remove: bool,
}

impl RowPage {
    /// How many fields are wrong.
    pub fn wrong_count(&self) -> usize {
        let fields = self.fields.iter().filter(|field| field.wrong.is_some());
        fields.count()
    }

    /// What is wrong with a day of its own.
    pub fn wrong_day(&self, name: &str) -> Option<&Bilingual> {
        let (_, why) = self.day_wrong.as_ref().filter(|(of, _)| *of == name)?;
        Some(why)
    }

    fn sections(&self) -> Vec<RowSection<'_>> {
        use RowPart::{About, Basis, Days, Figures, Words};
        let of = |part: RowPart| {
            let all = self.fields.iter().zip(&self.parts);
            let own = all.filter(|(_, (own, _))| *own == part);
            let (shown, folded): (Vec<_>, Vec<_>) = own.partition(|(_, (_, shown))| *shown);
            let folded = fields(folded);
            RowSection {
                heading: match part {
                    About => EditorText::RowAbout,
                    Figures => EditorText::RowFigures,
                    Days => EditorText::RowDays,
                    Basis => EditorText::RowBasis,
                    Words => EditorText::RowWords,
                },
                shown: fields(shown),
                is_open: folded.iter().any(|field| field.wrong.is_some()),
                folded,
            }
        };
        let all = [About, Figures, Days, Basis, Words].map(of);
        let is_any = |one: &RowSection<'_>| !one.shown.is_empty() || !one.folded.is_empty();
        all.into_iter().filter(is_any).collect()
    }
}

/// A pasted row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasteRow {
    /// Its number.
    pub number: usize,
    /// What it becomes.
    pub becomes: Bilingual,
    /// Its cells: column and text.
    pub cells: Vec<(Bilingual, String)>,
    /// What is wrong: column, what stands there, why, what to do.
    pub wrong: Vec<(Bilingual, String, Bilingual, Bilingual)>,
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
    /// The header to begin with, in words.
    pub words: String,
    /// The same with the keys of the file, as `suixing policy export` writes it.
    pub header: String,
    /// What was pasted.
    pub list: String,
    /// What becomes of it.
    pub rows: Vec<PasteRow>,
    /// What would not hold in other rows.
    pub elsewhere: Vec<Bilingual>,
    /// Whether all of it can be taken.
    pub is_whole: bool,
}

impl PastePage {
    /// How many rows are wrong.
    pub fn wrong_count(&self) -> usize {
        self.rows.iter().filter(|row| !row.wrong.is_empty()).count()
    }
}

/// A field with the part it belongs to.
type Placed<'a> = (&'a GridCell, &'a (RowPart, bool));

fn fields(list: Vec<Placed<'_>>) -> Vec<&GridCell> {
    list.into_iter().map(|(field, _)| field).collect()
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
    sections: Vec<RowSection<'a>>,
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
    html(&RowHtml {
        frame,
        page,
        head,
        sections: page.sections(),
    })
}

/// Pasted rows as HTML.
pub fn render_paste(frame: &Frame, page: &PastePage) -> String {
    let head = &page.head;
    html(&PasteHtml { frame, page, head })
}
