//! Where people are insured, with what was on record of each insurance when, and the personal
//! accounts. What is on record changes with time (在职转退休、换档、新认定的病种); the day of service
//! picks.

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::Period;
use domain::ids::PersonId;
use domain::person::{Enrolment, Scheme, Status};
use domain::{Money, Region};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::seal::{Keys, Random, SealedAt};
use crate::tx::{Insert, Tx};
use crate::value::{Row, Value, json, word};
use crate::{StoreError, kept, settlements, values};

/// One insurance of a person: it keeps running totals and an account of its own.
pub type Insurance = (Region, Scheme);

/// What is on record of an insurance from a day on, until the next that is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedInsurance {
    /// From when; none from the beginning.
    pub from: Option<Date>,
    /// What.
    pub enrolment: Enrolment,
}

/// Where the diseases of an enrolment are sealed.
fn recognised_row(person: &PersonId, (insured_at, scheme): Insurance) -> String {
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
    let recorded = RecordedInsurance {
        from: None,
        enrolment: enrolment.clone(),
    };
    record(tx, random, person, &recorded)?;
    open_account(tx, person, enrolment)
}

/// Puts down all that is on record of an insurance instead of what was. The account stays.
pub fn replace_history(
    tx: &mut Tx,
    random: &mut dyn Random,
    (person, (insured_at, scheme)): (&PersonId, Insurance),
    history: &[RecordedInsurance],
) -> Result<(), StoreError> {
    const FORGET: &str =
        "DELETE FROM enrolment WHERE person = $1 AND insured_at = $2 AND scheme = $3";
    tx.execute(FORGET, &values![person, insured_at, scheme.word()])?;
    let item = format!("enrolment:{insured_at}:{scheme}");
    kept::forget(tx, person.as_str(), &item)?;
    for recorded in history {
        record(tx, random, person, recorded)?;
    }
    Ok(())
}

/// The rows of what is on record of insurances.
pub(crate) const ENROLMENTS: Insert = Insert {
    into: "enrolment (person, insured_at, scheme, holds_from, tier, status, from_day, \
         until_day, continuous_since, paid_through, traits, employer, contribution_base, \
         recognised)",
    width: 14,
    then: "",
};

/// The rows of personal accounts.
pub(crate) const ACCOUNTS: Insert = Insert {
    into: "account (person, insured_at, scheme, balance)",
    width: 4,
    then: "",
};

/// What is on record of an insurance as a row, and its item among the digests.
pub(crate) fn row_of(
    keys: &Keys,
    random: &mut dyn Random,
    person: &PersonId,
    recorded: &RecordedInsurance,
) -> (String, [Value<'static>; 14]) {
    let enrolment = &recorded.enrolment;
    let (insured_at, scheme) = (enrolment.insured_at, enrolment.scheme);
    assert_eq!(
        insured_at,
        insured_at.pooling(),
        "people are insured at pooling regions"
    );
    let from = recorded.from.map(|day| day.to_string()).unwrap_or_default();
    let item = format!("enrolment:{insured_at}:{scheme}:{from}");
    let row = values![
        person.to_string(),
        insured_at,
        word(scheme.word()),
        from,
        enrolment.tier.clone(),
        word(enrolment.status.word()),
        enrolment.period.from,
        enrolment.period.until,
        enrolment.continuous_since.to_string(),
        enrolment.paid_through.to_string(),
        json(&enrolment.traits),
        enrolment.employer.clone(),
        enrolment.contribution_base.map(Money::fen),
        sealed_diseases(keys, random, person, enrolment),
    ];
    (item, row)
}

fn record(
    tx: &mut Tx,
    random: &mut dyn Random,
    person: &PersonId,
    recorded: &RecordedInsurance,
) -> Result<(), StoreError> {
    let (item, row) = row_of(tx.keys(), random, person, recorded);
    tx.insert(&ENROLMENTS, &row)?;
    kept::keep(tx, (person.as_str(), &item), "enrolment", &row)
}

fn sealed_diseases(
    keys: &Keys,
    random: &mut dyn Random,
    person: &PersonId,
    enrolment: &Enrolment,
) -> Option<Vec<u8>> {
    if enrolment.recognised.is_empty() {
        return None;
    }
    let plain = serde_json::to_vec(&enrolment.recognised).expect("texts always serialise");
    let row = recognised_row(person, (enrolment.insured_at, enrolment.scheme));
    Some(keys.seal(recognised_place(&row), &plain, random))
}

/// A personal account that opens as a row.
pub(crate) fn account_of(person: &PersonId, opened: &Enrolment) -> [Value<'static>; 4] {
    values![
        person.to_string(),
        opened.insured_at,
        word(opened.scheme.word()),
        opened.account
    ]
}

/// The entry that says where an account's first balance comes from, and its legs.
pub(crate) fn opening_of(opened: &Enrolment) -> (String, [(String, Money); 2]) {
    let (insured_at, scheme) = (opened.insured_at, opened.scheme);
    let account = account_name(insured_at, scheme);
    let source = format!("opening:{insured_at}");
    let entry = format!("opening:{insured_at}:{scheme}");
    (
        entry,
        [(account, opened.account), (source, -opened.account)],
    )
}

/// Opens the personal account of an insurance with the balance it brings along.
pub fn open_account(tx: &mut Tx, person: &PersonId, opened: &Enrolment) -> Result<(), StoreError> {
    tx.insert(&ACCOUNTS, &account_of(person, opened))?;
    let (entry, legs) = opening_of(opened);
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
        let place = recognised_row(person, (insured_at, scheme));
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

/// All that is on record of a person's insurances, each from its beginning.
pub fn history(tx: &mut Tx, person: &PersonId) -> Result<Vec<RecordedInsurance>, StoreError> {
    const FIND: &str = concat!(
        "SELECT e.holds_from, ",
        enrolment_columns!(),
        " FROM enrolment e \
         LEFT JOIN account a ON a.person = $1 AND a.insured_at = e.insured_at \
         AND a.scheme = e.scheme WHERE e.person = $1 \
         ORDER BY e.insured_at, e.scheme, e.holds_from"
    );
    let mut found = Vec::new();
    for mut row in tx.query(FIND, &values![person])? {
        let from = row.text()?;
        let from = match from.as_str() {
            "" => None,
            day => Some(day.parse().map_err(StoreError::row)?),
        };
        let enrolment = read_enrolment(tx, person, &mut row)?;
        found.extend(enrolment.map(|enrolment| RecordedInsurance { from, enrolment }));
    }
    Ok(found)
}

/// People with an insurance at a place that is open on a day, those after one, so many at most;
/// once for each row that is on record of it.
pub fn open_after(
    tx: &mut Tx,
    (insured_at, day): (Region, Date),
    (after, count): (&str, u32),
) -> Result<Vec<(PersonId, Scheme)>, StoreError> {
    const FIND: &str = "SELECT person, scheme FROM enrolment WHERE insured_at = $1 \
         AND person > $2 AND from_day < $3 AND (until_day IS NULL OR until_day > $3) \
         ORDER BY person, scheme LIMIT $4";
    let rows = tx.query(FIND, &values![insured_at, after, day, i64::from(count)])?;
    let read = |mut row: Row| Ok((row.parse()?, row.word(Scheme::from_word)?));
    rows.into_iter().map(read).collect()
}

/// What is on record of each insurance of a person on a day, the newest enrolments first.
pub fn on_day(tx: &mut Tx, person: &PersonId, day: Date) -> Result<Vec<Enrolment>, StoreError> {
    Ok(as_of(&history(tx, person)?, day))
}

/// What of it is on record of each insurance on a day, the newest enrolments first.
pub fn as_of(history: &[RecordedInsurance], day: Date) -> Vec<Enrolment> {
    let mut found: BTreeMap<Insurance, &Enrolment> = BTreeMap::new();
    for RecordedInsurance { from, enrolment } in history {
        if from.is_none_or(|from| from <= day) {
            found.insert((enrolment.insured_at, enrolment.scheme), enrolment);
        }
    }
    let mut found: Vec<Enrolment> = found.into_values().cloned().collect();
    found.sort_by_key(|enrolment| std::cmp::Reverse(enrolment.period.from));
    found
}

/// Moves an account's balance; the posting beside it says why.
pub fn move_account(
    tx: &mut Tx,
    person: &PersonId,
    (insured_at, scheme): Insurance,
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

/// What a personal account holds.
pub fn balance(
    tx: &mut Tx,
    person: &PersonId,
    (insured_at, scheme): Insurance,
) -> Result<Money, StoreError> {
    const FIND: &str =
        "SELECT balance FROM account WHERE person = $1 AND insured_at = $2 AND scheme = $3";
    let found = tx.find(FIND, &values![person, insured_at, scheme.word()])?;
    let found = found.map(|mut row| row.money()).transpose()?;
    Ok(found.unwrap_or_default())
}
