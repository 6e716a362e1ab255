//! The policy pages: the list of packs, and one pack with its figures, sources and disputes.
//! `/policy` and `/policy/{region}/{scheme}`.

use askama::Template;
use domain::Bilingual;
use domain::explanation::{Confidence, ShownBasis};
use domain::person::Scheme;
use jiff::civil::Date;

use super::basis::Chip;
use super::frame::Frame;
use super::text::Text;
use super::{html, words};

/// The list of packs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyIndex {
    /// One row a pack.
    pub packs: Vec<PackSummary>,
}

/// One pack in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackSummary {
    /// Its page.
    pub href: String,
    /// Name of the insured place.
    pub region: Bilingual,
    /// Scheme.
    pub scheme: Scheme,
    /// How many figures.
    pub figures: usize,
    /// How many disputes.
    pub disputes: usize,
    /// When it was last compared with the official text, if ever.
    pub verified_on: Option<Date>,
}

/// One pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackPage {
    /// What the list says about it.
    pub summary: PackSummary,
    /// Hash of the pack.
    pub hash: String,
    /// Its figures, in tables.
    pub tables: Vec<FigureTable>,
    /// Its sources.
    pub sources: Vec<Source>,
    /// Where sources disagree.
    pub disputes: Vec<Dispute>,
}

/// Figures of one kind, such as all deductibles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureTable {
    /// What they are.
    pub caption: Bilingual,
    /// Names of the columns; the basis is added as the last one.
    pub columns: Vec<Bilingual>,
    /// The rows.
    pub rows: Vec<FigureRow>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureRow {
    /// One cell a column; the first names the row.
    pub cells: Vec<Bilingual>,
    /// What it rests on.
    pub basis: Vec<ShownBasis>,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Id within the pack, such as `Z1`; chips lead here.
    pub id: String,
    /// Title and number.
    pub title: String,
    /// Who published it, and when, as published.
    pub published: String,
    /// How sure.
    pub confidence: Confidence,
}

/// Sources that disagree about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Number, such as `X01`.
    pub id: String,
    /// What it is about.
    pub topic: Bilingual,
    /// What each source says.
    pub sides: Vec<Side>,
    /// Why the one in force is in force.
    pub why: Bilingual,
}

/// What one source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Title of the source.
    pub source: String,
    /// What it says.
    pub says: Bilingual,
    /// Whether it is the one in force.
    pub in_force: bool,
}

#[derive(Template)]
#[template(path = "policies.html")]
struct IndexHtml<'a> {
    frame: &'a Frame,
    packs: Vec<Pack<'a>>,
}

#[derive(Template)]
#[template(path = "policy.html")]
struct PackHtml<'a> {
    frame: &'a Frame,
    page: &'a PackPage,
    pack: Pack<'a>,
    tables: Vec<Table<'a>>,
    sources: Vec<ShownSource<'a>>,
}

struct Pack<'a> {
    href: &'a str,
    title: String,
    counts: String,
    verified: String,
}

struct Table<'a> {
    caption: &'a str,
    columns: Vec<&'a str>,
    rows: Vec<TableRow<'a>>,
}

struct TableRow<'a> {
    head: &'a str,
    cells: Vec<(&'a str, &'a str)>,
    basis: Vec<Chip>,
}

struct ShownSource<'a> {
    source: &'a Source,
    confidence: String,
    weak: bool,
}

/// The list of packs as HTML.
pub fn render_index(frame: &Frame, page: &PolicyIndex) -> String {
    html(&IndexHtml {
        frame,
        packs: page.packs.iter().map(|pack| summary(frame, pack)).collect(),
    })
}

/// One pack as HTML.
pub fn render_pack(frame: &Frame, page: &PackPage) -> String {
    html(&PackHtml {
        frame,
        page,
        pack: summary(frame, &page.summary),
        tables: page
            .tables
            .iter()
            .map(|t| table(frame, t, &page.sources))
            .collect(),
        sources: page.sources.iter().map(|s| source(frame, s)).collect(),
    })
}

fn summary<'a>(frame: &Frame, pack: &'a PackSummary) -> Pack<'a> {
    let figures = words::count(frame.lang, pack.figures, &Text::Figures.both());
    let disputes = words::count(frame.lang, pack.disputes, &Text::Disputes.both());
    Pack {
        href: &pack.href,
        title: format!(
            "{} · {}",
            frame.pick(&pack.region),
            frame.name(&pack.scheme)
        ),
        counts: format!("{figures} · {disputes}"),
        verified: match pack.verified_on {
            Some(on) => format!(
                "{} {}",
                frame.say(Text::VerifiedOn),
                words::day(frame.lang, on)
            ),
            None => frame.say(Text::NeverVerified).to_owned(),
        },
    }
}

fn table<'a>(frame: &Frame, table: &'a FigureTable, sources: &[Source]) -> Table<'a> {
    let columns: Vec<&str> = table.columns.iter().map(|c| frame.pick(c)).collect();
    let rows = table
        .rows
        .iter()
        .map(|row| {
            let mut cells = row.cells.iter().map(|cell| frame.pick(cell));
            TableRow {
                head: cells.next().unwrap_or_default(),
                cells: columns.iter().skip(1).copied().zip(cells).collect(),
                basis: row
                    .basis
                    .iter()
                    .map(|basis| chip(frame, basis, sources))
                    .collect(),
            }
        })
        .collect();
    Table {
        caption: frame.pick(&table.caption),
        columns,
        rows,
    }
}

/// A chip that leads to its source further down the page, when it is listed there.
fn chip(frame: &Frame, basis: &ShownBasis, sources: &[Source]) -> Chip {
    let is_listed = sources.iter().any(|source| source.id == basis.source);
    Chip::of(frame, basis, is_listed.then_some(""))
}

fn source<'a>(frame: &Frame, source: &'a Source) -> ShownSource<'a> {
    ShownSource {
        source,
        confidence: frame.name(&source.confidence),
        weak: source.confidence != Confidence::A,
    }
}
