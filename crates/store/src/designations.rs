//! Facilities people chose for ordinary outpatient care (门诊定点).

use domain::calendar::Period;
use domain::ids::{FacilityCode, PersonId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::value::Row;
use crate::{StoreError, Tx, kept, values};

/// A facility a person chose, while the choice holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Designation {
    /// Which.
    pub facility: FacilityCode,
    /// While it holds.
    pub period: Period,
}

/// Notes a choice; the same facility from the same day again is the same choice.
pub fn put(tx: &mut Tx, person: &PersonId, chosen: &Designation) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO designation (person, facility, from_day, until_day) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (person, facility, from_day) DO UPDATE \
         SET until_day = excluded.until_day";
    let row = values![
        person,
        &chosen.facility,
        chosen.period.from,
        chosen.period.until
    ];
    tx.execute(PUT, &row)?;
    let item = format!("designation:{}:{}", chosen.facility, chosen.period.from);
    kept::keep(tx, (person.as_str(), &item), "designation", &row)
}

/// Puts down all choices of a person instead of what was.
pub fn replace(tx: &mut Tx, person: &PersonId, chosen: &[Designation]) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM designation WHERE person = $1",
        &values![person],
    )?;
    kept::forget(tx, person.as_str(), "designation")?;
    chosen.iter().try_for_each(|chosen| put(tx, person, chosen))
}

/// All choices of a person, oldest first.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<Designation>, StoreError> {
    const FIND: &str = "SELECT facility, from_day, until_day FROM designation \
         WHERE person = $1 ORDER BY from_day, facility";
    let read = |mut row: Row| {
        let facility = row.parse()?;
        let (from, until) = (row.parse()?, row.optional_parse()?);
        Ok(Designation {
            facility,
            period: Period { from, until },
        })
    };
    tx.query(FIND, &values![person])?
        .into_iter()
        .map(read)
        .collect()
}

/// Whether the person had chosen the facility on the day.
pub fn holds(
    tx: &mut Tx,
    person: &PersonId,
    (facility, day): (&FacilityCode, Date),
) -> Result<bool, StoreError> {
    let all = of_person(tx, person)?;
    Ok(all
        .iter()
        .any(|chosen| chosen.facility == *facility && chosen.period.contains(day)))
}
