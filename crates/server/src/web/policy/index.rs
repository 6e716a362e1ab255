//! The list of places, grouped by province, and what a search found. `/policy`.

use askama::Template;
use domain::Bilingual;

use super::{PackSummary, ShownPack};
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{PolicyText, Text};

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexPage {
    /// What was searched for; empty when nothing was.
    pub asked: String,
    /// The place that was searched for, where no rules are kept of it.
    pub not_kept: Option<Bilingual>,
    /// Places, by province.
    pub provinces: Vec<Province>,
    /// Figures the search found.
    pub figures: Vec<FoundFigure>,
    /// Whether it found more than are shown.
    pub more: bool,
}

/// The packs of a province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Province {
    /// Its name.
    pub name: Bilingual,
    /// Its packs.
    pub packs: Vec<PackSummary>,
}

/// A figure the search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFigure {
    /// Its page.
    pub href: String,
    /// The place.
    pub owner: Bilingual,
    /// The rule in a sentence.
    pub sentence: Bilingual,
}

#[derive(Template)]
#[template(path = "policies.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a IndexPage,
    provinces: Vec<(&'a str, Vec<ShownPack<'a>>)>,
}

/// The list as HTML.
pub fn render(frame: &Frame, page: &IndexPage) -> String {
    html(&Html {
        frame,
        page,
        provinces: page.provinces.iter().map(|one| shown(frame, one)).collect(),
    })
}

fn shown<'a>(frame: &Frame, province: &'a Province) -> (&'a str, Vec<ShownPack<'a>>) {
    let packs = province.packs.iter();
    let packs = packs.map(|pack| ShownPack::of(frame, pack));
    (frame.pick(&province.name), packs.collect())
}
