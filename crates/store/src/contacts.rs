//! How people are reached. A telephone number is sealed, and used for results and for nothing else.

use domain::ids::PersonId;
use serde::{Deserialize, Serialize};

use crate::seal::{Keys, Random, SealedAt};
use crate::tx::Insert;
use crate::{StoreError, Tx, Value, kept, values};

/// How a person is reached.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonContact {
    /// The mobile telephone.
    pub phone: String,
}

impl std::fmt::Debug for PersonContact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonContact(…)")
    }
}

fn place(person: &PersonId) -> SealedAt<'_> {
    SealedAt {
        column: "contact|body",
        row: person.as_str(),
    }
}

/// The rows of how people are reached.
pub(crate) const CONTACTS: Insert = Insert {
    into: "contact (person, body)",
    width: 2,
    then: "",
};

/// How a person is reached as a row.
pub(crate) fn row_of(
    keys: &Keys,
    random: &mut dyn Random,
    (person, contact): (&PersonId, &PersonContact),
) -> [Value<'static>; 2] {
    let plain = serde_json::to_vec(contact).expect("texts always serialise");
    values![person.to_string(), keys.seal(place(person), &plain, random)]
}

/// Puts down how a person is reached, instead of what was on record.
pub fn put(
    tx: &mut Tx,
    random: &mut dyn Random,
    (person, contact): (&PersonId, &PersonContact),
) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO contact (person, body) VALUES ($1, $2) \
         ON CONFLICT (person) DO UPDATE SET body = excluded.body";
    let row = row_of(tx.keys(), random, (person, contact));
    tx.execute(PUT, &row)?;
    kept::keep(tx, (person.as_str(), "contact"), "contact", &row)
}

/// Takes away how a person is reached.
pub fn remove(tx: &mut Tx, person: &PersonId) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM contact WHERE person = $1";
    tx.execute(REMOVE, &values![person])?;
    kept::forget(tx, person.as_str(), "contact")
}

/// How a person is reached, where that is on record.
pub fn find(tx: &mut Tx, person: &PersonId) -> Result<Option<PersonContact>, StoreError> {
    const FIND: &str = "SELECT body FROM contact WHERE person = $1";
    let Some(mut row) = tx.find(FIND, &values![person])? else {
        return Ok(None);
    };
    let plain = tx.keys().open(place(person), &row.bytes()?)?;
    serde_json::from_slice(&plain)
        .map(Some)
        .map_err(StoreError::row)
}
