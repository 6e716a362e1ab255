//! Decisions that were drawn to be looked at again by somebody else, and what that one said of
//! them. A look is written once; it changes no decision.

use domain::ids::PersonId;
use domain::{Region, word_list};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::seal::{Random, SealedAt};
use crate::tx::Tx;
use crate::value::{Row, word};
use crate::{StoreError, kept, values};

/// What the digests of the rows begin with.
pub(crate) const LOOK: &str = "second-look";

word_list! {
    /// What was decided.
    LookedKind {
        /// A filing.
        Filing = "filing", "备案", "filing";
        /// A bill.
        Bill = "bill", "费用", "bill";
    }
}

/// A look at a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondLookTaken {
    /// Whose the matter is.
    pub person: PersonId,
    /// Number of the filing or the bill.
    pub number: String,
    /// The place that decided.
    pub insured_at: Region,
    /// What was decided.
    pub kind: LookedKind,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_on: Date,
    /// Who looked.
    pub looked_by: String,
    /// When.
    pub looked_at: Timestamp,
    /// Whether they agree.
    pub agreed: bool,
    /// Why not.
    pub reason: String,
}

fn place(row: &str) -> SealedAt<'_> {
    SealedAt {
        column: "second_look|reason",
        row,
    }
}

/// Writes a look. Whether it was the first at this decision.
pub fn insert(
    tx: &mut Tx,
    random: &mut dyn Random,
    look: &SecondLookTaken,
) -> Result<bool, StoreError> {
    const INSERT: &str = "INSERT INTO second_look (person, number, insured_at, kind, decided_by, \
         decided_on, looked_by, looked_at, agreed, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (person, number, decided_on) DO NOTHING";
    let id = format!("{}|{}|{}", look.person, look.number, look.decided_on);
    let sealed = tx.keys().seal(place(&id), look.reason.as_bytes(), random);
    let row = values![
        &look.person,
        &look.number,
        look.insured_at.to_string(),
        word(look.kind.word()),
        &look.decided_by,
        look.decided_on,
        &look.looked_by,
        look.looked_at,
        i64::from(look.agreed),
        sealed,
    ];
    if tx.execute(INSERT, &row)? == 0 {
        return Ok(false);
    }
    let item = format!("{LOOK}:{}:{}", look.number, look.decided_on);
    kept::keep(tx, (look.person.as_str(), &item), "second_look", &row)?;
    Ok(true)
}

/// The looks at what was decided in a place since a day.
pub fn since(tx: &mut Tx, at: Region, day: Date) -> Result<Vec<SecondLookTaken>, StoreError> {
    const FIND: &str = "SELECT k.person, k.number, k.insured_at, k.kind, k.decided_by, \
         k.decided_on, k.looked_by, k.looked_at, k.agreed, k.reason FROM second_look k \
         WHERE k.insured_at = $1 AND k.decided_on >= $2 ORDER BY k.decided_on, k.number";
    let rows = tx.query(FIND, &values![at.to_string(), day])?;
    rows.into_iter().map(|row| read(tx, row)).collect()
}

fn read(tx: &Tx, mut row: Row) -> Result<SecondLookTaken, StoreError> {
    let (person, number): (PersonId, String) = (row.parse()?, row.text()?);
    let (insured_at, kind) = (row.parse()?, row.word(LookedKind::from_word)?);
    let (decided_by, decided_on): (String, Date) = (row.text()?, row.parse()?);
    let (looked_by, looked_at, agreed) = (row.text()?, row.instant()?, row.flag()?);
    let id = format!("{person}|{number}|{decided_on}");
    let reason = tx.keys().open(place(&id), &row.bytes()?)?;
    Ok(SecondLookTaken {
        person,
        number,
        insured_at,
        kind,
        decided_by,
        decided_on,
        looked_by,
        looked_at,
        agreed,
        reason: String::from_utf8(reason).map_err(StoreError::row)?,
    })
}
