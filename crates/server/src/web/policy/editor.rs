//! Where policy is made: the editor's home, the draft of a place, its tables, texts, sources and
//! contradictions. Under `/policy/edit`; and what runs out, `/policy/outlook`.

mod home;
mod outlook;
mod place;
mod table;
mod trial;
mod writing;

use domain::Bilingual;

pub use home::{EditHomePage, HomeRow, render_home};
pub use outlook::{OutlookPage, OutlookRow, render_outlook};
pub use place::{EditPlacePage, ListedFile, ListedTable, render_place};
pub use table::{
    EditTablePage, GridCell, GridField, GridRow, PastePage, PasteRow, RowPage, render_paste,
    render_row, render_table,
};
pub use trial::{TrialPage, render_trial};
pub use writing::{
    EditDisputePage, EditSourcesPage, EditTextPage, NumberedFinding, OpenDispute, SourceForm,
    render_disputes, render_sources, render_text,
};

/// What the head of every page of a draft says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftHead {
    /// The folder, as addresses have it.
    pub place: String,
    /// What people call it.
    pub name: Bilingual,
    /// How often the draft was saved.
    pub version: i64,
    /// When it was begun, in microseconds.
    pub begun: i64,
    /// How it stands, in a sentence.
    pub says: Bilingual,
    /// Whether something is changed.
    pub is_begun: bool,
    /// What was wrong with what was sent.
    pub wrong: Option<Bilingual>,
    /// What was done just now.
    pub done: Option<Bilingual>,
}
