//! The addresses most like a wrong one.

use super::{Address, Owner};
use crate::rows::RowView;
use domain::policy::Library;
use strsim::levenshtein;

/// How many are suggested.
const SUGGESTIONS: usize = 3;

/// The addresses most like the one asked for, the most like first; of the same table, where it has
/// any. An address that stops early is like those that begin like it.
pub(super) fn nearest(asked: &Address, rows: &[RowView<'_>]) -> Vec<String> {
    let of_table = |row: &&RowView<'_>| row.address.table == asked.table;
    let has_table = rows.iter().any(|row| of_table(&row));
    let known = rows.iter().filter(|row| !has_table || of_table(row));
    let text = asked.to_string();
    let segments = text.split('/').count();
    let ranked = known.map(|row| {
        let known = row.address.to_string();
        let head: Vec<&str> = known.split('/').take(segments).collect();
        let far = levenshtein(&text, &head.join("/")).min(levenshtein(&text, &known));
        (far, known)
    });
    best(ranked.collect())
}

/// The packs most like the one asked for; those of the same place first.
pub(super) fn packs(library: &Library, asked: Owner) -> Vec<String> {
    let known = library
        .packs()
        .map(|pack| format!("{}/{}", pack.region, pack.scheme));
    closest(&asked.to_string(), known.collect())
}

fn closest(asked: &str, known: Vec<String>) -> Vec<String> {
    let ranked = known
        .into_iter()
        .map(|known| (levenshtein(asked, &known), known));
    best(ranked.collect())
}

fn best(mut ranked: Vec<(usize, String)>) -> Vec<String> {
    ranked.sort_unstable();
    ranked.dedup();
    let best = ranked.into_iter().take(SUGGESTIONS);
    best.map(|(_, known)| known).collect()
}
