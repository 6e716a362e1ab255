//! Bill lines with what the catalogue of the place of care made of them. A line that was withdrawn
//! stays as it was; sent again under its serial it is a new upload.

use domain::bill::{BillLine, Scope};
use domain::ids::{PersonId, SettlementId, VisitId};
use domain::split::{ClassB, Split};
use domain::{Money, Rate};
use serde::{Deserialize, Serialize};

use crate::tx::{Among, Insert, Tx};
use crate::value::RowOf;
use crate::{StoreError, Value, values};

/// A line as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StoredLine {
    /// What the facility sent.
    pub line: BillLine,
    /// What the catalogue made of it, and what it was split by.
    pub split: Split,
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
pub struct BillLines<'a> {
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
pub enum LinesOf<'a> {
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
    bill: BillLines<'_>,
    (batch, upload): (&str, i64),
    lines: &[(BillLine, Split)],
) -> Result<(), StoreError> {
    const LINES: Insert = Insert {
        into: "bill_line (person, visit, serial, upload, batch, code, name, price, quantity, \
             amount, used_on, approved, refused, refund_of, wholly_self_paid, above_limit, \
             upfront, ordinary, negotiated, catalogue_share, paid_first_share, is_negotiated)",
        width: 22,
        then: "",
    };
    let mut all = Vec::with_capacity(lines.len() * LINES.width);
    for (line, split) in lines {
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
        all.extend(scope_parts(&split.scope).map(Value::from));
        all.extend(class_b_parts(*split));
    }
    for row in all.chunks(LINES.width) {
        tx.wrote(bill.person.as_str(), "bill_line", &what_was_sent(row));
    }
    match all.is_empty() {
        true => Ok(()),
        false => tx.insert(&LINES, &all),
    }
}

/// What of a line, in the order of its columns, never changes: all but its parts, and by what it is
/// split, whether it is settled and whether it stands.
pub(crate) fn what_was_sent<'v>(row: &'v [Value<'_>]) -> Vec<Value<'v>> {
    let [catalogue_share, is_negotiated] = [19, 21];
    let mut sent: Vec<Value<'v>> = row[..14].iter().map(Value::borrowed).collect();
    sent.extend([&row[catalogue_share], &row[is_negotiated]].map(Value::borrowed));
    sent
}

/// What splits a line of class B, in the order of its columns.
fn class_b_parts(split: Split) -> [Value<'static>; 3] {
    let of = |part: fn(ClassB) -> i64| split.class_b.map(part).into();
    [
        of(|class_b| class_b.by_catalogue.ten_thousandths().into()),
        of(|class_b| class_b.paid_first.ten_thousandths().into()),
        of(|class_b| class_b.negotiated.into()),
    ]
}

/// Reads the next eight columns: the parts of a line, and what splits it where it is of class B.
pub(crate) fn read_split(row: &mut RowOf<'_>) -> Result<Split, StoreError> {
    let scope = read_scope(row)?;
    let by_catalogue = read_share(row)?;
    let paid_first = read_share(row)?;
    let negotiated = row.optional_integer()?;
    let class_b = by_catalogue.zip(paid_first).zip(negotiated);
    let class_b = class_b.map(|((by_catalogue, paid_first), negotiated)| ClassB {
        by_catalogue,
        paid_first,
        negotiated: negotiated != 0,
    });
    Ok(Split { scope, class_b })
}

fn read_share(row: &mut RowOf<'_>) -> Result<Option<Rate>, StoreError> {
    let Some(count) = row.optional_integer()? else {
        return Ok(None);
    };
    let unreadable = |_| StoreError::Row(format!("{count} is no share in ten-thousandths"));
    let count = u16::try_from(count).map_err(unreadable)?;
    Ok(Some(Rate::from_ten_thousandths(count)))
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
pub(crate) fn read_scope(row: &mut RowOf<'_>) -> Result<Scope, StoreError> {
    Ok(Scope {
        wholly_self_paid: row.money()?,
        above_limit: row.money()?,
        upfront: row.money()?,
        ordinary: row.money()?,
        negotiated: row.money()?,
        ..Scope::default()
    })
}

pub(crate) fn read(mut row: RowOf<'_>) -> Result<StoredLine, StoreError> {
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
        split: read_split(row)?,
        settled_by: row.optional_parse()?,
        withdrawn: row.flag()?,
    })
}

/// The columns [`read`] takes.
macro_rules! line_columns {
    () => {
        "upload, batch, serial, code, name, price, quantity, amount, used_on, approved, refused, \
         refund_of, wholly_self_paid, above_limit, upfront, ordinary, negotiated, \
         catalogue_share, paid_first_share, is_negotiated, settled_by, withdrawn"
    };
}

/// All lines of a visit that ever came, withdrawn ones included, in the order they came.
pub fn of_visit(tx: &mut Tx, bill: BillLines<'_>) -> Result<Vec<StoredLine>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        line_columns!(),
        " FROM bill_line WHERE person = $1 AND visit = $2 ORDER BY upload, serial"
    );
    let rows = tx.query(FIND, &values![bill.person, bill.visit])?;
    rows.into_iter().map(read).collect()
}

/// The lines in force that have these serials, in no order. However many the visit has, only these
/// are read.
pub fn with_serials(
    tx: &mut Tx,
    bill: BillLines<'_>,
    serials: &[&str],
) -> Result<Vec<StoredLine>, StoreError> {
    const FIND: Among = Among {
        select: concat!(
            "SELECT ",
            line_columns!(),
            " FROM bill_line WHERE person = $1 AND visit = $2 AND withdrawn = 0 AND serial"
        ),
        before: 2,
    };
    let rows = tx.among(&FIND, &values![bill.person, bill.visit], serials)?;
    rows.into_iter().map(read).collect()
}

/// The lines in force that give back those with these serials, in no order.
pub fn giving_back(
    tx: &mut Tx,
    bill: BillLines<'_>,
    serials: &[&str],
) -> Result<Vec<StoredLine>, StoreError> {
    const FIND: Among = Among {
        select: concat!(
            "SELECT ",
            line_columns!(),
            " FROM bill_line WHERE person = $1 AND visit = $2 AND withdrawn = 0 AND refund_of"
        ),
        before: 2,
    };
    let rows = tx.among(&FIND, &values![bill.person, bill.visit], serials)?;
    rows.into_iter().map(read).collect()
}

/// How many lines of a visit are in force: settled, and not yet.
pub fn count(tx: &mut Tx, bill: BillLines<'_>) -> Result<(usize, usize), StoreError> {
    const COUNT: &str = "SELECT COUNT(settled_by), COUNT(*) FROM bill_line \
         WHERE person = $1 AND visit = $2 AND withdrawn = 0";
    let mut row = tx.one(COUNT, &values![bill.person, bill.visit])?;
    let mut number = || Ok::<_, StoreError>(usize::try_from(row.integer()?).unwrap_or_default());
    let (settled, all) = (number()?, number()?);
    Ok((settled, all - settled))
}

impl StoredLine {
    /// Its key within the visit.
    pub fn key(&self) -> LineKey {
        LineKey(self.line.serial.clone(), self.upload)
    }
}

/// A line that is to be settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsettledLine {
    /// Serial and upload.
    pub key: LineKey,
    /// Its parts.
    pub split: Split,
    /// Whether it gives back what another line charged.
    pub is_refund: bool,
}

/// What is to be settled: the lines neither settled nor withdrawn, of one batch or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsettled {
    /// The lines, by their keys.
    pub lines: Vec<UnsettledLine>,
}

impl Unsettled {
    /// What they add up to.
    pub fn scope(&self) -> Scope {
        self.lines.iter().map(|line| line.split.scope).sum()
    }

    /// Whether one of them has a share that is paid first.
    pub fn has_class_b(&self) -> bool {
        let mut lines = self.lines.iter();
        lines.any(|line| line.split.class_b.is_some())
    }

    /// Splits them by the share of class B the insured place sets, if it sets one. Returns those
    /// that were split by another.
    pub fn split_by(&mut self, set_here: Option<Rate>) -> Vec<(LineKey, Split)> {
        let mut other = Vec::new();
        for line in &mut self.lines {
            let anew = line.split.by(set_here);
            if anew != line.split {
                line.split = anew;
                other.push((line.key.clone(), anew));
            }
        }
        other
    }
}

/// Keeps how lines are split by another share of class B.
pub fn split_anew(
    tx: &mut Tx,
    bill: BillLines<'_>,
    lines: &[(LineKey, Split)],
) -> Result<(), StoreError> {
    const SPLIT: &str = "UPDATE bill_line SET wholly_self_paid = $5, above_limit = $6, \
         upfront = $7, ordinary = $8, negotiated = $9, catalogue_share = $10, \
         paid_first_share = $11, is_negotiated = $12 WHERE person = $1 AND visit = $2 \
         AND serial = $3 AND upload = $4 AND settled_by IS NULL AND withdrawn = 0";
    for (LineKey(serial, upload), split) in lines {
        let mut values = values![bill.person, bill.visit, serial, *upload].to_vec();
        values.extend(scope_parts(&split.scope).map(Value::from));
        values.extend(class_b_parts(*split));
        tx.later(SPLIT, &values, Some(1))?;
    }
    Ok(())
}

/// Marks the unsettled lines of a batch, or all, as settled; they must be so many.
pub fn settle(
    tx: &mut Tx,
    bill: BillLines<'_>,
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
    bill: BillLines<'_>,
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
    bill: BillLines<'_>,
    which: LinesOf<'_>,
    turn: i64,
) -> Result<u64, StoreError> {
    const STANDING: &str = "SELECT serial, upload FROM bill_line \
         WHERE person = $1 AND visit = $2 \
         AND settled_by IS NULL AND withdrawn = 0 AND (CAST($3 AS TEXT) IS NULL OR batch = $3) \
         AND (CAST($4 AS TEXT) IS NULL OR serial = $4)";
    const WITHDRAW: &str = "UPDATE bill_line SET withdrawn = $5 WHERE person = $1 AND visit = $2 \
         AND settled_by IS NULL AND withdrawn = 0 AND (CAST($3 AS TEXT) IS NULL OR batch = $3) \
         AND (CAST($4 AS TEXT) IS NULL OR serial = $4)";
    let (batch, serial) = match which {
        LinesOf::All => (None, None),
        LinesOf::Batch(batch) => (Some(batch), None),
        LinesOf::Serial(serial) => (None, Some(serial)),
    };
    let which = values![bill.person, bill.visit, batch, serial];
    for mut row in tx.query(STANDING, &which)? {
        let (serial, upload) = (row.text()?, row.integer()?);
        let withdrawn = values![bill.person, bill.visit, &serial, upload, turn];
        tx.wrote(bill.person.as_str(), "withdrawn", &withdrawn);
    }
    tx.execute(
        WITHDRAW,
        &values![bill.person, bill.visit, batch, serial, turn],
    )
}
