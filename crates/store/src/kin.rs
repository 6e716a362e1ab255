//! Relatives of a person, as registers tell them. Who a relative is and what they are to the person
//! is sealed; a relative is found by keyed hash.

use domain::calendar::Period;
use domain::ids::PersonId;
use domain::kin::{Kin, KinRelation};
use serde::{Deserialize, Serialize};

use crate::seal::{Random, SealedAt, hex};
use crate::tx::{Insert, Tx};
use crate::value::{Row, Value};
use crate::{StoreError, kept, values};

/// What is sealed of a link.
#[derive(Serialize, Deserialize)]
struct SealedKin {
    relative: PersonId,
    relation: KinRelation,
}

/// The kind of the index.
const RELATIVE: &str = "relative";

fn place(row: &str) -> SealedAt<'_> {
    SealedAt {
        column: "kin|body",
        row,
    }
}

/// All relatives of a person, oldest link first.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<Kin>, StoreError> {
    const FIND: &str = "SELECT relative_index, from_day, until_day, body FROM kin \
         WHERE person = $1 ORDER BY from_day, relative_index";
    let rows = tx.query(FIND, &values![person])?;
    let tx = &*tx;
    let read = |row: Row| read(tx, person, row);
    rows.into_iter().map(read).collect()
}

fn read(tx: &Tx, person: &PersonId, mut row: Row) -> Result<Kin, StoreError> {
    let (index, from) = (row.bytes()?, row.text()?);
    let until = row.optional_parse()?;
    let plain = tx
        .keys()
        .open(place(&format!("{person}|{from}")), &row.bytes()?)?;
    let SealedKin { relative, relation } =
        serde_json::from_slice(&plain).map_err(StoreError::row)?;
    // Two links that began on one day are sealed alike; their hashes tell them apart.
    if tx.keys().index(RELATIVE, relative.as_str()) != index {
        return Err(StoreError::row("a link is sealed for somebody else"));
    }
    let from = from.parse().map_err(StoreError::row)?;
    Ok(Kin {
        relative,
        relation,
        period: Period { from, until },
    })
}

/// Puts down all relatives of a person instead of what was. In the person's turn.
pub fn replace(
    tx: &mut Tx,
    random: &mut dyn Random,
    (person, all): (&PersonId, &[Kin]),
) -> Result<(), StoreError> {
    const ROWS: Insert = Insert {
        into: "kin (person, relative_index, from_day, until_day, body)",
        width: 5,
        then: "",
    };
    const FORGET: &str = "DELETE FROM kin WHERE person = $1";
    tx.later(FORGET, &values![person], None)?;
    kept::forget(tx, person.as_str(), "kin")?;
    let keys = tx.keys();
    for one in all {
        let index = keys.index(RELATIVE, one.relative.as_str());
        let item = format!("kin:{}:{}", hex(&index), one.period.from);
        let sealed = SealedKin {
            relative: one.relative.clone(),
            relation: one.relation,
        };
        let plain = serde_json::to_vec(&sealed).expect("our types always serialise");
        let row_id = format!("{person}|{}", one.period.from);
        let body = keys.seal(place(&row_id), &plain, random);
        let row: [Value; 5] = values![person, index, one.period.from, one.period.until, body];
        tx.insert(&ROWS, &row)?;
        kept::keep(tx, (person.as_str(), &item), "kin", &row)?;
    }
    Ok(())
}

/// Whose relative somebody is said to be; [`of_person`] tells what and when.
pub fn who_names(tx: &mut Tx, relative: &PersonId) -> Result<Vec<PersonId>, StoreError> {
    const FIND: &str =
        "SELECT DISTINCT person FROM kin WHERE relative_index = $1 ORDER BY person LIMIT 100";
    let index = tx.keys().index(RELATIVE, relative.as_str());
    let rows = tx.query(FIND, &values![index])?;
    rows.into_iter().map(|mut row| row.parse()).collect()
}
