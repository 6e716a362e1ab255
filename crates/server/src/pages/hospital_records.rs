//! What a hospital recorded of somebody, in a line: for its own desk, and for the person.

use desk::Reference;
use desk::hospital::{KeptRecord, RecordsHere};
use domain::calendar::days_after;
use domain::hospital_record::{HospitalRecord, Recognition, RecordStanding, Referral};
use domain::region_names::label;
use domain::text::Named;
use domain::{Bilingual, say};
use jiff::civil::Date;

use crate::web::mine::HospitalRow;

/// What a record says.
pub(super) trait InALine {
    /// In a line.
    fn told(&self) -> Bilingual;
}

impl InALine for Referral {
    fn told(&self) -> Bilingual {
        let (to, disease) = (label(self.to_place), &self.diagnosis.name);
        Bilingual::new(
            format!("转往{}，{}（{disease}）", to.zh, self.to_name),
            format!("to {}, {} ({disease})", to.en, self.to_name),
        )
    }
}

impl InALine for Recognition {
    fn told(&self) -> Bilingual {
        let (place, disease) = (label(self.insured_at), &self.disease.name);
        Bilingual::new(
            format!("{disease}（{}，{}）", self.doctor.name, place.zh),
            format!("{disease} ({}, {})", self.doctor.name, place.en),
        )
    }
}

/// The days of a record.
pub(super) fn days<R: HospitalRecord>(record: &R) -> Bilingual {
    let period = record.period();
    let from = period.from;
    match period.until.map(|until| days_after(until, -1)) {
        Some(last) => say!("{from} 至 {last}", "{from} through {last}"),
        None => say!("{from} 起，长期", "from {from}, no end"),
    }
}

/// What hospitals recorded of a person and did not let run out.
pub(super) fn of_person(
    reference: &Reference,
    (records, today): (&RecordsHere, Date),
) -> Vec<HospitalRow> {
    let referrals = records.referrals.iter();
    let referrals = referrals.filter_map(|kept| row(reference, kept, today));
    let recognitions = records.recognitions.iter();
    let recognitions = recognitions.filter_map(|kept| row(reference, kept, today));
    referrals.chain(recognitions).collect()
}

fn row<R: HospitalRecord + InALine>(
    reference: &Reference,
    kept: &KeptRecord<R>,
    today: Date,
) -> Option<HospitalRow> {
    let record = &kept.record;
    let standing = record.standing(today);
    let known = reference.facility(record.facility());
    let by = known.map_or_else(
        |_| record.facility().to_string(),
        |facility| facility.name.clone(),
    );
    let (kind, told, days) = (R::KIND.name(), record.told(), days(record));
    (standing != RecordStanding::Over).then(|| HospitalRow {
        what: say!("{kind}：{told}", "{kind}: {told}"; kind = kind, told = told),
        how: say!("{by}，{days}", "{by}, {days}"; days = days),
        state: standing.name(),
        holds: standing == RecordStanding::Holds,
    })
}
