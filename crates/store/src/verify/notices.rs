//! M14: what somebody has to be told is in the outbox until it was sent and kept for its days: each
//! settlement, cancellation and correction has its notice, of its turn. What was sent, or waits to
//! be, is a notice that is there; what stands in the calendar is of a filing that is there.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;

use super::books::Books;
use super::checked::CheckedBooks;
use crate::rows::{OwnedTable, number, text};

/// Checks what was caused since an instant; everything where there is none.
pub(super) fn check(books: &Books, since: Option<Timestamp>, found: &mut CheckedBooks) {
    let is_kept = |at: &Timestamp| since.is_none_or(|since| *at >= since);
    let made = books.settlements.iter().map(|made| {
        let topic = match made.reversal_of {
            None => "settled",
            Some(_) => "settlement-cancelled",
        };
        (made.created_at, (made.turn, topic))
    });
    let corrected = books.corrections.iter();
    let corrected = corrected.map(|it| (it.created_at, (it.turn, "settlement-corrected")));
    let mut caused: BTreeMap<(i64, &str), usize> = BTreeMap::new();
    for (_, what) in made.chain(corrected).filter(|(at, _)| is_kept(at)) {
        *caused.entry(what).or_default() += 1;
    }
    let mut held: HashMap<(i64, &str), usize> = HashMap::new();
    for row in books.rows.of(OwnedTable::Notice) {
        *held.entry((number(row, 1), text(row, 3))).or_default() += 1;
    }
    for ((turn, topic), count) in caused {
        let held = held.get(&(turn, topic)).copied().unwrap_or_default();
        found.expect(held >= count, "M14", || {
            let person = &books.person;
            format!(
                "person {person}: {held} of {count} notices «{topic}» of turn {turn} are in the \
                 outbox"
            )
        });
    }
    attempts(books, found);
}

fn attempts(books: &Books, found: &mut CheckedBooks) {
    let person = &books.person;
    let notices = books.rows.of(OwnedTable::Notice).iter();
    let notices: HashSet<(i64, i64)> = notices
        .map(|row| (number(row, 1), number(row, 2)))
        .collect();
    for row in books.rows.of(OwnedTable::Delivery) {
        let (turn, ordinal) = (number(row, 1), number(row, 2));
        found.expect(notices.contains(&(turn, ordinal)), "M14", || {
            let adapter = text(row, 3);
            format!("person {person}: {adapter} has notice {turn}:{ordinal}, which is not there")
        });
    }
    let filings = books.rows.of(OwnedTable::Filing).iter();
    let filings: HashSet<&str> = filings.map(|row| text(row, 1)).collect();
    for row in books.rows.of(OwnedTable::FilingDays) {
        let filing = text(row, 1);
        found.expect(filings.contains(filing), "M14", || {
            format!("person {person}: the calendar has filing {filing}, which is not there")
        });
    }
}
