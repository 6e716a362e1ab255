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
        let regions = self.packs.iter().map(|pack| pack.answers.region);
        regions.collect::<BTreeSet<Region>>().len()
    }
}

/// The list as HTML.
pub fn render(frame: &Frame, page: &IndexPage) -> String {
    html(&Html {
        frame,
        page,
        provinces: page.provinces.iter().map(|one| shown(frame, one)).collect(),
        tiles: match page.asked.is_empty() {
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
