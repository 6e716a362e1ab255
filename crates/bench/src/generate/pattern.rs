//! Somebody's rows as a pattern: every value cut at the numbers that are the person's own, what is
//! sealed opened, so that a copy is the same pieces around other numbers.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use serde_json::Value as Json;
use store::rows::{OwnedRows, OwnedTable, RawRow, SEALED, SealedColumn};
use store::seal::SealedAt;
use store::{Keys, Value, sha256_hex};

/// A number that only this person has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own {
    /// The person's.
    Person,
    /// One that was issued: its first letters stay.
    Issued(String),
    /// The certificate's.
    Certificate,
    /// Digest of a correction, by its place among them.
    CorrectionDigest(usize),
    /// Digest of what is sealed of a filing.
    FilingDigest(usize),
}

/// A part of a text.
#[derive(Clone, Debug)]
pub enum CopiedPiece {
    /// The same for everybody.
    Same(Vec<u8>),
    /// One of the person's own numbers, by its place among them.
    Own(usize),
}

/// One value.
#[derive(Clone, Debug)]
pub enum CopiedCell {
    /// The same for everybody.
    Same(Value<'static>),
    /// A text with numbers of the person in it.
    Text(Vec<CopiedPiece>),
    /// Sealed.
    Sealed(SealedColumn, Vec<CopiedPiece>),
    /// What a number is found by.
    Index(String, Vec<CopiedPiece>),
    /// The keyed digest of what a message said.
    DigestOf(Vec<CopiedPiece>),
}

/// The rows of somebody, to be copied.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The numbers that are the person's own.
    pub own: Vec<Own>,
    /// The rows of each table.
    pub tables: Vec<(OwnedTable, Vec<Vec<CopiedCell>>)>,
    /// Settlements and cancellations.
    pub settlements: usize,
}

/// Digits of an issued number that make it unlike all others.
pub const FREE_DIGITS: usize = 16;

impl Pattern {
    /// The pattern of somebody's rows.
    pub fn of(rows: &OwnedRows, keys: &Keys) -> Result<Pattern> {
        let mut cutter = Cutter {
            keys,
            own: Vec::new(),
        };
        cutter.learn(rows)?;
        // Digests are made of the copies.
        let tables = OwnedTable::ALL
            .iter()
            .filter(|table| **table != OwnedTable::Digest);
        let tables = tables.map(|&table| {
            let rows = rows.of(table).iter();
            let cells = rows.map(|row| cutter.row(table, row));
            Ok((table, cells.collect::<Result<Vec<_>>>()?))
        });
        Ok(Pattern {
            tables: tables.collect::<Result<_>>()?,
            settlements: rows.of(OwnedTable::Settlement).len(),
            own: cutter.own.into_iter().map(|(_, own)| own).collect(),
        })
    }
}

struct Cutter<'k> {
    keys: &'k Keys,
    /// Each number with what it is.
    own: Vec<(Vec<u8>, Own)>,
}

fn text(row: &RawRow, column: usize) -> String {
    match &row[column] {
        Value::Text(text) => text.to_string(),
        _ => String::new(),
    }
}

impl Cutter<'_> {
    /// Which numbers are the person's own.
    fn learn(&mut self, rows: &OwnedRows) -> Result<()> {
        let person = rows.of(OwnedTable::Person).first().context("a person")?;
        let plain = self.open(sealed_at("person|identity"), person)?;
        let identity: Json = serde_json::from_slice(&plain).context("an identity")?;
        let number = identity["certificates"][0][1].as_str();
        let number = number.context("a certificate")?;
        self.add(text(person, 0), Own::Person);
        self.add(number.to_owned(), Own::Certificate);
        let issued = [
            OwnedTable::Visit,
            OwnedTable::Settlement,
            OwnedTable::Correction,
        ];
        let numbers = issued.iter().flat_map(|table| rows.of(*table));
        let numbers: BTreeSet<String> = numbers.map(|row| text(row, 1)).collect();
        for number in numbers {
            ensure!(number.len() > FREE_DIGITS, "{number} is too short");
            let stays = number[..number.len() - FREE_DIGITS].to_owned();
            self.add(number, Own::Issued(stays));
        }
        for (at, row) in rows.of(OwnedTable::Correction).iter().enumerate() {
            let digest = store::rows::correction_digest(row)?;
            self.add(digest, Own::CorrectionDigest(at));
        }
        for (at, row) in rows.of(OwnedTable::Filing).iter().enumerate() {
            let digest = sha256_hex(&[&self.open(sealed_at("filing|body"), row)?]);
            self.add(digest, Own::FilingDigest(at));
        }
        Ok(())
    }

    fn add(&mut self, number: String, own: Own) {
        self.own.push((number.into_bytes(), own));
    }

    fn open(&self, sealed: &SealedColumn, row: &RawRow) -> Result<Vec<u8>> {
        let Value::Bytes(bytes) = &row[sealed.column] else {
            anyhow::bail!("nothing is sealed at {}", sealed.place);
        };
        let id = sealed.row_id(row);
        let place = SealedAt {
            column: sealed.place,
            row: &id,
        };
        Ok(self.keys.open(place, bytes)?)
    }

    fn row(&self, table: OwnedTable, row: &RawRow) -> Result<Vec<CopiedCell>> {
        let cells = row.iter().enumerate();
        let cells = cells.map(|(column, value)| {
            let sealed = SEALED.iter();
            let mut sealed = sealed.filter(|it| it.table == table && it.column == column);
            match (value, sealed.next()) {
                (Value::Bytes(_), Some(sealed)) => {
                    let plain = self.open(sealed, row)?;
                    Ok(CopiedCell::Sealed(*sealed, self.cut(&plain)))
                }
                (Value::Bytes(_), None) if table == OwnedTable::Message => {
                    let plain = self.open(sealed_at("message|content"), row)?;
                    Ok(CopiedCell::DigestOf(self.cut(&plain)))
                }
                (Value::Bytes(index), None) if table == OwnedTable::Finder => {
                    self.found_by(&text(row, 1), index)
                }
                (Value::Text(text), _) => Ok(self.cell(text)),
                (value, _) => Ok(CopiedCell::Same(value.clone())),
            }
        });
        cells.collect()
    }

    fn cell(&self, text: &str) -> CopiedCell {
        let pieces = self.cut(text.as_bytes());
        match pieces.as_slice() {
            [] | [CopiedPiece::Same(_)] => CopiedCell::Same(text.to_owned().into()),
            _ => CopiedCell::Text(pieces),
        }
    }

    /// The number behind a blind index: the certificate's or the voucher's.
    fn found_by(&self, kind: &str, index: &[u8]) -> Result<CopiedCell> {
        let person = String::from_utf8_lossy(&self.own[0].0);
        let certificate = String::from_utf8_lossy(&self.own[1].0);
        let candidates = [certificate.into_owned(), format!("TOKEN-{person}")];
        let kinds = ["id-number", "voucher"].into_iter().zip(candidates);
        let mut known = kinds.filter(|(kind, number)| self.keys.index(kind, number) == index);
        let (kind, number) = known
            .next()
            .with_context(|| format!("a number of the kind {kind} that nobody gave"))?;
        Ok(CopiedCell::Index(
            kind.to_owned(),
            self.cut(number.as_bytes()),
        ))
    }

    fn cut(&self, text: &[u8]) -> Vec<CopiedPiece> {
        let mut pieces = Vec::new();
        let (mut same, mut at) = (Vec::new(), 0);
        while at < text.len() {
            let mut own = self.own.iter().enumerate();
            match own.find(|(_, (number, _))| text[at..].starts_with(number)) {
                Some((which, (number, _))) => {
                    if !same.is_empty() {
                        pieces.push(CopiedPiece::Same(std::mem::take(&mut same)));
                    }
                    pieces.push(CopiedPiece::Own(which));
                    at += number.len();
                }
                None => {
                    same.push(text[at]);
                    at += 1;
                }
            }
        }
        if !same.is_empty() {
            pieces.push(CopiedPiece::Same(same));
        }
        pieces
    }
}

/// The sealed column of this name.
fn sealed_at(place: &str) -> &'static SealedColumn {
    let mut sealed = SEALED.iter();
    let found = sealed.find(|it| it.place == place);
    found.expect("the column is sealed")
}
