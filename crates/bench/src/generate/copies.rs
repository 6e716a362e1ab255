//! Copies of people under numbers of their own.

use std::collections::BTreeMap;
use std::sync::mpsc::SyncSender;

use domain::ids::IdNumber;
use jiff::Timestamp;
use store::audit::StoredEntry;
use store::rows::{OwnedRows, OwnedTable, RawRow};
use store::seal::SealedAt;
use store::{Keys, Random, Value, digest, rows, sha256_hex, verify};

use super::pattern::{CopiedCell, CopiedPiece, FREE_DIGITS, Own, Pattern};
use crate::crowd::id_number;
use crate::dice::Dice;

/// Nonces and numbers that repeat for the same seed.
#[derive(Clone, Debug)]
pub struct Nonces(Dice);

impl Nonces {
    /// Those of one person.
    pub fn of(seed: u64, number: u64) -> Nonces {
        let mut dice = Dice(seed ^ number.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        Nonces(Dice(dice.roll()))
    }

    /// Others that repeat as well.
    pub fn next(&mut self) -> Nonces {
        Nonces(Dice(self.0.roll()))
    }
}

impl Random for Nonces {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.0.roll().to_le_bytes()[..chunk.len()]);
        }
    }
}

/// Rows of some people, and how many settlements are among them.
pub struct Batch {
    pub owners: Vec<OwnedRows>,
    pub settlements: usize,
}

/// Makes copies.
pub struct Copyist {
    pub keys: Keys,
    pub seed: u64,
    pub patterns: Vec<Pattern>,
}

/// One copy in the making.
struct Copy<'c> {
    copyist: &'c Copyist,
    pattern: &'c Pattern,
    own: Vec<Vec<u8>>,
    nonces: Nonces,
    rows: OwnedRows,
}

impl Copyist {
    /// Sends people in batches until there are so many settlements.
    pub fn all(&self, settlements: usize, together: usize, to: &SyncSender<Batch>) {
        let (mut number, mut made) = (0, 0);
        while made < settlements {
            let mut batch = Batch {
                owners: Vec::with_capacity(together),
                settlements: 0,
            };
            while batch.owners.len() < together && made + batch.settlements < settlements {
                let (pattern, rows) = self.copy(number);
                batch.owners.push(rows);
                batch.settlements += pattern.settlements;
                number += 1;
            }
            made += batch.settlements;
            // Whoever writes has stopped, and says why.
            if to.send(batch).is_err() {
                return;
            }
        }
    }

    /// The copy with this number.
    fn copy(&self, number: u64) -> (&Pattern, OwnedRows) {
        let mut nonces = Nonces::of(self.seed, number | 1 << 40);
        let which = nonces.0.below(self.patterns.len() as u64) as usize;
        let pattern = &self.patterns[which];
        let own = pattern.own.iter().enumerate();
        let mut copy = Copy {
            copyist: self,
            pattern,
            own: own.map(|(at, own)| number_of(own, (number, at))).collect(),
            nonces,
            rows: OwnedRows::default(),
        };
        copy.fill();
        (pattern, copy.rows)
    }
}

/// A number of the copy; digests come when what they are of is there.
fn number_of(own: &Own, (copy, at): (u64, usize)) -> Vec<u8> {
    /// Has no factor in common with ten, so that no two numbers become one.
    const SPREAD: u128 = 3_141_592_653_589_793;
    match own {
        Own::Person => format!("P{copy:013}").into_bytes(),
        Own::Certificate => certificate(copy).reveal().as_bytes().to_vec(),
        Own::Issued(stays) => {
            let which = u128::from(copy) * 1_000 + at as u128;
            let digits = which * SPREAD % 10_u128.pow(FREE_DIGITS as u32);
            format!("{stays}{digits:016}").into_bytes()
        }
        Own::CorrectionDigest(_) | Own::FilingDigest(_) => vec![],
    }
}

/// An ID number with a month of birth that does not exist.
fn certificate(copy: u64) -> IdNumber {
    let days = copy / 1000;
    let born = format!(
        "{:04}{:02}{:02}",
        1900 + copy / 8_000_000 % 120,
        13 + days / 100 % 80,
        days % 100
    );
    id_number(&format!("440300{born}{:03}", copy % 1000))
}

impl Copy<'_> {
    fn fill(&mut self) {
        let pattern = self.pattern;
        let (chain, others): (Vec<_>, Vec<_>) = pattern
            .tables
            .iter()
            .partition(|(table, _)| *table == OwnedTable::Audit);
        for (table, rows) in others {
            self.table(*table, rows);
        }
        self.digests();
        for (table, rows) in chain {
            self.table(*table, rows);
        }
        self.told_anew();
        chain_anew(self.rows.of_mut(OwnedTable::Audit));
        let owner = String::from_utf8_lossy(&self.own[0]).into_owned();
        *self.rows.of_mut(OwnedTable::Digest) = verify::digests(&owner, &self.rows);
    }

    /// What the entries of the audit tell of each turn.
    fn told_anew(&mut self) {
        let mut appended = verify::appended(&self.rows);
        let mut turns = BTreeMap::new();
        for row in self.rows.of_mut(OwnedTable::Audit) {
            let turn = number(&row[10]);
            if row[11] != Value::Null {
                let wrote = turns.entry(turn).or_insert_with(|| {
                    digest::of_rows(appended.remove(&turn).unwrap_or_default()).to_vec()
                });
                row[11] = wrote.clone().into();
            }
        }
    }

    fn table(&mut self, table: OwnedTable, rows: &[Vec<CopiedCell>]) {
        for cells in rows {
            let mut row = RawRow::with_capacity(cells.len());
            for cell in cells {
                let value = self.value(cell, &row, cells);
                row.push(value);
            }
            self.rows.of_mut(table).push(row);
        }
    }

    fn joined(&self, pieces: &[CopiedPiece]) -> Vec<u8> {
        let mut whole = Vec::new();
        for piece in pieces {
            match piece {
                CopiedPiece::Same(same) => whole.extend_from_slice(same),
                CopiedPiece::Own(which) => whole.extend_from_slice(&self.own[*which]),
            }
        }
        whole
    }

    fn text(&self, pieces: &[CopiedPiece]) -> String {
        String::from_utf8(self.joined(pieces)).expect("cut between whole numbers")
    }

    fn value(
        &mut self,
        cell: &CopiedCell,
        before: &RawRow,
        cells: &[CopiedCell],
    ) -> Value<'static> {
        let keys = &self.copyist.keys;
        match cell {
            CopiedCell::Same(value) => value.clone(),
            CopiedCell::Text(pieces) => self.text(pieces).into(),
            CopiedCell::Index(kind, number) => {
                let kind = if kind == "voucher" {
                    "voucher"
                } else {
                    "id-number"
                };
                keys.index(kind, &self.text(number)).into()
            }
            CopiedCell::DigestOf(plain) => keys.digest(&self.joined(plain)).into(),
            CopiedCell::Sealed(sealed, plain) => {
                debug_assert!(sealed.row.iter().all(|column| *column < before.len()));
                debug_assert!(before.len() < cells.len());
                let id = sealed.row_id(before);
                let place = SealedAt {
                    column: sealed.place,
                    row: &id,
                };
                let plain = self.joined(plain);
                keys.seal(place, &plain, &mut self.nonces).into()
            }
        }
    }

    /// What the audit says was written.
    fn digests(&mut self) {
        let pattern = self.pattern;
        for (at, own) in pattern.own.iter().enumerate() {
            let read = "what is copied was read before";
            let digest = match own {
                Own::CorrectionDigest(of) => {
                    let row = &self.rows.of(OwnedTable::Correction)[*of];
                    rows::correction_digest(row).expect(read)
                }
                Own::FilingDigest(of) => self.filing_digest(*of),
                Own::Person | Own::Issued(_) | Own::Certificate => continue,
            };
            self.own[at] = digest.into_bytes();
        }
    }

    fn filing_digest(&self, of: usize) -> String {
        let filings = self.pattern.tables.iter();
        let mut filings = filings.filter(|(table, _)| *table == OwnedTable::Filing);
        let filing = filings.next().map(|(_, rows)| &rows[of][3]);
        match filing {
            Some(CopiedCell::Sealed(_, plain)) => sha256_hex(&[&self.joined(plain)]),
            _ => String::new(),
        }
    }
}

fn number(value: &Value<'_>) -> i64 {
    match value {
        Value::Integer(number) => *number,
        _ => 0,
    }
}

/// Chains the entries of an audit anew, in their order.
fn chain_anew(entries: &mut [RawRow]) {
    let text = |value: &Value<'_>| match value {
        Value::Text(text) => text.to_string(),
        _ => String::new(),
    };
    let mut previous = String::new();
    for row in entries {
        let at = Timestamp::from_microsecond(number(&row[2])).unwrap_or_default();
        let entry = StoredEntry {
            chain: text(&row[0]),
            sequence: number(&row[1]),
            at,
            actor: text(&row[3]),
            action: text(&row[4]),
            object: text(&row[5]),
            reason: text(&row[6]),
            digest: text(&row[7]),
            previous: previous.clone(),
            hash: String::new(),
            turn: match row[10] {
                Value::Integer(turn) => Some(turn),
                _ => None,
            },
            wrote: match &row[11] {
                Value::Bytes(wrote) => Some(domain::text::hex(wrote)),
                _ => None,
            },
        };
        let hash = entry.hashed();
        row[8] = previous.into();
        row[9] = hash.clone().into();
        previous = hash;
    }
}
