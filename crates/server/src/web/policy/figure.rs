//! One figure with everything known of it: value, since when, what it was before, where it is
//! written, where it is used, who says otherwise. `/policy/{region}/{scheme}/figure/{address}`.

use askama::Template;
use domain::Bilingual;
use domain::basis::ShownBasis;
use jiff::civil::Date;

use super::{SourceView, chip};
use crate::web::basis::Chip;
use crate::web::frame::Frame;
use crate::web::text::{PolicyText, Text};
use crate::web::{html, words};

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigurePage {
    /// Its address.
    pub address: String,
    /// Whose rule it is, and the page of all its rules.
    pub owner: (String, Bilingual),
    /// What it is.
    pub subject: Bilingual,
    /// When it applies; empty where it always does.
    pub conditions: Bilingual,
    /// The day that was asked for.
    pub day: Date,
    /// Its values, the earliest first.
    pub history: Vec<HistoryRow>,
    /// Where it is used.
    pub used: Vec<Bilingual>,
    /// Figures it works together with: how, page, sentence.
    pub related: Vec<(Bilingual, String, Bilingual)>,
    /// Where sources disagree about it.
    pub disputes: Vec<FigureDispute>,
    /// Sources its rows name.
    pub sources: Vec<SourceView>,
    /// Cases that test it: file and name.
    pub cases: Vec<(String, String)>,
}

/// One value of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// Whether it holds on the day.
    pub in_force: bool,
    /// First day.
    pub from: Date,
    /// First day no longer in force.
    pub until: Option<Date>,
    /// The value in words.
    pub value: Bilingual,
    /// The rule in a sentence.
    pub sentence: Bilingual,
    /// What a share of a yearly figure comes to, by year.
    pub amounts: Vec<(i16, domain::Money)>,
    /// Where it comes from.
    pub basis: ShownBasis,
}

/// Sources that disagree about a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureDispute {
    /// Number, such as `X01`.
    pub id: String,
    /// Where it is shown in full.
    pub href: String,
    /// What it is about.
    pub topic: Bilingual,
    /// Why the one in force is in force.
    pub why: Bilingual,
    /// Every version, the one in force first.
    pub versions: Vec<FigureVersion>,
}

/// What one source says of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureVersion {
    /// Title of the source.
    pub source: String,
    /// What it says.
    pub says: Bilingual,
    /// Whether it is the one in force.
    pub in_force: bool,
    /// A bill tried out by this version.
    pub try_href: Option<String>,
}

#[derive(Template)]
#[template(path = "policy_figure.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a FigurePage,
    now: Option<ShownRow<'a>>,
    history: Vec<ShownRow<'a>>,
    sources: Vec<super::ShownSource<'a>>,
}

struct ShownRow<'a> {
    in_force: bool,
    span: String,
    value: &'a str,
    sentence: &'a str,
    amounts: Vec<(i16, String)>,
    chip: Chip,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &FigurePage) -> String {
    let now = page.history.iter().find(|row| row.in_force);
    html(&Html {
        frame,
        page,
        now: now.map(|row| shown(frame, row, &page.sources)),
        history: page
            .history
            .iter()
            .rev()
            .map(|row| shown(frame, row, &page.sources))
            .collect(),
        sources: super::ShownSource::all(frame, &page.sources),
    })
}

fn shown<'a>(frame: &Frame, row: &'a HistoryRow, sources: &[SourceView]) -> ShownRow<'a> {
    let amount = |(year, amount): &(i16, domain::Money)| (*year, words::yuan(frame.lang, *amount));
    ShownRow {
        in_force: row.in_force,
        span: words::span(frame.lang, row.from, row.until),
        value: frame.pick(&row.value),
        sentence: frame.pick(&row.sentence),
        amounts: row.amounts.iter().map(amount).collect(),
        chip: chip(frame, &row.basis, sources),
    }
}
