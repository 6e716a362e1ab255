//! What runs out when, and what happens if nobody does anything.

use askama::Template;
use domain::Bilingual;

use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{EditorText, PolicyText, Text};

/// Something that runs out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutlookRow {
    /// The first day of it; empty for what never was.
    pub on: String,
    /// Whether that is within three months.
    pub is_soon: bool,
    /// Whose rules.
    pub place: Bilingual,
    /// What runs out.
    pub what: Bilingual,
    /// The rules it is about.
    pub rules: Vec<Bilingual>,
    /// What happens if nothing is done.
    pub otherwise: Bilingual,
    /// Where it can be seen to; none for who may not.
    pub href: Option<String>,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutlookPage {
    /// What runs out, by day.
    pub rows: Vec<OutlookRow>,
    /// Places to filter by: word, name, and whether it is the one asked for.
    pub places: Vec<(String, Bilingual, bool)>,
    /// The table to download.
    pub csv: String,
}

#[derive(Template)]
#[template(path = "policy_outlook.html")]
struct OutlookHtml<'a> {
    frame: &'a Frame,
    page: &'a OutlookPage,
}

/// The page as HTML.
pub fn render_outlook(frame: &Frame, page: &OutlookPage) -> String {
    html(&OutlookHtml { frame, page })
}
