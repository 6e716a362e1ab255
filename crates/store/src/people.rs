//! Insured people, their vouchers and their enrolments. Name, ID number and card number are sealed
//! together; the numbers are found by their blind index.

use std::collections::BTreeSet;

use domain::calendar::Period;
use domain::ids::{IdNumber, PersonId};
use domain::person::{Enrolment, Gender, Person, Scheme, Status};
use domain::{Money, Region};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::seal::{Random, SealedAt};
use crate::tx::Tx;
use crate::value::{Row, json, word};
use crate::{StoreError, settlements, values};

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

/// Where the diseases of an enrolment are sealed.
fn recognised_row(person: &PersonId, insured_at: Region, scheme: Scheme) -> String {
    format!("{person}|{insured_at}|{scheme}")
}

fn recognised_place(row: &str) -> SealedAt<'_> {
    SealedAt {
        column: "enrolment|recognised",
        row,
    }
}

/// Enrols a person at a pooling region. The balance the account brings along is posted like any
/// other money.
pub fn enrol(
    tx: &mut Tx,
    random: &mut dyn Random,
    person: &PersonId,
    enrolment: &Enrolment,
) -> Result<(), StoreError> {
    const ENROL: &str = "INSERT INTO enrolment (person, insured_at, scheme, tier, status, \
         from_day, until_day, continuous_since, paid_through, traits, employer, \
         contribution_base, recognised) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    assert_eq!(
        enrolment.insured_at,
        enrolment.insured_at.pooling(),
        "people are insured at pooling regions"
    );
    let recognised = sealed_diseases(tx, random, person, enrolment);
    let row = values![
        person,
        enrolment.insured_at,
        enrolment.scheme.word(),
        enrolment.tier.as_deref(),
        enrolment.status.word(),
        enrolment.period.from,
        enrolment.period.until,
        enrolment.continuous_since.to_string(),
        enrolment.paid_through.to_string(),
        json(&enrolment.traits),
        enrolment.employer.as_deref(),
        enrolment.contribution_base.map(Money::fen),
        recognised,
    ];
    tx.later(ENROL, &row, Some(1))?;
    open_account(tx, person, enrolment)
}

fn sealed_diseases(
    tx: &Tx,
    random: &mut dyn Random,
    person: &PersonId,
    enrolment: &Enrolment,
) -> Option<Vec<u8>> {
    if enrolment.recognised.is_empty() {
        return None;
    }
    let plain = serde_json::to_vec(&enrolment.recognised).expect("texts always serialise");
    let row = recognised_row(person, enrolment.insured_at, enrolment.scheme);
    Some(tx.keys().seal(recognised_place(&row), &plain, random))
}

fn open_account(tx: &mut Tx, person: &PersonId, opened: &Enrolment) -> Result<(), StoreError> {
    const OPEN: &str = "INSERT INTO account (person, insured_at, scheme, balance) \
         VALUES ($1, $2, $3, $4)";
    let owner = values![
        person,
        opened.insured_at,
        word(opened.scheme.word()),
        opened.account
    ];
    tx.later(OPEN, &owner, Some(1))?;
    if opened.account.is_zero() {
        return Ok(());
    }
    let account = account_name(opened.insured_at, opened.scheme);
    let source = format!("opening:{}", opened.insured_at);
    let entry = format!("opening:{}:{}", opened.insured_at, opened.scheme);
    let legs = [(account, opened.account), (source, -opened.account)];
    settlements::post(tx, person, &entry, &legs)
}

/// The name of a personal account in the postings: what the account pays is negative there.
pub fn account_name(insured_at: Region, scheme: Scheme) -> String {
    format!("account:{insured_at}:{scheme}")
}

/// The columns [`read_enrolment`] takes, of `enrolment e` and `account a`.
macro_rules! enrolment_columns {
    () => {
        "e.insured_at, e.scheme, e.tier, e.status, e.from_day, \
     e.until_day, e.continuous_since, e.paid_through, e.traits, e.employer, \
     e.contribution_base, e.recognised, a.balance"
    };
}
pub(crate) use enrolment_columns;

/// Reads the next columns of a row as an enrolment of the person.
pub(crate) fn read_enrolment(
    tx: &Tx,
    person: &PersonId,
    row: &mut Row,
) -> Result<Option<Enrolment>, StoreError> {
    let insured_at: Option<Region> = row.optional_parse()?;
    let Some(insured_at) = insured_at else {
        row.skip(12);
        return Ok(None);
    };
    let scheme = row.word(Scheme::from_word)?;
    let open = |sealed: Vec<u8>| -> Result<Vec<String>, StoreError> {
        let place = recognised_row(person, insured_at, scheme);
        let plain = tx.keys().open(recognised_place(&place), &sealed)?;
        serde_json::from_slice(&plain).map_err(StoreError::row)
    };
    Ok(Some(Enrolment {
        insured_at,
        scheme,
        tier: row.optional_text()?,
        status: row.word(Status::from_word)?,
        period: Period {
            from: row.parse()?,
            until: row.optional_parse()?,
        },
        continuous_since: row.parse()?,
        paid_through: row.parse()?,
        traits: row.json::<BTreeSet<String>>()?,
        employer: row.optional_text()?,
        contribution_base: row.optional_integer()?.map(Money::from_fen),
        recognised: row
            .optional_bytes()?
            .map(open)
            .transpose()?
            .unwrap_or_default(),
        account: row.optional_integer()?.map_or(Money::ZERO, Money::from_fen),
    }))
}

/// All enrolments of a person, the present ones first.
pub fn enrolments(tx: &mut Tx, person: &PersonId) -> Result<Vec<Enrolment>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        enrolment_columns!(),
        " FROM enrolment e \
         LEFT JOIN account a ON a.person = e.person AND a.insured_at = e.insured_at \
         AND a.scheme = e.scheme WHERE e.person = $1 ORDER BY e.from_day DESC, e.scheme"
    );
    let rows = tx.query(FIND, &values![person])?;
    let read = rows
        .into_iter()
        .map(|mut row| read_enrolment(tx, person, &mut row));
    Ok(read
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .collect())
}

/// Moves an account's balance; the posting beside it says why.
pub fn move_account(
    tx: &mut Tx,
    person: &PersonId,
    (insured_at, scheme): (Region, Scheme),
    by: Money,
) -> Result<(), StoreError> {
    const MOVE: &str = "UPDATE account SET balance = balance + $4 \
         WHERE person = $1 AND insured_at = $2 AND scheme = $3";
    tx.later(
        MOVE,
        &values![person, insured_at, scheme.word(), by],
        Some(1),
    )
}
