//! Insured people and what they are found by. Name and certificates are sealed together; the
//! numbers are found by their blind index, in one table for every kind.

use domain::ids::{Certificate, CertificateKind, IdNumber, PersonId};
use domain::person::{Gender, Person};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::seal::{Keys, Random, SealedAt, hex};
use crate::tx::{Insert, Tx};
use crate::value::{Row, Value, word};
use crate::{StoreError, kept, values};

/// What is sealed of a person.
#[derive(Serialize)]
struct Identity<'a> {
    name: &'a str,
    certificates: Vec<(CertificateKind, &'a str)>,
}

/// The same, opened.
#[derive(Deserialize)]
struct Opened {
    name: String,
    #[serde(flatten)]
    certificates: OpenedCertificates,
}

/// The certificates, the one that says who it is first.
#[derive(Deserialize)]
#[serde(untagged)]
enum OpenedCertificates {
    Each {
        certificates: Vec<(CertificateKind, String)>,
    },
    /// As it was sealed while there were only two kinds.
    Two {
        id_number: String,
        card_number: Option<String>,
    },
}

impl OpenedCertificates {
    fn read(self) -> Result<(Certificate, Vec<Certificate>), StoreError> {
        let read = |kind, number: &str| Certificate::read(kind, number).map_err(StoreError::row);
        match self {
            OpenedCertificates::Each { certificates } => {
                let all = certificates.iter();
                let mut all = all.map(|(kind, number)| read(*kind, number));
                let first = all.next();
                let first = first.ok_or_else(|| StoreError::row("no certificate"))??;
                Ok((first, all.collect::<Result<_, _>>()?))
            }
            OpenedCertificates::Two {
                id_number,
                card_number,
            } => {
                let number: IdNumber = id_number.parse().map_err(StoreError::row)?;
                let card = card_number.iter();
                let card = card.map(|number| read(CertificateKind::SocialCard, number));
                Ok((number.into(), card.collect::<Result<_, _>>()?))
            }
        }
    }
}

fn place(person: &PersonId) -> SealedAt<'_> {
    SealedAt {
        column: "person|identity",
        row: person.as_str(),
    }
}

/// The certificates in an opened identity.
pub(crate) fn certificates_of(plain: &[u8]) -> Result<Vec<Certificate>, StoreError> {
    let opened: Opened = serde_json::from_slice(plain).map_err(StoreError::row)?;
    let (first, mut others) = opened.certificates.read()?;
    others.insert(0, first);
    Ok(others)
}

/// The rows of people.
pub(crate) const PEOPLE: Insert = Insert {
    into: "person (person, identity, gender, born_on)",
    width: 4,
    then: "",
};

/// The rows by which people are found.
pub(crate) const FINDERS: Insert = Insert {
    into: "finder (number_index, kind, person, expires_at)",
    width: 4,
    then: "",
};

/// A person as a row.
pub(crate) fn row_of(keys: &Keys, random: &mut dyn Random, person: &Person) -> [Value<'static>; 4] {
    let certificates = person.certificates();
    let identity = Identity {
        name: &person.name,
        certificates: certificates.map(|one| (one.kind(), one.reveal())).collect(),
    };
    let plain = serde_json::to_vec(&identity).expect("texts always serialise");
    values![
        person.id.to_string(),
        keys.seal(place(&person.id), &plain, random),
        word(person.gender.word()),
        person.born_on,
    ]
}

/// A number by which a person is found as a row, and its item among the digests.
pub(crate) fn finder_of(
    keys: &Keys,
    (kind, number): (&'static str, &str),
    person: &PersonId,
    expires_at: Option<Timestamp>,
) -> (String, [Value<'static>; 4]) {
    let index = keys.index(kind, number);
    let item = format!("finder:{kind}:{}", hex(&index));
    (
        item,
        values![index, word(kind), person.to_string(), expires_at],
    )
}

/// Adds a person, to be found by each of their certificates.
pub fn insert(tx: &mut Tx, random: &mut dyn Random, person: &Person) -> Result<(), StoreError> {
    let row = row_of(tx.keys(), random, person);
    tx.insert(&PEOPLE, &row)?;
    kept::keep(tx, (person.id.as_str(), "person"), "person", &row)?;
    for certificate in person.certificates() {
        let shown = (certificate.finder(), certificate.reveal());
        be_found(tx, shown, &person.id, None)?;
    }
    Ok(())
}

/// Puts down who a person is instead of what was on record.
pub fn replace(tx: &mut Tx, random: &mut dyn Random, person: &Person) -> Result<(), StoreError> {
    const CHANGE: &str = "UPDATE person SET identity = $2, gender = $3, born_on = $4 \
         WHERE person = $1";
    const FORGET: &str = "DELETE FROM finder WHERE number_index = $1 AND kind = $2 AND person = $3";
    let before = find(tx, &person.id)?;
    let gone = before.iter().flat_map(Person::certificates);
    for certificate in gone.filter(|one| !person.holds(one)) {
        let shown = (certificate.finder(), certificate.reveal());
        let (item, [index, kind, owner, _]) = finder_of(tx.keys(), shown, &person.id, None);
        tx.execute(FORGET, &[index, kind, owner])?;
        kept::forget(tx, person.id.as_str(), &item)?;
    }
    let row = row_of(tx.keys(), random, person);
    tx.later(CHANGE, &row, Some(1))?;
    kept::keep(tx, (person.id.as_str(), "person"), "person", &row)?;
    for certificate in person.certificates() {
        let shown = (certificate.finder(), certificate.reveal());
        be_found(tx, shown, &person.id, None)?;
    }
    Ok(())
}

/// Kind and number by which a person is found, perhaps only until then.
fn be_found(
    tx: &mut Tx,
    shown: (&'static str, &str),
    person: &PersonId,
    expires_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    const FOUND: &str = "INSERT INTO finder (number_index, kind, person, expires_at) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (number_index, kind, person) DO UPDATE \
         SET expires_at = excluded.expires_at";
    let (item, row) = finder_of(tx.keys(), shown, person, expires_at);
    tx.execute(FOUND, &row)?;
    kept::keep(tx, (person.as_str(), &item), "finder", &row)
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
    let opened: Opened = serde_json::from_slice(&plain).map_err(StoreError::row)?;
    let (certificate, others) = opened.certificates.read()?;
    Ok(Some(Person {
        name: opened.name,
        certificate,
        gender: row.word(Gender::from_word)?,
        born_on: row.parse()?,
        others,
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

/// The number of the person who holds the certificate. Numbers are not ours to keep unique: two
/// holders are nobody.
pub fn holder(tx: &mut Tx, shown: &Certificate) -> Result<Option<PersonId>, StoreError> {
    const HOLDERS: &str = "SELECT person FROM finder WHERE number_index = $1 AND kind = $2 LIMIT 2";
    let index = tx.keys().index(shown.finder(), shown.reveal());
    only_holder(tx, HOLDERS, &values![index, shown.finder()])
}

/// The person who holds the certificate.
pub fn find_by_certificate(tx: &mut Tx, shown: &Certificate) -> Result<Option<Person>, StoreError> {
    match holder(tx, shown)? {
        Some(person) => find(tx, &person),
        None => Ok(None),
    }
}

/// The kind of the tokens of the electronic voucher.
const TOKEN: &str = "voucher";

/// The person whose electronic voucher shows this token now.
pub fn find_by_voucher(
    tx: &mut Tx,
    token: &str,
    now: Timestamp,
) -> Result<Option<Person>, StoreError> {
    const HOLDERS: &str = "SELECT person FROM finder \
         WHERE number_index = $1 AND kind = $2 AND expires_at > $3 LIMIT 2";
    let index = tx.keys().index(TOKEN, token);
    // First the number, then the person: two rows that may lie on two machines.
    match only_holder(tx, HOLDERS, &values![index, TOKEN, now])? {
        Some(person) => find(tx, &person),
        None => Ok(None),
    }
}

fn only_holder(
    tx: &mut Tx,
    sql: &str,
    values: &[crate::Value],
) -> Result<Option<PersonId>, StoreError> {
    let mut rows = tx.query(sql, values)?;
    match (rows.pop(), rows.len()) {
        (Some(mut row), 0) => row.parse().map(Some),
        _ => Ok(None),
    }
}

/// Issues a token of the electronic voucher; the same token again is given a new end and owner.
pub fn issue_voucher(
    tx: &mut Tx,
    person: &PersonId,
    token: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    const OF_OTHERS: &str =
        "DELETE FROM finder WHERE number_index = $1 AND kind = $2 AND person <> $3";
    const OTHERS: &str =
        "SELECT person FROM finder WHERE number_index = $1 AND kind = $2 AND person <> $3";
    let index = tx.keys().index(TOKEN, token);
    let item = format!("finder:{TOKEN}:{}", hex(&index));
    let of_others = values![index, TOKEN, person];
    for mut row in tx.query(OTHERS, &of_others)? {
        kept::forget(tx, &row.text()?, &item)?;
    }
    tx.execute(OF_OTHERS, &of_others)?;
    be_found(tx, (TOKEN, token), person, Some(expires_at))
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
