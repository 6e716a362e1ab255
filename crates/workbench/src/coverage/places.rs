//! Where the rows of a pack stand in its files. A pack forgets it once it is read, so its text is
//! read again; the rows come in the same order.

use std::collections::BTreeMap;

use serde::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::rows::{national_rows, rows};
use domain::files::{NamedText, Place, split};
use domain::policy::Pack;
use domain::policy::parse::read;
use domain::rules::Table;

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

/// Where the rows stand that versions of disputes bring, table by table.
fn of_disputes(file: &NamedText) -> Vec<Spot> {
    let content = DeTable::parse(&file.text).expect("the text of a pack was read before");
    let versions = versions(content.get_ref());
    let rows = versions.iter().flat_map(|version| {
        let tables = Table::ALL.iter();
        tables.flat_map(|table| elements(version, table.key()))
    });
    rows.map(|row| spot(file, row)).collect()
}

/// The versions of all disputes of a file.
fn versions<'t, 'a>(file: &'t DeTable<'a>) -> Vec<&'t DeTable<'a>> {
    let disputes = elements(file, "dispute").into_iter();
    let disputes = disputes.filter_map(|dispute| dispute.get_ref().as_table());
    let versions = disputes.flat_map(|dispute| elements(dispute, "version"));
    versions
        .filter_map(|version| version.get_ref().as_table())
        .collect()
}

/// Where something in a file stands.
pub(super) fn spot<T>(file: &NamedText, row: &Spanned<T>) -> Spot {
    Spot::from(Place::of(file, row.span()))
}

/// Where the rows of a file of procedures stand, in the order of the tables given: those of the
/// file first, then those of each version of a dispute.
pub(super) fn spots<'a>(
    file: &NamedText,
    own: impl Iterator<Item = &'a str>,
    versions: impl Iterator<Item = Vec<&'a str>>,
) -> Vec<Spot> {
    let Ok(table) = DeTable::parse(&file.text) else {
        return vec![];
    };
    let table = table.get_ref();
    let mut spots = in_order(file, table, own);
    for (rows, tables) in self::versions(table).into_iter().zip(versions) {
        spots.extend(in_order(file, rows, tables.into_iter()));
    }
    spots
}

/// The place of the next row of each table named.
fn in_order<'a>(
    file: &NamedText,
    table: &DeTable<'_>,
    tables: impl Iterator<Item = &'a str>,
) -> Vec<Spot> {
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    let next = tables.map(|name| {
        let number = taken.entry(name).or_default();
        *number += 1;
        let rows = elements(table, name);
        rows.get(*number - 1)
            .map_or_else(Spot::default, |row| spot(file, row))
    });
    next.collect()
}

fn elements<'t, 'a>(table: &'t DeTable<'a>, name: &str) -> Vec<&'t Spanned<DeValue<'a>>> {
    let list = table.get(name).map(Spanned::get_ref);
    list.and_then(DeValue::as_array)
        .into_iter()
        .flatten()
        .collect()
}
