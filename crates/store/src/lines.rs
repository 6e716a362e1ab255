//! Bill lines with what the catalogue of the place of care made of them. A line that was withdrawn
//! stays as it was; sent again under its serial it is a new upload.

use domain::Money;
use domain::bill::{BillLine, Scope};
use domain::ids::{PersonId, SettlementId, VisitId};
use serde::{Deserialize, Serialize};

use crate::tx::{Insert, Tx};
use crate::value::Row;
use crate::{StoreError, Value, values};

/// A line as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StoredLine {
    /// What the facility sent.
    pub line: BillLine,
    /// What the catalogue made of it.
    pub scope: Scope,
    /// The charge batch it came in.
    pub batch: String,
    /// The person's turn in which it came.
    pub upload: i64,
    /// The settlement that counts it.
    pub settled_by: Option<SettlementId>,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

/// The bill a line belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Bill<'a> {
    /// The patient.
    pub person: &'a PersonId,
    /// The visit.
    pub visit: &'a VisitId,
}

/// A line of a settled bill: serial and upload.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LineKey(pub String, pub i64);

/// Which unsettled lines to withdraw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which<'a> {
    /// All of the visit.
    All,
    /// Those of a charge batch.
    Batch(&'a str),
    /// One, by its serial.
    Serial(&'a str),
}

/// Adds lines that came in one upload.
pub fn insert(
    tx: &mut Tx,
    bill: Bill<'_>,
    (batch, upload): (&str, i64),
    lines: &[(BillLine, Scope)],
) -> Result<(), StoreError> {
    const LINES: Insert = Insert {
        into: "bill_line (person, visit, serial, upload, batch, code, name, price, quantity, \
             amount, used_on, approved, refused, refund_of, wholly_self_paid, above_limit, \
             upfront, ordinary, negotiated)",
        width: 19,
        then: "",
    };
    let mut all = Vec::with_capacity(lines.len() * LINES.width);
    for (line, scope) in lines {
        all.extend(values![
            bill.person,
            bill.visit,
            &line.serial,
            upload,
            batch,
            &line.code,
            &line.name,
            line.price,
            line.quantity,
            line.amount,
            line.used_on,
            line.approved_by_hospital,
            line.refused_by_hospital,
            line.refund_of.as_deref(),
        ]);
        all.extend(scope_parts(scope).map(Value::from));
    }
    match all.is_empty() {
        true => Ok(()),
        false => tx.insert(&LINES, &all),
    }
}

/// The parts of a scope in the order of their columns.
pub(crate) fn scope_parts(scope: &Scope) -> [Money; 5] {
    [
        scope.wholly_self_paid,
        scope.above_limit,
        scope.upfront,
        scope.ordinary,
        scope.negotiated,
    ]
}

/// Reads the next five columns as a scope.
pub(crate) fn read_scope(row: &mut Row) -> Result<Scope, StoreError> {
    Ok(Scope {
        wholly_self_paid: row.money()?,
        above_limit: row.money()?,
        upfront: row.money()?,
        ordinary: row.money()?,
        negotiated: row.money()?,
        ..Scope::default()
    })
}

fn read(mut row: Row) -> Result<StoredLine, StoreError> {
    let row = &mut row;
    Ok(StoredLine {
        upload: row.integer()?,
        batch: row.text()?,
        line: BillLine {
            serial: row.text()?,
            code: row.text()?,
            name: row.text()?,
            price: row.integer()?,
            quantity: row.integer()?,
            amount: row.money()?,
            used_on: row.parse()?,
            approved_by_hospital: row.flag()?,
            refused_by_hospital: row.flag()?,
            refund_of: row.optional_text()?,
        },
        scope: read_scope(row)?,
        settled_by: row.optional_parse()?,
        withdrawn: row.flag()?,
    })
}

/// All lines of a visit that ever came, withdrawn ones included, in the order they came.
pub fn of_visit(tx: &mut Tx, bill: Bill<'_>) -> Result<Vec<StoredLine>, StoreError> {
    const FIND: &str = "SELECT upload, batch, serial, code, name, price, quantity, amount, \
         used_on, approved, refused, refund_of, wholly_self_paid, above_limit, upfront, ordinary, \
         negotiated, settled_by, withdrawn FROM bill_line WHERE person = $1 AND visit = $2 \
         ORDER BY upload, serial";
    let rows = tx.query(FIND, &values![bill.person, bill.visit])?;
    rows.into_iter().map(read).collect()
}

/// What is to be settled: the lines neither settled nor withdrawn, of one batch or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsettled {
    /// Which lines.
    pub lines: Vec<LineKey>,
    /// What they add up to.
    pub scope: Scope,
}

impl Unsettled {
    pub(crate) fn add(&mut self, line: LineKey, scope: Scope) {
        self.lines.push(line);
        self.scope = self.scope + scope;
    }
}

/// Marks the unsettled lines of a batch, or all, as settled; they must be so many.
pub fn settle(
    tx: &mut Tx,
    bill: Bill<'_>,
    (batch, count): (Option<&str>, usize),
    by: &SettlementId,
) -> Result<(), StoreError> {
    const SETTLE: &str = "UPDATE bill_line SET settled_by = $4 WHERE person = $1 AND visit = $2 \
         AND settled_by IS NULL AND withdrawn = 0 AND (CAST($3 AS TEXT) IS NULL OR batch = $3)";
    let values = values![bill.person, bill.visit, batch, by];
    tx.later(SETTLE, &values, Some(count as u64))
}

/// Marks the lines of a cancelled settlement as unsettled again; they must be so many.
pub fn release(
    tx: &mut Tx,
    bill: Bill<'_>,
    from: &SettlementId,
    count: usize,
) -> Result<(), StoreError> {
    const RELEASE: &str = "UPDATE bill_line SET settled_by = NULL \
         WHERE person = $1 AND visit = $2 AND settled_by = $3";
    let values = values![bill.person, bill.visit, from];
    tx.later(RELEASE, &values, Some(count as u64))
}

/// Withdraws unsettled lines. Returns how many.
pub fn withdraw(
    tx: &mut Tx,
    bill: Bill<'_>,
    which: Which<'_>,
    turn: i64,
) -> Result<u64, StoreError> {
    const WITHDRAW: &str = "UPDATE bill_line SET withdrawn = $5 WHERE person = $1 AND visit = $2 \
         AND settled_by IS NULL AND withdrawn = 0 AND (CAST($3 AS TEXT) IS NULL OR batch = $3) \
         AND (CAST($4 AS TEXT) IS NULL OR serial = $4)";
    let (batch, serial) = match which {
        Which::All => (None, None),
        Which::Batch(batch) => (Some(batch), None),
        Which::Serial(serial) => (None, Some(serial)),
    };
    tx.execute(
        WITHDRAW,
        &values![bill.person, bill.visit, batch, serial, turn],
    )
}
