//! Facilities people chose for ordinary outpatient care (门诊定点).

use domain::Region;
use domain::calendar::Period;
use domain::ids::{FacilityCode, MessageId, PersonId};
use domain::person::Scheme;
use domain::procedures::{ChangeReason, ChoiceChannel};
use jiff::Timestamp;
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

/// How a facility was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceMadeBefore {
    /// Its number; the same number again is the same choice.
    pub number: MessageId,
    /// The person's turn.
    pub turn: i64,
    /// When.
    pub made_at: Timestamp,
    /// The insured place by whose rules.
    pub insured_at: Region,
    /// The scheme.
    pub scheme: Scheme,
    /// The row of the rules.
    pub rule: String,
    /// Which facility.
    pub facility: FacilityCode,
    /// The one given up for it.
    pub instead_of: Option<FacilityCode>,
    /// From which day it holds.
    pub from: Date,
    /// How.
    pub channel: ChoiceChannel,
    /// Who said so.
    pub made_by: String,
    /// Why it was changed, where a reason was given.
    pub reason: Option<ChangeReason>,
}

/// Notes how a facility was chosen.
pub fn note(tx: &mut Tx, person: &PersonId, made: &ChoiceMadeBefore) -> Result<(), StoreError> {
    const NOTE: &str = "INSERT INTO choice (person, number, turn, made_at, insured_at, scheme, \
         rule, facility, instead_of, from_day, channel, made_by, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let row = values![
        person,
        &made.number,
        made.turn,
        made.made_at,
        made.insured_at,
        made.scheme.word(),
        &made.rule,
        &made.facility,
        made.instead_of.as_ref(),
        made.from,
        made.channel.word(),
        &made.made_by,
        made.reason.map(ChangeReason::word),
    ];
    tx.wrote(person.as_str(), "choice", &row);
    tx.later(NOTE, &row, Some(1))
}

/// How a person chose, oldest first.
pub fn made_by(tx: &mut Tx, person: &PersonId) -> Result<Vec<ChoiceMadeBefore>, StoreError> {
    const FIND: &str = "SELECT number, turn, made_at, insured_at, scheme, rule, facility, \
         instead_of, from_day, channel, made_by, reason FROM choice \
         WHERE person = $1 ORDER BY turn";
    let rows = tx.query(FIND, &values![person])?;
    rows.into_iter()
        .map(|mut row| read_made(&mut row))
        .collect()
}

/// Who chose a facility since then in one way, the newest first, so many at most.
pub fn made_at(
    tx: &mut Tx,
    (facility, channel): (&FacilityCode, ChoiceChannel),
    (since, at_most): (Timestamp, u32),
) -> Result<Vec<(PersonId, ChoiceMadeBefore)>, StoreError> {
    const FIND: &str = "SELECT person, number, turn, made_at, insured_at, scheme, rule, facility, \
         instead_of, from_day, channel, made_by, reason FROM choice \
         WHERE facility = $1 AND made_at >= $2 AND channel = $3 \
         ORDER BY made_at DESC, number LIMIT $4";
    let asked = values![facility, since, channel.word(), i64::from(at_most)];
    let read = |mut row: Row| Ok((row.parse()?, read_made(&mut row)?));
    tx.query(FIND, &asked)?.into_iter().map(read).collect()
}

fn read_made(row: &mut Row) -> Result<ChoiceMadeBefore, StoreError> {
    Ok(ChoiceMadeBefore {
        number: row.parse()?,
        turn: row.integer()?,
        made_at: row.instant()?,
        insured_at: row.parse()?,
        scheme: row.word(Scheme::from_word)?,
        rule: row.text()?,
        facility: row.parse()?,
        instead_of: row.optional_parse()?,
        from: row.parse()?,
        channel: row.word(ChoiceChannel::from_word)?,
        made_by: row.text()?,
        reason: row
            .optional_text()?
            .as_deref()
            .and_then(ChangeReason::from_word),
    })
}
