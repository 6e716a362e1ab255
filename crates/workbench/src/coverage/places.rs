//! Where the rows of a pack stand in its files. A pack forgets it once it is read, so its text is
//! read again; the rows come in the same order.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::rows::{national_rows, rows};
use domain::files::{NamedText, Place, split};
use domain::policy::Pack;
use domain::policy::parse::read;

/// A file and a line in it.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema,
)]
pub struct Spot {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
}

impl std::fmt::Display for Spot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl From<Place> for Spot {
    fn from(place: Place) -> Spot {
        let Place { file, line, .. } = place;
        Spot { file, line }
    }
}

/// The place of every row, in the order of [`rows`].
pub(super) fn places(pack: &Pack) -> Vec<Spot> {
    let files = split(pack.text());
    let draft = read(&files, |_| String::new()).expect("the text of a pack was read before");
    let rows = rows(&draft.pack);
    let own = rows.iter().filter(|row| row.version.is_none());
    let own = own.map(|row| Spot::from(draft.place(row.row.basis())));
    own.chain(files.iter().flat_map(of_disputes)).collect()
}

/// The place of every national row, in the order of [`national_rows`].
pub(super) fn national_places(pack: &Pack) -> Vec<Spot> {
    let known = &pack.national.places;
    let rows = national_rows(pack).into_iter().map(|row| {
        let place = known.iter().find(|(basis, _)| *basis == row.row.identity());
        let (_, place) = place.expect("every national row was read from its file");
        Spot::from(place.clone())
    });
    rows.collect()
}

/// A file, for the places of the rows that versions of disputes bring.
#[derive(Deserialize)]
struct File {
    #[serde(default)]
    dispute: Vec<Dispute>,
}

#[derive(Deserialize)]
struct Dispute {
    version: Vec<Version>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Version {
    direct: Vec<Spanned<IgnoredAny>>,
    deductible: Vec<Spanned<IgnoredAny>>,
    rate: Vec<Spanned<IgnoredAny>>,
    adjustment: Vec<Spanned<IgnoredAny>>,
    ceiling: Vec<Spanned<IgnoredAny>>,
    upfront: Vec<Spanned<IgnoredAny>>,
    account: Vec<Spanned<IgnoredAny>>,
    credit: Vec<Spanned<IgnoredAny>>,
}

fn of_disputes(file: &NamedText) -> Vec<Spot> {
    let content: File = toml::from_str(&file.text).expect("the text of a pack was read before");
    let versions = content.dispute.into_iter().flat_map(|row| row.version);
    let rows = versions.flat_map(|version| {
        let Version {
            direct,
            deductible,
            rate,
            adjustment,
            ceiling,
            upfront,
            account,
            credit,
        } = version;
        [
            direct, deductible, rate, adjustment, ceiling, upfront, account, credit,
        ]
    });
    let rows = rows.flatten();
    rows.map(|row| Spot::from(Place::of(file, row.span())))
        .collect()
}
