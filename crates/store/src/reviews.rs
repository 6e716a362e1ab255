//! Going through everybody's settlements after something changed for all of them: rules for days
//! that had passed, or the level of a facility. One person at a time, in the order of numbers;
//! how far it came is kept, so that a program that stops is followed by the next.

use domain::Region;
use domain::calendar::Period;
use domain::ids::{FacilityCode, PersonId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::tx::Tx;
use crate::value::json;
use crate::{StoreError, kept, values};

/// What changed, and whose settlements are gone through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reviewed {
    /// A release of policies changed rules for days that had passed.
    Rules {
        /// The release.
        release: String,
        /// The pooling region, or everywhere.
        insured_at: Option<Region>,
    },
    /// What is on record of a facility changed.
    Facility {
        /// Which.
        facility: FacilityCode,
        /// Number of the statement.
        number: String,
    },
    /// What a catalogue says of items for days that had passed changed.
    Catalogue {
        /// The province or pooling region it holds for.
        region: Region,
        /// Number of the statement.
        number: String,
        /// The items and days.
        items: Vec<ItemOnDays>,
    },
}

/// An item of a catalogue, on some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOnDays {
    /// National code.
    pub code: String,
    /// The days.
    #[serde(flatten)]
    pub days: Period,
}

/// A review that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Its number.
    pub id: String,
    /// What is reviewed.
    pub body: Reviewed,
    /// Not before.
    pub due_at: Timestamp,
    /// The last person gone through.
    pub through: Option<PersonId>,
}

/// Whose the digests of reviews are.
pub(crate) const REVIEWS: &str = "#review";

/// Asks for a review.
pub fn open(tx: &mut Tx, review: &Review) -> Result<(), StoreError> {
    const OPEN: &str = "INSERT INTO review (review, body, due_at) VALUES ($1, $2, $3)";
    let row = values![review.id.clone(), json(&review.body), review.due_at];
    tx.later(OPEN, &row, Some(1))?;
    kept::keep(tx, (REVIEWS, &review.id), "review", &row)
}

/// The oldest review that is due and not done.
pub fn due(tx: &mut Tx, now: Timestamp) -> Result<Option<Review>, StoreError> {
    const FIND: &str = "SELECT review, body, due_at, through FROM review \
         WHERE done_at IS NULL AND due_at <= $1 ORDER BY due_at, review LIMIT 1";
    let found = tx.find(FIND, &values![now])?;
    let read = found.map(|mut row| {
        Ok::<_, StoreError>(Review {
            id: row.text()?,
            body: row.json()?,
            due_at: row.instant()?,
            through: row.optional_parse()?,
        })
    });
    read.transpose()
}

/// How many reviews are not done, and when the next is due.
pub fn open_count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.one("SELECT COUNT(*) FROM review WHERE done_at IS NULL", &[])?
        .integer()
}

/// The next person whose settlements are gone through.
pub fn next_person(tx: &mut Tx, review: &Review) -> Result<Option<PersonId>, StoreError> {
    const NEXT: &str = "SELECT person FROM settlement WHERE person > $1 \
         AND (CAST($2 AS TEXT) IS NULL OR insured_at = $2) \
         AND (CAST($3 AS TEXT) IS NULL OR facility = $3) \
         AND (CAST($4 AS TEXT) IS NULL OR SUBSTR(treated_at, 1, 2) = $4) ORDER BY person LIMIT 1";
    let (insured_at, facility, province) = match &review.body {
        Reviewed::Rules { insured_at, .. } => (*insured_at, None, None),
        Reviewed::Facility { facility, .. } => (None, Some(facility), None),
        Reviewed::Catalogue { region, .. } => (None, None, Some(region.to_string())),
    };
    let province = province.map(|region| region.chars().take(2).collect::<String>());
    let through = review.through.as_ref().map_or("", PersonId::as_str);
    let row = values![through.to_owned(), insured_at, facility, province];
    let found = tx.find(NEXT, &row)?;
    found.map(|mut row| row.parse()).transpose()
}

/// Notes that a person was gone through. Fails where another program did it meanwhile.
pub fn gone_through(tx: &mut Tx, review: &Review, person: &PersonId) -> Result<(), StoreError> {
    const NOTE: &str = "UPDATE review SET through = $2 WHERE review = $1 \
         AND COALESCE(through, '') = $3";
    let before = review.through.as_ref().map_or("", PersonId::as_str);
    let row = values![review.id.clone(), person, before.to_owned()];
    tx.later(NOTE, &row, Some(1))?;
    let item = format!("{}:through", review.id);
    kept::keep(tx, (REVIEWS, &item), "through", &row[..2])
}

/// Nobody is left.
pub fn done(tx: &mut Tx, review: &Review, at: Timestamp) -> Result<(), StoreError> {
    const DONE: &str = "UPDATE review SET done_at = $2 WHERE review = $1 AND done_at IS NULL";
    let row = values![review.id.clone(), at];
    if tx.execute(DONE, &row)? == 0 {
        return Ok(());
    }
    kept::keep(tx, (REVIEWS, &format!("{}:done", review.id)), "done", &row)
}
