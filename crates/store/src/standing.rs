//! What settling needs to know, in two round trips. First whether the message came before, the
//! visit, the person, the enrolment, the end of the audit chain; then, once the benefit year is
//! known, the lines, the filings and what was used up.

use domain::filing::FilingInForce;
use domain::ids::VisitId;
use domain::person::{Enrolment, Person};
use domain::situation::YearToDate;
use jiff::civil::Date;

use crate::audit::AuditHead;
use crate::enrolments::enrolment_columns;
use crate::lines::{BillLines, LineKey, Unsettled, UnsettledLine, read_split};
use crate::messages::{MessageKey, StoredMessage, message_columns};
use crate::people::person_columns;
use crate::settlements::YearKey;
use crate::tx::Tx;
use crate::visits::{Visit, visit_columns};
use crate::{StoreError, enrolments, filings, messages, people, settlements, values, visits};

/// What is known when a message arrives.
#[derive(Debug)]
pub struct Standing {
    /// The same message, if it came before.
    pub message: Option<StoredMessage>,
    /// The person.
    pub person: Option<Person>,
    /// The visit.
    pub visit: Option<Visit>,
    /// The enrolment the visit asks to pay, as it is on record for its day: the visit, the
    /// discharge, or today while the patient is in hospital.
    pub enrolment: Option<Enrolment>,
    /// Whether something else was on record of it on the first day of the visit.
    pub other_on_first_day: bool,
    /// Whether the person had chosen the visit's facility for outpatient care on its day.
    pub designated: bool,
    /// How many settlements the visit has had, cancelled ones included.
    pub settlements: i64,
    /// The end of the person's audit chain.
    pub audit: AuditHead,
}

/// Every table says whose rows it means, and none says it through another: an engine that keeps
/// them on many machines knows then that it need ask but one.
const LOAD: &str = concat!(
    "SELECT ",
    message_columns!(),
    ", ",
    person_columns!(),
    ", ",
    visit_columns!(),
    ", ",
    enrolment_columns!(),
    ", CAST(CASE WHEN e.holds_from <> (SELECT MAX(h.holds_from) FROM enrolment h \
     WHERE h.person = $1 AND h.insured_at = v.insured_at AND h.scheme = v.scheme \
     AND h.holds_from <= v.from_day) THEN 1 ELSE 0 END AS BIGINT), \
     (SELECT COUNT(*) FROM designation d WHERE d.person = $1 \
     AND d.facility = v.facility AND d.from_day <= v.from_day \
     AND (d.until_day IS NULL OR d.until_day > v.from_day)), \
     (SELECT COUNT(*) FROM settlement s WHERE s.person = $1 AND s.visit = $4 \
     AND s.reversal_of IS NULL), \
     (SELECT u.sequence FROM audit u WHERE u.chain = $1 \
     ORDER BY u.sequence DESC LIMIT 1), \
     (SELECT u.hash FROM audit u WHERE u.chain = $1 ORDER BY u.sequence DESC LIMIT 1) \
     FROM (SELECT CAST($1 AS TEXT) AS person) k \
     LEFT JOIN message m ON m.person = $1 AND m.facility = $2 AND m.message = $3 \
     LEFT JOIN person p ON p.person = $1 \
     LEFT JOIN visit v ON v.person = $1 AND v.visit = $4 \
     LEFT JOIN enrolment e ON e.person = $1 AND e.insured_at = v.insured_at \
     AND e.scheme = v.scheme AND e.holds_from = (SELECT MAX(h.holds_from) \
     FROM enrolment h WHERE h.person = $1 AND h.insured_at = v.insured_at \
     AND h.scheme = v.scheme AND h.holds_from <= CASE WHEN v.care = 'inpatient' \
     THEN COALESCE(v.until_day, $5) ELSE v.from_day END) \
     LEFT JOIN account a ON a.person = $1 AND a.insured_at = e.insured_at \
     AND a.scheme = e.scheme"
);

/// Reads the standing. Call it after the person's turn was taken, or on a snapshot.
pub fn load(
    tx: &mut Tx,
    key: MessageKey<'_>,
    (visit, today): (Option<&VisitId>, Date),
) -> Result<Standing, StoreError> {
    // Said as no visit's number, and not left out: an engine that knows a condition cannot hold no
    // longer knows where to look.
    let visit = visit.map_or("", VisitId::as_str);
    let mut row = tx.one(
        LOAD,
        &values![key.person, key.facility, key.message, visit, today],
    )?;
    let row = &mut row;
    Ok(Standing {
        message: messages::read(row, key)?,
        person: people::read(tx, row)?,
        visit: visits::read(row)?,
        enrolment: enrolments::read_enrolment(tx, key.person, row)?,
        other_on_first_day: row.flag()?,
        designated: row.flag()?,
        settlements: row.integer()?,
        audit: AuditHead {
            sequence: row.optional_integer()?.unwrap_or_default(),
            hash: row.optional_text()?.unwrap_or_default(),
        },
    })
}

/// Which lines, and which running totals.
#[derive(Clone, Copy, Debug)]
pub struct BillKey<'a> {
    /// The bill.
    pub bill: BillLines<'a>,
    /// The charge batch; all of the visit when none.
    pub batch: Option<&'a str>,
    /// The running totals.
    pub year: YearKey<'a>,
}

/// What a bill is priced from, besides the standing.
#[derive(Debug, Default)]
pub struct BillStanding {
    /// The lines to settle.
    pub unsettled: Unsettled,
    /// Every filing that was ever approved.
    pub filings: Vec<FilingInForce>,
    /// What was used up.
    pub year: YearToDate,
}

/// Reads the lines to settle, the filings and the running totals.
pub fn load_bill(tx: &mut Tx, key: BillKey<'_>) -> Result<BillStanding, StoreError> {
    // Three tables laid under each other; the first column says which.
    const LOAD: &str = "SELECT 'filing', f.filing, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, f.body \
         FROM filing f \
         WHERE f.person = $1 AND f.state NOT IN ('queued', 'returned', 'refused') \
         UNION ALL SELECT 'line', l.serial, l.upload, l.wholly_self_paid, l.above_limit, \
         l.upfront, l.ordinary, l.negotiated, l.catalogue_share, l.paid_first_share, \
         l.is_negotiated, CAST(CASE WHEN l.refund_of IS NULL THEN 0 ELSE 1 END AS BIGINT), NULL \
         FROM bill_line l \
         WHERE l.person = $1 AND l.visit = $2 AND l.settled_by IS NULL AND l.withdrawn = 0 \
         AND (CAST($3 AS TEXT) IS NULL OR l.batch = $3) \
         UNION ALL SELECT 'total', y.counter, y.amount, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL \
         FROM year_to_date y \
         WHERE y.person = $1 AND y.insured_at = $4 AND y.scheme = $5 AND y.year = $6";
    let BillKey { bill, batch, year } = key;
    let scheme = year.scheme.word();
    let values = values![
        bill.person,
        bill.visit,
        batch,
        year.insured_at,
        scheme,
        year.year
    ];
    let mut found = BillStanding::default();
    for mut row in tx.query(LOAD, &values)? {
        let (kind, name, number) = (row.text()?, row.text()?, row.integer()?);
        match kind.as_str() {
            "line" => found.unsettled.lines.push(UnsettledLine {
                key: LineKey(name, number),
                split: read_split(&mut row)?,
                is_refund: row.flag()?,
            }),
            "total" => settlements::add_total(&mut found.year, name, number),
            _ => {
                row.skip(9);
                let filing = filings::open(tx, bill.person, &name, &row.bytes()?)?;
                found.filings.extend(filing.in_force());
            }
        }
    }
    found
        .unsettled
        .lines
        .sort_by(|one, other| one.key.cmp(&other.key));
    Ok(found)
}
