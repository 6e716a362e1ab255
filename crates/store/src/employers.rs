//! Employers, and who is employed by whom. Employers are looked up one at a time; an employment
//! lies with the person.

use std::collections::BTreeMap;

use domain::calendar::Period;
use domain::employer::{Employer, Employment};
use domain::ids::{EmployerNumber, PersonId};

use crate::tx::{Among, Insert, Tx};
use crate::value::{Row, Value, json};
use crate::{StoreError, kept, values};

/// Whose the digests of employers are.
pub(crate) const EMPLOYERS: &str = "#employer";

/// Adds an employer or replaces what is known of it.
pub fn put(tx: &mut Tx, employer: &Employer) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO employer (employer, body) VALUES ($1, $2) \
         ON CONFLICT (employer) DO UPDATE SET body = excluded.body";
    let number = employer.number.as_str();
    let row = values![number, json(employer)];
    tx.later(PUT, &row, Some(1))?;
    kept::keep(tx, (EMPLOYERS, number), "employer", &row)
}

/// Those of these that are on record, by number.
pub fn on_record(
    tx: &mut Tx,
    numbers: &[&str],
) -> Result<BTreeMap<EmployerNumber, Employer>, StoreError> {
    const AMONG: Among = Among {
        select: "SELECT body FROM employer WHERE employer",
        before: 0,
    };
    if numbers.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = tx.among(&AMONG, &values![], numbers)?;
    let read = |mut row: Row| {
        let employer: Employer = row.json()?;
        Ok((employer.number.clone(), employer))
    };
    rows.into_iter().map(read).collect()
}

/// The employer of this number.
pub fn find(tx: &mut Tx, number: &EmployerNumber) -> Result<Option<Employer>, StoreError> {
    let sql = "SELECT body FROM employer WHERE employer = $1";
    let found = tx.find(sql, &values![number.as_str()])?;
    found.map(|mut row| row.json()).transpose()
}

/// All employments of a person, oldest first.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<Employment>, StoreError> {
    const FIND: &str = "SELECT employer, from_day, until_day FROM employment \
         WHERE person = $1 ORDER BY from_day, employer";
    let read = |mut row: Row| {
        let employer = row.parse()?;
        let (from, until) = (row.parse()?, row.optional_parse()?);
        let period = Period { from, until };
        Ok(Employment { employer, period })
    };
    let rows = tx.query(FIND, &values![person])?;
    rows.into_iter().map(read).collect()
}

/// Puts down all employments of a person instead of what was. In the person's turn.
pub fn replace(tx: &mut Tx, person: &PersonId, all: &[Employment]) -> Result<(), StoreError> {
    const ROWS: Insert = Insert {
        into: "employment (person, employer, from_day, until_day)",
        width: 4,
        then: "",
    };
    const FORGET: &str = "DELETE FROM employment WHERE person = $1";
    tx.later(FORGET, &values![person], None)?;
    kept::forget(tx, person.as_str(), "employment")?;
    let row = |one| -> [Value<'_>; 4] {
        let one: &Employment = one;
        let (employer, period) = (&one.employer, one.period);
        values![person, employer.as_str(), period.from, period.until]
    };
    let rows: Vec<Value> = all.iter().flat_map(row).collect();
    tx.insert(&ROWS, &rows)?;
    for (one, row) in all.iter().zip(rows.chunks(ROWS.width)) {
        let item = format!("employment:{}:{}", one.employer, one.period.from);
        kept::keep(tx, (person.as_str(), &item), "employment", row)?;
    }
    Ok(())
}

/// Staff of an employer, by number of the person: those after one, so many at most. Whoever ever
/// worked there is among them; [`of_person`] tells when.
pub fn staff_after(
    tx: &mut Tx,
    employer: &EmployerNumber,
    (after, count): (&str, u32),
) -> Result<Vec<PersonId>, StoreError> {
    const FIND: &str = "SELECT DISTINCT person FROM employment WHERE employer = $1 \
         AND person > $2 ORDER BY person LIMIT $3";
    let rows = tx.query(FIND, &values![employer.as_str(), after, i64::from(count)])?;
    rows.into_iter().map(|mut row| row.parse()).collect()
}
