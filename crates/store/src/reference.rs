//! Facilities and catalogues: few, read at start and kept in memory; a number says when to reload.

use std::str::FromStr;

use domain::Region;
use domain::catalogue::{Catalogue, Item};
use domain::facility::Facility;

use crate::tx::{Insert, Tx};
use crate::value::json;
use crate::{StoreError, Value, kept, values};

/// Whose the digests of facilities are.
pub(crate) const FACILITIES: &str = "#facility";
/// Whose the digests of catalogues are, one a place of care.
pub(crate) const CATALOGUES: &str = "#catalogue";
/// Whose the digests of named facts are.
pub(crate) const META: &str = "#meta";

/// Adds a facility or replaces what is known of it.
pub fn put_facility(tx: &mut Tx, facility: &Facility) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO facility (facility, body) VALUES ($1, $2) \
         ON CONFLICT (facility) DO UPDATE SET body = excluded.body";
    let row = values![&facility.code, json(facility)];
    tx.execute(PUT, &row)?;
    kept::keep(tx, (FACILITIES, facility.code.as_str()), "facility", &row)?;
    mark_changed(tx)
}

/// All facilities.
pub fn facilities(tx: &mut Tx) -> Result<Vec<Facility>, StoreError> {
    let rows = tx.query("SELECT body FROM facility ORDER BY facility", &[])?;
    rows.into_iter().map(|mut row| row.json()).collect()
}

/// Replaces the catalogue of a place of care.
pub fn replace_catalogue(tx: &mut Tx, region: Region, items: &[Item]) -> Result<(), StoreError> {
    const ITEMS: Insert = Insert {
        into: "catalogue_item (region, code, from_day, body)",
        width: 4,
        then: "",
    };
    tx.execute(
        "DELETE FROM catalogue_item WHERE region = $1",
        &values![region],
    )?;
    let row = |item| -> [Value<'_>; 4] {
        let item: &Item = item;
        values![region, &item.code, item.period.from, json(item)]
    };
    let values: Vec<Value> = items.iter().flat_map(row).collect();
    tx.insert(&ITEMS, &values)?;
    let item = region.to_string();
    kept::keep_all(
        tx,
        (CATALOGUES, &item),
        "catalogue_item",
        (&values, ITEMS.width),
    )?;
    mark_changed(tx)
}

/// All catalogues.
pub fn catalogues(tx: &mut Tx) -> Result<Vec<Catalogue>, StoreError> {
    let rows = tx.query(
        "SELECT region, body FROM catalogue_item ORDER BY region",
        &[],
    )?;
    let mut places: Vec<(Region, Vec<Item>)> = Vec::new();
    for mut row in rows {
        let (region, item) = (row.parse()?, row.json()?);
        match places.last_mut().filter(|(last, _)| *last == region) {
            Some((_, items)) => items.push(item),
            None => places.push((region, vec![item])),
        }
    }
    let catalogues = places.into_iter();
    Ok(catalogues
        .map(|(region, items)| Catalogue::new(region, items))
        .collect())
}

/// Counts every change of reference data; programs that keep it in memory reload when it moves.
pub fn version(tx: &mut Tx) -> Result<i64, StoreError> {
    const VERSION: &str = "SELECT content FROM meta WHERE name = 'reference-version'";
    match tx.find(VERSION, &[])? {
        Some(mut row) => row.parse(),
        None => Ok(0),
    }
}

/// Counts one more, in one statement: of two at once, each counts.
fn mark_changed(tx: &mut Tx) -> Result<(), StoreError> {
    const NAME: &str = "reference-version";
    const COUNT: &str = "INSERT INTO meta (name, content) VALUES ($1, '1') \
         ON CONFLICT (name) DO UPDATE \
         SET content = CAST(CAST(meta.content AS BIGINT) + 1 AS TEXT) RETURNING content";
    let content = tx.one(COUNT, &values![NAME])?.text()?;
    let row = values![NAME, content];
    kept::keep(tx, (META, NAME), "meta", &row)
}

/// Keeps a named fact about the installation.
pub fn set_meta(tx: &mut Tx, name: &str, content: &str) -> Result<(), StoreError> {
    const SET: &str = "INSERT INTO meta (name, content) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET content = excluded.content";
    let row = values![name, content];
    tx.execute(SET, &row)?;
    kept::keep(tx, (META, name), "meta", &row)
}

/// A named fact about the installation.
pub fn meta<T>(tx: &mut Tx, name: &str) -> Result<Option<T>, StoreError>
where
    T: FromStr<Err: std::fmt::Display>,
{
    let found = tx.find("SELECT content FROM meta WHERE name = $1", &values![name])?;
    found.map(|mut row| row.parse()).transpose()
}
