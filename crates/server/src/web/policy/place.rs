//! The rules of one place on a day: what a resident asks, how to go about it, where it is written.
//! `/policy/{region}/{scheme}` and `/policy/national`.

use askama::Template;
use domain::Bilingual;
use domain::basis::ShownBasis;
use domain::facility::Care;
use jiff::civil::Date;

use workbench::glance::PlaceGlance;

use super::glance::ShownGlance;
use super::own::{OwnYear, ShownOwn};
use super::{
    PackSummary, Section, ShownAnswers, ShownPack, ShownSection, ShownSource, SourceView, chip,
};
use crate::web::basis::Chip;
use crate::web::frame::{Frame, Lang};
use crate::web::text::{MineText, PolicyText, Text};
use crate::web::{html, words};

/// The rules of a place on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacePage {
    /// What the list says about it; none for the national rules.
    pub summary: Option<PackSummary>,
    /// The day.
    pub day: Date,
    /// Hash of the pack.
    pub hash: Option<String>,
    /// Rules, table by table.
    pub sections: Vec<Section>,
    /// Procedures, kind by kind.
    pub procedures: Vec<ProcedureGroup>,
    /// Whether the place has procedures of its own.
    pub own_procedures: bool,
    /// Where sources disagree: number and topic.
    pub disputes: Vec<(String, Bilingual)>,
    /// Where all of it is shown.
    pub disputes_href: String,
    /// Sources.
    pub sources: Vec<SourceView>,
    /// `440300/employee`, for links that try or compare; empty for the national rules.
    pub pack: String,
    /// The place in ten seconds; none where too little is known.
    pub glance: Option<PlaceGlance>,
    /// Whether one has to file, in a few words; empty where no rule is known.
    pub filing: Bilingual,
    /// What is left this year of whoever is signed in, where it is their place.
    pub own: Option<OwnYear>,
    /// When rules of the place began to hold, and when the next known ones will.
    pub changes: ChangeDays,
    /// Where to ask: name and telephone number.
    pub hotline: Option<(Bilingual, String)>,
    /// Whether a day was asked for.
    pub on_asked: bool,
    /// What was sent that is no day, and why it is none.
    pub on_wrong: Option<(String, Bilingual)>,
    /// Whether every section is open.
    pub open_all: bool,
}

/// The days on which rules of a place change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeDays {
    /// The latest one up to the day, and what people ask that it is about.
    pub latest: Option<(Date, Vec<Bilingual>)>,
    /// The next one that is known.
    pub next: Option<(Date, Vec<Bilingual>)>,
}

/// Procedures of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcedureGroup {
    /// What they are about.
    pub title: PolicyText,
    /// The rows.
    pub rows: Vec<ProcedureRow>,
}

/// One rule of procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcedureRow {
    /// What it is called.
    pub title: Bilingual,
    /// What it says.
    pub lines: Vec<Bilingual>,
    /// What it rests on.
    pub basis: ShownBasis,
    /// Whether it is the nation's.
    pub national: bool,
    /// Numbers of the disputes about it.
    pub disputes: Vec<String>,
}

#[derive(Template)]
#[template(path = "policy.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a PlacePage,
    title: String,
    pack: Option<ShownPack<'a>>,
    day: String,
    sections: Vec<ShownSection<'a>>,
    procedures: Vec<ShownGroup<'a>>,
    sources: Vec<ShownSource<'a>>,
    cares: Vec<String>,
    answers: Vec<ShownAnswers>,
    glance: Option<ShownGlance<'a>>,
    own: Option<ShownOwn<'a>>,
    /// When it last changed and what, with the page that compares both days.
    latest: Option<(String, Option<String>)>,
    next_change: String,
    open_all: bool,
}

struct ShownGroup<'a> {
    title: &'static str,
    rows: Vec<ShownProcedure<'a>>,
}

struct ShownProcedure<'a> {
    title: &'a str,
    lines: Vec<&'a str>,
    national: bool,
    disputes: &'a [String],
    chip: Chip,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &PlacePage) -> String {
    let pack = page.summary.as_ref().map(|pack| ShownPack::of(frame, pack));
    let section = |section| ShownSection::of(frame, section, &page.sources);
    html(&Html {
        frame,
        page,
        title: match &pack {
            Some(pack) => pack.title.clone(),
            None => frame.say(PolicyText::NationalRules).to_owned(),
        },
        cares: Care::ALL.iter().map(|care| frame.name(care)).collect(),
        answers: page
            .summary
            .as_ref()
            .map(|pack| ShownAnswers::all(frame, pack))
            .unwrap_or_default(),
        pack,
        glance: page.glance.as_ref().map(|one| ShownGlance::of(frame, one)),
        own: page.own.as_ref().map(|own| ShownOwn::of(frame, own)),
        latest: page.changes.latest.as_ref().map(|latest| {
            let said = changed(frame, latest);
            let before = compared_with_before(page, latest.0);
            (said, before)
        }),
        next_change: match &page.changes.next {
            Some(next) => changed(frame, next),
            None => frame.say(PolicyText::NoChangeKnown).to_owned(),
        },
        open_all: page.open_all,
        day: words::day(frame.lang, page.day),
        sections: page.sections.iter().map(section).collect(),
        procedures: page
            .procedures
            .iter()
            .map(|g| group(frame, g, page))
            .collect(),
        sources: ShownSource::all(frame, &page.sources),
    })
}

/// «2026年7月1日：自己先付多少、一年最多报多少».
fn changed(frame: &Frame, (day, what): &(Date, Vec<Bilingual>)) -> String {
    const NAMED: usize = 3;
    let (zh, names) = (frame.lang == Lang::Zh, what.iter().take(NAMED));
    let names: Vec<&str> = names.map(|name| frame.pick(name)).collect();
    let more = what.len() > NAMED;
    let day = words::day(frame.lang, *day);
    match zh {
        true => format!(
            "{day}：{}{}",
            names.join("、"),
            if more { "等" } else { "" }
        ),
        false => format!(
            "{day}: {}{}",
            names.join(", "),
            if more { " and more" } else { "" }
        ),
    }
}

/// The page that compares the day of a change with the day before.
fn compared_with_before(page: &PlacePage, day: Date) -> Option<String> {
    let before = day.yesterday().ok()?;
    let pack = Some(&page.pack).filter(|pack| !pack.is_empty())?;
    Some(format!("/policy/compare?a={pack}@{before}&b={pack}@{day}"))
}

fn group<'a>(frame: &Frame, group: &'a ProcedureGroup, page: &PlacePage) -> ShownGroup<'a> {
    let row = |row: &'a ProcedureRow| ShownProcedure {
        title: frame.pick(&row.title),
        lines: row.lines.iter().map(|line| frame.pick(line)).collect(),
        national: row.national,
        disputes: &row.disputes,
        chip: chip(frame, &row.basis, &page.sources),
    };
    ShownGroup {
        title: frame.say(group.title),
        rows: group.rows.iter().map(row).collect(),
    }
}
