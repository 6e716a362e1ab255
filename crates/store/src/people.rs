//! Insured people and their vouchers. Name, ID number and card number are sealed together; the
//! numbers are found by their blind index.

use domain::ids::{IdNumber, PersonId};
use domain::person::{Gender, Person};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::seal::{Random, SealedAt};
use crate::tx::Tx;
use crate::value::Row;
use crate::{StoreError, values};

/// What is sealed of a person.
#[derive(Serialize, Deserialize)]
struct Identity {
    name: String,
    id_number: String,
    card_number: Option<String>,
}

fn place(person: &PersonId) -> SealedAt<'_> {
    SealedAt {
        column: "person|identity",
        row: person.as_str(),
    }
}

/// Adds a person.
pub fn insert(tx: &mut Tx, random: &mut dyn Random, person: &Person) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO person (person, identity, id_index, card_index, gender, \
         born_on) VALUES ($1, $2, $3, $4, $5, $6)";
    let identity = Identity {
        name: person.name.clone(),
        id_number: person.id_number.reveal().to_owned(),
        card_number: person.card_number.clone(),
    };
    let plain = serde_json::to_vec(&identity).expect("texts always serialise");
    let keys = tx.keys();
    let card = person.card_number.as_deref();
    let row = values![
        &person.id,
        keys.seal(place(&person.id), &plain, random),
        keys.index("id-number", person.id_number.reveal()),
        card.map(|number| keys.index("card", number)),
        person.gender.word(),
        person.born_on,
    ];
    tx.later(INSERT, &row, Some(1))
}

/// The columns [`read`] takes, of a table called `p`.
macro_rules! person_columns {
    () => {
        "p.person, p.identity, p.gender, p.born_on"
    };
}
pub(crate) use person_columns;

/// Reads the next columns of a row as a person.
pub(crate) fn read(tx: &Tx, row: &mut Row) -> Result<Option<Person>, StoreError> {
    let id: Option<PersonId> = row.optional_parse()?;
    let Some(id) = id else {
        row.skip(3);
        return Ok(None);
    };
    let plain = tx.keys().open(place(&id), &row.bytes()?)?;
    let identity: Identity = serde_json::from_slice(&plain).map_err(StoreError::row)?;
    Ok(Some(Person {
        name: identity.name,
        id_number: identity.id_number.parse().map_err(StoreError::row)?,
        gender: row.word(Gender::from_word)?,
        born_on: row.parse()?,
        card_number: identity.card_number,
        id,
    }))
}

fn first(tx: &mut Tx, sql: &str, values: &[crate::Value]) -> Result<Option<Person>, StoreError> {
    match tx.find(sql, values)? {
        Some(mut row) => read(tx, &mut row),
        None => Ok(None),
    }
}

/// The person with this number.
pub fn find(tx: &mut Tx, person: &PersonId) -> Result<Option<Person>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        person_columns!(),
        " FROM person p WHERE p.person = $1"
    );
    first(tx, FIND, &values![person])
}

/// The person with this citizen ID number.
pub fn find_by_id_number(tx: &mut Tx, number: &IdNumber) -> Result<Option<Person>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        person_columns!(),
        " FROM person p WHERE p.id_index = $1"
    );
    let index = tx.keys().index("id-number", number.reveal());
    first(tx, FIND, &values![index])
}

/// The person with this card. Card numbers are not ours to keep unique: two holders are nobody.
pub fn find_by_card(tx: &mut Tx, number: &str) -> Result<Option<Person>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        person_columns!(),
        " FROM person p \
         WHERE p.card_index = $1 LIMIT 2"
    );
    let index = tx.keys().index("card", number);
    let mut rows = tx.query(FIND, &values![index])?;
    match (rows.pop(), rows.len()) {
        (Some(mut row), 0) => read(tx, &mut row),
        _ => Ok(None),
    }
}

/// The person whose electronic voucher shows this token now.
pub fn find_by_voucher(
    tx: &mut Tx,
    token: &str,
    now: Timestamp,
) -> Result<Option<Person>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        person_columns!(),
        " FROM voucher v \
         JOIN person p ON p.person = v.person WHERE v.token_index = $1 AND v.expires_at > $2"
    );
    let index = tx.keys().index("voucher", token);
    first(tx, FIND, &values![index, now])
}

/// Issues a token of the electronic voucher; the same token again is given a new end.
pub fn issue_voucher(
    tx: &mut Tx,
    person: &PersonId,
    token: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    const ISSUE: &str = "INSERT INTO voucher (token_index, person, expires_at) \
         VALUES ($1, $2, $3) ON CONFLICT (token_index) DO UPDATE \
         SET person = excluded.person, expires_at = excluded.expires_at";
    let index = tx.keys().index("voucher", token);
    tx.execute(ISSUE, &values![index, person, expires_at])
        .map(|_| ())
}

/// The first people by number. For the sandbox, which lists its invented people.
pub fn list(tx: &mut Tx, count: u32) -> Result<Vec<Person>, StoreError> {
    const LIST: &str = concat!(
        "SELECT ",
        person_columns!(),
        " FROM person p \
         ORDER BY p.person LIMIT $1"
    );
    let rows = tx.query(LIST, &values![i64::from(count)])?;
    let mut people = Vec::with_capacity(rows.len());
    for mut row in rows {
        people.extend(read(tx, &mut row)?);
    }
    Ok(people)
}
