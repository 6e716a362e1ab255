//! A referral and a recognition that were taken back.

use domain::hospital_record::{
    HospitalRecord, NamedCode, Recognition, RecordWithdrawal, RecordingDoctor, Referral,
};
use jiff::Timestamp;
use store::StoreError;
use store::hospital_records::{self, KeptRecord};

use super::*;

/// What hospitals recorded, and took back.
pub(super) fn by_hospitals(
    tx: &mut Tx<'_>,
    (person, turn): (&domain::ids::PersonId, i64),
    now: Timestamp,
) -> Result<(), StoreError> {
    let disease = NamedCode {
        code: "N18.500".to_owned(),
        name: "示例".to_owned(),
    };
    let withdrawn = Some(RecordWithdrawal {
        at: now,
        by: "H44030500001/1".to_owned(),
        reason: "示例".to_owned(),
    });
    let period = domain::calendar::Period::since(TODAY);
    let referral = Referral {
        number: "R1".parse().expect("a number"),
        person: person.clone(),
        from: "H44030500001".parse().expect("a code"),
        to_place: "510100".parse().expect("a place"),
        to_facility: None,
        to_name: "示例".to_owned(),
        distance: domain::region::Distance::OutOfProvince,
        diagnosis: disease.clone(),
        condition: String::new(),
        reason: "示例".to_owned(),
        opinion: "示例".to_owned(),
        doctor: None,
        referred_on: TODAY,
        period,
        filing: None,
        recorded_by: "H44030500001/1".to_owned(),
        withdrawn: withdrawn.clone(),
    };
    let recognition = Recognition {
        number: "G1".parse().expect("a number"),
        person: person.clone(),
        insured_at: "440300".parse().expect("a place"),
        scheme: domain::person::Scheme::Employee,
        disease,
        known_as: "N18.500".to_owned(),
        hospital: "H44030500001".parse().expect("a code"),
        doctor: RecordingDoctor {
            code: "D440300000001".parse().expect("a code"),
            name: "示例".to_owned(),
        },
        recognised_on: TODAY,
        period,
        memo: String::new(),
        recorded_by: "H44030500001/1".to_owned(),
        withdrawn,
    };
    let mut random = copies::Nonces::of(1, 2);
    put_record(tx, &mut random, (turn, now), referral)?;
    put_record(tx, &mut random, (turn, now), recognition)
}

fn put_record<R: HospitalRecord>(
    tx: &mut Tx<'_>,
    random: &mut copies::Nonces,
    (turn, now): (i64, Timestamp),
    record: R,
) -> Result<(), StoreError> {
    let kept = KeptRecord {
        record,
        turn,
        request: "W1".parse().expect("a number"),
        recorded_at: now,
    };
    hospital_records::put(tx, random, &kept)
}
