//! Referrals and recognitions of diseases by hospitals. What they say is sealed; who recorded one
//! and when stands beside it, for the desk of that facility.

use domain::hospital_record::{HospitalRecord, RecordKind};
use domain::ids::{FacilityCode, HospitalRecordId, MessageId, PersonId};
use jiff::Timestamp;

use crate::seal::{Random, SealedAt};
use crate::tx::Tx;
use crate::value::Row;
use crate::{StoreError, kept, values};

/// A record as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRecord<R> {
    /// What it says.
    pub record: R,
    /// The person's turn in which it was recorded.
    pub turn: i64,
    /// The number it was asked for under; the same again is the same record.
    pub request: MessageId,
    /// When.
    pub recorded_at: Timestamp,
}

fn row_id(person: &PersonId, number: &HospitalRecordId) -> String {
    format!("{person}|{number}")
}

fn place(kind: RecordKind, row: &str) -> SealedAt<'_> {
    let column = match kind {
        RecordKind::Referral => "referral|body",
        RecordKind::Recognition => "recognition|body",
    };
    SealedAt { column, row }
}

/// Writes a record, or that it was taken back.
pub fn put<R: HospitalRecord>(
    tx: &mut Tx,
    random: &mut dyn Random,
    kept: &KeptRecord<R>,
) -> Result<(), StoreError> {
    const REFERRAL: &str = "INSERT INTO referral (person, number, turn, request, facility, \
         recorded_at, withdrawn_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (person, number) DO UPDATE SET withdrawn_at = excluded.withdrawn_at, \
         body = excluded.body";
    const RECOGNITION: &str = "INSERT INTO recognition (person, number, turn, request, facility, \
         recorded_at, withdrawn_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (person, number) DO UPDATE SET withdrawn_at = excluded.withdrawn_at, \
         body = excluded.body";
    let record = &kept.record;
    let plain = serde_json::to_vec(record).expect("a record always serialises");
    let id = row_id(record.person(), record.number());
    let body = tx.keys().seal(place(R::KIND, &id), &plain, random);
    let row = values![
        record.person(),
        record.number(),
        kept.turn,
        &kept.request,
        record.facility(),
        kept.recorded_at,
        record.withdrawn().as_ref().map(|it| it.at),
        body,
    ];
    match R::KIND {
        RecordKind::Referral => tx.execute(REFERRAL, &row)?,
        RecordKind::Recognition => tx.execute(RECOGNITION, &row)?,
    };
    let kind = R::KIND.word();
    let item = format!("{kind}:{}", record.number());
    kept::keep(tx, (record.person().as_str(), &item), kind, &row)
}

/// All of a person, oldest first, those that were taken back among them.
pub fn of_person<R: HospitalRecord>(
    tx: &mut Tx,
    person: &PersonId,
) -> Result<Vec<KeptRecord<R>>, StoreError> {
    const REFERRALS: &str = "SELECT person, number, turn, request, recorded_at, body \
         FROM referral WHERE person = $1 ORDER BY turn";
    const RECOGNITIONS: &str = "SELECT person, number, turn, request, recorded_at, body \
         FROM recognition WHERE person = $1 ORDER BY turn";
    let rows = match R::KIND {
        RecordKind::Referral => tx.query(REFERRALS, &values![person])?,
        RecordKind::Recognition => tx.query(RECOGNITIONS, &values![person])?,
    };
    rows.into_iter().map(|row| read(tx, row)).collect()
}

/// What a facility recorded since then, the newest first, so many at most.
pub fn of_facility<R: HospitalRecord>(
    tx: &mut Tx,
    facility: &FacilityCode,
    (since, at_most): (Timestamp, u32),
) -> Result<Vec<KeptRecord<R>>, StoreError> {
    const REFERRALS: &str = "SELECT person, number, turn, request, recorded_at, body \
         FROM referral WHERE facility = $1 AND recorded_at >= $2 \
         ORDER BY recorded_at DESC, number LIMIT $3";
    const RECOGNITIONS: &str = "SELECT person, number, turn, request, recorded_at, body \
         FROM recognition WHERE facility = $1 AND recorded_at >= $2 \
         ORDER BY recorded_at DESC, number LIMIT $3";
    let asked = values![facility, since, i64::from(at_most)];
    let rows = match R::KIND {
        RecordKind::Referral => tx.query(REFERRALS, &asked)?,
        RecordKind::Recognition => tx.query(RECOGNITIONS, &asked)?,
    };
    rows.into_iter().map(|row| read(tx, row)).collect()
}

fn read<R: HospitalRecord>(tx: &Tx, mut row: Row) -> Result<KeptRecord<R>, StoreError> {
    let (person, number): (PersonId, HospitalRecordId) = (row.parse()?, row.parse()?);
    let (turn, request, recorded_at) = (row.integer()?, row.parse()?, row.instant()?);
    let id = row_id(&person, &number);
    let plain = tx.keys().open(place(R::KIND, &id), &row.bytes()?)?;
    Ok(KeptRecord {
        record: serde_json::from_slice(&plain).map_err(StoreError::row)?,
        turn,
        request,
        recorded_at,
    })
}
