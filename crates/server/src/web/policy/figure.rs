//! One figure with everything known of it: its value as large numerals, what it was before, where
//! it is written and how sure that is, who says otherwise and what that would come to.
//! `/policy/{region}/{scheme}/figure/{address}`.

mod tiles;

use askama::Template;
use domain::Bilingual;
use domain::basis::ShownBasis;
use jiff::civil::Date;
use workbench::apart::OtherwisePaid;
use workbench::figure::{Quantity, Stretch};

use self::tiles::NumeralTile;
use super::{SourceView, chip, sureness};
use crate::web::basis::Chip;
use crate::web::chart::{DrawnStep, Steps};
use crate::web::frame::{Frame, Lang};
use crate::web::text::{PolicyText, Text};
use crate::web::{html, words};

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigurePage {
    /// Its address, for tools that read the page.
    pub address: String,
    /// Whose rule it is, and the page of all its rules.
    pub owner: (String, Bilingual),
    /// What it is.
    pub subject: Bilingual,
    /// What people ask that it answers.
    pub asked: Bilingual,
    /// When it applies; empty where it always does.
    pub conditions: Bilingual,
    /// The day that was asked for.
    pub day: Date,
    /// Its values, the earliest first.
    pub history: Vec<HistoryRow>,
    /// What it came to over the years, and what other sources say instead.
    pub stretches: Vec<Stretch>,
    /// Where it is used.
    pub used: Vec<Bilingual>,
    /// Figures it works together with: how, page, sentence.
    pub related: Vec<(Bilingual, String, Bilingual)>,
    /// Where sources disagree about it.
    pub disputes: Vec<FigureDispute>,
    /// Sources its rows name.
    pub sources: Vec<SourceView>,
    /// The names of the cases that test it.
    pub cases: Vec<String>,
    /// Whether they are still being run.
    pub cases_pending: bool,
    /// Where a bill can be tried out by it.
    pub try_href: Option<String>,
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
    /// The value part by part; the name of an only part is empty.
    pub parts: Vec<(Bilingual, Bilingual)>,
    /// Why it is not known, where it is not.
    pub unknown: Option<Bilingual>,
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
    /// When it was published, as published.
    pub dated: String,
    /// What it says.
    pub says: Bilingual,
    /// Whether it is the one in force.
    pub in_force: bool,
    /// What it would come to on a standard bill, where that is something else.
    pub apart: Option<OtherwisePaid>,
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
    chart: Option<Steps>,
    sources: Vec<super::ShownSource<'a>>,
    disputes: Vec<ShownDispute<'a>>,
    cases_say: String,
}

struct ShownRow<'a> {
    in_force: bool,
    span: String,
    from: String,
    last: String,
    tiles: Vec<NumeralTile>,
    value: &'a str,
    unknown: Option<&'a str>,
    sentence: &'a str,
    amounts: Vec<(i16, String)>,
    basis: &'a ShownBasis,
    sure: &'static str,
    compared: String,
    chip: Chip,
}

struct ShownDispute<'a> {
    of: &'a FigureDispute,
    versions: Vec<WhoSays<'a>>,
}

/// What one source says, in the language of a page.
pub(super) struct WhoSays<'a> {
    pub of: &'a FigureVersion,
    /// What it comes to on a standard bill.
    pub apart: String,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &FigurePage) -> String {
    let now = page.history.iter().find(|row| row.in_force);
    let count = page.cases.len();
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
        chart: Steps::of(&drawn(frame, page), page.day),
        sources: super::ShownSource::all(frame, &page.sources),
        disputes: page
            .disputes
            .iter()
            .map(|of| ShownDispute {
                of,
                versions: of.versions.iter().map(|one| version(frame, one)).collect(),
            })
            .collect(),
        cases_say: match frame.lang {
            Lang::Zh => format!("{count}\u{a0}个算例，全部通过"),
            Lang::En => format!("{count} cases, all of them pass"),
        },
    })
}

fn shown<'a>(frame: &Frame, row: &'a HistoryRow, sources: &[SourceView]) -> ShownRow<'a> {
    let amount = |(year, amount): &(i16, domain::Money)| (*year, words::yuan(frame.lang, *amount));
    let last = row.until.and_then(|until| until.yesterday().ok());
    ShownRow {
        in_force: row.in_force,
        span: words::span(frame.lang, row.from, row.until),
        from: words::day(frame.lang, row.from),
        last: match last {
            Some(last) => words::day(frame.lang, last),
            None => frame.say(PolicyText::StillInForce).to_owned(),
        },
        tiles: NumeralTile::all(frame, &row.parts),
        value: frame.pick(&row.value),
        unknown: row.unknown.as_ref().map(|why| frame.pick(why)),
        sentence: frame.pick(&row.sentence),
        amounts: row.amounts.iter().map(amount).collect(),
        basis: &row.basis,
        sure: frame.say(sureness(row.basis.confidence)),
        compared: compared(frame, &row.basis),
        chip: chip(frame, &row.basis, sources),
    }
}

/// Whether and when somebody held it against the published text.
fn compared(frame: &Frame, basis: &ShownBasis) -> String {
    let day = basis.verified_on.map(|day| words::day(frame.lang, day));
    match (basis.verified, day, frame.lang) {
        (false, ..) => frame.say(PolicyText::NotCompared).to_owned(),
        (true, Some(day), Lang::Zh) => format!("{day}由随行政策组和公布的文字核对过"),
        (true, Some(day), Lang::En) => {
            format!("compared with the published text by the policy group on {day}")
        }
        (true, None, _) => frame.say(PolicyText::ComparedOnce).to_owned(),
    }
}

pub(super) fn version<'a>(frame: &Frame, of: &'a FigureVersion) -> WhoSays<'a> {
    WhoSays {
        of,
        apart: match (&of.apart, of.in_force) {
            (Some(apart), _) => apart_says(frame, apart),
            (None, true) => String::new(),
            (None, false) => frame.say(PolicyText::NoMoneyApart).to_owned(),
        },
    }
}

/// «参保地三级医院住院 20,000 元，多报 180 元».
fn apart_says(frame: &Frame, apart: &OtherwisePaid) -> String {
    let more = apart.other > apart.in_force;
    let by = match more {
        true => apart.other - apart.in_force,
        false => apart.in_force - apart.other,
    };
    let (bill, by) = (frame.pick(&apart.bill), words::yuan(frame.lang, by));
    match (frame.lang, more) {
        (Lang::Zh, true) => format!("{bill}，会多报 {by}"),
        (Lang::Zh, false) => format!("{bill}，会少报 {by}"),
        (Lang::En, true) => format!("{bill}: {by} more would be paid"),
        (Lang::En, false) => format!("{bill}: {by} less would be paid"),
    }
}

fn drawn(frame: &Frame, page: &FigurePage) -> Vec<DrawnStep> {
    let steps = page.stretches.iter().map(|one| DrawnStep {
        line: frame.pick(&one.name).to_owned(),
        from: one.from,
        until: one.until,
        height: one.quantity.map(|it| (it.size(), on_axis(frame, it))),
        is_other: one.is_other,
    });
    steps.collect()
}

/// As short as an axis needs it: hundreds of thousands in 万.
fn on_axis(frame: &Frame, quantity: Quantity) -> String {
    const TEN_THOUSAND: i64 = 10_000 * 100;
    match (frame.lang, quantity) {
        (Lang::Zh, Quantity::Amount(money)) if money.fen() >= 10 * TEN_THOUSAND => {
            let tenths = money.fen() * 10 / TEN_THOUSAND;
            match tenths % 10 {
                0 => format!("{}\u{a0}万", tenths / 10),
                rest => format!("{}.{rest}\u{a0}万", tenths / 10),
            }
        }
        (_, quantity) => quantity.number(),
    }
}
