//! What a bureau sees of a year. `/bureau`.

use askama::Template;
use domain::{Bilingual, Money};

use super::chart::Meter;
use super::frame::Frame;
use super::html;
use super::text::{BureauText, Text};

/// A place with its counts and sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BureauPlace {
    /// Its name.
    pub name: Bilingual,
    /// How many bills.
    pub bills: u64,
    /// What they come to.
    pub total: Money,
    /// What funds paid on the spot.
    pub funds: Money,
}

/// Places, the largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BureauPlaces {
    /// Those that are told.
    pub rows: Vec<BureauPlace>,
    /// Whether something is not told.
    pub hides: bool,
}

/// What a bureau sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BureauPage {
    /// The year.
    pub year: i16,
    /// Settled directly and not; too few to tell if absent.
    pub direct: Option<(u64, u64)>,
    /// By place of care.
    pub treated: BureauPlaces,
    /// By insured place.
    pub insured: BureauPlaces,
    /// What was refused: why, and how many.
    pub refused: Vec<(Bilingual, u64)>,
    /// Corrections: why, how many, what funds pay more.
    pub corrected: Vec<(Bilingual, u64, Money)>,
    /// What rests on figures that stand in.
    pub provisional: Option<(u64, Money)>,
    /// Decisions about filings.
    pub decided: Option<(u64, i32, i32)>,
}

struct PlaceDrawn<'a> {
    name: &'a str,
    bills: u64,
    total: String,
    funds: String,
    meter: Meter,
}

#[derive(Template)]
#[template(path = "bureau.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a BureauPage,
    sums: (u64, String, String),
    rate: Option<String>,
    treated: Vec<PlaceDrawn<'a>>,
    insured: Vec<PlaceDrawn<'a>>,
    corrected: Vec<(&'a str, u64, String)>,
    provisional: Option<(u64, String)>,
}

fn drawn<'a>(frame: &Frame, places: &'a BureauPlaces) -> Vec<PlaceDrawn<'a>> {
    let most = places.rows.iter().map(|row| row.funds).max();
    let most = most.unwrap_or_default();
    let rows = places.rows.iter().map(|row| PlaceDrawn {
        name: frame.pick(&row.name),
        bills: row.bills,
        total: row.total.grouped(),
        funds: row.funds.grouped(),
        meter: Meter::of(row.funds, most),
    });
    rows.collect()
}

/// «97.5%», of those settled directly among all, rounded down to a tenth.
fn rate((direct, not): (u64, u64)) -> Option<String> {
    let all = direct + not;
    let tenths = (direct * 1_000).checked_div(all)?;
    Some(format!("{}.{}%", tenths / 10, tenths % 10))
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &BureauPage) -> String {
    let rows = page.treated.rows.iter();
    let sum = |of: fn(&BureauPlace) -> Money| rows.clone().map(of).sum::<Money>().grouped();
    let sums = (
        rows.clone().map(|row| row.bills).sum(),
        sum(|row| row.total),
        sum(|row| row.funds),
    );
    let corrected = page.corrected.iter();
    html(&Html {
        frame,
        page,
        sums,
        rate: page.direct.and_then(rate),
        treated: drawn(frame, &page.treated),
        insured: drawn(frame, &page.insured),
        corrected: corrected
            .map(|(why, count, funds)| (frame.pick(why), *count, funds.grouped()))
            .collect(),
        provisional: page
            .provisional
            .map(|(count, funds)| (count, funds.grouped())),
    })
}
