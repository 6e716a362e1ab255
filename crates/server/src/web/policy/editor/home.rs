//! The home of those who make policy.

use askama::Template;
use domain::Bilingual;

use crate::web::frame::Frame;
use crate::web::html;
use crate::web::policy::releases::ReleaseSummary;
use crate::web::text::{EditorText, Text};

/// A line that leads on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HomeRow {
    /// Where to.
    pub href: String,
    /// What.
    pub title: Bilingual,
    /// More of it.
    pub says: Bilingual,
}

/// The places of a province one may draft for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlacesOf {
    /// The province.
    pub name: Bilingual,
    /// Its places.
    pub places: Vec<HomeRow>,
    /// Whether they are shown at once.
    pub is_open: bool,
}

/// What waits, and where one may begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditHomePage {
    /// Whether one may draft.
    pub edits: bool,
    /// Drafts that are being written.
    pub drafts: Vec<HomeRow>,
    /// Releases that wait for a second person.
    pub waiting: Vec<ReleaseSummary>,
    /// What runs out within three months.
    pub soon: Vec<HomeRow>,
    /// Contradictions between sources, by place.
    pub disputes: Vec<HomeRow>,
    /// Rules that were never compared with the published text, by place.
    pub unverified: Vec<HomeRow>,
    /// Places of which a draft is being written or something runs out soon.
    pub first: Vec<HomeRow>,
    /// Places one may draft for, by province; those that were looked for, where any were.
    pub provinces: Vec<PlacesOf>,
    /// What was looked for.
    pub sought: String,
}

impl EditHomePage {
    /// How many places fit what was looked for.
    fn found(&self) -> usize {
        self.provinces.iter().map(|one| one.places.len()).sum()
    }
}

#[derive(Template)]
#[template(path = "policy_edit.html")]
struct HomeHtml<'a> {
    frame: &'a Frame,
    page: &'a EditHomePage,
}

/// The page as HTML.
pub fn render_home(frame: &Frame, page: &EditHomePage) -> String {
    html(&HomeHtml { frame, page })
}
