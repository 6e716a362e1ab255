//! Who may act for whom. Nothing is edited but the moment a consent ends.

use domain::ids::PersonId;
pub use domain::kin::KinRelation as Relation;
use domain::word_list;
use jiff::Timestamp;

use crate::value::Row;
use crate::{StoreError, Tx, kept, values};

word_list! {
    /// How a consent was given.
    ConsentWay {
        /// By the person, signed in.
        Person = "person", "本人登录后同意", "by the person, signed in";
        /// At the counter, where a clerk saw both.
        Counter = "counter", "窗口当面同意", "at the counter";
        /// By a register: a guardian of a child, a family that is on record.
        Register = "register", "登记在册的关系", "by a register";
    }
}

/// A consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// For whom.
    pub person: PersonId,
    /// Who may act.
    pub helper: PersonId,
    /// Since when.
    pub from: Timestamp,
    /// Until when; until it is withdrawn if none.
    pub until: Option<Timestamp>,
    /// What the helper is to the person.
    pub relation: Relation,
    /// How it was given.
    pub way: ConsentWay,
    /// Who noted it: the person or an operator.
    pub given_by: String,
}

impl Consent {
    /// Whether the helper may act now.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// Notes a consent, or when one ends.
pub fn put(tx: &mut Tx, consent: &Consent) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO consent (person, helper, from_at, until_at, relation, way, \
         given_by) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (person, helper, from_at) DO UPDATE SET until_at = excluded.until_at";
    let row = values![
        &consent.person,
        &consent.helper,
        consent.from,
        consent.until,
        consent.relation.word(),
        consent.way.word(),
        &consent.given_by,
    ];
    tx.execute(PUT, &row)?;
    let from = consent.from.as_microsecond();
    let item = format!("consent:{}:{from}", consent.helper);
    kept::keep(tx, (consent.person.as_str(), &item), "consent", &row)
}

/// Takes a consent away that nobody ever acted under.
pub fn remove(tx: &mut Tx, consent: &Consent) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM consent WHERE person = $1 AND helper = $2 AND from_at = $3";
    let key = values![&consent.person, &consent.helper, consent.from];
    tx.execute(REMOVE, &key)?;
    let from = consent.from.as_microsecond();
    let item = format!("consent:{}:{from}", consent.helper);
    kept::forget(tx, consent.person.as_str(), &item)
}

/// Every consent a person ever gave, the oldest first.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<Consent>, StoreError> {
    const FIND: &str = "SELECT person, helper, from_at, until_at, relation, way, given_by \
         FROM consent WHERE person = $1 ORDER BY from_at, helper";
    tx.query(FIND, &values![person])?
        .into_iter()
        .map(read)
        .collect()
}

/// Every consent that names this helper, the oldest first.
pub fn of_helper(tx: &mut Tx, helper: &PersonId) -> Result<Vec<Consent>, StoreError> {
    const FIND: &str = "SELECT person, helper, from_at, until_at, relation, way, given_by \
         FROM consent WHERE helper = $1 ORDER BY from_at, person";
    tx.query(FIND, &values![helper])?
        .into_iter()
        .map(read)
        .collect()
}

fn read(mut row: Row) -> Result<Consent, StoreError> {
    Ok(Consent {
        person: row.parse()?,
        helper: row.parse()?,
        from: row.instant()?,
        until: row.optional_instant()?,
        relation: row.word(Relation::from_word)?,
        way: row.word(ConsentWay::from_word)?,
        given_by: row.text()?,
    })
}
