//! Visits: who is treated where, since when, until when. What was found is sealed.

use std::collections::{BTreeMap, BTreeSet};

use domain::facility::Care;
use domain::ids::{FacilityCode, PersonId, VisitId};
use domain::person::Scheme;
use domain::{Region, word_list};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::seal::{Random, SealedAt};
use crate::tx::Tx;
use crate::value::{RowOf, json};
use crate::{StoreError, Value, kept, values};

word_list! {
    /// Where a visit stands.
    VisitState {
        /// Registered or admitted.
        Open = "open", "就诊中", "open";
        /// Discharged from hospital.
        Discharged = "discharged", "已出院", "discharged";
        /// Registered by mistake.
        Cancelled = "cancelled", "已撤销", "cancelled";
    }
}

/// What the facility says about the circumstances (异地就医 flags).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VisitFlags {
    /// Emergency rescue, deemed filed (NAT-06).
    pub emergency: bool,
    /// Referred from another hospital.
    pub referral: bool,
    /// Injury (NAT-14).
    pub trauma: bool,
    /// Somebody else is liable for the injury.
    pub third_party: bool,
}

impl VisitFlags {
    /// What either of two statements says.
    pub fn joined(self, other: VisitFlags) -> VisitFlags {
        VisitFlags {
            emergency: self.emergency || other.emergency,
            referral: self.referral || other.referral,
            trauma: self.trauma || other.trauma,
            third_party: self.third_party || other.third_party,
        }
    }

    /// The circumstances in which two statements differ, by name.
    pub fn differing(self, other: VisitFlags) -> Vec<&'static str> {
        let pairs = [
            ("emergency", self.emergency != other.emergency),
            ("referral", self.referral != other.referral),
            ("trauma", self.trauma != other.trauma),
            ("third_party", self.third_party != other.third_party),
        ];
        let differing = pairs.into_iter().filter(|(_, differs)| *differs);
        differing.map(|(name, _)| name).collect()
    }
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// Its number, issued by us.
    pub id: VisitId,
    /// The patient.
    pub person: PersonId,
    /// The facility.
    pub facility: FacilityCode,
    /// The facility's own number for the visit.
    pub facility_number: String,
    /// Kind of care.
    pub care: Care,
    /// The insurance that is asked to pay.
    pub insured_at: Region,
    /// Its scheme.
    pub scheme: Scheme,
    /// Day of the visit or of admission.
    pub from: Date,
    /// Day of discharge.
    pub until: Option<Date>,
    /// Where it stands.
    pub state: VisitState,
    /// Circumstances.
    pub flags: VisitFlags,
    /// Whether diagnoses were uploaded.
    pub has_findings: bool,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// Opens a visit.
pub fn insert(tx: &mut Tx, visit: &Visit) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO visit (person, visit, facility, facility_number, care, \
         insured_at, scheme, from_day, until_day, state, flags, opened_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    tx.later(INSERT, &all_but_sealed(visit), Some(1))?;
    keep_digest(tx, visit)
}

/// The columns of a visit, but for those that are sealed.
fn all_but_sealed(visit: &Visit) -> [Value<'_>; 12] {
    values![
        &visit.person,
        &visit.id,
        &visit.facility,
        &visit.facility_number,
        visit.care.word(),
        visit.insured_at,
        visit.scheme.word(),
        visit.from,
        visit.until,
        visit.state.word(),
        json(&visit.flags),
        visit.opened_at,
    ]
}

fn keep_digest(tx: &mut Tx, visit: &Visit) -> Result<(), StoreError> {
    let item = format!("visit:{}", visit.id);
    let owner = visit.person.as_str();
    kept::keep(tx, (owner, &item), "visit", &all_but_sealed(visit))
}

/// Writes what may change while a visit is open: care, days, state, circumstances.
pub fn update(tx: &mut Tx, visit: &Visit) -> Result<(), StoreError> {
    const UPDATE: &str = "UPDATE visit SET care = $3, from_day = $4, until_day = $5, state = $6, \
         flags = $7 WHERE person = $1 AND visit = $2";
    let row = values![
        &visit.person,
        &visit.id,
        visit.care.word(),
        visit.from,
        visit.until,
        visit.state.word(),
        json(&visit.flags),
    ];
    tx.later(UPDATE, &row, Some(1))?;
    keep_digest(tx, visit)
}

fn place<'a>(row: &'a str) -> SealedAt<'a> {
    SealedAt {
        column: "visit|findings",
        row,
    }
}

fn diseases_place(row: &str) -> SealedAt<'_> {
    SealedAt {
        column: "visit|diseases",
        row,
    }
}

/// Which diseases each charge batch is for, by its number.
pub type Diseases = BTreeMap<String, BTreeSet<String>>;

/// Keeps diagnoses and notes, sealed.
pub fn set_findings(
    tx: &mut Tx,
    random: &mut dyn Random,
    visit: &Visit,
    findings: &[u8],
) -> Result<(), StoreError> {
    const SET: &str = "UPDATE visit SET findings = $3 WHERE person = $1 AND visit = $2";
    let id = format!("{}|{}", visit.person, visit.id);
    let sealed = tx.keys().seal(place(&id), findings, random);
    let values = values![&visit.person, &visit.id, sealed];
    tx.later(SET, &values, Some(1))?;
    let item = format!("findings:{}", visit.id);
    kept::keep(tx, (visit.person.as_str(), &item), "findings", &values)
}

/// Diagnoses and notes, opened.
pub fn findings(tx: &mut Tx, visit: &Visit) -> Result<Option<Vec<u8>>, StoreError> {
    const FIND: &str = "SELECT findings FROM visit WHERE person = $1 AND visit = $2";
    let sealed = tx
        .one(FIND, &values![&visit.person, &visit.id])?
        .optional_bytes()?;
    let id = format!("{}|{}", visit.person, visit.id);
    let open = |sealed: Vec<u8>| tx.keys().open(place(&id), &sealed);
    sealed.map(open).transpose()
}

/// Keeps which disease each charge batch is for, sealed.
pub fn set_diseases(
    tx: &mut Tx,
    random: &mut dyn Random,
    (person, visit): (&PersonId, &VisitId),
    diseases: &Diseases,
) -> Result<(), StoreError> {
    const SET: &str = "UPDATE visit SET diseases = $3 WHERE person = $1 AND visit = $2";
    let id = format!("{person}|{visit}");
    let plain = serde_json::to_vec(diseases).expect("texts always serialise");
    let sealed = tx.keys().seal(diseases_place(&id), &plain, random);
    let values = values![person, visit, sealed];
    tx.later(SET, &values, Some(1))?;
    let item = format!("diseases:{visit}");
    kept::keep(tx, (person.as_str(), &item), "diseases", &values)
}

/// Which disease each charge batch is for, opened.
pub fn diseases(
    tx: &mut Tx,
    (person, visit): (&PersonId, &VisitId),
) -> Result<Diseases, StoreError> {
    const FIND: &str = "SELECT diseases FROM visit WHERE person = $1 AND visit = $2";
    let sealed = tx.one(FIND, &values![person, visit])?.optional_bytes()?;
    let Some(sealed) = sealed else {
        return Ok(Diseases::new());
    };
    let id = format!("{person}|{visit}");
    let plain = tx.keys().open(diseases_place(&id), &sealed)?;
    serde_json::from_slice(&plain).map_err(StoreError::row)
}

/// The columns [`read`] takes, of a table called `v`.
macro_rules! visit_columns {
    () => {
        "v.visit, v.person, v.facility, v.facility_number, v.care, \
     v.insured_at, v.scheme, v.from_day, v.until_day, v.state, v.flags, \
     CAST(CASE WHEN v.findings IS NULL THEN 0 ELSE 1 END AS BIGINT), v.opened_at"
    };
}
pub(crate) use visit_columns;

/// Where [`read`] finds its columns in a row as it lies, see [`rows`](crate::rows); whether there
/// are findings stands before the last.
pub(crate) const READ_FROM_RAW: [usize; 13] = [1, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 11];

/// Reads the next columns of a row as a visit.
pub(crate) fn read(row: &mut RowOf<'_>) -> Result<Option<Visit>, StoreError> {
    let id: Option<VisitId> = row.optional_parse()?;
    let Some(id) = id else {
        row.skip(12);
        return Ok(None);
    };
    Ok(Some(Visit {
        id,
        person: row.parse()?,
        facility: row.parse()?,
        facility_number: row.text()?,
        care: row.word(Care::from_word)?,
        insured_at: row.parse()?,
        scheme: row.word(Scheme::from_word)?,
        from: row.parse()?,
        until: row.optional_parse()?,
        state: row.word(VisitState::from_word)?,
        flags: row.json()?,
        has_findings: row.flag()?,
        opened_at: row.instant()?,
    }))
}

/// One visit of a person.
pub fn find(tx: &mut Tx, person: &PersonId, visit: &VisitId) -> Result<Option<Visit>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        visit_columns!(),
        " FROM visit v WHERE v.person = $1 AND v.visit = $2"
    );
    match tx.find(FIND, &values![person, visit])? {
        Some(mut row) => read(&mut row),
        None => Ok(None),
    }
}

/// The visits of a person, newest first.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<Visit>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        visit_columns!(),
        " FROM visit v WHERE v.person = $1 ORDER BY v.opened_at DESC, v.visit"
    );
    all(tx, FIND, &values![person])
}

/// The stays in hospital of a person, newest first.
pub fn stays_of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<Visit>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        visit_columns!(),
        " FROM visit v WHERE v.person = $1 AND v.care = 'inpatient' \
         ORDER BY v.opened_at DESC, v.visit"
    );
    all(tx, FIND, &values![person])
}

/// The visits of a person that a facility gave this number, newest first.
pub fn at_facility(
    tx: &mut Tx,
    person: &PersonId,
    (facility, number): (&FacilityCode, &str),
) -> Result<Vec<Visit>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        visit_columns!(),
        " FROM visit v WHERE v.person = $1 AND v.facility = $2 AND v.facility_number = $3 \
         ORDER BY v.opened_at DESC, v.visit"
    );
    all(tx, FIND, &values![person, facility, number])
}

/// Whether the person ever had a visit at the facility.
pub fn has_been_at(
    tx: &mut Tx,
    person: &PersonId,
    facility: &FacilityCode,
) -> Result<bool, StoreError> {
    const FIND: &str =
        "SELECT v.visit FROM visit v WHERE v.person = $1 AND v.facility = $2 LIMIT 1";
    Ok(tx.find(FIND, &values![person, facility])?.is_some())
}

fn all(tx: &mut Tx, sql: &str, values: &[crate::Value]) -> Result<Vec<Visit>, StoreError> {
    let rows = tx.query(sql, values)?;
    let visits: Vec<Option<Visit>> = rows
        .into_iter()
        .map(|mut row| read(&mut row))
        .collect::<Result<_, _>>()?;
    Ok(visits.into_iter().flatten().collect())
}
