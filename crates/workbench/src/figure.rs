//! One figure with everything known of it: the sentence, the value, where it is written and how
//! sure, since when, what it was before, where it is used, who says otherwise, which cases put it
//! to the proof.

mod search;
mod stretch;
mod usage;
mod yearly;

use jiff::civil::Date;
use serde::Serialize;

use crate::address::{Address, AddressError, find};
use crate::changes::CaseName;
use crate::coverage::{Exercised, Spot, spots};
use crate::rows::{RowView, national_rows, rows};
use crate::show::{Part, ShownDisagreement, disputes};
use domain::basis::ShownBasis;
use domain::policy::{Library, Pack};
use domain::rules::Table;
use domain::text::Bilingual;

pub(crate) use yearly::amounts;

pub use search::{Hit, Hits, WantedFigures, figures, search};
pub use stretch::{Quantity, Stretch};
pub use usage::{Related, Relation};
pub use yearly::YearAmount;

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct KnownFigure {
    /// Address of its cell.
    pub address: Address,
    /// Whose rule it is.
    pub owner: Bilingual,
    /// What it is.
    pub subject: Bilingual,
    /// When it applies.
    pub conditions: Bilingual,
    /// The rows of the cell, the earliest first.
    pub history: Vec<FigureRow>,
    /// Where it is used, in words.
    pub used: Vec<Bilingual>,
    /// Rows it works together with, or that would stand in its place.
    pub related: Vec<Related>,
    /// Disputes that touch it, with all versions.
    pub disputes: Vec<ShownDisagreement>,
    /// What it comes to over the years, for a chart.
    #[serde(skip)]
    pub stretches: Vec<Stretch>,
    /// Which table it stands in.
    #[serde(skip)]
    pub table: Table,
}

/// A row of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FigureRow {
    /// Whether it holds on the day that was asked for.
    pub in_force: bool,
    /// First day.
    pub from: Date,
    /// First day no longer in force.
    pub until: Option<Date>,
    /// The value in words.
    pub value: Bilingual,
    /// The value part by part: level by level where it differs by level.
    #[serde(skip)]
    pub parts: Vec<Part>,
    /// Why it is not known, where it is not.
    #[serde(skip)]
    pub unknown: Option<Bilingual>,
    /// What a share of a yearly figure comes to, by benefit year.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<YearAmount>,
    /// The rule in a sentence.
    pub sentence: Bilingual,
    /// Where it comes from.
    pub basis: ShownBasis,
    /// Where it stands.
    pub place: Spot,
    /// Cases that put it to the proof.
    pub cases: Vec<CaseName>,
}

/// What a question came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FigureAnswer {
    /// One figure.
    Figure(Box<KnownFigure>),
    /// Several, or none.
    Hits(Hits),
}

/// What is asked, and of what.
#[derive(Clone, Copy, Debug)]
pub struct FigureQuestion<'a> {
    /// The library.
    pub library: &'a Library,
    /// What the cases exercise.
    pub exercised: &'a Exercised,
    /// The day.
    pub on: Date,
}

impl FigureQuestion<'_> {
    /// The figure at an address or, where the address covers several, all of them; else what the
    /// words are found in. One hit is shown in full.
    pub fn ask(&self, figure: &str) -> Result<FigureAnswer, AddressError> {
        let figure = figure.trim().trim_matches('/');
        match crate::address::looks_like_address(figure) {
            true => self.at(figure),
            false => self.told(search(self.library, figure, self.on)),
        }
    }

    /// The figure at an address, or all that the address covers.
    pub fn at(&self, address: &str) -> Result<FigureAnswer, AddressError> {
        let found = find(self.library, &address.parse()?)?;
        self.told(search::by_cell(found.iter(), self.on))
    }

    fn told(&self, hits: Hits) -> Result<FigureAnswer, AddressError> {
        match (&hits.figures[..], &hits.disputes[..]) {
            ([only], []) => {
                let found = find(self.library, &only.address)?;
                Ok(FigureAnswer::Figure(Box::new(self.figure(&found))))
            }
            _ => Ok(FigureAnswer::Hits(hits)),
        }
    }

    /// Everything known of a cell; `cell` is its rows, by first day.
    fn figure(&self, cell: &[RowView<'_>]) -> KnownFigure {
        let now = on_day(cell, self.on);
        let pack = now.pack;
        let all = rows(pack);
        let spots = spots(pack);
        let history = siblings(&all, now, cell);
        KnownFigure {
            address: now.address.clone(),
            owner: owner(pack, now),
            subject: now.subject(Some(self.on)),
            conditions: now.conditions(),
            history: history.iter().map(|row| self.row(row, &spots)).collect(),
            used: usage::used(now, &all),
            related: usage::related(now, &all, self.on),
            disputes: touching(pack, now, &all),
            stretches: stretch::stretches(&history, all.iter().filter(|row| row.overlays(now))),
            table: now.row.table(),
        }
    }

    fn row(&self, view: &RowView<'_>, spots: &[(usize, Spot)]) -> FigureRow {
        let row = view.row;
        let identity = row.identity();
        let spot = spots.iter().find(|(known, _)| *known == identity);
        FigureRow {
            in_force: view.decides_on(self.on),
            from: row.from(),
            until: row.until(),
            value: view.value(Some(self.on).filter(|day| row.is_in_force(*day))),
            parts: view.parts(Some(self.on).filter(|day| row.is_in_force(*day))),
            unknown: row.unknown().cloned(),
            amounts: amounts(view),
            sentence: view.sentence(None),
            basis: view.pack.show_basis(row.basis(), row.from()),
            place: spot.map(|(_, spot)| spot.clone()).unwrap_or_default(),
            cases: self.exercised.cases(identity).cloned().collect(),
        }
    }
}

/// The row in force on the day, else the last.
fn on_day<'a, 'b>(cell: &'b [RowView<'a>], day: Date) -> &'b RowView<'a> {
    let now = cell.iter().find(|row| row.row.is_in_force(day));
    now.or(cell.last()).expect("a cell that was found has rows")
}

/// The history of a cell; of a yearly figure the same figure of all years.
fn siblings<'a>(all: &[RowView<'a>], now: &RowView<'a>, cell: &[RowView<'a>]) -> Vec<RowView<'a>> {
    let domain::rules::AnyRow::Index(index) = now.row else {
        return cell.to_vec();
    };
    let same = |row: &&RowView<'_>| {
        let is_index = row.row.table() == domain::rules::Table::Index;
        is_index && row.row.name() == Some(index.name.as_str())
    };
    let mut rows: Vec<RowView<'_>> = all.iter().filter(same).cloned().collect();
    rows.sort_by_key(|row| row.row.from());
    rows
}

fn owner(pack: &Pack, row: &RowView<'_>) -> Bilingual {
    match row.address.owner {
        crate::address::Owner::National => Bilingual::new("全国", "the whole country"),
        crate::address::Owner::Pack(..) => pack.title.clone(),
    }
}

/// The disputes whose rows lie over this one, or that bring it.
fn touching(pack: &Pack, now: &RowView<'_>, all: &[RowView<'_>]) -> Vec<ShownDisagreement> {
    let over = all.iter().filter(|other| other.overlays(now));
    let over: Vec<&str> = over
        .chain([now])
        .filter_map(|row| row.version.map(|(dispute, _)| dispute.id.as_str()))
        .collect();
    let shown = disputes(pack).into_iter();
    shown
        .filter(|dispute| over.contains(&dispute.id.as_str()))
        .collect()
}

/// Every row of a library once: those of each pack, and the national ones.
pub(crate) fn all_rows(library: &Library) -> impl Iterator<Item = RowView<'_>> {
    let national = library.packs().next().map(|pack| national_rows(pack));
    let own = library.packs().flat_map(|pack| rows(pack));
    own.chain(national.into_iter().flatten())
}
