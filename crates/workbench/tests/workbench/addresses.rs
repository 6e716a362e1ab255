//! Addresses over all shipped packs.

use std::collections::BTreeMap;

use workbench::address::{Address, find};
use workbench::rows::{RowView, rows};

use crate::shipped::LIBRARY;

fn all() -> Vec<RowView<'static>> {
    let rows: Vec<RowView<'static>> = LIBRARY.packs().flat_map(|pack| rows(pack)).collect();
    assert!(rows.len() > 200, "the shipped packs have rows");
    rows
}

#[test]
fn an_address_printed_and_read_again_is_the_same_and_finds_its_row() {
    for row in all() {
        let printed = row.address.to_string();
        let read: Address = printed
            .parse()
            .unwrap_or_else(|error| panic!("{printed}: {error}"));
        assert_eq!(read, row.address);
        let found = find(&LIBRARY, &read).unwrap_or_else(|error| panic!("{printed}: {error}"));
        let is_there = found
            .iter()
            .any(|other| other.row.identity() == row.row.identity());
        assert!(is_there, "{printed} does not find its row");
        assert!(
            found.iter().all(|other| other.address == row.address),
            "{printed}"
        );
    }
}

#[test]
fn addresses_need_no_quoting() {
    for row in all() {
        let printed = row.address.to_string();
        let is_plain = |letter: char| letter.is_alphanumeric() || "/+,-._@:~".contains(letter);
        assert!(printed.chars().all(is_plain), "{printed}");
    }
}

#[test]
fn on_no_day_have_two_rows_one_address() {
    let mut by_address: BTreeMap<String, Vec<RowView<'static>>> = BTreeMap::new();
    for row in all() {
        by_address
            .entry(row.address.to_string())
            .or_default()
            .push(row);
    }
    for (address, mut rows) in by_address {
        rows.sort_by_key(|row| row.row.from());
        for pair in rows.windows(2) {
            let ends = pair[0].row.until();
            let next = pair[1].row.from();
            assert!(
                ends.is_some_and(|ends| ends <= next),
                "{address} twice on {next}"
            );
        }
    }
}
