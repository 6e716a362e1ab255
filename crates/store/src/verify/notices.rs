//! M14: what somebody has to be told is in the outbox until it was sent and kept for its days: each
//! settlement, cancellation and correction has its notice, of its turn.

use std::collections::{BTreeMap, HashMap};

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
}
