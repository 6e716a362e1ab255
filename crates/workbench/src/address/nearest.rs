//! The addresses most like a wrong one.

use super::{Address, Owner};
use crate::rows::RowView;
use domain::policy::Library;

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
        let far = distance(&text, &head.join("/")).min(distance(&text, &known));
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
        .map(|known| (distance(asked, &known), known));
    best(ranked.collect())
}

fn best(mut ranked: Vec<(usize, String)>) -> Vec<String> {
    ranked.sort_unstable();
    ranked.dedup();
    let best = ranked.into_iter().take(SUGGESTIONS);
    best.map(|(_, known)| known).collect()
}

/// How many letters must be added, taken away or changed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (line, letter) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in b.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distance_counts_letters() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("pooled", "poled"), 1);
        assert_eq!(distance("retired", "on-job"), 7);
        assert_eq!(distance("住院", "住院"), 0);
    }
}
