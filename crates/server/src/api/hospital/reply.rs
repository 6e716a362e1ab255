//! What is answered of a hospital's records.

use desk::hospital::{KeptRecord, RecognitionRecorded, ReferralRecorded};
use domain::calendar::Period;
use domain::filing::State;
use domain::hospital_record::{
    HospitalRecord, NamedCode, Recognition, RecordStanding, RecordWithdrawal, RecordingDoctor,
    Referral,
};
use domain::ids::{FacilityCode, FilingId, HospitalRecordId, PersonId, SettlementId};
use domain::person::Scheme;
use domain::region::Distance;
use domain::{Bilingual, Region};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Who is at the desk.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SeenReply {
    /// Our number for the person.
    pub person: PersonId,
    /// The name, masked.
    pub name: String,
    /// Where insured, the present insurance first.
    pub insured: Vec<InsuredReply>,
}

/// An insurance.
#[derive(Debug, Serialize, JsonSchema)]
pub struct InsuredReply {
    /// The insured place.
    pub insured_at: Region,
    /// The scheme.
    pub scheme: Scheme,
}

/// When and why a record was taken back.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WithdrawnReply {
    /// When.
    #[schemars(with = "String")]
    pub at: String,
    /// Why.
    pub reason: String,
}

impl WithdrawnReply {
    fn of(withdrawal: &RecordWithdrawal) -> WithdrawnReply {
        WithdrawnReply {
            at: withdrawal.at.to_string(),
            reason: withdrawal.reason.clone(),
        }
    }
}

/// A referral on record.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReferralReply {
    /// Its number (trt_dcla_detl_sn).
    number: HospitalRecordId,
    /// How it stands today.
    standing: RecordStanding,
    /// The pooling region somebody is sent to.
    to_place: Region,
    /// The hospital there, where it has a code.
    to_facility: Option<FacilityCode>,
    /// What it is called.
    to_name: String,
    /// How far away.
    distance: Distance,
    /// The diagnosis.
    diagnosis: NamedCode,
    /// Who says so.
    doctor: Option<RecordingDoctor>,
    /// The day on which it was decided.
    referred_on: Date,
    /// While it holds.
    period: Period,
    /// Whether it was taken back.
    withdrawn: Option<WithdrawnReply>,
    /// The filing the hospital made of it.
    filing: Option<FilingId>,
    /// How that stands, right after it was made.
    filing_state: Option<State>,
    /// Why it made none, though it was asked to.
    not_filed: Option<Bilingual>,
}

impl ReferralReply {
    pub fn of(kept: &KeptRecord<Referral>, today: Date) -> ReferralReply {
        let record = &kept.record;
        ReferralReply {
            number: record.number.clone(),
            standing: record.standing(today),
            to_place: record.to_place,
            to_facility: record.to_facility.clone(),
            to_name: record.to_name.clone(),
            distance: record.distance,
            diagnosis: record.diagnosis.clone(),
            doctor: record.doctor.clone(),
            referred_on: record.referred_on,
            period: record.period,
            withdrawn: record.withdrawn.as_ref().map(WithdrawnReply::of),
            filing: record.filing.clone(),
            filing_state: None,
            not_filed: None,
        }
    }

    pub fn done(done: &ReferralRecorded, today: Date) -> ReferralReply {
        ReferralReply {
            filing_state: done.filing.as_ref().map(|filing| filing.state),
            not_filed: done.not_filed.clone(),
            ..ReferralReply::of(&done.kept, today)
        }
    }
}

/// A recognition on record.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecognitionReply {
    /// Its number (trt_dcla_detl_sn).
    number: HospitalRecordId,
    /// How it stands today.
    standing: RecordStanding,
    /// The insured place that pays for it.
    insured_at: Region,
    /// The scheme.
    scheme: Scheme,
    /// The disease as it was stated.
    disease: NamedCode,
    /// The same as it stands on record of the insurance.
    known_as: String,
    /// Who says so.
    doctor: RecordingDoctor,
    /// The day on which it was found.
    recognised_on: Date,
    /// While it holds.
    period: Period,
    /// Whether it was taken back.
    withdrawn: Option<WithdrawnReply>,
    /// Settlements that come to something else now.
    corrected: Vec<SettlementId>,
}

impl RecognitionReply {
    pub fn of(kept: &KeptRecord<Recognition>, today: Date) -> RecognitionReply {
        let record = &kept.record;
        RecognitionReply {
            number: record.number.clone(),
            standing: record.standing(today),
            insured_at: record.insured_at,
            scheme: record.scheme,
            disease: record.disease.clone(),
            known_as: record.known_as.clone(),
            doctor: record.doctor.clone(),
            recognised_on: record.recognised_on,
            period: record.period,
            withdrawn: record.withdrawn.as_ref().map(WithdrawnReply::of),
            corrected: vec![],
        }
    }

    pub fn done(done: &RecognitionRecorded, today: Date) -> RecognitionReply {
        let corrected = done.corrections.iter().map(|one| one.settlement.clone());
        RecognitionReply {
            corrected: corrected.collect(),
            ..RecognitionReply::of(&done.kept, today)
        }
    }
}

/// What a facility recorded of somebody.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordsReply {
    /// Referrals, the newest first.
    pub referrals: Vec<ReferralReply>,
    /// Recognitions, the newest first.
    pub recognitions: Vec<RecognitionReply>,
}

/// The bytes that are stored and sent.
pub fn as_bytes(reply: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(reply).expect("our types always serialise")
}
