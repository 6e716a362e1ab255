//! What was settled for the people of a place, added up for its bureau: counts and sums, nobody's
//! name. Places are a stretch of codes, so that a province is one question.

use domain::{Money, Region};
use jiff::Timestamp;

use crate::tx::Tx;
use crate::value::Row;
use crate::{StoreError, values};

/// The insured places of a unit, from one code to before another, within a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacesWithin {
    /// The first code.
    pub from: String,
    /// The code after the last.
    pub until: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub before: Timestamp,
}

/// What was settled from one place to another, as it was sent; cancelled ones left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledBetween {
    /// The insured place.
    pub insured_at: Region,
    /// The place of care.
    pub treated_at: Region,
    /// How many bills.
    pub bills: u64,
    /// Of how many people.
    pub people: u64,
    /// What they come to.
    pub total: Money,
    /// What funds paid on the spot.
    pub funds: Money,
}

fn count(row: &mut Row) -> Result<u64, StoreError> {
    u64::try_from(row.integer()?).map_err(StoreError::row)
}

/// What was settled, by insured place and place of care.
pub fn settled(tx: &mut Tx, of: &PlacesWithin) -> Result<Vec<SettledBetween>, StoreError> {
    const SUM: &str = "SELECT s.insured_at, s.treated_at, COUNT(*), COUNT(DISTINCT s.person), \
         CAST(SUM(s.total) AS BIGINT), CAST(SUM(s.funds) AS BIGINT) FROM settlement s \
         WHERE s.insured_at >= $1 AND s.insured_at < $2 AND s.created_at >= $3 \
         AND s.created_at < $4 AND s.reversal_of IS NULL AND NOT EXISTS (SELECT 1 \
         FROM settlement r WHERE r.person = s.person AND r.reversal_of = s.settlement) \
         GROUP BY s.insured_at, s.treated_at ORDER BY s.insured_at, s.treated_at";
    let rows = tx.query(SUM, &values![&of.from, &of.until, of.since, of.before])?;
    let read = |mut row: Row| {
        Ok(SettledBetween {
            insured_at: row.parse()?,
            treated_at: row.parse()?,
            bills: count(&mut row)?,
            people: count(&mut row)?,
            total: row.money()?,
            funds: row.money()?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// What was corrected: by which cause, how many bills, and what funds pay more or less by it.
pub fn corrected(tx: &mut Tx, of: &PlacesWithin) -> Result<Vec<(String, u64, Money)>, StoreError> {
    const SUM: &str = "SELECT c.cause, COUNT(*), CAST(SUM(c.funds) AS BIGINT) \
         FROM settlement s JOIN correction c ON c.person = s.person \
         AND c.settlement = s.settlement WHERE s.insured_at >= $1 AND s.insured_at < $2 \
         AND c.created_at >= $3 AND c.created_at < $4 GROUP BY c.cause ORDER BY c.cause";
    let rows = tx.query(SUM, &values![&of.from, &of.until, of.since, of.before])?;
    let read = |mut row: Row| Ok((row.text()?, count(&mut row)?, row.money()?));
    rows.into_iter().map(read).collect()
}

/// What was settled with a figure that stands in for one nobody published and still rests on it:
/// how many bills, and what funds paid for them so far.
pub fn provisional(tx: &mut Tx, of: &PlacesWithin) -> Result<(u64, Money), StoreError> {
    const SUM: &str = "SELECT COUNT(*), CAST(COALESCE(SUM(s.funds), 0) AS BIGINT) \
         FROM bill_case c JOIN settlement s ON s.person = c.person AND s.settlement = c.number \
         WHERE c.insured_at >= $1 AND c.insured_at < $2 AND c.kind = 'provisional' \
         AND c.lane IN ('waiting', 'proposed', 'left') AND NOT EXISTS (SELECT 1 \
         FROM settlement r WHERE r.person = c.person AND r.reversal_of = c.number) \
         AND NOT EXISTS (SELECT 1 FROM correction x WHERE x.person = c.person \
         AND x.settlement = c.number AND x.turn > c.turn)";
    let mut row = tx.one(SUM, &values![&of.from, &of.until])?;
    Ok((count(&mut row)?, row.money()?))
}

/// How many days each decision about a filing took that a person took within some days: submitted
/// and decided.
pub fn decided_filings(
    tx: &mut Tx,
    of: &PlacesWithin,
    (first, last): (jiff::civil::Date, jiff::civil::Date),
) -> Result<Vec<(jiff::civil::Date, jiff::civil::Date, u64)>, StoreError> {
    const COUNT: &str = "SELECT c.submitted_on, c.decided_on, COUNT(*) FROM filing_case c \
         WHERE c.insured_at >= $1 AND c.insured_at < $2 AND c.decided_on >= $3 \
         AND c.decided_on <= $4 AND c.decided_by <> 'rule' \
         GROUP BY c.submitted_on, c.decided_on ORDER BY c.submitted_on, c.decided_on";
    let rows = tx.query(COUNT, &values![&of.from, &of.until, first, last])?;
    let read = |mut row: Row| Ok((row.parse()?, row.parse()?, count(&mut row)?));
    rows.into_iter().map(read).collect()
}
