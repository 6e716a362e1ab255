//! What is sealed, opened: each value at its place, and what it says against what stands beside it
//! in the clear.

use std::collections::BTreeSet;

use domain::filing::{Filing, HistoryEntry, State};
use jiff::civil::Date;

use super::books::Books;
use super::checked::CheckedBooks;
use crate::cases::{CaseEntry, CaseLane};
use crate::people;
use crate::rows::{OwnedTable, RawRow, SEALED, SealedColumn, text};
use crate::seal::{Keys, SealedAt};
use crate::value::Value;

/// Opens everything of one person.
pub(super) fn check(keys: &Keys, books: &Books, found: &mut CheckedBooks) {
    let before = found.violations.len();
    let mut filings = Vec::new();
    for sealed in &SEALED {
        for row in books.rows.of(sealed.table) {
            let Some(opened) = open(keys, sealed, row) else {
                continue;
            };
            found.expect(opened.is_ok(), "SEAL", || {
                format!("{} of {} does not open", sealed.place, sealed.row_id(row))
            });
            let Ok(plain) = opened else { continue };
            match sealed.place {
                "message|content" => {
                    let same = matches!(&row[4], Value::Bytes(it) if **it == keys.digest(&plain));
                    found.expect(same, "M10", || {
                        format!("message {} has the digest of another", text(row, 2))
                    });
                }
                "person|identity" => is_found(keys, books, &plain, found),
                "filing|body" => filings.extend(filing(books, row, &plain, found)),
                _ => {}
            }
        }
    }
    overlap(&filings, found);
    for violation in &mut found.violations[before..] {
        violation.what = format!("person {}: {}", books.person, violation.what);
    }
}

fn open(keys: &Keys, sealed: &SealedColumn, row: &RawRow) -> Option<Result<Vec<u8>, ()>> {
    let Value::Bytes(bytes) = &row[sealed.column] else {
        return None;
    };
    let id = sealed.row_id(row);
    let place = SealedAt {
        column: sealed.place,
        row: &id,
    };
    Some(keys.open(place, bytes).map_err(drop))
}

/// Every certificate finds the person.
fn is_found(keys: &Keys, books: &Books, plain: &[u8], found: &mut CheckedBooks) {
    let certificates = people::certificates_of(plain).unwrap_or_default();
    let rows = books.rows.of(OwnedTable::Finder).iter();
    let known: BTreeSet<(&str, &[u8])> = rows
        .filter_map(|row| match &row[0] {
            Value::Bytes(index) => Some((text(row, 1), index.as_ref())),
            _ => None,
        })
        .collect();
    for certificate in certificates {
        let kind = certificate.finder();
        let index = keys.index(kind, certificate.reveal());
        found.expect(known.contains(&(kind, index.as_slice())), "M12", || {
            format!("is not found by the {kind}")
        });
    }
}

/// A filing says inside what stands beside it.
fn filing(books: &Books, row: &RawRow, plain: &[u8], found: &mut CheckedBooks) -> Option<Filing> {
    let filing: Option<Filing> = serde_json::from_slice(plain).ok();
    let id = text(row, 1);
    let events = books.rows.of(OwnedTable::FilingEvent).iter();
    let events = events.filter(|event| text(event, 1) == id);
    let events: Vec<Option<HistoryEntry>> = events
        .map(|event| serde_json::from_str(text(event, 4)).ok())
        .collect();
    let same = filing.as_ref().is_some_and(|filing| {
        filing.state.word() == text(row, 2)
            && filing.id().as_str() == id
            && filing
                .history
                .iter()
                .map(Some)
                .eq(events.iter().map(Option::as_ref))
    });
    found.expect(same, "M12", || {
        format!("filing {id} says something else inside than outside")
    });
    if let Some(filing) = &filing {
        in_calendar(books, filing, found);
    }
    let listed = books.rows.of(OwnedTable::Case).iter();
    for row in listed.filter(|row| text(row, 1) == id) {
        let derived = filing.as_ref().map(CaseEntry::of);
        let same = derived.is_some_and(|mut derived| {
            if derived.lane == CaseLane::Waiting && text(row, 3) == CaseLane::Proposed.word() {
                derived.lane = CaseLane::Proposed;
            }
            derived.values().iter().eq(row)
        });
        found.expect(same, "M12", || {
            format!("the list of cases has filing {id} as something else")
        });
    }
    filing
}

/// What stands in the calendar for a filing is what the filing says.
fn in_calendar(books: &Books, filing: &Filing, found: &mut CheckedBooks) {
    let mut rows = books.rows.of(OwnedTable::FilingDays).iter();
    let Some(row) = rows.find(|row| text(row, 1) == filing.id().as_str()) else {
        return;
    };
    let live = filing.is_live();
    let said = |day: Option<Date>| Value::from(day);
    let same = row[3] == Value::from(live)
        && row[4] == said(filing.period.until.filter(|_| live))
        && row[5] == said(filing.due_on.filter(|_| filing.state == State::Queued));
    found.expect(same, "M14", || {
        format!(
            "the calendar says something else of filing {} than it says",
            filing.id()
        )
    });
}

/// Of one kind and place, two filings in force do not overlap.
fn overlap(filings: &[Filing], found: &mut CheckedBooks) {
    let in_force = |filing: &&Filing| matches!(filing.state, State::Approved | State::Active);
    let all: Vec<&Filing> = filings.iter().filter(in_force).collect();
    for (at, one) in all.iter().enumerate() {
        for other in &all[at + 1..] {
            let kind = |it: &Filing| (it.reason, it.request.destination, it.request.insured_at);
            let holds = kind(one) != kind(other) || !one.period.overlaps(&other.period);
            found.expect(holds, "M12", || {
                format!(
                    "filings {} and {} are in force on the same days",
                    one.id(),
                    other.id()
                )
            });
        }
    }
}
