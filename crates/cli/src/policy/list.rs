//! `suixing policy list`: which packs there are.

use domain::policy::Pack;
use domain::region_names;
use serde_json::{Value, json};

use super::folder::PolicyFolder;
use crate::policies;

pub(super) fn list(folder: &PolicyFolder) -> anyhow::Result<u8> {
    let library = policies::library(folder.folder.as_deref())?;
    let rows: Vec<Value> = library.packs().map(|pack| summary(pack)).collect();
    if folder.json {
        println!("{}", Value::Array(rows));
        return Ok(0);
    }
    for pack in library.packs() {
        let name = region_names::label(pack.region);
        println!(
            "{} {:<9} {}({})  {}  {}",
            pack.region,
            pack.scheme.word(),
            pack.title.zh,
            name.en,
            &pack.hash()[..12],
            pack.title.en
        );
    }
    Ok(0)
}

pub(super) fn summary(pack: &Pack) -> Value {
    json!({
        "region": pack.region, "scheme": pack.scheme, "title": pack.title, "hash": pack.hash(),
        "verified_on": pack.verified_on, "disputes": pack.disputes.len(),
    })
}
