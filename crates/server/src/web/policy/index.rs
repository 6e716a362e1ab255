//! The list of places, grouped by province, and what a search found. `/policy`.

use std::collections::BTreeSet;

use askama::Template;
use domain::{Bilingual, Region};

use super::map::{Tile, tiles};
use super::{PackSummary, ShownPack};
use crate::web::frame::Frame;
use crate::web::text::{PolicyText, Text};
use crate::web::{html, words};

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexPage {
    /// What was searched for; empty when nothing was.
    pub asked: String,
    /// Whether the figures are all that an address covers, and nothing was searched for.
    pub several: bool,
    /// Pages that answer the intent, the best first.
    pub pages: Vec<FoundPage>,
    /// The place that was searched for, where no rules are kept of it.
    pub not_kept: Option<NotKept>,
    /// Places, by province.
    pub provinces: Vec<Province>,
    /// Kinds of rules that were asked for.
    pub topics: Vec<FoundPage>,
    /// Figures the search found.
    pub figures: Vec<FoundFigure>,
    /// Whether it found more than are shown.
    pub more: bool,
    /// Places like what was searched for, where nothing was found: the search and the name.
    pub perhaps: Vec<(String, Bilingual)>,
}

/// A page, or a section of one, that answers what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPage {
    /// What it is, for tools that read the page: `page:advice`, `topic:rate`.
    pub name: String,
    /// Its address.
    pub href: String,
    /// What it is.
    pub title: Bilingual,
    /// What one finds there.
    pub why: Bilingual,
}

/// A place of which no rules are kept, and what there is instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotKept {
    /// Its name.
    pub place: Bilingual,
    /// The province it lies in.
    pub province: Bilingual,
    /// Whether it lies outside what care elsewhere is about.
    pub is_outside: bool,
    /// What is kept of the same province: page and name.
    pub beside: Vec<(String, Bilingual)>,
}

/// The packs of a province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Province {
    /// Its division code.
    pub code: Region,
    /// Its name.
    pub name: Bilingual,
    /// Its packs.
    pub packs: Vec<PackSummary>,
}

/// A figure the search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFigure {
    /// Its address, for tools that read the page.
    pub address: String,
    /// Its page.
    pub href: String,
    /// The place.
    pub owner: Bilingual,
    /// The value.
    pub value: Bilingual,
    /// What it is.
    pub subject: Bilingual,
    /// For whom and for what.
    pub when: Bilingual,
    /// Whether only another source says so.
    pub by_other: bool,
}

#[derive(Template)]
#[template(path = "policies.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a IndexPage,
    provinces: Vec<ShownProvince<'a>>,
    /// The map; none beside what a search found.
    tiles: Vec<Tile>,
}

struct ShownProvince<'a> {
    code: Region,
    name: &'a str,
    places: String,
    packs: Vec<ShownPack<'a>>,
}

impl Province {
    /// How many places are known there.
    pub(super) fn places(&self) -> usize {
        let regions = self.packs.iter().map(|pack| pack.code);
        regions.collect::<BTreeSet<Region>>().len()
    }
}

/// The list as HTML.
pub fn render(frame: &Frame, page: &IndexPage) -> String {
    html(&Html {
        frame,
        page,
        provinces: page.provinces.iter().map(|one| shown(frame, one)).collect(),
        tiles: match page.asked.is_empty() && !page.several {
            true => tiles(frame, &page.provinces),
            false => vec![],
        },
    })
}

fn shown<'a>(frame: &Frame, province: &'a Province) -> ShownProvince<'a> {
    let packs = province.packs.iter();
    let packs = packs.map(|pack| ShownPack::of(frame, pack));
    ShownProvince {
        code: province.code,
        name: frame.pick(&province.name),
        places: words::count(frame.lang, province.places(), &PolicyText::Places.both()),
        packs: packs.collect(),
    }
}
