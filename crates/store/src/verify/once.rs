//! What belongs to no person: facilities, catalogues, texts of packs, operators, releases, reviews,
//! sign-ins. Each row has a digest beside it, texts are found by theirs.

use std::collections::{BTreeMap, BTreeSet};

use super::checked::CheckedBooks;
use crate::digest::{self, RowHash};
use crate::rows::{RawRow, number, text};
use crate::tx::Tx;
use crate::value::Value;
use crate::{
    StoreError, employers, filing_calendar, installation, migrate, operators, practitioners,
    reference, releases, reviews, sha256_hex, sign_ins, values,
};

/// Rows that have a digest each: whose, as what they were hashed, how they are read, and which
/// columns tell them apart, with what stands before and after.
struct Single {
    owner: &'static str,
    table: &'static str,
    rows: &'static str,
    item: (&'static str, &'static [usize], &'static str),
}

const SINGLES: [Single; 20] = [
    single(
        reference::FACILITIES,
        "facility",
        "SELECT facility, body FROM facility",
        ("", &[0], ""),
    ),
    single(
        employers::EMPLOYERS,
        "employer",
        "SELECT employer, body FROM employer",
        ("", &[0], ""),
    ),
    single(
        practitioners::PRACTITIONERS,
        "practitioner",
        "SELECT facility, practitioner, body FROM practitioner",
        ("", &[0, 1], ""),
    ),
    single(
        reference::META,
        "meta",
        "SELECT name, content FROM meta",
        ("", &[0], ""),
    ),
    single(
        operators::OPERATORS,
        "operator",
        "SELECT operator, name, roles, key_hash, created_at FROM operator",
        ("", &[0], ""),
    ),
    single(
        operators::OPERATORS,
        "disabled",
        "SELECT operator, disabled_at FROM operator WHERE disabled_at IS NOT NULL",
        ("", &[0], ":disabled"),
    ),
    single(
        operators::OPERATORS,
        "staff",
        "SELECT operator, unit_kind, unit, identity, password, second_factor, \
         second_factor_set FROM staff",
        ("", &[0], ":staff"),
    ),
    single(
        operators::OPERATORS,
        "passkey",
        "SELECT passkey, operator, name, credential, public_key, signed, made_at, used_at \
         FROM passkey",
        ("", &[0], ":passkey"),
    ),
    single(
        operators::OPERATORS,
        "staff_number",
        "SELECT number, operator FROM staff_number",
        ("", &[0], ":staff-number"),
    ),
    single(
        operators::REQUESTS,
        "operator_request",
        "SELECT operator, request, digest, content, reply, received_at FROM operator_request",
        ("", &[0, 1], ""),
    ),
    single(
        releases::RELEASES_OWNER,
        "turn",
        "SELECT turn FROM release_turn WHERE turn > 0",
        ("turn", &[], ""),
    ),
    single(
        releases::RELEASES_OWNER,
        "policy_release",
        "SELECT release, place, ordinal, drafted_by, drafted_at, why, based_on, rolls_back \
         FROM policy_release",
        ("release:", &[0], ""),
    ),
    single(
        releases::RELEASES_OWNER,
        "policy_release_event",
        "SELECT release, turn, kind, at, actor, drafted_by, why, from_day, test \
         FROM policy_release_event",
        ("event:", &[0, 1], ""),
    ),
    single(
        reviews::REVIEWS,
        "review",
        "SELECT review, body, due_at FROM review",
        ("", &[0], ""),
    ),
    single(
        reviews::REVIEWS,
        "through",
        "SELECT review, through FROM review WHERE through IS NOT NULL",
        ("", &[0], ":through"),
    ),
    single(
        reviews::REVIEWS,
        "done",
        "SELECT review, done_at FROM review WHERE done_at IS NOT NULL",
        ("", &[0], ":done"),
    ),
    single(
        filing_calendar::SWEEPS,
        "calendar_sweep",
        "SELECT sweep, through, is_done FROM calendar_sweep",
        ("", &[0], ""),
    ),
    single(
        sign_ins::SIGN_INS,
        "sign_in",
        "SELECT facility, sign_number, operator, terminal, signed_in_at FROM sign_in",
        ("", &[0, 1], ""),
    ),
    single(
        sign_ins::SIGN_INS,
        "sign_out",
        "SELECT facility, sign_number, signed_out_at FROM sign_in \
         WHERE signed_out_at IS NOT NULL",
        ("", &[0, 1], ":out"),
    ),
    single(
        installation::INSTALLATION,
        "installation",
        "SELECT name, content FROM installation WHERE name <> 'probe' \
         AND name NOT LIKE 'serving:%'",
        ("", &[0], ""),
    ),
];

/// Tables that are younger than digests: none of their rows was written before there were any.
const SINCE_DIGESTS: [&str; 2] = ["passkey", "staff_number"];

const fn single(
    owner: &'static str,
    table: &'static str,
    rows: &'static str,
    item: (&'static str, &'static [usize], &'static str),
) -> Single {
    Single {
        owner,
        table,
        rows,
        item,
    }
}

/// Rows that have one digest together: whose, as what they were hashed, what stands before the
/// first column, which says together with what.
const TOGETHER: [(&str, &str, &str, &str); 2] = [
    (
        reference::CATALOGUES,
        "catalogue_item",
        "",
        "SELECT region, code, from_day, body FROM catalogue_item ORDER BY region",
    ),
    (
        releases::RELEASES_OWNER,
        "policy_release_file",
        "files:",
        "SELECT release, name, hash FROM policy_release_file ORDER BY release",
    ),
];

/// Whether something that is no person has digests under this name.
pub(super) fn is_owner(name: &str) -> bool {
    let singles = SINGLES.iter().map(|single| single.owner);
    let together = TOGETHER.iter().map(|(owner, ..)| *owner);
    singles.chain(together).any(|owner| owner == name)
}

/// Checks everything that belongs to no person.
pub fn once(tx: &mut Tx) -> Result<CheckedBooks, StoreError> {
    let mut checked = CheckedBooks::default();
    let mut stored = stored(tx)?;
    let known: BTreeSet<(String, String)> = stored.keys().cloned().collect();
    for single in &SINGLES {
        for row in tx.query(single.rows, &[])? {
            let row = row.into_values();
            let key = (single.owner.to_owned(), single.item_of(&row));
            let kept = stored.remove(&key);
            let hash = digest::of_row(single.table, &row);
            // What became of a row that has a digest has one too.
            let (.., after) = single.item;
            let base = key.1.strip_suffix(after).filter(|_| !after.is_empty());
            let has_base = base
                .is_some_and(|base| known.contains(&(single.owner.to_owned(), base.to_owned())));
            let is_told = has_base || SINCE_DIGESTS.contains(&single.table);
            checked.expect(kept.is_some() || !is_told, "M12", || {
                format!("{} {} was written by nobody", single.table, key.1)
            });
            let is_ours =
                single.table != "installation" || installation::NAMES.contains(&text(&row, 0));
            checked.expect(is_ours, "M12", || {
                format!("{} {} is no row of ours", single.table, key.1)
            });
            compare(single.table, key, (kept, hash), &mut checked);
        }
    }
    for (owner, table, before, rows) in TOGETHER {
        let mut together: BTreeMap<String, Vec<RowHash>> = BTreeMap::new();
        for row in tx.query(rows, &[])? {
            let row = row.into_values();
            let item = format!("{before}{}", text(&row, 0));
            let hashes = together.entry(item).or_default();
            hashes.push(digest::of_row(table, &row));
        }
        for (item, hashes) in together {
            let key = (owner.to_owned(), item);
            let kept = stored.remove(&key);
            compare(table, key, (kept, digest::of_rows(hashes)), &mut checked);
        }
    }
    for ((owner, item), kept) in stored {
        // Nothing may lie under it: a folder without files, a place without a catalogue.
        let none = digest::kept(digest::of_rows(vec![]));
        checked.expect(kept == none, "M12", || {
            format!("{item} of {} is gone", owner.trim_start_matches('#'))
        });
    }
    packs(tx, &mut checked)?;
    shared_numbers(tx, &mut checked)?;
    migrations(tx, &mut checked)?;
    Ok(checked)
}

impl Single {
    fn item_of(&self, row: &RawRow) -> String {
        let (before, columns, after) = self.item;
        let parts = columns.iter().map(|column| match &row[*column] {
            Value::Integer(number) => number.to_string(),
            _ => text(row, *column).to_owned(),
        });
        format!("{before}{}{after}", parts.collect::<Vec<_>>().join(":"))
    }
}

type Stored = BTreeMap<(String, String), Vec<u8>>;

fn stored(tx: &mut Tx) -> Result<Stored, StoreError> {
    const FIND: &str = "SELECT item, digest FROM row_digest WHERE owner = $1";
    let mut stored = Stored::new();
    let mut owners: Vec<&str> = SINGLES.iter().map(|single| single.owner).collect();
    owners.extend(TOGETHER.map(|(owner, ..)| owner));
    owners.dedup();
    for owner in owners {
        for mut row in tx.query(FIND, &values![owner])? {
            stored.insert((owner.to_owned(), row.text()?), row.bytes()?);
        }
    }
    Ok(stored)
}

fn compare(
    table: &'static str,
    (_, item): (String, String),
    (kept, hash): (Option<Vec<u8>>, RowHash),
    checked: &mut CheckedBooks,
) {
    match kept {
        None => checked.count_before(table),
        Some(kept) => checked.expect(kept == digest::kept(hash), "M12", || {
            format!("{table} {item} is not what was written")
        }),
    }
}

/// Texts are kept by their hash.
fn packs(tx: &mut Tx, checked: &mut CheckedBooks) -> Result<(), StoreError> {
    for mut row in tx.query("SELECT hash, content FROM pack_text", &[])? {
        let (hash, content) = (row.text()?, row.text()?);
        let same = sha256_hex(&[content.as_bytes()]) == hash;
        checked.expect(same, "M6", || {
            format!("the text of {hash} has another hash")
        });
    }
    Ok(())
}

/// A filing is found by its number alone, so no two people have one of the same number.
fn shared_numbers(tx: &mut Tx, checked: &mut CheckedBooks) -> Result<(), StoreError> {
    const SHARED: &str = "SELECT filing FROM filing GROUP BY filing HAVING COUNT(*) > 1 \
         ORDER BY filing";
    for mut row in tx.query(SHARED, &[])? {
        let filing = row.text()?;
        checked.expect(false, "M15", || {
            format!("filing {filing} is the number of more than one person's")
        });
    }
    Ok(())
}

/// Their numbers and texts were compared when the database was opened, and are once more.
fn migrations(tx: &mut Tx, checked: &mut CheckedBooks) -> Result<(), StoreError> {
    const FIND: &str = "SELECT number, name, checksum FROM schema_migration";
    for row in tx.query(FIND, &[])? {
        let row = row.into_values();
        let (applied, name) = (number(&row, 0), text(&row, 1));
        let known = migrate::MIGRATIONS.iter();
        let mut known = known.filter(|(number, ..)| *number == applied);
        let same =
            known.any(|(_, it, of)| *it == name && sha256_hex(&[of.as_bytes()]) == text(&row, 2));
        checked.expect(same, "M12", || format!("migration {applied} is another"));
    }
    Ok(())
}
