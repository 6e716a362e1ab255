//! M12: what is stored is what was written. Rows that are only appended are told by the entry of
//! their turn; rows that change in place have a digest beside them.

use std::collections::{BTreeMap, HashMap};

use super::books::Books;
use super::checked::CheckedBooks;
use crate::audit::StoredEntry;
use crate::digest::{self, RowHash};
use crate::keep::{RESEALED, messages_as_written};
use crate::rows::{OwnedRows, OwnedTable, RawRow, number, text};
use crate::seal::hex;
use crate::value::Value;
use crate::{
    bill_cases, bill_questions, cases, corrections, lines, second_looks, settlements, values,
};

/// Tables that are filled without an entry of the audit.
const REGISTERS: [&str; 7] = [
    "person",
    "finder",
    "enrolment",
    "designation",
    "employment",
    "kin",
    "contact",
];

/// Checks both.
pub(super) fn check(books: &Books, entries: &[StoredEntry], found: &mut CheckedBooks) {
    let person = &books.person;
    let mut stored: HashMap<&str, &Value<'_>> = HashMap::new();
    for row in books.rows.of(OwnedTable::Digest) {
        // What is kept of a message that was sealed anew is looked at with its turn.
        if !text(row, 1).starts_with(RESEALED) {
            stored.insert(text(row, 1), &row[2]);
        }
    }
    // Everything but registers is written together with an entry of the audit: where each of those
    // says its turn, none of it was written before there were digests.
    let all_new = entries.iter().all(|entry| entry.turn.is_some());
    for (kind, item, hash) in items(&books.rows) {
        match stored.remove(item.as_str()) {
            None if all_new && !REGISTERS.contains(&kind) => found.expect(false, "M12", || {
                format!("person {person}: {item} was written by nobody")
            }),
            None => found.count_before(kind),
            Some(digest) => {
                let same = matches!(digest, Value::Bytes(it) if **it == digest::kept(hash));
                found.expect(same, "M12", || {
                    format!("person {person}: {item} is not what was written")
                });
            }
        }
    }
    let mut gone: Vec<&str> = stored.into_keys().collect();
    gone.sort_unstable();
    for item in gone {
        found.expect(false, "M12", || format!("person {person}: {item} is gone"));
    }
    turns(books, entries, found);
}

/// What the entries tell of each turn is what was appended in it.
fn turns(books: &Books, entries: &[StoredEntry], found: &mut CheckedBooks) {
    let person = &books.person;
    let mut appended = appended(&books.rows);
    let mut told: BTreeMap<i64, Option<&str>> = BTreeMap::new();
    for entry in entries {
        if let Some(turn) = entry.turn {
            // The last of a turn tells all of it.
            let wrote = told.entry(turn).or_default();
            *wrote = entry.wrote.as_deref().or(*wrote);
        }
    }
    for (turn, wrote) in told {
        let rows = appended.remove(&turn).map(digest::of_rows);
        found.expect(
            rows.map(|hash| hex(&hash)).as_deref() == wrote,
            "M12",
            || {
                format!(
                    "person {person}: what was written in turn {turn} is not what the audit saw"
                )
            },
        );
    }
    // What no entry tells is from before there was anything to tell it.
    let untold = entries.iter().filter(|entry| entry.turn.is_none()).count();
    let holds = appended.len() <= untold;
    let turns = || appended.keys().map(ToString::to_string).collect::<Vec<_>>();
    found.expect(holds, "M12", || {
        let turns = turns().join(", ");
        format!("person {person}: no entry of the audit tells what was written in turns {turns}")
    });
    if !appended.is_empty() {
        *found.before.entry("turn").or_default() += appended.len();
        as_before(books, entries, (&appended, found));
    }
}

/// Settlements and corrections of turns from before are in the audit by digests of their own.
fn as_before(
    books: &Books,
    entries: &[StoredEntry],
    (turns, found): (&BTreeMap<i64, Vec<RowHash>>, &mut CheckedBooks),
) {
    let person = &books.person;
    let of_turns = books.settlements.iter();
    for made in of_turns.filter(|made| turns.contains_key(&made.turn)) {
        let digest = settlements::digest(made);
        let mut all = entries.iter();
        let holds = all.any(|it| it.object == made.id.as_str() && it.digest == digest);
        found.expect(holds, "M12", || {
            format!(
                "person {person}: settlement {} is not what the audit saw",
                made.id
            )
        });
    }
    let of_turns = books.corrections.iter();
    for made in of_turns.filter(|made| turns.contains_key(&made.turn)) {
        let digest = corrections::digest(made);
        let holds = entries.iter().any(|it| it.reason.contains(&digest));
        found.expect(holds, "M12", || {
            format!(
                "person {person}: correction {} is not what the audit saw",
                made.id
            )
        });
    }
}

/// The hashes of the rows that were appended, by the turn of the person.
pub fn appended(rows: &OwnedRows) -> BTreeMap<i64, Vec<RowHash>> {
    let mut turns: BTreeMap<i64, Vec<RowHash>> = BTreeMap::new();
    let mut put = |turn: i64, hash: RowHash| turns.entry(turn).or_default().push(hash);
    let plain = [
        (OwnedTable::Settlement, 6, 33),
        (OwnedTable::Correction, 4, 18),
        (OwnedTable::Task, 2, 7),
        (OwnedTable::NewerRules, 2, 4),
        (OwnedTable::Choice, 2, 13),
    ];
    let mut made_in: HashMap<&str, i64> = HashMap::new();
    for (table, turn, columns) in plain {
        for row in rows.of(table) {
            put(
                number(row, turn),
                digest::of_row(table.name(), &row[..columns]),
            );
            if matches!(table, OwnedTable::Settlement | OwnedTable::Correction) {
                made_in.insert(text(row, 1), number(row, turn));
            }
        }
    }
    for (turn, hash) in messages_as_written(rows) {
        put(turn, hash);
    }
    for row in rows.of(OwnedTable::Line) {
        let sent = lines::what_was_sent(row);
        put(number(row, 3), digest::of_row("bill_line", &sent));
        let withdrawn = number(row, 23);
        if withdrawn > 0 {
            let key = [0, 1, 2, 3, 23].map(|column| &row[column]);
            put(withdrawn, digest::of_row("withdrawn", key));
        }
    }
    for row in rows.of(OwnedTable::Posting) {
        let entry = text(row, 1);
        if !entry.starts_with(settlements::OPENING) {
            let turn = made_in.get(entry).copied().unwrap_or_default();
            put(turn, digest::of_row("posting", row));
        }
    }
    turns
}

/// A kind of row, which one it is, and its hash.
pub type KeptItem = (&'static str, String, RowHash);

/// The rows that change in place, as they are.
pub fn items(rows: &OwnedRows) -> Vec<KeptItem> {
    let mut items = Vec::new();
    let mut put = |table: OwnedTable, item: &dyn Fn(&RawRow) -> String| {
        for row in rows.of(table) {
            items.push((table.name(), item(row), digest::of_row(table.name(), row)));
        }
    };
    put(OwnedTable::Person, &|_| "person".to_owned());
    put(OwnedTable::Finder, &|row| {
        format!("finder:{}:{}", text(row, 1), hex_of(row, 0))
    });
    put(OwnedTable::Enrolment, &|row| {
        format!(
            "enrolment:{}:{}:{}",
            text(row, 1),
            text(row, 2),
            text(row, 3)
        )
    });
    put(OwnedTable::Designation, &|row| {
        format!("designation:{}:{}", text(row, 1), text(row, 2))
    });
    put(OwnedTable::Employment, &|row| {
        format!("employment:{}:{}", text(row, 1), text(row, 2))
    });
    put(OwnedTable::Kin, &|row| {
        format!("kin:{}:{}", hex_of(row, 1), text(row, 2))
    });
    put(OwnedTable::Contact, &|_| "contact".to_owned());
    put(OwnedTable::Consent, &|row| {
        format!("consent:{}:{}", text(row, 1), number(row, 2))
    });
    put(OwnedTable::Filing, &|row| {
        format!("filing:{}", text(row, 1))
    });
    put(OwnedTable::Referral, &|row| {
        format!("referral:{}", text(row, 1))
    });
    put(OwnedTable::Recognition, &|row| {
        format!("recognition:{}", text(row, 1))
    });
    put(OwnedTable::FilingEvent, &|row| {
        format!("event:{}:{}", text(row, 1), number(row, 2))
    });
    put(OwnedTable::FilingDays, &|row| {
        format!("calendar:{}", text(row, 1))
    });
    questions(rows, &mut items);
    cases_of_agency(rows, &mut items);
    visits(rows, &mut items);
    states(rows, &mut items);
    items
}

/// What the agency has to decide, and what it decided.
fn cases_of_agency(rows: &OwnedRows, items: &mut Vec<KeptItem>) {
    let mut put = |table: OwnedTable, item: &dyn Fn(&RawRow) -> String| {
        for row in rows.of(table) {
            items.push((table.name(), item(row), digest::of_row(table.name(), row)));
        }
    };
    put(OwnedTable::Case, &|row| {
        format!("{}:{}", cases::CASE, text(row, 1))
    });
    put(OwnedTable::CaseDesk, &|row| {
        format!("{}:{}", cases::DESK, text(row, 1))
    });
    put(OwnedTable::BillCase, &|row| {
        format!("{}:{}", bill_cases::BILL_CASE, text(row, 1))
    });
    put(OwnedTable::SecondLook, &|row| {
        format!("{}:{}:{}", second_looks::LOOK, text(row, 1), text(row, 5))
    });
}

fn hex_of(row: &RawRow, column: usize) -> String {
    match &row[column] {
        Value::Bytes(bytes) => hex(bytes),
        _ => String::new(),
    }
}

/// What was asked about bills, and answered.
fn questions(rows: &OwnedRows, items: &mut Vec<KeptItem>) {
    let mut put = |table: OwnedTable, item: String, row: &RawRow| {
        items.push((table.name(), item, digest::of_row(table.name(), row)));
    };
    for row in rows.of(OwnedTable::Question) {
        let item = format!("{}:{}", bill_questions::QUESTION, text(row, 1));
        put(OwnedTable::Question, item, row);
    }
    for row in rows.of(OwnedTable::Answer) {
        let (id, ordinal) = (text(row, 1), number(row, 2));
        let item = format!("{}:{id}:{ordinal}", bill_questions::ANSWER);
        put(OwnedTable::Answer, item, row);
    }
}

fn visits(rows: &OwnedRows, items: &mut Vec<KeptItem>) {
    for row in rows.of(OwnedTable::Visit) {
        let visit = text(row, 1);
        let mut put = |item: &str, hash| items.push(("visit", format!("{item}:{visit}"), hash));
        put("visit", digest::of_row("visit", &row[..12]));
        for (column, sealed) in [(12, "findings"), (13, "diseases")] {
            if row[column] != Value::Null {
                let values = [&row[0], &row[1], &row[column]];
                put(sealed, digest::of_row(sealed, values));
            }
        }
    }
}

/// What became of messages and of what waited for a clerk.
fn states(rows: &OwnedRows, items: &mut Vec<KeptItem>) {
    for row in rows.of(OwnedTable::Message) {
        let state = text(row, 12);
        let columns: &[usize] = match state {
            "tombstone" => &[0, 1, 2, 3, 9],
            "reversed" => &[0, 1, 2],
            _ => continue,
        };
        let values = columns.iter().map(|column| &row[*column]);
        let item = format!("{state}:{}:{}", text(row, 1), text(row, 2));
        items.push(("message", item, digest::of_row("message", values)));
    }
    for row in rows.of(OwnedTable::Task) {
        if row[9] != Value::Null {
            let values = [0, 1, 2, 7, 8, 9, 10].map(|column| &row[column]);
            let item = format!("decided:{}:{}", text(row, 1), number(row, 2));
            items.push(("decision", item, digest::of_row("decided", values)));
        }
    }
}

/// The digests that belong beside rows, for whoever writes rows as they lie.
pub fn digests(owner: &str, rows: &OwnedRows) -> Vec<RawRow> {
    let items = items(rows).into_iter();
    let row =
        |(_, item, hash): KeptItem| values![owner.to_owned(), item, digest::kept(hash)].into();
    items.map(row).collect()
}
